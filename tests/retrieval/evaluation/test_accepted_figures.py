"""The regression gate over this checkout; the figures are set by `qonys evaluate --accept`."""

from __future__ import annotations

import pytest

from bot.service import LiveAnswers
from retrieval import Answerer, Encoder
from retrieval.evaluation.gate import load_accepted, regressions
from retrieval.evaluation.questions import SPLITS
from retrieval.evaluation.suite import evaluate_splits
from retrieval.evaluation.systems import system_of


@pytest.mark.slow
def test_no_figure_is_worse_than_accepted(answers: LiveAnswers, encoder: Encoder) -> None:
    # As `qonys evaluate` measures: what counts is the message that a person reads.
    system = system_of(
        Answerer(answers.version),
        encoder,
        write=lambda answer: answers.replies.answer(answer).text.plain,
    )
    report, _ = evaluate_splits(
        SPLITS, system.catalogue, system.ranker, system.responder, respelled=True
    )
    worse = regressions(load_accepted(), report)
    assert not worse, "\n".join(str(item) for item in worse)
