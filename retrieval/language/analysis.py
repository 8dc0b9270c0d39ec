"""The keys under which an index files a text, and a query looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from retrieval.language.identification import AnswerLanguage, word_evidence
from retrieval.language.spelling import fold_word
from retrieval.language.stemming import stem_kk, stem_ru_folded
from retrieval.language.tokens import Token, tokenize

_CACHED_WORDS: Final = 16_384
_GRAM: Final = 4


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one token; each list of the same kind can be one field of an index."""

    token: Token
    exact: str
    folded: str
    stemmed: str
    grams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text as an index sees it; symbols are left out."""

    keys: tuple[Keys, ...]

    @property
    def exact(self) -> list[str]:
        """Words as written, in lower case."""
        return [key.exact for key in self.keys]

    @property
    def folded(self) -> list[str]:
        """Words in the spelling in which all habits meet."""
        return [key.folded for key in self.keys]

    @property
    def stemmed(self) -> list[str]:
        """Folded stems."""
        return [key.stemmed for key in self.keys]

    @property
    def grams(self) -> list[str]:
        """Folded character 4-grams of all words."""
        return [gram for key in self.keys for gram in key.grams]


def analyze(text: str, language: AnswerLanguage | Literal["mixed"] | None = None) -> Analysis:
    """The index keys of ``text``.

    Args:
        text: a query or a section.
        language: which grammar the words follow; with "mixed" or None each word is judged by
            itself. An index and its queries must be analysed alike: None for both is the safe way.
    """
    choice = None if language == "mixed" else language
    return Analysis(tuple(_keys(text, choice)))


def character_grams(word: str, size: int = _GRAM) -> tuple[str, ...]:
    """The character n-grams of a folded word with its borders («_»); a short word is one gram."""
    bordered = f"_{word}_"
    if len(bordered) <= size:
        return (bordered,)
    return tuple(bordered[at : at + size] for at in range(len(bordered) - size + 1))


def _keys(text: str, language: AnswerLanguage | None) -> Iterable[Keys]:
    for token in tokenize(text):
        if token.kind == "word":
            exact = token.surface.lower()
            yield Keys(token, exact, *_word_keys(exact, language))
        elif token.kind == "number":
            number = _SPACE.sub("", token.surface).replace(",", ".")
            yield Keys(token, number, number, number, (f"_{number}_",))
        elif token.kind == "address":
            yield from _address_keys(token)


@lru_cache(maxsize=_CACHED_WORDS)
def _word_keys(word: str, language: AnswerLanguage | None) -> tuple[str, str, tuple[str, ...]]:
    folded = fold_word(word)
    if language is None:
        # Judged on the folded word, so that all spellings of a word get the same key.
        language = "ru" if word_evidence(folded) < 0 else "kk"
    stemmed = stem_kk(folded) if language == "kk" else stem_ru_folded(folded)
    return folded, stemmed, character_grams(folded)


def _address_keys(token: Token) -> Iterable[Keys]:
    """An address is found whole and by its parts: «migration.enbek.kz» by «enbek» too."""
    address = _SCHEME.sub("", token.surface.lower())
    host = address.partition("/")[0]
    for part in dict.fromkeys((address, host, *re.split(r"[^\w-]+", host))):
        if part:
            folded = fold_word(part)
            yield Keys(token, part, folded, folded, character_grams(folded))


_SPACE: Final = re.compile(r"\s")
_SCHEME: Final = re.compile(r"^https?://(?:www\.)?|^www\.")
