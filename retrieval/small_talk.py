"""What people say that is no question: greetings, requests for other things, words too vague."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from retrieval.knowledge import LANGUAGES, Language
from retrieval.knowledge.tables import Requests
from retrieval.language import analyze, fold, tokenize
from retrieval.search import Question

__all__ = ["SmallTalk"]

#: Kinds of `requests.yaml` that are answered with a fixed kind word.
_SMALL_TALK: Final = frozenset({"greetings", "thanks", "farewells", "about_bot"})
_LONGEST: Final = 6


class SmallTalk:
    """Knows the phrases and words of `requests.yaml`, in every spelling.

    Args:
        requests: the table.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    def kind(self, text: str) -> tuple[str, Language | None] | None:
        """Kind and language of a message that is only a greeting, thanks and the like."""
        words = tuple(fold(token.surface) for token in tokenize(text) if token.kind == "word")
        if not words or len(words) > _LONGEST:
            return None
        rest = words
        first: tuple[str, Language] | None = None
        while rest:
            for phrase, kind, language in self._phrases:
                if rest[: len(phrase)] == phrase:
                    first = first or (kind, language)
                    rest = rest[len(phrase) :]
                    break
            else:
                return None
        return first

    def declines(self, text: str) -> bool:
        """Whether a message is one of the requests that the table names as another matter."""
        return _words_of(text) in self._declined

    @cached_property
    def _declined(self) -> frozenset[tuple[str, ...]]:
        spoken = self._requests.root.get("out_of_scope")
        phrases = (*spoken.kk, *spoken.ru) if spoken else ()
        return frozenset(words for phrase in phrases if (words := _words_of(phrase)))

    @cached_property
    def _phrases(self) -> list[tuple[tuple[str, ...], str, Language]]:
        """Small talk phrases as folded words, the longest first."""
        phrases = []
        for kind, by_language in self._requests.root.items():
            if kind not in _SMALL_TALK:
                continue
            for language in LANGUAGES:
                spoken = by_language.kk if language == "kk" else by_language.ru
                for phrase in spoken:
                    words = tuple(fold(t.surface) for t in tokenize(phrase) if t.kind == "word")
                    if words:
                        phrases.append((words, kind, language))
        return sorted(phrases, key=lambda each: -len(each[0]))

    def is_vague(self, question: Question) -> bool:
        """Whether the words leave open what is asked about: «сертификат», «какие документы?»."""
        entities = question.entities
        if entities.regions or entities.years or entities.family_size:
            return False
        keys = analyze(question.mended).keys
        if any(key.token.kind != "word" for key in keys):
            return False
        words = {key.folded for key in keys}
        always, alone = (
            {key.folded for key in keys if {key.folded, key.stemmed} & known}
            for known in self._vague
        )
        if not words or not words <= always | alone | self.words("filler"):
            return False
        return not words & alone or words <= alone

    @cached_property
    def _vague(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words that are always vague, and by themselves; with stems: «құжаттарды» is one, too."""
        always, alone = (
            words | {stem for word in words for stem in analyze(word).stemmed}
            for words in (self.words("vague_always"), self.words("vague_alone"))
        )
        return always, alone

    def words(self, kind: str) -> frozenset[str]:
        """All words of a kind of `requests.yaml`, of both languages, folded."""
        return self._words.get(kind, frozenset())

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {
            kind: frozenset(fold(word) for word in (*spoken.kk, *spoken.ru))
            for kind, spoken in self._requests.root.items()
        }


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(fold(token.surface) for token in tokenize(text) if token.kind == "word")
