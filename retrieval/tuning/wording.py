"""Fits what the wording of a question tells of its being answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from retrieval.evaluation.questions import load_split
from retrieval.knowledge import Knowledge
from retrieval.sample_questions import OUT_OF_SCOPE, read_unanswered, read_written
from retrieval.tuning.fitting import FOLDS, fold_of
from retrieval.wording import Wording, wording_keys

__all__ = ["Asked", "fit_wording", "wordings", "wordings_unseen"]

#: A wording of the texts counts half: there are many, and fewer people would ask in these words.
_TEXT_WEIGHT: Final = 0.5
_INVERSE_REGULARISATION: Final = 10.0
_SMALLEST_WEIGHT: Final = 0.15


@dataclass(frozen=True)
class Asked:
    """A question and what is known of it; questions of one group are learned together."""

    text: str
    group: str
    answered: bool
    in_scope: bool
    weight: float


def wordings(knowledge: Knowledge) -> list[Asked]:
    """Everything to learn from: wordings of the texts, dev questions, and those written for it."""
    found = [
        Asked(text, section.id, answered=True, in_scope=True, weight=_TEXT_WEIGHT)
        for section in knowledge.sections
        for text in (section.heading, *section.questions)
    ]
    for each in load_split("dev"):
        if each.expect in {"answered", "not_in_texts", OUT_OF_SCOPE}:
            group = each.facts[0] if each.facts else each.id
            answered, inside = each.expect == "answered", each.expect != OUT_OF_SCOPE
            found.append(Asked(each.question, group, answered, inside, 1.0))
    found += [Asked(each.text, each.id, False, each.in_scope, 1.0) for each in read_unanswered()]
    found += [
        Asked(each.text, each.sections[0], each.answered, True, 1.0) for each in read_written()
    ]
    return found


def fit_wording(asked: Sequence[Asked]) -> Wording:
    """The two models, without keys that stand in one question only or hardly matter."""
    vocabulary = _vocabulary(asked)
    matrix = _matrix([each.text for each in asked], vocabulary)
    weight = [each.weight for each in asked]
    models = [
        _fit(matrix, [each.answered for each in asked], weight),
        _fit(matrix, [each.in_scope for each in asked], weight),
    ]
    weights = {
        key: [round(float(model.coef_[0, column]), 3) for model in models]
        for key, column in sorted(vocabulary.items())
    }
    kept = {k: pair for k, pair in weights.items() if max(map(abs, pair)) >= _SMALLEST_WEIGHT}
    return Wording([round(float(model.intercept_[0]), 3) for model in models], kept)


def wordings_unseen(asked: Sequence[Asked]) -> Callable[[str, str], tuple[float, float]]:
    """What wording tells of a question when its own group was not learned from.

    Returns:
        A function of text and group.
    """
    models = [
        fit_wording([each for each in asked if fold_of(each.group) != fold])
        for fold in range(FOLDS)
    ]
    return lambda text, group: models[fold_of(group)].log_odds(text)


def _vocabulary(asked: Sequence[Asked]) -> dict[str, int]:
    seen: dict[str, set[str]] = {}
    for each in asked:
        for key in wording_keys(each.text):
            seen.setdefault(key, set()).add(each.text)
    often = sorted(key for key, texts in seen.items() if len(texts) > 1)
    return {key: column for column, key in enumerate(often)}


def _matrix(texts: Sequence[str], vocabulary: dict[str, int]) -> scipy.sparse.csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        keys = wording_keys(text)
        for key in keys & vocabulary.keys():
            rows.append(row)
            columns.append(vocabulary[key])
            values.append(len(keys) ** -0.5)
    return scipy.sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary)))


def _fit(matrix: Any, right: Sequence[bool], weight: Sequence[float]) -> Any:
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=500)
    target: NDArray[np.bool_] = np.array(right)
    return model.fit(matrix, target, sample_weight=np.array(weight))
