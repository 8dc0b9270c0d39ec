"""Word search: BM25 over exact folded words, stems, and character 4-grams.

Scores are put on a common scale: the share of the question's information (sum of the inverse
document frequencies of its keys) that an entry covers, from 0 to 1. That makes the three fields
comparable and tells how much of a question the best entry leaves unexplained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, get_args

import bm25s
import numpy as np
from numpy.typing import NDArray

from retrieval.language import Analysis

__all__ = ["FIELDS", "Field", "FieldBuilder", "FieldIndex", "LexicalIndex", "keys_of"]

Field = Literal["words", "stems", "grams"]
FIELDS: tuple[Field, ...] = get_args(Field)

# Questions are short and so are the entries they are compared with: little saturation, and
# less weight on length than the usual 0.75, which would favour the shortest heading.
_K1 = 0.9
_B = 0.4

#: Documents counted at a time, which bounds the memory that counting needs.
_PART = 16_384


def keys_of(analysis: Analysis) -> Mapping[Field, list[str]]:
    """The keys of a text in each field."""
    return {
        "words": analysis.folded,
        "stems": analysis.stemmed,
        "grams": analysis.grams,
    }


@dataclass(frozen=True)
class FieldIndex:
    """BM25 over one kind of keys."""

    bm25: bm25s.BM25
    idf: Mapping[str, float]
    unknown_idf: float
    size: int

    @classmethod
    def build(
        cls, documents: Sequence[Sequence[str]], k1: float = _K1, b: float = _B
    ) -> FieldIndex:
        """An index of ``documents``, each a list of keys."""
        builder = FieldBuilder()
        for start in range(0, len(documents), _PART):
            builder.add(documents[start : start + _PART])
        return builder.build(k1, b)

    @classmethod
    def _of(cls, matrix: _KeyCounts, k1: float, b: float) -> FieldIndex:
        count = len(matrix.lengths)
        frequency = np.diff(matrix.starts)
        idf = np.log1p((count - frequency + 0.5) / (frequency + 0.5))
        bm25 = bm25s.BM25(method="lucene", k1=k1, b=b)
        if matrix.vocabulary:
            # The library's own indexing goes from document to document in Python and takes nine
            # times as long; what it stores is this.
            bm25.scores = {
                "data": matrix.weights(idf, k1, b),
                "indices": matrix.documents,
                "indptr": matrix.starts,
                "num_docs": count,
            }
            bm25.vocab_dict = matrix.vocabulary
            bm25.nonoccurrence_array = None
        by_key = dict(zip(matrix.vocabulary, idf.tolist(), strict=True))
        return cls(bm25, by_key, _idf(0, count), count)

    def scores(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """Covered share of the keys' information, by entry."""
        wanted = list(dict.fromkeys(keys))
        known = [key for key in wanted if key in self.idf]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        ideal = sum(self.idf.get(key, self.unknown_idf) for key in wanted)
        found: NDArray[np.float32] = self.bm25.get_scores(known)
        return (found / ideal).astype(np.float32)


@dataclass(frozen=True)
class _KeyCounts:
    """How often each key stands in each document, key after key.

    Attributes:
        vocabulary: number of each key.
        starts: where the documents of each key begin; one more value than keys.
        documents: numbers of the documents.
        counts: how often the key stands there.
        lengths: number of keys of each document.
    """

    vocabulary: dict[str, int]
    starts: NDArray[np.int32]
    documents: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    def weights(self, idf: NDArray[np.float64], k1: float, b: float) -> NDArray[np.float32]:
        """BM25 as Lucene counts it, for each key and document."""
        average = self.lengths.mean()
        damping = (k1 * (1 - b + b * self.lengths / average)).astype(np.float32)
        counts = self.counts.astype(np.float32)
        share = counts / (counts + damping[self.documents])
        weights: NDArray[np.float32] = share * np.repeat(
            idf.astype(np.float32), np.diff(self.starts)
        )
        return weights


class FieldBuilder:
    """Counts keys part by part, so that no more than a part of a large corpus is held as words."""

    def __init__(self) -> None:
        self._vocabulary: defaultdict[str, int] = defaultdict()
        self._vocabulary.default_factory = self._vocabulary.__len__
        self._parts: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]] = []
        self._lengths: list[NDArray[np.int32]] = []
        self._size = 0

    def add(self, documents: Sequence[Sequence[str]]) -> None:
        """Count the next documents, each a list of keys."""
        self._parts.append(_count_part(documents, self._size, self._vocabulary))
        self._lengths.append(np.fromiter(map(len, documents), np.int32, len(documents)))
        self._size += len(documents)

    def build(self, k1: float = _K1, b: float = _B) -> FieldIndex:
        """The index of all documents added; the counts are let go."""
        nothing = np.zeros(0, dtype=np.int32)
        keys, rows, counts = (
            np.concatenate([nothing, *(part[column] for part in self._parts)])
            for column in range(3)
        )
        self._parts.clear()
        order = np.argsort(keys, kind="stable")
        frequency = np.bincount(keys, minlength=len(self._vocabulary))
        matrix = _KeyCounts(
            vocabulary=dict(self._vocabulary),
            starts=np.concatenate([[0], np.cumsum(frequency)]).astype(np.int32),
            documents=rows[order],
            counts=counts[order],
            lengths=np.concatenate([nothing, *self._lengths]),
        )
        return FieldIndex._of(matrix, k1, b)


def _count_part(
    documents: Sequence[Sequence[str]], first: int, vocabulary: defaultdict[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Key, document and count of every pair, for documents numbered from ``first`` on."""
    numbers = np.fromiter(
        map(vocabulary.__getitem__, chain.from_iterable(documents)), dtype=np.int64
    )
    rows = np.repeat(np.arange(len(documents)), [len(each) for each in documents])
    pairs, counts = np.unique(numbers * len(documents) + rows, return_counts=True)
    keys, rows = np.divmod(pairs, len(documents))
    return (
        keys.astype(np.int32),
        (rows + first).astype(np.int32),
        counts.astype(np.int32),
    )


def _idf(document_frequency: int, count: int) -> float:
    return float(np.log1p((count - document_frequency + 0.5) / (document_frequency + 0.5)))


class LexicalIndex:
    """BM25 over several analyses of the same entries."""

    def __init__(self, analyses: Sequence[Mapping[Field, Sequence[str]]]) -> None:
        self._fields = {
            field: FieldIndex.build([each[field] for each in analyses]) for field in FIELDS
        }

    def scores(self, keys: Mapping[Field, Sequence[str]]) -> Mapping[Field, NDArray[np.float32]]:
        """For each field the covered share (0 to 1) by entry; shape: number of entries."""
        return {field: index.scores(keys[field]) for field, index in self._fields.items()}

    def idf(self, field: Field, key: str) -> float:
        """How much a key tells; the highest value for keys that no entry has."""
        index = self._fields[field]
        return index.idf.get(key, index.unknown_idf)

    def weights(self, field: Field) -> Mapping[str, float]:
        """How much each key of a field tells."""
        return self._fields[field].idf

    def knows(self, field: Field, key: str) -> bool:
        """Whether any entry has the key."""
        return key in self._fields[field].idf
