"""Weights fitted to questions, and the caution added to them."""

from __future__ import annotations

import numpy as np

from retrieval.search import RANK_FEATURES
from retrieval.tuning.examples import Example
from retrieval.tuning.fitting import cautious, fit_ranking, hits_at_1

_MATTER = RANK_FEATURES.index("matter")
_PAST = RANK_FEATURES.index("past_unasked")


def _example(question: str, *candidates: tuple[float, float]) -> Example:
    """Candidates by their ``matter`` and ``past_unasked``; the last is right."""
    features = np.zeros((len(candidates), len(RANK_FEATURES)))
    features[:, [_MATTER, _PAST]] = candidates
    right = np.arange(len(candidates)) == len(candidates) - 1
    return Example(question, features, right, weight=1.0, group=question)


def test_the_fit_puts_right_candidates_first() -> None:
    examples = [_example("a", (0.2, 0.0), (0.9, 0.0)), _example("b", (0.5, 0.0), (0.6, 0.0))]
    assert hits_at_1(examples, fit_ranking(examples)) == 1.0


def test_caution_is_as_strict_as_costs_no_right_answer() -> None:
    weights = np.zeros(len(RANK_FEATURES))
    weights[_MATTER] = 4.0
    free = [_example("a", (0.2, 1.0), (0.9, 0.0))]
    assert cautious(weights, free)[_PAST] == -3.0
    # The right one is itself about former times: a punishment over 2 would lose it.
    dear = [*free, _example("b", (0.35, 0.0), (0.9, 1.0))]
    stricter = cautious(weights, dear)
    assert stricter[_PAST] == -2.0
    assert hits_at_1(dear, stricter) == 1.0


def test_caution_touches_nothing_else() -> None:
    weights = np.linspace(0.0, 1.0, len(RANK_FEATURES))
    stricter = cautious(weights, [_example("a", (0.2, 0.0), (0.9, 0.0))])
    changed = {RANK_FEATURES[at] for at in np.flatnonzero(stricter != weights)}
    assert changed == {
        *("region_wrong", "year_wrong", "year_past_unasked", "past_unasked", "not_in_force"),
    }
