"""What the wording of a question alone tells: whether the texts are likely to answer it.

Some things are asked and never answered by programme texts: the street of an office, the price of a
notary, whose case it is, the weather. A linear model over stems and pairs of stems knows them,
whatever search finds. It was fitted on questions that the texts answer and on questions written
because they don't (``retrieval/sample_questions``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from retrieval.language import analyze

__all__ = ["Wording", "wording_keys"]


def wording_keys(text: str) -> frozenset[str]:
    """The folded stems of a text, its pairs of neighbouring stems, and (after ~) its 4-grams."""
    analysis = analyze(text)
    stems = analysis.stemmed
    pairs = (f"{one} {other}" for one, other in pairwise(stems))
    return frozenset((*stems, *pairs, *(f"~{gram}" for gram in analysis.grams)))


@dataclass(frozen=True)
class Wording:
    """Two linear models over `wording_keys`, each key counting 1 / √(number of keys).

    Attributes:
        bias: of both models: is it answered, is it about the programme.
        weights: the same by key; keys without weight tell nothing.
    """

    bias: Sequence[float]
    weights: Mapping[str, Sequence[float]]

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> Wording:
        """The models that were fitted for the shipped texts."""
        text = resources.files("retrieval").joinpath("wording.json").read_text(encoding="utf-8")
        data = json.loads(text)
        return cls(data["bias"], data["weights"])

    def log_odds(self, text: str) -> tuple[float, float]:
        """Log-odds that a question like ``text`` is answered, and that it is in scope."""
        keys = wording_keys(text)
        scale = 1.0 / math.sqrt(len(keys)) if keys else 0.0
        known = [self.weights[key] for key in keys if key in self.weights]
        answered, in_scope = (
            bias + scale * sum(weights[at] for weights in known)
            for at, bias in enumerate(self.bias)
        )
        return answered, in_scope
