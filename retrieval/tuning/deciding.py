"""When to answer, when to say that the texts don't, and when a question is about something else."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]

from retrieval.answering import Answerer
from retrieval.confidence import CONFIDENCE_FEATURES, Confidence
from retrieval.evaluation.questions import Question, load_split
from retrieval.index.entries import section_entries
from retrieval.knowledge import Language
from retrieval.language import HABITS, apply_habit
from retrieval.sample_questions import read_unanswered, read_written
from retrieval.tuning.examples import Progress, spellings
from retrieval.tuning.fitting import FOLDS, fit_logistic, fold_of

__all__ = ["DecisionRow", "decision_rows", "fit_confidence", "strictest_threshold"]

#: How many wordings of the texts are asked as if they weren't known.
_OWN_WORDINGS: Final = 2500
_RESPELLED: Final = 3
_UNANSWERED_WEIGHT: Final = 0.5
#: The encoder was trained on them: how near they are tells less than with others.
_OWN_WEIGHT: Final = 0.2
_SEED: Final = 1
_TREES: Final = 120
_LEAVES: Final = 8
_SMALLEST_LEAF: Final = 40
_LEARNING_RATE: Final = 0.07
_SHARE: Final = 0.7


@dataclass(frozen=True)
class DecisionRow:
    """A question on which something has to be decided.

    Attributes:
        features: values of ``CONFIDENCE_FEATURES``.
        group: questions of one group are learned from together or not at all.
        answers: whether the best section is a right answer.
        answerable: whether any section is.
        in_scope: whether the question is about the programme at all.
        judged: a question of the dev set as it stands there, on which the threshold is chosen.
        weight: how much it counts.
    """

    features: Mapping[str, float]
    group: str
    answers: bool
    answerable: bool
    in_scope: bool
    judged: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class _Asked:
    text: str
    language: Language
    group: str
    right: frozenset[str]
    answerable: bool
    in_scope: bool
    judged: bool = False
    weight: float = 1.0
    without: frozenset[str] = field(default=frozenset())
    decoy: str = ""


def decision_rows(
    answerer: Answerer,
    wording: Callable[[str, str], tuple[float, float]],
    progress: Progress | None = None,
) -> list[DecisionRow]:
    """What a decision looks at, for everything that is learned from.

    That is every dev question that search is asked, in every spelling; the questions written
    because nothing answers them, and those to each section; and wordings of the texts, each asked
    as if it weren't known.

    Args:
        answerer: searches and computes the features.
        wording: what the words of a question tell, learned without its group.
        progress: told how many are done, of how many.
    """
    asked = [*_of_dev(answerer), *_unanswered(), *_written(), *_of_the_texts(answerer)]
    rows = []
    for done, each in enumerate(asked, start=1):
        question = answerer.searcher.understand(each.text, each.language)
        hits = answerer.searcher.search(question, without=each.without)
        best = hits[0].section_id if hits else ""
        answered, in_scope = wording(question.mended, each.group)
        features = answerer.features(question, hits, (each.decoy,))
        rows.append(
            DecisionRow(
                features={**features, "wording": answered, "wording_scope": in_scope},
                group=each.group,
                answers=best in each.right,
                answerable=each.answerable or best in each.right,
                in_scope=each.in_scope,
                judged=each.judged,
                weight=each.weight,
            )
        )
        if progress is not None:
            progress(done, len(asked))
    return rows


def _of_dev(answerer: Answerer) -> Iterator[_Asked]:
    right = _sections_by_fact(answerer)
    searched = {"answered", "not_in_texts", "out_of_scope"}
    for each in load_split("dev"):
        if each.expect not in searched:
            continue
        for number, text in enumerate(spellings(each)):
            yield _Asked(
                text,
                "ru" if each.language == "ru" else "kk",
                each.facts[0] if each.facts else each.id,
                _wanted(each, right),
                answerable=each.expect == "answered",
                in_scope=each.expect != "out_of_scope",
                judged=number == 0,
            )


def _unanswered() -> Iterator[_Asked]:
    chance = random.Random(_SEED)  # noqa: S311
    habits = [habit for habit in HABITS if habit != "standard"]
    for number, each in enumerate(read_unanswered()):
        texts = [each.text]
        if number % _RESPELLED == 0:
            texts.append(apply_habit(each.text, chance.choice(habits), _SEED))
        for text in texts:
            yield _Asked(
                text,
                each.language,
                each.id,
                frozenset(),
                answerable=False,
                in_scope=each.in_scope,
                weight=_UNANSWERED_WEIGHT,
                decoy=each.id,
            )


def _written() -> Iterator[_Asked]:
    for each in read_written():
        yield _Asked(
            each.text,
            each.language,
            each.sections[0],
            frozenset(each.sections) if each.answered else frozenset(),
            answerable=each.answered,
            in_scope=True,
            decoy=each.id,
        )


def _of_the_texts(answerer: Answerer) -> Iterator[_Asked]:
    sections = answerer.knowledge.sections
    facts = {each.id: each.facts for each in sections}
    right = _sections_by_fact(answerer)
    entries = [each for each in section_entries(sections) if each.kind == "ask"]
    chance = random.Random(_SEED)  # noqa: S311
    for entry in chance.sample(entries, min(_OWN_WORDINGS, len(entries))):
        same = (each.id for each in entries if each.text == entry.text)
        near = frozenset().union(*(right[fact] for fact in facts[entry.unit]))
        yield _Asked(
            entry.text,
            entry.language or "kk",
            entry.unit,
            near | {entry.unit},
            answerable=True,
            in_scope=True,
            weight=_OWN_WEIGHT,
            without=frozenset(same),
        )


def _sections_by_fact(answerer: Answerer) -> Mapping[str, set[str]]:
    right: dict[str, set[str]] = defaultdict(set)
    for section in answerer.knowledge.sections:
        for fact in section.facts:
            right[fact].add(section.id)
    return right


def _wanted(question: Question, right: Mapping[str, set[str]]) -> frozenset[str]:
    by_fact = frozenset().union(*(right[fact] for fact in question.facts))
    return by_fact | frozenset(question.accept_sections)


def fit_confidence(rows: Sequence[DecisionRow]) -> tuple[dict[str, Any], dict[str, float]]:
    """The content of ``confidence.json`` and what it reaches on dev.

    The threshold balances abstention precision (how many of the questions that got no answer have
    none) and recall (how many of those that have none got none): the worse of them is near its
    best, for dev questions whose group was not learned from.
    """
    folds = [fold_of(row.group) for row in rows]
    probability = np.zeros(len(rows))
    for fold in range(FOLDS):
        known = [row for row, number in zip(rows, folds, strict=True) if number != fold]
        held = [at for at, number in enumerate(folds) if number == fold]
        confidence = Confidence.from_data(_fitted(known) | {"threshold": 0.5})
        for at in held:
            probability[at] = confidence.probability(rows[at].features)
    answers = np.array([row.answers for row in rows])
    judged = np.array([row.judged for row in rows])
    answerable = np.array([row.answerable for row in rows])
    threshold = strictest_threshold(probability[judged], answerable[judged])
    quiet = probability[judged] < threshold
    figures = {
        "threshold": threshold,
        "answered of the answerable": float(np.mean(~quiet[answers[judged]])),
        "right of the answered": float(np.mean(answers[judged][~quiet])),
        "abstention precision": float(np.mean(~answerable[judged][quiet])),
        "abstention recall": float(np.mean(quiet[~answerable[judged]])),
    }
    return _fitted(rows) | {"threshold": round(threshold, 3)}, figures


def _fitted(rows: Sequence[DecisionRow]) -> dict[str, Any]:
    features = [row.features for row in rows]
    values = np.array([[each[name] for name in CONFIDENCE_FEATURES] for each in features])
    answers = [row.answers for row in rows]
    weight = np.array([row.weight for row in rows])
    model = _boosted().fit(values, answers, sample_weight=weight)
    start = float(np.average(answers, weights=weight))
    linear = fit_logistic(features, answers, CONFIDENCE_FEATURES, weight=weight)
    scope = fit_logistic(features, [row.in_scope for row in rows], CONFIDENCE_FEATURES)
    return {
        "weights": _rounded(linear),
        "bias": round(float(np.log(start / (1.0 - start))), 4),
        "trees": [_columns(tree.tree_) for tree in model.estimators_[:, 0]],
        "scope_weights": _rounded(scope),
    }


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in weights.items()}


def _boosted() -> Any:
    return GradientBoostingClassifier(
        n_estimators=_TREES,
        learning_rate=_LEARNING_RATE,
        max_leaf_nodes=_LEAVES,
        max_depth=None,
        min_samples_leaf=_SMALLEST_LEAF,
        subsample=_SHARE,
        random_state=_SEED,
    )


def _columns(tree: Any) -> list[list[float]]:
    """The columns of `retrieval.confidence.Tree`."""
    inner = tree.children_left >= 0
    return [
        np.where(inner, tree.feature, -1).tolist(),
        [round(float(each), 5) for each in np.where(inner, tree.threshold, 0.0)],
        tree.children_left.tolist(),
        tree.children_right.tolist(),
        [round(float(each) * _LEARNING_RATE, 5) for each in tree.value[:, 0, 0]],
    ]


def strictest_threshold(probability: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """The strictest threshold that is within one standard error of the best.

    Good is a high abstention precision and recall, whichever is lower. A wrong answer does more
    harm than none, and a hundred questions can't tell more apart.
    """
    candidates = np.linspace(0.05, 0.9, 171)
    worse = []
    for candidate in candidates:
        silent = probability < candidate
        precision = float(np.mean(~answerable[silent])) if silent.any() else 1.0
        worse.append(min(precision, float(np.mean(silent[~answerable]))))
    best = max(worse)
    error = float(np.sqrt(best * (1.0 - best) / max(int((~answerable).sum()), 1)))
    return float(candidates[np.array(worse) >= best - error].max())
