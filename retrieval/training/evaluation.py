"""Figures of an encoder on the held-out pairs: is the translation the nearest of all sentences?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.training.corpora import Pair

__all__ = ["Recall", "translation_recall"]

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Recall:
    """Share of sentences whose translation is the nearest, with its 95 % interval (Wilson).

    Attributes:
        asked: what was looked up, e.g. ``kk→ru`` or ``kk→ru, latin_2021``.
        group: source of the sentences, or ``all``; the candidates are always all sentences.
        count: sentences looked up.
        candidates: sentences among which the translation was to be found.
    """

    asked: str
    group: str
    count: int
    candidates: int
    at_1: float
    at_10: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of ``at_1``."""
        z, n, p = 1.96, self.count, self.at_1
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - half, middle + half


def translation_recall(
    encode: Encode,
    pairs: Sequence[Pair],
    spellings: Mapping[str, Callable[[str], str]] | None = None,
) -> list[Recall]:
    """Looks every sentence's translation up among all held-out sentences of the other language.

    Args:
        encode: unit vectors of texts.
        pairs: held-out pairs.
        spellings: by name, ways to retype the Kazakh side before it is looked up.
    """
    kk = encode([pair.kk for pair in pairs])
    ru = encode([pair.ru for pair in pairs])
    results = _by_group("kk→ru", kk @ ru.T, pairs) + _by_group("ru→kk", ru @ kk.T, pairs)
    for name, retype in (spellings or {}).items():
        typed = encode([retype(pair.kk) for pair in pairs])
        results += _by_group(f"kk→ru, {name}", typed @ ru.T, pairs)[:1]
    return results


def _by_group(asked: str, similarities: NDArray[np.float32], pairs: Sequence[Pair]) -> list[Recall]:
    own = np.diagonal(similarities)[:, None]
    # A tie counts against the encoder.
    ranks = (similarities >= own).sum(axis=1)
    sources = np.array([pair.source for pair in pairs])
    groups = [("all", np.ones(len(pairs), dtype=bool))]
    names = sorted(set(sources.tolist()))
    if len(names) > 1:
        groups += [(name, sources == name) for name in names]
    return [
        Recall(
            asked,
            group,
            int(chosen.sum()),
            len(pairs),
            float((ranks[chosen] <= 1).mean()),
            float((ranks[chosen] <= 10).mean()),
        )
        for group, chosen in groups
    ]
