"""How sure an answer is: two logistic models, fitted on the dev questions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from retrieval.weight_sets import read_weights

__all__ = ["CONFIDENCE_FEATURES", "Confidence"]

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
)


@dataclass(frozen=True)
class Confidence:
    """A logistic model: how probable it is that the best section answers the question.

    Attributes:
        weights: one for each of ``CONFIDENCE_FEATURES`` and ``bias``.
        threshold: answer from this probability on; chosen on the risk–coverage curve of dev.
        scope_weights: the same for: how probable it is that the question is about the programme.
    """

    weights: Mapping[str, float]
    threshold: float
    scope_weights: Mapping[str, float]

    @classmethod
    def of(cls, encoder: str) -> Confidence:
        """The model fitted on the dev questions with the encoder of this fingerprint.

        An encoder that none was fitted with gets the one for any.
        """
        data = read_weights("confidence", encoder)
        return cls(
            MappingProxyType(data["weights"]),
            data["threshold"],
            MappingProxyType(data["scope_weights"]),
        )

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability (0 to 1) that the best section answers."""
        return _logistic(self.weights, features)

    def in_scope(self, features: Mapping[str, float]) -> bool:
        """Whether a question is more likely about the programme than about something else."""
        return _logistic(self.scope_weights, features) >= 0.5


def _logistic(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(weights[name] * features[name] for name in CONFIDENCE_FEATURES)
    return 1.0 / (1.0 + math.exp(-total))
