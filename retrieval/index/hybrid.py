"""Candidates from word search and meaning search over the same entries, with their features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.dense import DenseIndex
from retrieval.index.entries import Entry, EntryKind
from retrieval.index.lexical import FIELDS, Field, LexicalIndex, keys_of
from retrieval.language import analyze

__all__ = ["MATCH_FEATURES", "Candidate", "HybridIndex"]

_KINDS: Final[tuple[EntryKind, ...]] = ("ask", "text")

#: What is known of a candidate from the two searches, each 0 to 1: for every lexical field and
#: for the vectors, the best of its headings and questions, and its text.
MATCH_FEATURES: Final = tuple(
    f"{source}_{kind}" for source in (*FIELDS, "dense") for kind in _KINDS
)

_DENSE_LIMIT = 400


@dataclass(frozen=True)
class Candidate:
    """A unit that may answer, and how well it matches.

    Attributes:
        unit: section id or passage id.
        features: one value for each of ``MATCH_FEATURES``.
        best: the entry that matches best by words; what to show when explaining.
    """

    unit: str
    features: NDArray[np.float32]
    best: str


class HybridIndex:
    """Word search and meaning search over the same entries.

    Args:
        entries: what is searched.
        analyses: the lexical keys of each entry, in the same order.
        dense: the vectors of the same entries.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        analyses: Sequence[Mapping[Field, Sequence[str]]],
        dense: DenseIndex,
    ) -> None:
        self._entries = list(entries)
        self._position = {entry.id: number for number, entry in enumerate(self._entries)}
        self._units = list(dict.fromkeys(entry.unit for entry in self._entries))
        numbers = {unit: number for number, unit in enumerate(self._units)}
        self._unit_of = np.array([numbers[e.unit] for e in self._entries], dtype=np.int32)
        self._is_text = np.array([e.kind == "text" for e in self._entries], dtype=bool)
        # Entries sorted by unit, and where each unit's run begins: unit → its entries in O(1).
        self._by_unit_order = np.argsort(self._unit_of, kind="stable")
        self._unit_start = np.searchsorted(
            self._unit_of[self._by_unit_order], np.arange(len(self._units) + 1)
        )
        self.lexical = LexicalIndex(analyses)
        self._dense = dense

    def __len__(self) -> int:
        return len(self._units)

    def candidates(
        self,
        question: str,
        limit: int,
        *,
        use_dense: bool = True,
        without: frozenset[str] = frozenset(),
    ) -> list[Candidate]:
        """Units that may answer ``question``: the best ``limit`` of every search.

        Args:
            question: as the person wrote it.
            limit: how many units each search may bring in.
            use_dense: whether the vectors are asked; off only to measure the words alone.
            without: ids of entries that don't count, so that a known question can be asked as
                if it weren't known.
        """
        if not self._units:
            return []
        keys = keys_of(analyze(question))
        columns: list[NDArray[np.float32]] = []
        scores = self.lexical.scores(keys)
        hidden = [self._position[each] for each in without if each in self._position]
        for field in FIELDS:
            scores[field][hidden] = 0.0
            columns += self._by_unit(scores[field])
        columns += self._dense_columns(question, without) if use_dense else self._nothing()
        chosen: set[int] = set()
        for column in columns:
            top = np.argpartition(-column, min(limit, len(column) - 1))[:limit]
            lowest = column.min()
            chosen.update(int(each) for each in top if column[each] > lowest)
        return [self._candidate(unit, columns, scores["stems"]) for unit in sorted(chosen)]

    def _by_unit(self, scores: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        columns = []
        for is_text in (False, True):
            column = np.zeros(len(self._units), dtype=np.float32)
            rows = self._is_text == is_text
            np.maximum.at(column, self._unit_of[rows], scores[rows])
            columns.append(column)
        return columns

    def _dense_columns(self, question: str, without: frozenset[str]) -> list[NDArray[np.float32]]:
        hits = self._dense.search(question, _DENSE_LIMIT)
        if not hits:
            return self._nothing()
        # What isn't among the nearest is at most as near as the last of them: to call that 0 would
        # punish a section whose question is found and whose text just isn't.
        floor = max(hits[-1].similarity, 0.0)
        scores = np.full(len(self._entries), floor, dtype=np.float32)
        for hit in hits:
            position = self._position.get(hit.entry)
            if position is not None and hit.entry not in without:
                scores[position] = max(hit.similarity, floor)
        return self._by_unit(scores)

    def _nothing(self) -> list[NDArray[np.float32]]:
        return [np.zeros(len(self._units), dtype=np.float32) for _ in _KINDS]

    def _candidate(
        self, unit: int, columns: Sequence[NDArray[np.float32]], words: NDArray[np.float32]
    ) -> Candidate:
        features = np.array([column[unit] for column in columns], dtype=np.float32)
        rows = self._by_unit_order[self._unit_start[unit] : self._unit_start[unit + 1]]
        best = rows[int(np.argmax(words[rows]))]
        return Candidate(self._units[unit], features, self._entries[int(best)].text)
