"""What a benchmark gives: figures with their unit and budget, as a table and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.table import Table

__all__ = [
    "Benchmark",
    "Figure",
    "Machine",
    "Row",
    "peak_memory",
    "processor_time",
    "timings",
]

_MEGABYTE: Final = 1e6


@dataclass(frozen=True)
class Figure:
    """One measured value.

    Attributes:
        name: what was measured, a few words.
        value: the value.
        unit: ``ms``, ``s``, ``MB``; empty for a count.
        budget: the value may not be above it; ``None`` where there is no budget.
    """

    name: str
    value: float
    unit: str = ""
    budget: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it is within its budget; without one, it is."""
        return self.budget is None or self.value <= self.budget

    def __str__(self) -> str:
        return _number(self.value, self.unit)


@dataclass(frozen=True)
class Row:
    """Figures of one thing that was measured, such as one size of an index."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Machine:
    """Where it was measured.

    Attributes:
        processor: its name, as the system tells it.
        cores: how many this process may use.
        python: version of the interpreter.
        load: load average of the last minute when the measuring began; above 0 other work ran too.
    """

    processor: str
    cores: int
    python: str
    load: float

    @classmethod
    def here(cls) -> Machine:
        """This machine, now."""
        return cls(
            _processor(),
            len(os.sched_getaffinity(0)),
            platform.python_version(),
            round(os.getloadavg()[0], 1),
        )


@dataclass(frozen=True)
class Benchmark:
    """The outcome of one benchmark.

    Attributes:
        name: of the command.
        machine: where it ran.
        rows: what was measured.
    """

    name: str
    machine: Machine
    rows: tuple[Row, ...]

    @property
    def kept(self) -> bool:
        """Whether every figure is within its budget."""
        return all(figure.kept for row in self.rows for figure in row.figures)

    def to_json(self) -> dict[str, Any]:
        """The figures for other programs."""
        return {
            "benchmark": self.name,
            "machine": {
                "processor": self.machine.processor,
                "cores": self.machine.cores,
                "python": self.machine.python,
                "load_before": self.machine.load,
            },
            "budgets_kept": self.kept,
            "rows": [
                {
                    "of": row.name,
                    "figures": [
                        {
                            "name": each.name,
                            "value": round(each.value, 3),
                            "unit": each.unit,
                            "budget": each.budget,
                        }
                        for each in row.figures
                    ],
                }
                for row in self.rows
            ],
        }

    def show(self, out: Console) -> None:
        """The figures for people; one that is over its budget is marked in words and red."""
        table = Table(title=f"qonys bench {self.name}")
        table.add_column("")
        table.add_column("measured")
        table.add_column("", justify="right")
        table.add_column("budget", justify="right")
        for row in self.rows:
            for number, each in enumerate(row.figures):
                budget = "" if each.budget is None else f"≤ {_number(each.budget, each.unit)}"
                style = None if each.kept else "red"
                mark = "" if each.kept else " (over)"
                table.add_row(
                    row.name if number == 0 else "", each.name, f"{each}{mark}", budget, style=style
                )
            table.add_section()
        out.print(table)
        machine = self.machine
        out.print(
            f"{machine.processor}, {machine.cores} cores, Python {machine.python}; "
            f"load average when it began: {machine.load}",
            markup=False,
        )


def timings(
    milliseconds: Sequence[float], budgets: dict[str, float] | None = None
) -> tuple[Figure, ...]:
    """Median, 95th and 99th percentile and the longest of ``milliseconds``.

    Args:
        milliseconds: at least one value.
        budgets: by name of the figure: ``median``, ``p95``, ``p99``.
    """
    limits = budgets or {}
    values = np.asarray(milliseconds, dtype=np.float64)
    parts = {"median": 50.0, "p95": 95.0, "p99": 99.0, "longest": 100.0}
    return tuple(
        Figure(name, float(np.percentile(values, part)), "ms", limits.get(name))
        for name, part in parts.items()
    )


def peak_memory(pid: int | None = None) -> float:
    """The most memory that a process has held so far, in MB; of this process by default."""
    text = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace")
    lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) * 1024 / _MEGABYTE


def processor_time(pid: int) -> float:
    """Seconds that a process has had a processor, all its threads together.

    Other work on the machine makes it wait, which this doesn't count.
    """
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    # After the name, which may hold anything: state, parent, … user time and system time.
    _, _, rest = fields.rpartition(") ")
    user, system = rest.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _number(value: float, unit: str) -> str:
    if unit == "":
        return f"{value:,.0f}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
