"""A knowledge folder that tests change, and an encoder that counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval import Encoder, IndexVersion

TEXT = Path("subsidies", "relocation-subsidy.ru.md")
SENTENCE = "Её платят один раз."


class CountingEncoder(Encoder):
    """Vectors of another encoder; remembers which passages it was asked for."""

    def __init__(self, inner: Encoder, name: str = "counting-1") -> None:
        self._inner = inner
        self._name = name
        self.passages: list[str] = []

    @property
    def fingerprint(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def encode(self, texts: Sequence[str], *, query: bool = False) -> np.ndarray[Any, Any]:
        if not query:
            self.passages += texts
        return self._inner.encode(texts, query=query)


def change(folder: Path, sentence: str) -> None:
    file = folder / TEXT
    text = file.read_text(encoding="utf-8")
    assert SENTENCE in text
    file.write_text(text.replace(SENTENCE, f"{SENTENCE} {sentence}"), encoding="utf-8")


def bodies(version: IndexVersion) -> str:
    return "\n".join(section.body for section in version.knowledge.sections)
