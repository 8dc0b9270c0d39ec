"""Holds pairs out for the figures, so that nothing like them is trained on.

Protocol: pairs are put in the order of a seeded hash of their Kazakh text; the first thousand that
are not near-copies of one another are held out. Every other pair whose Kazakh or Russian side
resembles a held-out sentence (shared character 5-grams) is left out of training.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from retrieval.training.corpora import Pair

__all__ = ["Split", "hold_out", "resembling"]

NEAR_COPY = 0.5
"""Two sentences are near-copies when they share at least this part (Jaccard) of their 5-grams."""

SHORTEST = 20
"""Sentences with fewer characters are not held out: too many of them mean the same."""


@dataclass(frozen=True)
class Split:
    """Pairs for training and pairs for the figures."""

    train: list[Pair]
    held_out: list[Pair]
    dropped: int
    """Pairs left out of both because they resemble a held-out one."""


def hold_out(
    pairs: Sequence[Pair], *, count: int = 1000, seed: int, source: str | None = None
) -> Split:
    """Splits ``pairs``; the split depends on the texts and the seed, not on the order of the pairs.

    Args:
        pairs: all pairs; exact repetitions count once.
        count: how many to hold out, at most.
        seed: key of the hash that orders them.
        source: hold out pairs of this source alone, and train on none of them.
    """
    unique = list({(pair.kk, pair.ru): pair for pair in pairs}.values())
    eligible = [pair for pair in unique if source in {None, pair.source}]
    ordered = sorted(eligible, key=lambda pair: _hash(pair.kk, seed))
    # A margin over ``count`` feeds the removal of near-copies among the held-out pairs themselves.
    candidates = ordered[: 2 * count]
    copies = _near_copies(candidates, candidates)
    chosen: list[int] = []
    taken = np.zeros(len(candidates), dtype=bool)
    for index, pair in enumerate(candidates):
        if len(chosen) == count:
            break
        if taken[copies[index].indices].any() or min(len(pair.kk), len(pair.ru)) < SHORTEST:
            continue
        chosen.append(index)
        taken[index] = True
    held_out = [candidates[index] for index in chosen]
    held = {(pair.kk, pair.ru) for pair in held_out}
    rest = [pair for pair in unique if (pair.kk, pair.ru) not in held and pair.source != source]
    like = resembling(rest, held_out)
    train = [pair for pair, drop in zip(rest, like, strict=True) if not drop]
    return Split(train, held_out, dropped=len(rest) - len(train))


def resembling(pairs: Sequence[Pair], held_out: Sequence[Pair]) -> list[bool]:
    """For each of ``pairs``, whether one of its sides is a near-copy of a held-out sentence."""
    return [bool(row.nnz) for row in _near_copies(pairs, held_out)] if pairs else []


def _hash(text: str, seed: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8, key=str(seed).encode()).digest()


def _near_copies(left: Sequence[Pair], right: Sequence[Pair]) -> sp.csr_matrix:
    """Boolean (len(left), len(right)): near-copies on the Kazakh or the Russian side."""
    sides = [
        _above([pair.kk for pair in left], [pair.kk for pair in right]),
        _above([pair.ru for pair in left], [pair.ru for pair in right]),
    ]
    return ((sides[0] + sides[1]) > 0).tocsr()


def _above(left: list[str], right: list[str]) -> sp.csr_matrix:
    """Where the Jaccard similarity of the 5-gram sets reaches `NEAR_COPY`."""
    numbers: dict[str, int] = {}
    rows, columns = _grams(left, numbers), _grams(right, numbers)
    width = len(numbers)
    rows.resize(len(left), width)
    columns.resize(len(right), width)
    shared = (rows @ columns.T).tocoo()
    row_sizes = np.asarray(rows.sum(axis=1)).ravel()
    column_sizes = np.asarray(columns.sum(axis=1)).ravel()
    union = row_sizes[shared.row] + column_sizes[shared.col] - shared.data
    keep = shared.data >= NEAR_COPY * union
    found = sp.coo_matrix(
        (np.ones(int(keep.sum()), dtype=np.int8), (shared.row[keep], shared.col[keep])),
        shape=shared.shape,
    )
    return found.tocsr()


def _grams(texts: list[str], numbers: dict[str, int], length: int = 5) -> sp.csr_matrix:
    """Which 5-grams each text has; new ones are added to ``numbers``."""
    indices: list[int] = []
    ends = [0]
    for text in texts:
        spaced = " ".join(["", *text.lower().split(), ""])
        grams = {spaced[at : at + length] for at in range(max(1, len(spaced) - length + 1))}
        indices += sorted(numbers.setdefault(gram, len(numbers)) for gram in grams)
        ends.append(len(indices))
    ones = np.ones(len(indices), dtype=np.int32)
    return sp.csr_matrix((ones, indices, ends), shape=(len(texts), len(numbers)))
