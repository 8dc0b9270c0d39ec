"""Rankers to compare with: BM25 over words, stems, character 4-grams and prefixes.

They are what others use and what must be beaten. They know nothing of languages, spellings or
regions, and no answer is ever made with them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, get_args

import bm25s
import numpy as np

from retrieval.evaluation.protocols import Passage, PassageIndex, RankedSection
from retrieval.knowledge.model import Section
from retrieval.language.stemming import stem_kk, stem_ru

__all__ = [
    "BASELINES",
    "Baseline",
    "BaselineIndex",
    "BaselineRanker",
    "baseline_index",
    "character_grams",
    "prefixes",
    "stems",
    "words",
]

Baseline = Literal["words", "stems", "grams", "prefixes"]
BASELINES: Final[tuple[Baseline, ...]] = get_args(Baseline)

_WORD: Final = re.compile(r"\w+")
_KAZAKH_LETTER: Final = re.compile("[әғқңөұүһі]")
_GRAM: Final = 4
_PREFIX: Final = 5


def words(text: str) -> list[str]:
    """Words and numbers in lower case."""
    return _WORD.findall(text.lower())


def stems(text: str) -> list[str]:
    """Stems: Kazakh if the text has a letter that only Kazakh has, else Russian (Snowball)."""
    stem = stem_kk if _KAZAKH_LETTER.search(text.lower()) else stem_ru
    return [stem(word) for word in words(text)]


def character_grams(text: str) -> list[str]:
    """Runs of four characters within words; a shorter word is one gram."""
    return [
        word[start : start + _GRAM]
        for word in words(text)
        for start in range(max(1, len(word) - _GRAM + 1))
    ]


def prefixes(text: str) -> list[str]:
    """The first five characters of each word: a stemmer that knows nothing."""
    return [word[:_PREFIX] for word in words(text)]


_TERMS: Final[dict[Baseline, Callable[[str], list[str]]]] = {
    "words": words,
    "stems": stems,
    "grams": character_grams,
    "prefixes": prefixes,
}


class BaselineIndex:
    """BM25 over one kind of terms (Lucene's variant, k1 1.5, b 0.75: the defaults of bm25s)."""

    def __init__(self, kind: Baseline, texts: Iterable[tuple[str, str]]) -> None:
        """Index ``(id, text)`` pairs."""
        self._terms = _TERMS[kind]
        self._vocabulary: dict[str, int] = {}
        self._ids: list[str] = []
        documents: list[array[int]] = []
        for name, text in texts:
            self._ids.append(name)
            documents.append(
                array(
                    "i",
                    (
                        self._vocabulary.setdefault(term, len(self._vocabulary))
                        for term in self._terms(text)
                    ),
                )
            )
        self._bm25 = bm25s.BM25() if self._vocabulary else None
        if self._bm25 is not None:
            self._bm25.index(
                (documents, self._vocabulary), create_empty_token=False, show_progress=False
            )

    def search(self, query: str, limit: int) -> list[str]:
        """Ids of the texts with the highest scores; none that shares no term with the query."""
        return [name for name, _ in self.scored(query, limit)]

    def scored(self, query: str, limit: int) -> list[tuple[str, float]]:
        """The same with the scores."""
        known = [term for term in self._terms(query) if term in self._vocabulary]
        if not known or self._bm25 is None:
            return []
        scores = self._bm25.get_scores(known)
        count = min(limit, scores.size)
        best = np.argpartition(-scores, count - 1)[:count]
        # Equal scores in the order of the texts, so that every run gives the same.
        ordered = best[np.lexsort((best, -scores[best]))]
        return [(self._ids[at], float(scores[at])) for at in ordered if scores[at] > 0]


def baseline_index(kind: Baseline) -> Callable[[Iterable[Passage]], PassageIndex]:
    """A factory of indexes over passages, title and text as one."""

    def build(passages: Iterable[Passage]) -> PassageIndex:
        return BaselineIndex(
            kind, ((passage.id, f"{passage.title}\n{passage.text}") for passage in passages)
        )

    return build


class BaselineRanker:
    """Ranks the sections of the knowledge folder, both languages in one index."""

    def __init__(self, kind: Baseline, sections: Sequence[Section]) -> None:
        """Index title, heading, questions and body of each section as one text."""
        self._facts: dict[str, frozenset[str]] = {}
        texts: list[tuple[str, str]] = []
        for section in sections:
            self._facts[section.id] = frozenset(section.facts) | self._facts.get(
                section.id, frozenset()
            )
            parts = (section.title, section.heading, *section.questions, section.body)
            texts.append((section.id, "\n".join(parts)))
        self._index = BaselineIndex(kind, texts)

    def rank(self, question: str, language: str | None, limit: int) -> list[RankedSection]:  # noqa: ARG002
        """The sections with the highest scores, each once."""
        best: dict[str, float] = {}
        for name, score in self._index.scored(question, 2 * limit):
            best.setdefault(name, score)
        return [
            RankedSection(name, self._facts[name], score)
            for name, score in list(best.items())[:limit]
        ]
