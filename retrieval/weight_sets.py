"""Which learned weights belong to an encoder.

The features of search and of confidence hold a cosine, and every encoder spreads its cosines
differently: weights that were learned with one mislead with another. So weights stand in sets::

    retrieval/                        of the encoder that ships with the project
    retrieval/weights/FINGERPRINT/    of another encoder
    retrieval/weights/any/            of every encoder that has none of its own

A set is a folder with ``ranking.json``, ``confidence.json`` and ``passages.json``; what a set lacks
is taken from ``any``. `python -m retrieval.tuning --encoder NAME` makes one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, Literal

__all__ = [
    "ANY",
    "SHIPPED",
    "WEIGHT_SETS",
    "WeightKind",
    "is_tuned_for",
    "read_weights",
    "set_folder",
]

WeightKind = Literal["ranking", "confidence", "passages"]

SHIPPED: Final = Path(__file__).resolve().parent
"""The set of the encoder that ships with the project."""
WEIGHT_SETS: Final = SHIPPED / "weights"
"""The folder of all other sets."""
ANY: Final = WEIGHT_SETS / "any"
"""The set for encoders without one of their own."""


def read_weights(kind: WeightKind, encoder: str) -> dict[str, Any]:
    """What was learned for the encoder with this fingerprint, or else for any encoder.

    Args:
        kind: ``ranking`` and ``confidence`` for the sections of the folder, ``passages`` for loose
            passages.
        encoder: `retrieval.encoder.Encoder.fingerprint`.
    """
    path = set_folder(encoder) / f"{kind}.json"
    own = _read(path) if path.exists() else _read(ANY / f"{kind}.json")
    # An encoder trained anew doesn't inherit what was learned with the one before.
    return own if own.get("encoder", encoder) == encoder else _read(ANY / f"{kind}.json")


def is_tuned_for(encoder: str) -> bool:
    """Whether the weights of search were learned with this very encoder."""
    return set_folder(encoder) != ANY


def set_folder(encoder: str) -> Path:
    """The folder of the weights that serve an encoder."""
    if _read(SHIPPED / "ranking.json")["encoder"] == encoder:
        return SHIPPED
    own = WEIGHT_SETS / encoder
    return own if own.is_dir() else ANY


def _read(path: Path) -> dict[str, Any]:
    weights: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return weights
