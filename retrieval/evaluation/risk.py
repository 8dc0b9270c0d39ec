"""Risk and coverage: how many questions may be answered at how many wrong answers.

El-Yaniv and Wiener 2010: answer only where the confidence reaches a threshold. Coverage is the
share of questions that are answered then, risk the share of these answers that are wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.evaluation.answers import JudgedAnswer

__all__ = ["CurvePoint", "curve_of_answers", "highest_coverage", "risk_area", "risk_coverage"]


@dataclass(frozen=True)
class CurvePoint:
    """What happens if everything from ``threshold`` upwards is answered; shares 0 to 1."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[CurvePoint]:
    """One point for each different confidence, from the highest threshold to the lowest.

    Raises:
        ValueError: the two sequences differ in length.
    """
    pairs = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    points: list[CurvePoint] = []
    wrong = 0
    for count, (confidence, was_right) in enumerate(pairs, start=1):
        wrong += not was_right
        # Equal confidences cannot be told apart by a threshold.
        if count == len(pairs) or pairs[count][0] < confidence:
            points.append(CurvePoint(confidence, count / len(pairs), wrong / count))
    return points


def highest_coverage(points: Sequence[CurvePoint], risk: float) -> CurvePoint | None:
    """The point of highest coverage whose risk is at most ``risk``; None if there is none."""
    fitting = [point for point in points if point.risk <= risk]
    return max(fitting, key=lambda point: point.coverage, default=None)


def risk_area(points: Sequence[CurvePoint]) -> float:
    """Mean risk over all coverages (the area under the curve, as steps); 0 of no points."""
    area, covered = 0.0, 0.0
    for point in points:
        area += (point.coverage - covered) * point.risk
        covered = point.coverage
    return area


def curve_of_answers(judged: Sequence[JudgedAnswer]) -> list[CurvePoint]:
    """The curve over questions that are answered or kept back by confidence.

    Greetings, personal data and vague words are recognised without it and left out. An answer
    would be right if the first section carries a fact of the question.
    """
    decided = [
        item
        for item in judged
        if item.asked.question.expect in {"answered", "not_in_texts", "out_of_scope"}
    ]
    return risk_coverage(
        [item.response.confidence for item in decided], [item.found for item in decided]
    )
