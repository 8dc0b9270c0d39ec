"""How much the letters of a word look Kazakh, Russian, or neither."""

from __future__ import annotations

import json
import math
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

CLASSES: Final = ("kk", "ru", "other")
STATISTICS: Final = Path(__file__).with_name("letter_statistics.json")

_LONGEST_GRAM: Final = 5
_CACHED_WORDS: Final = 32_768


def grams_of(word: str) -> list[str]:
    """The distinct n-grams of a folded word with its borders, from one letter to five."""
    bordered = f"_{word}_"
    return sorted(
        {
            bordered[at : at + size]
            for size in range(1, _LONGEST_GRAM + 1)
            for at in range(len(bordered) - size + 1)
        }
    )


@lru_cache(maxsize=_CACHED_WORDS)
def probabilities(folded: str) -> tuple[float, float, float]:
    """The chances that a folded word is of each of `CLASSES`; they add up to one."""
    weights = _weights()
    sums = list(weights[""])
    for gram in grams_of(folded):
        row = weights.get(gram)
        if row is not None:
            for at, weight in enumerate(row):
                sums[at] += weight
    largest = max(sums)
    powers = [math.exp((total - largest) / 100) for total in sums]
    whole = sum(powers)
    return powers[0] / whole, powers[1] / whole, powers[2] / whole


@cache
def _weights() -> dict[str, list[int]]:
    weights: dict[str, list[int]] = json.loads(STATISTICS.read_text(encoding="utf-8"))
    return weights
