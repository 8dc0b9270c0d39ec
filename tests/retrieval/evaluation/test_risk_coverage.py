import pytest

from retrieval.evaluation.risk import CurvePoint, highest_coverage, risk_area, risk_coverage


def test_curve_of_four_answers() -> None:
    points = risk_coverage([0.9, 0.4, 0.7, 0.2], [True, False, True, False])
    assert [(point.threshold, point.coverage) for point in points] == [
        (0.9, 0.25),
        (0.7, 0.5),
        (0.4, 0.75),
        (0.2, 1.0),
    ]
    assert [point.risk for point in points] == pytest.approx([0, 0, 1 / 3, 1 / 2])


def test_equal_confidences_are_one_point() -> None:
    assert risk_coverage([0.5, 0.5], [True, False]) == [CurvePoint(0.5, 1.0, 0.5)]


def test_the_best_point_within_a_risk_is_the_one_that_answers_most() -> None:
    points = risk_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, True])
    best = highest_coverage(points, 0.25)
    assert best is not None
    assert best.coverage == 1.0
    assert highest_coverage(risk_coverage([0.9], [False]), 0.5) is None


def test_area_is_the_mean_risk_over_coverage() -> None:
    points = risk_coverage([0.9, 0.1], [True, False])
    assert risk_area(points) == pytest.approx(0.5 * 0 + 0.5 * 0.5)


def test_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        risk_coverage([0.5, 0.6], [True])
