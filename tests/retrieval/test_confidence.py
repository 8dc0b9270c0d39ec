"""How sure an answer is."""

from __future__ import annotations

import pytest

from bot.service import LiveAnswers
from retrieval import Answerer, Status
from retrieval.confidence import CONFIDENCE_FEATURES, Confidence, Tree
from retrieval.wording import Wording, wording_keys

NOTHING = dict.fromkeys(CONFIDENCE_FEATURES, 0.0)
DENSE = CONFIDENCE_FEATURES.index("dense")


def test_tree_goes_left_up_to_the_threshold() -> None:
    tree = Tree([DENSE, -1, -1], [0.5, 0, 0], [1, -1, -1], [2, -1, -1], [0.0, -2.0, 2.0])
    values = [0.0] * len(CONFIDENCE_FEATURES)
    for dense, leaf in ((0.4, -2.0), (0.5, -2.0), (0.6, 2.0)):
        values[DENSE] = dense
        assert tree.log_odds(values) == leaf


def test_probability_adds_the_trees_up() -> None:
    leaf = Tree([-1], [0.0], [-1], [-1], [1.0])
    linear = NOTHING | {"bias": 0.0}
    assert Confidence(linear, 0.0, (), 0.5, {}).probability(NOTHING) == 0.5
    one, two = (Confidence(linear, -1.0, (leaf,) * n, 0.5, {}).probability(NOTHING) for n in (1, 3))
    assert one == pytest.approx(0.5)
    assert two == pytest.approx(0.731, abs=1e-3)
    # The mean of both models: the linear one says 4 where the trees say 0.
    linear |= {"dense": 4.0}
    mixed = Confidence(linear, 0.0, (), 0.5, {}).probability(NOTHING | {"dense": 1.0})
    assert mixed == pytest.approx(0.881, abs=1e-3)


def test_wording_counts_known_keys_only() -> None:
    keys = wording_keys("квота")
    wording = Wording([1.0, 0.5], {key: [2.0, 0.0] for key in keys})
    assert wording.log_odds("") == (1.0, 0.5)
    assert wording.log_odds("аспан") == (1.0, 0.5)
    # Each key counts by the root of how many there are.
    assert wording.log_odds("квота") == pytest.approx((1.0 + 2.0 * len(keys) ** 0.5, 0.5))
    assert 1.0 < wording.log_odds("квота аспан")[0] < wording.log_odds("квота")[0]


@pytest.mark.parametrize(
    ("known", "strange"),
    [
        ("Көшу ақшасы қанша?", "Нотариустың қызметі қанша тұрады?"),
        ("Какие документы нужны для квоты?", "На какой улице карьерный центр?"),
    ],
)
def test_shipped_wording_tells_what_is_never_answered(known: str, strange: str) -> None:
    wording = Wording.shipped()
    assert wording.log_odds(known)[0] > wording.log_odds(strange)[0]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Сколько стоит билет на автобус из Арыси в Кокшетау?", Status.NOT_IN_TEXTS),
        ("Мансап орталығының директоры кім, аты-жөні?", Status.NOT_IN_TEXTS),
        ("Маған махаббат туралы өлең жазып бер", Status.OUT_OF_SCOPE),
        ("Напиши сочинение о дружбе", Status.OUT_OF_SCOPE),
        ("Сколько дают на переезд?", Status.ANSWERED),
        ("Жалдау субсидиясы неше айға беріледі?", Status.ANSWERED),
    ],
)
def test_says_so_when_the_texts_do_not(answers: LiveAnswers, question: str, status: Status) -> None:
    assert Answerer(answers.version).answer(question).status is status
