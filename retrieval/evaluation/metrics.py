"""Figures of merit for ranked lists, and how sure they are.

Definitions are those of trec_eval: hit@k (success), reciprocal rank cut at 10, nDCG@10 with
linear gain and a discount of 1/log2(rank + 1).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = [
    "CUTOFF",
    "HIT_CUTOFFS",
    "RANKING_METRICS",
    "Interval",
    "bootstrap_interval",
    "hit",
    "mean",
    "ndcg",
    "percentile",
    "ranking_scores",
    "reciprocal_rank",
    "wilson_interval",
]

CUTOFF = 10
HIT_CUTOFFS = (1, 5, 10)
RANKING_METRICS = (*(f"hit@{k}" for k in HIT_CUTOFFS), f"mrr@{CUTOFF}", f"ndcg@{CUTOFF}")

_Z_95 = 1.959963984540054
_RESAMPLES = 1000


@dataclass(frozen=True)
class Interval:
    """A 95 % confidence interval."""

    low: float
    high: float


def ranking_scores(ranked: Sequence[str], gains: Mapping[str, float]) -> dict[str, float]:
    """Every one of `RANKING_METRICS` for one query.

    Args:
        ranked: ids, best first, without repetition.
        gains: id → gain of all that is relevant, whether found or not; a gain of 0 or less means
            not relevant.
    """
    scores = {f"hit@{k}": hit(ranked, gains, k) for k in HIT_CUTOFFS}
    scores[f"mrr@{CUTOFF}"] = reciprocal_rank(ranked, gains, CUTOFF)
    scores[f"ndcg@{CUTOFF}"] = ndcg(ranked, gains, CUTOFF)
    return scores


def hit(ranked: Sequence[str], gains: Mapping[str, float], k: int) -> float:
    """1 if anything relevant stands among the first ``k``, else 0."""
    return float(any(gains.get(item, 0) > 0 for item in ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], gains: Mapping[str, float], k: int) -> float:
    """1 / rank of the first relevant item; 0 if there is none among the first ``k``."""
    for rank, item in enumerate(ranked[:k], start=1):
        if gains.get(item, 0) > 0:
            return 1 / rank
    return 0.0


def ndcg(ranked: Sequence[str], gains: Mapping[str, float], k: int) -> float:
    """Discounted gain of the first ``k`` as a share of the best possible; 0 if nothing is relevant.

    Järvelin and Kekäläinen 2002, in the form of trec_eval's ``ndcg_cut``.
    """
    best = _discounted(sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:k])
    if best == 0:
        return 0.0
    return _discounted([max(gains.get(item, 0), 0) for item in ranked[:k]]) / best


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def wilson_interval(successes: float, trials: int) -> Interval:
    """95 % interval of a share (Wilson 1927), sound for small samples and shares near 0 or 1."""
    if trials == 0:
        return Interval(0.0, 1.0)
    share = successes / trials
    spread = _Z_95**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = _Z_95 * math.sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def bootstrap_interval(values: Sequence[float], seed: int = 0) -> Interval:
    """95 % percentile interval of the mean over resampled ``values`` (Efron 1979)."""
    if not values:
        return Interval(0.0, 1.0)
    sample = np.asarray(values, dtype=np.float64)
    chance = np.random.default_rng(seed)
    means = np.sort(
        [sample[chance.integers(0, sample.size, sample.size)].mean() for _ in range(_RESAMPLES)]
    )
    return Interval(
        float(means[int(0.025 * _RESAMPLES)]), float(means[int(0.975 * _RESAMPLES) - 1])
    )
