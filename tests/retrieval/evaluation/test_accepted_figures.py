"""The regression gate over this checkout; the figures are set by `qonys evaluate --accept`."""

import pytest

from retrieval.evaluation.__main__ import open_checkout
from retrieval.evaluation.gate import load_accepted, regressions
from retrieval.evaluation.questions import SPLITS
from retrieval.evaluation.suite import evaluate_splits


@pytest.mark.slow
def test_no_figure_is_worse_than_accepted() -> None:
    system = open_checkout(None)
    report, _ = evaluate_splits(
        SPLITS, system.catalogue, system.ranker, system.responder, respelled=True
    )
    worse = regressions(load_accepted(), report)
    assert not worse, "\n".join(str(item) for item in worse)
