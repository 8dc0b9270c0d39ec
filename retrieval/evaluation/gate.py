"""The regression gate: the figures of the last accepted run, and what got worse since.

``accepted.json``::

    {"tolerance": {"default": 0.01, "wrong_region": 0, …},
     "figures": {"test": {"hit@1": 0.93, …}}}

Only the figures named there are compared; milliseconds depend on the machine and are left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import EvaluationError
from retrieval.evaluation.figures import COUNTS, Report

__all__ = ["ACCEPTED", "Accepted", "Regression", "accept", "load_accepted", "regressions"]

ACCEPTED: Final = Path(__file__).parent / "accepted.json"

_ROUNDING: Final = 5e-5
"""Figures are stored with four digits."""

_DEFAULT_TOLERANCE: Final = {"default": 0.01, **dict.fromkeys(COUNTS, 0.0)}


class Accepted(BaseModel):
    """Accepted figures by set and name, and how far a figure may fall behind.

    ``tolerance`` is absolute, by name of the figure; ``default`` holds for the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tolerance: Mapping[str, float]
    figures: Mapping[str, Mapping[str, float]]

    def allowed(self, name: str) -> float:
        """How far figure ``name`` may fall behind."""
        return self.tolerance.get(name, self.tolerance.get("default", 0.0))


@dataclass(frozen=True)
class Regression:
    """A figure that got worse by more than its tolerance; ``now`` is None if not measured."""

    set: str
    name: str
    accepted: float
    now: float | None
    tolerance: float

    def __str__(self) -> str:
        now = "was not measured" if self.now is None else f"is now {self.now:.4g}"
        return (
            f"{self.set} {self.name} {now}, accepted {self.accepted:.4g} "
            f"(tolerance {self.tolerance:.4g})"
        )


def load_accepted(path: Path = ACCEPTED) -> Accepted:
    """The accepted figures.

    Raises:
        EvaluationError: the file is missing, or is not of the described shape.
    """
    try:
        return Accepted.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(
            f"{path}: no accepted figures; run `qonys evaluate --accept` once"
        ) from error
    except ValidationError as error:
        raise EvaluationError(f"{path}: {error}") from error


def regressions(accepted: Accepted, report: Report) -> list[Regression]:
    """What got worse than accepted, in the sets that ``report`` holds; empty if nothing did.

    A set that was not run is not judged; a figure that a run set lacks is.

    Raises:
        EvaluationError: no set of the report has accepted figures, so there is nothing to judge.
    """
    shared = [name for name in accepted.figures if name in report.figures]
    if not shared:
        raise EvaluationError("the accepted figures cover none of the sets that were run")
    worse: list[Regression] = []
    for set_name in shared:
        for name, old in accepted.figures[set_name].items():
            tolerance = accepted.allowed(name)
            figure = report.figures[set_name].get(name)
            now = None if figure is None else figure.value
            if now is None or _lost(name, old, now) > tolerance + _ROUNDING:
                worse.append(Regression(set_name, name, old, now, tolerance))
    return worse


def _lost(name: str, old: float, now: float) -> float:
    return now - old if name in COUNTS else old - now


def accept(report: Report, path: Path = ACCEPTED) -> None:
    """Store the figures of ``report`` as accepted; other sets and the tolerances stay."""
    old = (
        load_accepted(path) if path.exists() else Accepted(tolerance=_DEFAULT_TOLERANCE, figures={})
    )
    measured = {
        set_name: {
            name: int(figure.value) if name in COUNTS else round(figure.value, 4)
            for name, figure in figures.items()
            if "ms_" not in name
        }
        for set_name, figures in report.figures.items()
    }
    content = {"tolerance": dict(old.tolerance), "figures": {**old.figures, **measured}}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
