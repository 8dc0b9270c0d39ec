"""Files for everybody: noisy counts with differential privacy (Dwork et al. 2006).

Whoever reads such a file, and knows whatever else, can hardly tell whether one given question was
asked: its presence changes the chance of any file by a factor of at most e^ε. The noise is the
geometric mechanism of OpenDP (Ghosh, Roughgarden and Sundararajan 2009). A question stands in each
of the tables once, so the budget ε is shared equally among them. A week is released once; a second
file of it would halve the protection, and is refused.

The unit is a question, not a person: nobody is told apart here, so nobody's questions can be
counted together. Somebody who asked ten questions in a week has ten times the ε.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.statistics.events import NONE, SEVERAL
from bot.statistics.models import PublicRelease
from bot.statistics.release import last_closed_week, monday_of, weekly_counts
from retrieval import LANGUAGES, Knowledge, Status

__all__ = ["BudgetSpentError", "PublicTable", "geometric_noise", "public_csv", "release_publicly"]

Noise = Callable[[Sequence[int], float], list[int]]


class BudgetSpentError(Exception):
    """A public file of the week was made before."""


@dataclass(frozen=True)
class PublicTable:
    """Noisy counts of a week; what came out under the threshold is left out.

    Attributes:
        dimension: ``language``, ``topic`` or ``region``.
        counts: by status and value of the dimension.
    """

    dimension: str
    counts: Mapping[tuple[str, str], int]


def geometric_noise(counts: Sequence[int], epsilon: float) -> list[int]:
    """``counts`` with two-sided geometric noise for a budget of ``epsilon``.

    Raises:
        ImportError: OpenDP is not installed (``pip install qonys[public]``).
        ValueError: OpenDP says that the noise is not enough for the budget.
    """
    import opendp.prelude as dp  # noqa: PLC0415 46 MB that only public files need

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    mechanism = space >> dp.m.then_geometric(scale=1.0 / epsilon)
    # One question more or less changes one count of a table by one.
    spent = mechanism.map(1)
    if spent > epsilon * (1 + 1e-9):
        raise ValueError(f"the noise spends {spent} of a budget of {epsilon}")
    noisy: list[int] = mechanism(list(counts))
    return noisy


def release_publicly(
    engine: Engine,
    week: date,
    knowledge: Knowledge,
    epsilon: float,
    threshold: int,
    today: date,
    noise: Noise = geometric_noise,
) -> list[PublicTable]:
    """Spend the budget of ``week`` and give its tables.

    Args:
        engine: the statistics database.
        week: a Monday.
        knowledge: says which topics and regions there are: also what nobody asked gets noise.
        epsilon: budget of the whole release.
        threshold: noisy counts under it are left out.
        today: the day in Kazakhstan.
        noise: makes counts noisy.

    Raises:
        BudgetSpentError: the week has been released.
        ValueError: ``week`` is no Monday, or not closed yet.
    """
    if week != monday_of(week) or week > last_closed_week(today):
        raise ValueError(f"{week} is not the Monday of a closed week")
    tables = list(_domains(knowledge))
    # The budget is spent first: a file that was made half is a file that may have been seen.
    _spend(engine, week, epsilon)
    return [
        PublicTable(
            dimension,
            _noisy(
                weekly_counts(engine, week, dimension),
                list(product(map(str, Status), values)),
                epsilon / len(tables),
                threshold,
                noise,
            ),
        )
        for dimension, values in tables
    ]


def public_csv(tables: Sequence[PublicTable], week: date, epsilon: float) -> bytes:
    """The tables as CSV, with what a reader must know in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("week", "epsilon", "dimension", "status", "value", "noisy_count"))
    for table in tables:
        for (status, value), count in sorted(table.counts.items()):
            writer.writerow((week.isoformat(), epsilon, table.dimension, status, value, count))
    return text.getvalue().encode()


def _domains(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All values that a count may have, whether they occurred or not."""
    tables = knowledge.tables
    yield "language", LANGUAGES
    yield "topic", (NONE, *sorted(tables.topics.root))
    yield "region", (NONE, SEVERAL, *sorted(tables.regions.root))


def _noisy(
    counts: Mapping[tuple[str, str], int],
    cells: Sequence[tuple[str, str]],
    epsilon: float,
    threshold: int,
    noise: Noise,
) -> Mapping[tuple[str, str], int]:
    noisy = noise([counts.get(cell, 0) for cell in cells], epsilon)
    # What is done with noisy counts afterwards costs nothing.
    return {cell: count for cell, count in zip(cells, noisy, strict=True) if count >= threshold}


def _spend(engine: Engine, week: date, epsilon: float) -> None:
    row: dict[str, Any] = {"week": week, "milli_epsilon": max(1, round(epsilon * 1000))}
    table: Any = PublicRelease.__table__
    try:
        with engine.begin() as connection:
            connection.execute(table.insert().values(row))
    except IntegrityError as error:
        raise BudgetSpentError(f"the week of {week} was released before") from error
