"""Search over loose passages: texts that have no heading, language, region or year.

Two judgements of every candidate, each a share of one over all candidates (a softmax):

- by its words: BM25 over words as written, stems, character 4-grams and beginnings, weighted;
- by its meaning: the cosine of its vector with the query's.

They are mixed, not added: a passage that either is sure of stands first, and where one of them
can't tell the candidates apart the other decides. Scores added up, with weights fitted to the
likelihood of the right passages, lost to plain words wherever a query repeats words of its passage.
The fewer words a query has, the more its words count.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Encoder
from retrieval.evaluation.protocols import Passage, PassageIndex, PassageIndexFactory
from retrieval.index import DenseIndex, Entry, open_client
from retrieval.index.lexical import FieldBuilder
from retrieval.language import analyze
from retrieval.language.analysis import Analysis
from retrieval.weight_sets import read_weights

__all__ = [
    "WORD_FIELDS",
    "Candidates",
    "HybridPassages",
    "PassageWeights",
    "hybrid_passages",
]

WordField = Literal["exact", "stems", "grams", "prefixes"]
WORD_FIELDS: Final[tuple[WordField, ...]] = get_args(WordField)

# What a stemmer cuts differently in two forms of a word mostly begins alike.
_PREFIX: Final = 5
# Passages differ more in length than the sections of the folder, and repeat words that matter.
_K1: Final = 1.5
_B: Final = 0.75
_PART: Final = 4_096
#: How many candidates the words and the vectors bring in, each.
_CANDIDATES: Final = 100
_NEIGHBOURS: Final = 400
_SAMPLE: Final = 256


@dataclass(frozen=True)
class PassageWeights:
    """How words and meaning are weighed; learned by `python -m retrieval.tuning.passages`.

    Attributes:
        words: factor of each of ``WORD_FIELDS``.
        dense: factor of the cosine.
        unit: of the cosine: itself, or ``spread``, the standard deviation of the cosines between
            passages, which makes one factor fit every encoder.
        trust: log-odds with which the words are believed, for a query of endlessly many words.
        trust_of_few: what is added to them for a query of a single word; half of it for two.
    """

    words: Mapping[str, float]
    dense: float
    trust: float
    trust_of_few: float
    unit: Literal["cosine", "spread"] = "cosine"

    @classmethod
    def of(cls, encoder: str) -> PassageWeights:
        """Those of the encoder with this fingerprint, or else those for any encoder."""
        data = read_weights("passages", encoder)
        return cls(data["words"], data["dense"], data["trust"], data["trust_of_few"], data["unit"])

    @property
    def vector(self) -> NDArray[np.float32]:
        """The factors of the words in the order of ``WORD_FIELDS``."""
        return np.array([self.words[field] for field in WORD_FIELDS], dtype=np.float32)


@dataclass(frozen=True)
class Candidates:
    """Passages that may answer a query.

    Attributes:
        rows: their numbers, ascending; shape (candidates,).
        words: share of the query's information that they cover in each of ``WORD_FIELDS``, 0 to
            1; shape (candidates, fields).
        cosines: with the query, in the unit of the weights; shape (candidates,). Those that aren't
            among the nearest have the cosine of the last that is.
        length: of the query in words, at least 1.
    """

    rows: NDArray[np.int64]
    words: NDArray[np.float32]
    cosines: NDArray[np.float32]
    length: int

    def shares(self, weights: PassageWeights) -> NDArray[np.float64]:
        """How likely each is to answer, as words and meaning together see it; they sum up to 1."""
        log_odds = weights.trust + weights.trust_of_few / self.length
        trust = 1.0 / (1.0 + np.exp(-log_odds))
        by_words = _softmax(self.words @ weights.vector)
        by_meaning = _softmax(weights.dense * self.cosines)
        mixed: NDArray[np.float64] = trust * by_words + (1.0 - trust) * by_meaning
        return mixed


class HybridPassages:
    """The words and the vectors of loose passages, all in memory.

    Args:
        passages: read once, part by part.
        encoder: makes the vectors.
        weights: those of the encoder where none are given.
    """

    def __init__(
        self,
        passages: Iterable[Passage],
        encoder: Encoder,
        weights: PassageWeights | None = None,
    ) -> None:
        self.weights = weights or PassageWeights.of(encoder.fingerprint)
        self.ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._dense = DenseIndex(open_client(None), f"passages-{uuid.uuid4().hex}", encoder)
        builders = {field: FieldBuilder() for field in WORD_FIELDS}
        for part in _parts(passages):
            entries = [
                Entry(each.id, None, "text", f"{each.title}. {each.text}".removeprefix(". "))
                for each in part
            ]
            for entry in entries:
                self._rows[entry.id] = len(self.ids)
                self.ids.append(entry.unit)
            self._dense.add(entries)
            analyses = [analyze(entry.text) for entry in entries]
            for field, builder in builders.items():
                builder.add([_keys(analysis, field) for analysis in analyses])
        self._fields = {field: each.build(_K1, _B) for field, each in builders.items()}
        self._scale = 1.0
        if self.weights.unit == "spread":
            self._scale = 1.0 / self._dense.spread(_SAMPLE)

    def search(self, query: str, limit: int) -> list[str]:
        """Ids of the passages that most likely answer, best first."""
        found = self.candidates(query, limit)
        best = np.argsort(-found.shares(self.weights), kind="stable")[:limit]
        return [self.ids[row] for row in found.rows[best]]

    def candidates(self, query: str, limit: int = _CANDIDATES) -> Candidates:
        """The passages that stand first by words or by meaning.

        Args:
            query: as a person wrote it.
            limit: how many each brings in at least.
        """
        analysis = analyze(query)
        covered = [self._fields[field].scores(_keys(analysis, field)) for field in WORD_FIELDS]
        score = sum(
            (weight * share for weight, share in zip(self.weights.vector, covered, strict=True)),
            start=np.zeros(len(self.ids), dtype=np.float32),
        )
        count = max(limit, _CANDIDATES)
        chosen: set[int] = set()
        if len(score):
            first = np.argpartition(-score, min(count, len(score) - 1))[:count]
            chosen.update(int(row) for row in first if score[row] > 0)
        hits = self._dense.search(query, max(limit, _NEIGHBOURS)) if self.ids else []
        cosines = {self._rows[hit.entry]: hit.similarity for hit in hits}
        chosen.update(list(cosines)[:count])
        floor = min(cosines.values(), default=0.0)
        rows = np.array(sorted(chosen), dtype=np.int64)
        return Candidates(
            rows=rows,
            words=np.stack([share[rows] for share in covered], axis=1),
            cosines=np.array(
                [self._scale * cosines.get(int(row), floor) for row in rows], dtype=np.float32
            ),
            length=max(1, len(analysis.keys)),
        )


def hybrid_passages(encoder: Encoder, weights: PassageWeights | None = None) -> PassageIndexFactory:
    """A factory of the product's index over passages."""

    def build(passages: Iterable[Passage]) -> PassageIndex:
        return HybridPassages(passages, encoder, weights)

    return build


def _parts(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    source = iter(passages)
    while part := list(islice(source, _PART)):
        yield part


def _keys(analysis: Analysis, field: WordField) -> list[str]:
    match field:
        case "exact":
            return analysis.exact
        case "stems":
            return analysis.stemmed
        case "grams":
            return analysis.grams
        case _:
            return [key.folded[:_PREFIX] for key in analysis.keys]


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    if not len(scores):
        return np.zeros(0)
    powers = np.exp(scores.astype(np.float64) - scores.max())
    shares: NDArray[np.float64] = powers / powers.sum()
    return shares
