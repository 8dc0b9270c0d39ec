"""Decides what a hyphen at a line end is: «көші-/қонның» keeps it, «бағдарла-/ма» loses it.

The text itself is the best witness: it has most of its words more than once, and most of those
within a line. The word lists of the language package speak where the text is silent.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, Literal

from retrieval.language import wordlists
from retrieval.language.spelling import fold_word
from retrieval.language.stemming import stem_kk, stem_ru

__all__ = ["LineEnds", "Verdict"]

Verdict = Literal["hyphen", "joined", "hyphen?", "joined?"]


class LineEnds:
    """What the words within the lines of a text say about those broken between lines.

    Args:
        lines: all lines, in order.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._beginnings: Counter[str] = Counter()
        for line in lines:
            self._learn(line)
        self._stems = {_stem(word) for word in self._words}
        self._verdicts: Counter[str] = Counter()
        for first, second in _breaks(lines):
            verdict = self._from_evidence(first, second)
            if verdict is not None:
                self._verdicts[verdict] += 1

    def is_word(self, word: str) -> bool:
        """Whether the text or a word list has ``word`` (lower case)."""
        return self._words[word] > 0 or _listed(word)

    def verdict(self, first: str, second: str) -> Verdict:
        """What to do with ``first-`` at a line end and ``second`` at the next line's start.

        Returns:
            ``hyphen`` keeps it, ``joined`` drops it; with a question mark where nothing told and
            the habit of the rest of the text was followed.
        """
        evidence = self._from_evidence(first, second)
        if evidence is not None:
            return evidence
        joined, kept = self._verdicts["joined"], self._verdicts["hyphen"]
        if kept >= 5 and joined * 10 <= kept:
            return "hyphen"  # typed, not typeset: such a text never divides a word
        return "joined?" if joined > kept else "hyphen?"

    def broken_inside(self, text: str) -> tuple[str, ...]:
        """Words with a hyphen that the text elsewhere has without: left from an older line end."""
        found = []
        for word in _WORD.findall(text):
            first, hyphen, second = word.lower().partition("-")
            if not hyphen or "-" in second or self._pairs[first, second[:4]] > 1:
                continue
            if self._words[first + second] or (len(second) < 3 and self._begins(first, second)):
                found.append(word)
        return tuple(dict.fromkeys(found))

    def _learn(self, line: str) -> None:
        words = _WORD.findall(line)
        # The last word of a line may be half a word, and the first its other half.
        for position, word in enumerate(words):
            lower = word.lower()
            if "-" in lower:
                first, _, second = lower.partition("-")
                self._pairs[first, second[:4]] += 1
                for part in lower.split("-"):
                    self._words[part] += 1
            elif 0 < position < len(words) - 1:
                self._words[lower] += 1
                for length in range(4, len(lower)):
                    self._beginnings[lower[:length]] += 1

    def _from_evidence(self, first: str, second: str) -> Literal["hyphen", "joined"] | None:
        if not first or not second or first[-1].isdigit() or second[0].isdigit():
            return "hyphen"
        if second[0].isupper() and not first.isupper():
            return "hyphen"
        first, second = first.lower(), second.lower()
        # «t-статистика», «егжей-тегжейлі»
        rhyme = len(first) > 3 and (first in second or first[1:] == second[1 : len(first)])
        if len(first) == 1 or rhyme:
            return "hyphen"
        if second[0] in _NEVER_FIRST or not _VOWEL.search(first) or not _VOWEL.search(second):
            return "joined"
        pair = self._pairs[first, second[:4]]
        whole = self._words[first + second] * 2 + self._begins(first, second)
        if pair or whole:
            return "hyphen" if pair >= whole else "joined"
        if second in _PARTICLES or (first in _FIRST_HALVES and len(second) > 2):
            return "hyphen"
        # Nothing but endings stands in the next line: «мемлекеттер-ден».
        if _listed(first + second) or _is_inflected(first, second):
            return "joined"
        known = self._is_known(first), self._is_known(second)
        if known == (True, True):
            return "hyphen"
        if known == (False, False):
            return "joined"
        # Two adjectives side by side: «теориялық-әдістемелік»; an ending would be shorter.
        if known[0] and _ADJECTIVE.search(first) and len(second) > 5:
            return "hyphen"
        return None

    def _begins(self, first: str, second: str) -> int:
        """How many words of the text begin like the joined word, past the break."""
        beginning = (first + second)[: len(first) + min(4, len(second))]
        return self._beginnings[beginning] if len(second) >= 3 else 0

    def _is_known(self, word: str) -> bool:
        if len(word) < 3:
            return self._words[word] > 1
        return self._words[word] > 0 or _stem(word) in self._stems or _listed(word)


def _breaks(lines: Sequence[str]) -> Iterable[tuple[str, str]]:
    for above, below in itertools.pairwise(lines):
        first, second = _BROKEN.search(above), _FIRST_WORD.match(below)
        if first and second:
            yield first[1], second[1]


@cache
def _stem(word: str) -> str:
    return stem_kk(word) if _KAZAKH.search(word) else stem_ru(word)


def _is_inflected(first: str, second: str) -> bool:
    """Whether ``second`` is nothing but endings of ``first``, in either language."""
    whole = first + second
    return min(len(stem_kk(whole)), len(stem_ru(whole))) <= len(first)


@cache
def _listed(word: str) -> bool:
    return fold_word(word) in _LISTED or fold_word(_stem(word)) in _LISTED


_LISTED: Final = frozenset(
    fold_word(word)
    for listed in (
        wordlists.KAZAKH_COMMON,
        wordlists.KAZAKH_GRAMMAR,
        wordlists.KAZAKH_ROOTS,
        wordlists.RUSSIAN_COMMON,
        wordlists.RUSSIAN_GRAMMAR,
    )
    for word in listed
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN: Final = re.compile(r"(\w+)[-‐‑\u00ad¬]\s*$")
_FIRST_WORD: Final = re.compile(r"\s*(\w+)")
_VOWEL: Final = re.compile("[аәеёиоөуұүыіэюяaeiouy]")
_KAZAKH: Final = re.compile("[әғқңөұүһі]")
_ADJECTIVE: Final = re.compile("[лдт][ыі][қк]$")
_NEVER_FIRST: Final = "ьъң"
_PARTICLES: Final = frozenset(["ақ", "ау", "мыс", "міс", "то", "либо", "нибудь", "ка", "таки"])
_FIRST_HALVES: Final = frozenset(
    ["көші", "көшіп", "іс", "сондай", "осындай", "кое", "экс", "вице", "онлайн", "веб"]
)
