"""Finds the programme's terms in a text, whichever word a person takes for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from retrieval.language.spelling import fold_word
from retrieval.language.stemming import stem_kk, stem_ru_folded
from retrieval.language.tokens import tokenize


class TermRow(Protocol):
    """A term of the glossary table: its official names and what people say for it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def kk(self) -> str: ...  # noqa: D102
    @property
    def ru(self) -> str: ...  # noqa: D102
    @property
    def kk_synonyms(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def ru_synonyms(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def latin(self) -> Sequence[str]: ...  # noqa: D102


class Lexicon:
    """Everyday and official words for the same thing, found by their stems in any spelling."""

    def __init__(self, terms: Iterable[TermRow]) -> None:
        self._official: dict[str, tuple[str, str]] = {}
        self._phrases: dict[str, dict[tuple[frozenset[str], ...], list[str]]] = defaultdict(dict)
        for term in terms:
            self._official[term.id] = (_plain(term.kk), _plain(term.ru))
            forms = (term.kk, term.ru, *term.kk_synonyms, *term.ru_synonyms, *term.latin)
            for form in forms:
                self._add(form, term.id)

    def terms_in(self, text: str) -> tuple[str, ...]:
        """The ids of the terms named in ``text``, in the order in which they stand.

        Of names that lie inside one another only the longest counts («көшу ақшасы», not «көшу»).
        A word that people use for several terms («подъёмные») gives all of them.
        """
        words = [_keys(token.surface) for token in tokenize(text) if token.kind == "word"]
        found: list[str] = []
        at = 0
        while at < len(words):
            ids, length = self._longest(words, at)
            found += ids
            at += length
        return tuple(dict.fromkeys(found))

    def expand(self, text: str) -> tuple[str, ...]:
        """The official names, in both languages, of the terms in ``text``."""
        names = (name for term in self.terms_in(text) for name in self._official[term])
        return tuple(dict.fromkeys(names))

    def _longest(self, words: Sequence[frozenset[str]], at: int) -> tuple[list[str], int]:
        ids: list[str] = []
        length = 1
        for key in words[at]:
            for phrase, terms in self._phrases.get(key, {}).items():
                end = at + len(phrase)
                if end > len(words) or len(phrase) < length:
                    continue
                if all(map(_meet, phrase, words[at:end])):
                    ids = terms if len(phrase) > length else [*ids, *terms]
                    length = len(phrase)
        return sorted(set(ids)), length

    def _add(self, form: str, term: str) -> None:
        for variant in _SLASH.split(_plain(form)):
            phrase = tuple(
                _keys(token.surface) for token in tokenize(variant) if token.kind == "word"
            )
            if not phrase or (len(phrase) == 1 and len(variant.strip()) < _SHORTEST):
                continue
            for key in phrase[0]:
                terms = self._phrases[key].setdefault(phrase, [])
                if term not in terms:
                    terms.append(term)


def _keys(word: str) -> frozenset[str]:
    """The folded stems that a word may have in one language or the other."""
    folded = fold_word(word)
    return frozenset({stem_kk(folded), stem_ru_folded(folded), folded})


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one.isdisjoint(other)


def _plain(form: str) -> str:
    return _PARENTHESES.sub("", form).strip(' «»"')


_PARENTHESES: Final = re.compile(r"\s*\([^)]*\)")
_SLASH: Final = re.compile(r"\s*/\s*")
_SHORTEST: Final = 2
