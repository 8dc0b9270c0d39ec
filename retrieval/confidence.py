"""How sure an answer is: a logistic model and boosted trees, which err in different places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from retrieval.weight_sets import read_weights

__all__ = ["CONFIDENCE_FEATURES", "Confidence", "Tree"]

#: What the decision to answer looks at.
CONFIDENCE_FEATURES: Final = (
    "score",  # of the best section
    "margin",  # over the best section of another document
    "ask",  # best match with one heading or question, by stems and 4-grams
    "dense",  # best cosine
    "explained",  # share of the question's rare words that the section has
    "domain",  # share of the question's words that are terms, regions or years of the programme
    "unmet",  # a region or year of the question that the section says nothing of
    "short",  # one or two words
    "terms",  # glossary terms named, at most three
    "entities",  # regions, years, families and the like named, at most three
    "terms_met",  # share of the named terms that the section has
    "title",  # share of the question's information in the section's title and heading
    "covered",  # share of the question's information that the section has anywhere
    "gap",  # how telling the word is that the section has least of
    "intent",  # share of what is asked for (amount, papers …) that the section is asked for
    "own_case",  # the question is about the person's own case, advice or the future
    "spread",  # margin over the next section, of the same document or not
    # how much more of it a question known to have no answer has than the section's own wordings
    "decoy_stems",
    "decoy_grams",
    "wording",  # log-odds that a question in such words is answered (`retrieval.wording`)
    "wording_scope",  # log-odds that one in such words is about the programme
)


@dataclass(frozen=True)
class Tree:
    """A regression tree; node 0 is its root, and a node without children (-1) is a leaf.

    Attributes:
        feature: number in ``CONFIDENCE_FEATURES`` of what a node looks at.
        threshold: up to this value the left child is next, above it the right one.
        left: number of the left child.
        right: number of the right child.
        value: what a leaf adds to the log-odds.
    """

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]

    def log_odds(self, values: Sequence[float]) -> float:
        """What the leaf of these values adds."""
        node = 0
        while self.left[node] >= 0:
            below = values[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if below else self.right[node]
        return self.value[node]


@dataclass(frozen=True)
class Confidence:
    """How probable it is that the best section answers, and that a question is in scope.

    Attributes:
        weights: of a logistic model: one for each of ``CONFIDENCE_FEATURES``, and ``bias``. The
            log-odds of an answer are the mean of this model's and the trees'.
        bias: log-odds of the trees before anything is known.
        trees: what the features add to that.
        threshold: answer from this probability on; chosen on the risk–coverage curve of dev.
        scope_weights: of the logistic model of the scope.
    """

    weights: Mapping[str, float]
    bias: float
    trees: Sequence[Tree]
    threshold: float
    scope_weights: Mapping[str, float]

    @classmethod
    def of(cls, encoder: str) -> Confidence:
        """The model fitted with the encoder of this fingerprint.

        An encoder that none was fitted with gets the one for any.
        """
        return cls.from_data(read_weights("confidence", encoder))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Confidence:
        """The model in ``confidence.json``."""
        trees = tuple(Tree(*columns) for columns in data["trees"])
        return cls(
            MappingProxyType(data["weights"]),
            data["bias"],
            trees,
            data["threshold"],
            MappingProxyType(data["scope_weights"]),
        )

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability (0 to 1) that the best section answers."""
        values = [features[name] for name in CONFIDENCE_FEATURES]
        boosted = self.bias + sum(tree.log_odds(values) for tree in self.trees)
        return _logistic((_linear(self.weights, features) + boosted) / 2)

    def in_scope(self, features: Mapping[str, float]) -> bool:
        """Whether a question is more likely about the programme than about something else."""
        return _logistic(_linear(self.scope_weights, features)) >= _EVEN


_EVEN: Final = 0.5


def _linear(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return weights["bias"] + sum(weights[name] * features[name] for name in CONFIDENCE_FEATURES)


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
