"""What is wrong in the knowledge folder: one finding is one thing an admin can mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

__all__ = ["Finding", "Severity"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong at one place.

    Attributes:
        path: file, relative to the knowledge folder.
        line: 1-based line in that file; 1 where the whole file is meant.
        code: stable name of the kind of finding; also the id of its text in ``bot/messages``.
        severity: an ``error`` keeps the folder from going live, a ``warning`` does not.
        params: what fills the text of the finding (names, values, what was expected).
    """

    path: Path
    line: int
    code: str
    severity: Severity = "error"
    params: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        """``file:line: code (name=value …)``; people read the Fluent text instead."""
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.path}:{self.line}: {self.code}" + (f" ({details})" if details else "")
