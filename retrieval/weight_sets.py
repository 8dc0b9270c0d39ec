"""Which learned weights belong to an encoder.

The features of search and of confidence hold a cosine, and every encoder spreads its cosines
differently: weights that were learned with one mislead with another. So weights stand in sets::

    retrieval/                  of the encoder that ships with the project
    retrieval/weights/NAME/     of another encoder
    retrieval/weights/any/      of every encoder that has no set of its own

A set is a folder with ``ranking.json``, ``confidence.json`` and ``passages.json``; the fingerprint
in ``ranking.json`` says whose it is. `python -m retrieval.tuning --encoder NAME` makes one.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

__all__ = ["ANY", "SHIPPED", "WeightKind", "is_tuned_for", "read_weights", "set_folder"]

WeightKind = Literal["ranking", "confidence", "passages"]

SHIPPED: Final = Path(__file__).resolve().parent
"""The set of the encoder that ships with the project."""
ANY: Final = SHIPPED / "weights" / "any"
"""The set for encoders without one of their own."""


def read_weights(kind: WeightKind, encoder: str) -> dict[str, Any]:
    """What was learned for the encoder with this fingerprint, or else for any encoder.

    Args:
        kind: ``ranking`` and ``confidence`` for the sections of the folder, ``passages`` for loose
            passages.
        encoder: `retrieval.encoder.Encoder.fingerprint`.
    """
    path = set_folder(encoder) / f"{kind}.json"
    if not path.exists():
        path = ANY / f"{kind}.json"
    weights: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def is_tuned_for(encoder: str) -> bool:
    """Whether weights were learned with this very encoder."""
    return set_folder(encoder) != ANY


@lru_cache(maxsize=32)
def set_folder(encoder: str) -> Path:
    """The folder of the weights that serve an encoder."""
    for folder in (SHIPPED, *sorted((SHIPPED / "weights").iterdir())):
        path = folder / "ranking.json"
        if folder != ANY and path.exists() and _encoder_of(path) == encoder:
            return folder
    return ANY


def _encoder_of(path: Path) -> str:
    name: str = json.loads(path.read_text(encoding="utf-8"))["encoder"]
    return name
