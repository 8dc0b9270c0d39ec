import json
from pathlib import Path

import pytest

from retrieval.errors import EvaluationError
from retrieval.evaluation.figures import Figure, Report
from retrieval.evaluation.gate import Accepted, accept, load_accepted, regressions


def report(**figures: float) -> Report:
    return Report(
        sets={"test": {"kind": "questions"}},
        figures={"test": {name: Figure(value) for name, value in figures.items()}},
    )


def accepted(**figures: float) -> Accepted:
    return Accepted(
        tolerance={"default": 0.01, "wrong_region": 0, "right": 0.05}, figures={"test": figures}
    )


def test_a_figure_within_its_tolerance_passes() -> None:
    assert regressions(accepted(hit=0.93, right=0.9), report(hit=0.92, right=0.85)) == []


def test_names_what_got_worse_and_by_how_much() -> None:
    [found] = regressions(accepted(hit=0.93, mrr=0.9), report(hit=0.915, mrr=0.95))
    assert (found.set, found.name, found.now) == ("test", "hit", 0.915)
    assert str(found) == "test hit is now 0.915, accepted 0.93 (tolerance 0.01)"


def test_counts_are_worse_when_they_grow() -> None:
    assert [
        item.name for item in regressions(accepted(wrong_region=0), report(wrong_region=1))
    ] == ["wrong_region"]
    assert regressions(accepted(wrong_region=3), report(wrong_region=0)) == []


def test_a_figure_that_is_no_longer_measured_is_worse() -> None:
    [found] = regressions(accepted(hit=0.9), report(mrr=0.9))
    assert "was not measured" in str(found)


def test_a_run_without_any_accepted_set_does_not_pass_silently() -> None:
    with pytest.raises(EvaluationError, match="cover none of the sets"):
        regressions(Accepted(tolerance={}, figures={"dev": {"hit": 1.0}}), report(hit=1.0))


def test_accepting_keeps_other_sets_and_leaves_times_out(tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    old = {"tolerance": {"default": 0.02}, "figures": {"dev": {"hit": 0.5}}}
    path.write_text(json.dumps(old), encoding="utf-8")
    accept(report(hit=0.91239, wrong_region=2.0, ms_per_query=3.0, answer_ms_p95=9.0), path)
    now = load_accepted(path)
    assert now.tolerance == {"default": 0.02}
    assert now.figures == {"dev": {"hit": 0.5}, "test": {"hit": 0.9124, "wrong_region": 2}}


def test_what_was_accepted_passes_again(tmp_path: Path) -> None:
    path = tmp_path / "accepted.json"
    measured = report(hit=0.66666666, wrong_region=1.0)
    accept(measured, path)
    assert regressions(load_accepted(path), measured) == []


def test_a_missing_or_broken_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="--accept"):
        load_accepted(tmp_path / "none.json")
    broken = tmp_path / "accepted.json"
    broken.write_text('{"figures": {}}', encoding="utf-8")
    with pytest.raises(EvaluationError, match="tolerance"):
        load_accepted(broken)
