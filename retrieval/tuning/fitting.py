"""Fits linear weights: a softmax over the candidates for ranking, a logistic for confidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.search import RANK_FEATURES
from retrieval.tuning.examples import Example

__all__ = [
    "FOLDS",
    "cautious",
    "cross_validated_hits",
    "fit_logistic",
    "fit_ranking",
    "fold_of",
    "hits_at_1",
]

#: Parts in which examples are held out in turn.
FOLDS = 5

#: What makes an answer do harm where it is wrong: another region's or a former year's sum is
#: believed. Rare in questions, so that a likelihood says little about them.
_HARMFUL: Final = (
    "region_wrong",
    "year_wrong",
    "year_past_unasked",
    "past_unasked",
    "not_in_force",
)
_STEP: Final = 0.5
_STEPS: Final = 6


def fit_ranking(examples: Sequence[Example], strength: float = 1e-3) -> NDArray[np.float64]:
    """Weights that make the right candidates probable, in the order of ``RANK_FEATURES``.

    The loss is −log of the probability that a softmax over the candidates gives to all right ones
    together (a section that carries any of the facts is right), plus an L2 term.

    Args:
        examples: questions with their candidates.
        strength: of the L2 term.
    """
    total_weight = sum(each.weight for each in examples)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value = 0.5 * strength * float(weights @ weights)
        gradient = strength * weights
        for each in examples:
            scores = each.features @ weights
            scores -= scores.max()
            exp = np.exp(scores)
            shares = exp / exp.sum()
            right = shares[each.right].sum()
            within = np.where(each.right, shares / max(right, 1e-12), 0.0)
            factor = each.weight / total_weight
            value -= factor * float(np.log(max(right, 1e-12)))
            gradient = gradient + factor * ((shares - within) @ each.features)
        return value, gradient

    start = np.zeros(len(RANK_FEATURES))
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    weights: NDArray[np.float64] = result.x
    return weights


def cautious(weights: NDArray[np.float64], examples: Sequence[Example]) -> NDArray[np.float64]:
    """``weights`` with what does harm punished more: by up to 3, while no fewer are right.

    One after the other, so that an earlier punishment may leave less room for a later one.
    """
    chosen = weights.copy()
    most = hits_at_1(examples, chosen)
    for name in _HARMFUL:
        feature = RANK_FEATURES.index(name)
        for step in range(_STEPS, 0, -1):
            stricter = chosen.copy()
            stricter[feature] -= step * _STEP
            hits = hits_at_1(examples, stricter)
            if hits >= most:
                chosen, most = stricter, hits
                break
    return chosen


def hits_at_1(examples: Sequence[Example], weights: NDArray[np.float64]) -> float:
    """Share of the questions whose best candidate is a right one."""
    right = [bool(each.right[int(np.argmax(each.features @ weights))]) for each in examples]
    return float(np.mean(right)) if right else 0.0


def cross_validated_hits(
    tuned: Sequence[Example], helpers: Sequence[Example], strength: float
) -> float:
    """hit@1 on ``tuned`` when the weights were learned without the questions of its fold."""
    shares = []
    for fold in range(FOLDS):
        held = [each for each in tuned if fold_of(each.group) == fold]
        rest = [each for each in tuned if fold_of(each.group) != fold]
        weights = fit_ranking([*rest, *helpers], strength)
        shares += [hits_at_1([each], weights) for each in held]
    return float(np.mean(shares))


def fold_of(group: str) -> int:
    """The part to which all examples of a group belong."""
    return hashlib.blake2b(group.encode(), digest_size=2).digest()[0] % FOLDS


def fit_logistic(
    rows: Sequence[Mapping[str, float]],
    right: Sequence[bool],
    names: Sequence[str],
    strength: float = 1e-2,
    weight: NDArray[np.float64] | None = None,
) -> dict[str, float]:
    """Weights and ``bias`` of a logistic model; features are scaled inside and given back raw.

    Args:
        rows: values of the features.
        right: what is to be told.
        names: of the features.
        strength: of the L2 term.
        weight: how much each row counts; all alike if not given.
    """
    values = np.array([[row[name] for name in names] for row in rows])
    target = np.array(right, dtype=float)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    share = np.ones(len(values)) if weight is None else weight
    share = share / share.sum()
    scaled = np.hstack([(values - mean) / spread, np.ones((len(values), 1))])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = scaled @ weights
        value = float(share @ (np.logaddexp(0.0, logits) - target * logits))
        value += 0.5 * strength * float(weights[:-1] @ weights[:-1])
        probability = 1.0 / (1.0 + np.exp(-logits))
        gradient = scaled.T @ (share * (probability - target))
        gradient[:-1] += strength * weights[:-1]
        return value, gradient

    start = np.zeros(len(names) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    raw = found[:-1] / spread
    weights = {name: float(weight) for name, weight in zip(names, raw, strict=True)}
    return weights | {"bias": float(found[-1] - raw @ mean)}
