"""The model of confidence is what was learned, written to JSON and back."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from retrieval.confidence import CONFIDENCE_FEATURES, Confidence
from retrieval.tuning.deciding import DecisionRow, fit_confidence, strictest_threshold
from retrieval.tuning.wording import Asked, fit_wording, wordings_unseen


def rows(count: int = 900) -> list[DecisionRow]:
    chance = random.Random(5)
    made = []
    for number in range(count):
        features = {name: chance.random() for name in CONFIDENCE_FEATURES}
        # Neither of the two tells anything alone: what a linear model can't learn.
        right = (features["dense"] > 0.5) != (features["gap"] > 0.5)
        made.append(
            DecisionRow(features, f"g{number % 50}", right, right, features["domain"] > 0.5, True)
        )
    return made


@pytest.mark.parametrize(("doubtful", "threshold"), [(7, 0.6), (20, 0.4)])
def test_of_thresholds_that_cannot_be_told_apart_the_strictest_is_taken(
    doubtful: int, threshold: float
) -> None:
    """Up to 0.4 precision is 1 and recall 0.95; up to 0.6 the doubtful ones cost precision."""
    unanswerable = [0.2] * 95 + [0.8] * 5
    answerable = [0.4] * doubtful + [0.6] * (100 - doubtful)
    probability = np.array(unanswerable + answerable)
    found = strictest_threshold(probability, np.arange(200) >= 100)
    assert found == pytest.approx(threshold, abs=0.006)


def test_learns_what_belongs_together() -> None:
    data, figures = fit_confidence(rows())
    assert figures["abstention precision"] > 0.9
    assert figures["abstention recall"] > 0.9
    confidence = Confidence.from_data(json.loads(json.dumps(data)))
    fresh = rows(1200)[900:]
    sure = [confidence.probability(row.features) >= confidence.threshold for row in fresh]
    assert sum(s == row.answers for s, row in zip(sure, fresh, strict=True)) > 0.9 * len(fresh)
    inside = [confidence.in_scope(row.features) for row in fresh]
    assert sum(i == row.in_scope for i, row in zip(inside, fresh, strict=True)) > 0.9 * len(fresh)


def test_wording_is_learned_and_unseen_groups_are_kept_apart() -> None:
    asked = [
        Asked(f"{word} {n}", f"{word}{n}", answered=good, in_scope=True, weight=1.0)
        for n in range(20)
        for word, good in (("субсидия қанша", True), ("билет бағасы", False))
    ]
    asked += [
        Asked("ауа райы", f"w{n}", answered=False, in_scope=False, weight=1.0) for n in range(20)
    ]
    asked += [
        Asked(f"несие алу {n}", "n", answered=False, in_scope=False, weight=1.0) for n in range(3)
    ]
    wording = fit_wording(asked)
    assert wording.log_odds("субсидия")[0] > 0 > wording.log_odds("билет")[0]
    unseen = wordings_unseen(asked)
    assert unseen("субсидия қанша 3", "субсидия қанша3")[0] > 0
    # Never learned from with its own group, so its words tell nothing.
    assert unseen("несие алу", "n")[1] == pytest.approx(unseen("бөтен сөз", "n")[1])
    assert wording.log_odds("несие алу")[1] < wording.log_odds("бөтен сөз")[1]
