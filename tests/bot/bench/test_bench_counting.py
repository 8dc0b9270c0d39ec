"""Counting is measured with real answers, a real database and known crowds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.bench.counting import measure_counting
from bot.service import LiveAnswers


def test_counting_is_measured_by_counting(answers: LiveAnswers, tmp_path: Path) -> None:
    questions = ["Көшуге қанша ақша беріледі?", "какая сегодня погода"]
    benchmark = measure_counting(answers, questions, tmp_path, crowds=(500,), keys=3)
    cost, people = benchmark.rows
    assert [figure.unit for figure in cost.figures] == ["µs", "µs", "ms"]
    assert all(figure.value > 0 for figure in cost.figures)
    with closing(sqlite3.connect(tmp_path / "statistics.db")) as connection:
        query = "SELECT status, sum(count) FROM questions_by_language GROUP BY status"
        counted = dict(connection.execute(query).fetchall())
    assert sum(counted.values()) == 20_000
    assert counted["answered"] == counted["out_of_scope"] == 10_000
    # Four standard errors of the method.
    assert max(figure.value for figure in people.figures) < 4
