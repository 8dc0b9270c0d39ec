"""Search over loose passages: words and meaning, mixed."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.encoder import Encoder
from retrieval.evaluation.passages import (
    WORD_FIELDS,
    Candidates,
    HybridPassages,
    PassageWeights,
)
from retrieval.evaluation.protocols import Passage
from retrieval.tuning.passages import Example, fit_passages

ALIKE = {str(field): 5.0 for field in WORD_FIELDS}
PASSAGES = [
    Passage("subsidy", "Субсидия", "Көшуге берілетін ақша отбасының әр мүшесіне төленеді"),
    Passage("kindergarten", "", "Балабақша кезегіне тұру тәртібі"),
    Passage("clinic", "", "Емханаға тіркелу үшін құжат керек"),
    Passage("market", "", "На рынке продают яблоки и груши"),
]


class OneSubject(Encoder):
    """Knows a single subject, fruit, whatever the language, and nothing else."""

    _WORDS = ("яблок", "груш", "алма", "алмұрт", "жеміс", "фрукт")

    @property
    def fingerprint(self) -> str:
        return "one-subject"

    @property
    def dimension(self) -> int:
        return 2

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:  # noqa: ARG002
        fruit = [any(word in text.lower() for word in self._WORDS) for text in texts]
        return np.array([(1.0, 0.0) if each else (0.0, 1.0) for each in fruit], dtype=np.float32)


@pytest.fixture(scope="module")
def index() -> HybridPassages:
    return HybridPassages(iter(PASSAGES), OneSubject(), PassageWeights(ALIKE, 15.0, 0.0, 4.0))


def test_words_decide_where_the_meaning_tells_nothing_apart(index: HybridPassages) -> None:
    assert index.search("балабақша кезегі", 1) == ["kindergarten"]
    assert index.search("кошуге берилетин акша", 1) == ["subsidy"]
    assert index.search("Emhanaga tirkelu", 1) == ["clinic"]


def test_meaning_decides_where_no_word_is_shared(index: HybridPassages) -> None:
    assert index.search("базарда жеміс бар ма", 1) == ["market"]


def test_every_passage_is_found_at_most_once_and_no_more_than_asked_for(
    index: HybridPassages,
) -> None:
    for query in ("құжат", "яблоки", "!?", ""):
        found = index.search(query, 3)
        assert len(found) == len(set(found)) <= 3


def test_a_corpus_without_passages_finds_nothing() -> None:
    empty = HybridPassages(iter(()), OneSubject(), PassageWeights(ALIKE, 15.0, 0.0, 4.0))
    assert empty.search("құжат", 3) == []


def test_a_factor_in_spreads_means_the_same_however_an_encoder_spreads_its_cosines() -> None:
    weights = PassageWeights(ALIKE, 2.0, 0.0, 4.0, "spread")
    cosines = HybridPassages(iter(PASSAGES), OneSubject(), weights).candidates("жеміс").cosines
    # Of the six pairs of passages three have cosine 0 (one fruit, one not) and three have 1.
    assert cosines.max() - cosines.min() == pytest.approx(1.0 / 0.5)


def _covered(*shares: float) -> NDArray[np.float32]:
    """Candidates that cover so much of a query in every field."""
    return np.array([[share] * len(WORD_FIELDS) for share in shares], dtype=np.float32)


def test_shares_sum_up_to_one_and_few_words_are_trusted_more() -> None:
    weights = PassageWeights(ALIKE, 15.0, -1.0, 8.0)
    words = _covered(1.0, 0.0)
    cosines = np.array([0.0, 1.0], dtype=np.float32)

    def shares(length: int) -> NDArray[np.float64]:
        return Candidates(np.array([0, 1]), words, cosines, length).shares(weights)

    assert shares(1).sum() == pytest.approx(1.0)
    assert shares(1)[0] > 0.9  # one word: the passage that has it
    assert shares(40)[1] > 0.6  # forty: the passage that means it


def test_learning_trusts_the_side_that_is_right() -> None:
    words = _covered(0.6, 0.1)
    cosines = np.array([0.2, 0.6], dtype=np.float32)
    found = Candidates(np.array([0, 1]), words, cosines, 6)
    by_words = Example(found, np.array([True, False]), "verbatim")
    by_meaning = Example(found, np.array([False, True]), "translated")
    assert found.shares(fit_passages([by_words]))[0] > 0.5
    assert found.shares(fit_passages([by_meaning]))[1] > 0.5


def test_of_weights_that_are_as_good_those_are_learned_that_lean_on_words_most() -> None:
    found = Candidates(np.array([0, 1]), _covered(0.6, 0.1), np.array([0.6, 0.2], np.float32), 6)
    weights = fit_passages([Example(found, np.array([True, False]), "both agree")])
    assert weights.trust == 2.0
    assert weights.dense == 6.0


def test_there_are_weights_for_the_shipped_encoder_and_for_any(encoder: Encoder) -> None:
    shipped, any_other = PassageWeights.of(encoder.fingerprint), PassageWeights.of("one-subject")
    assert set(shipped.words) == set(any_other.words) == set(WORD_FIELDS)
    assert (shipped.unit, any_other.unit) == ("cosine", "spread")
