"""When to answer, when to say that the texts don't, and when a question is about something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.answering import Answerer
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.evaluation.questions import Question, load_split
from retrieval.tuning.examples import Progress, spellings
from retrieval.tuning.fitting import fit_logistic

__all__ = ["DecisionRow", "decision_rows", "fit_confidence"]


@dataclass(frozen=True)
class DecisionRow:
    """A question on which something has to be decided.

    Attributes:
        features: values of ``CONFIDENCE_FEATURES``.
        answers: whether the best section is a right answer.
        answerable: whether any section is.
        in_scope: whether the question is about the programme at all.
    """

    features: Mapping[str, float]
    answers: bool
    answerable: bool
    in_scope: bool


def decision_rows(answerer: Answerer, progress: Progress | None = None) -> list[DecisionRow]:
    """Every dev question that search is asked, in every spelling."""
    right: dict[str, set[str]] = defaultdict(set)
    for section in answerer.knowledge.sections:
        for fact in section.facts:
            right[fact].add(section.id)
    searched = {"answered", "not_in_texts", "out_of_scope"}
    questions = [each for each in load_split("dev") if each.expect in searched]
    asked = [(each, text) for each in questions for text in spellings(each)]
    rows = []
    for done, (each, text) in enumerate(asked, start=1):
        question = answerer.searcher.understand(text, "ru" if each.language == "ru" else "kk")
        hits = answerer.searcher.search(question)
        best = hits[0].section_id if hits else ""
        rows.append(
            DecisionRow(
                features=answerer.features(question, hits),
                answers=best in _wanted(each, right),
                answerable=each.expect == "answered" or best in _wanted(each, right),
                in_scope=each.expect != "out_of_scope",
            )
        )
        if progress is not None:
            progress(done, len(asked))
    return rows


def _wanted(question: Question, right: Mapping[str, set[str]]) -> set[str]:
    by_fact = set().union(*(right[fact] for fact in question.facts)) if question.facts else set()
    return by_fact | set(question.accept_sections)


def fit_confidence(rows: Sequence[DecisionRow]) -> tuple[dict[str, Any], dict[str, float]]:
    """The content of ``confidence.json`` and what it reaches on dev.

    The threshold balances abstention precision (how many of the questions that got no answer have
    none) and recall (how many of those that have none got none): the worse of them is at its best.
    """
    features = [row.features for row in rows]
    weights = fit_logistic(features, [row.answers for row in rows], CONFIDENCE_FEATURES)
    scope = fit_logistic(features, [row.in_scope for row in rows], CONFIDENCE_FEATURES)
    probability = _probabilities(weights, features)
    answers = np.array([row.answers for row in rows])
    answerable = np.array([row.answerable for row in rows])
    best, threshold = -1.0, 0.5
    for candidate in np.linspace(0.1, 0.9, 81):
        silent = probability < candidate
        precision = float(np.mean(~answerable[silent])) if silent.any() else 1.0
        recall = float(np.mean(silent[~answerable]))
        if min(precision, recall) > best:
            best, threshold = min(precision, recall), float(candidate)
    in_scope = np.array([row.in_scope for row in rows])
    quiet = probability < threshold
    inside = _probabilities(scope, features) >= 0.5
    figures = {
        "threshold": threshold,
        "answered of the answerable": float(np.mean(probability[answers] >= threshold)),
        "right of the answered": float(np.mean(answers[~quiet])),
        "abstention precision": float(np.mean(~answerable[quiet])),
        "abstention recall": float(np.mean(quiet[~answerable])),
        "scope told right among the unanswered": float(np.mean(inside[quiet] == in_scope[quiet])),
    }
    model = {
        "weights": _rounded(weights),
        "threshold": round(threshold, 3),
        "scope_weights": _rounded(scope),
    }
    return model, figures


def _probabilities(
    weights: Mapping[str, float], rows: Sequence[Mapping[str, float]]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = np.array([[row[name] for name in CONFIDENCE_FEATURES] for row in rows])
    vector = np.array([weights[name] for name in CONFIDENCE_FEATURES])
    result: np.ndarray[Any, np.dtype[np.float64]] = 1.0 / (
        1.0 + np.exp(-(values @ vector + weights["bias"]))
    )
    return result


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in weights.items()}
