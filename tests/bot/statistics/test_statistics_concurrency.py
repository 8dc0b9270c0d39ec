from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.statistics import open_engine, upgrade
from bot.statistics.database import Batch, _cells
from bot.statistics.models import COUNTERS, Word
from tests.bot.statistics import counting_worker
from tests.bot.statistics.postgres_server import postgres_server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
PROCESSES = 4


@contextmanager
def _workers(url: str, events: int) -> Iterator[list[subprocess.Popen[str]]]:
    module = counting_worker.__name__
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", module, url, str(events), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for seed in range(PROCESSES)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n", worker.communicate()[1]
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _run(url: str, events: int, outage: AbstractContextManager[None]) -> None:
    """Runs the workers; the database is away from their first quarter until their half."""
    with _workers(url, events) as workers:
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        _wait_for_mark(workers)
        with outage:
            _wait_for_mark(workers)
        for worker in workers:
            _, errors = worker.communicate(timeout=120)
            assert worker.returncode == 0, errors


def _wait_for_mark(workers: list[subprocess.Popen[str]]) -> None:
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "mark\n"


def _assert_counts_are_true(engine: Engine, events: int) -> None:
    made = [event for seed in range(PROCESSES) for event in counting_worker.events(events, seed)]
    truth = _cells(Batch(1, Counter((counting_worker.DAY, event) for event in made)))
    with engine.connect() as connection:
        slugs: dict[int, str] = {
            word.id: word.slug for word in connection.execute(select(Word.id, Word.slug))
        }
        for model in COUNTERS:
            table: Any = model.__table__
            counted = Counter[tuple[Any, ...]]()
            for row in connection.execute(select(table)).mappings():
                key = (
                    slugs[row[column.name]] if column.foreign_keys else row[column.name]
                    for column in table.primary_key.columns
                )
                counted[tuple(key)] += row["count"]
            assert counted == truth.get(model, Counter()), model.__tablename__


def _count_on_postgresql(events: int) -> None:
    with postgres_server() as server:
        engine = open_engine(server.url)
        upgrade(engine)
        engine.dispose()

        @contextmanager
        def outage() -> Iterator[None]:
            server.stop()
            yield
            server.start()

        _run(server.url, events, outage())
        _assert_counts_are_true(engine, events)
        engine.dispose()


def _count_on_sqlite(path: Path, events: int) -> None:
    url = f"sqlite:///{path}"
    engine = open_engine(url)
    upgrade(engine)

    @contextmanager
    def outage() -> Iterator[None]:
        # Nobody can write, for longer than the writers are ready to wait.
        with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
            lock.execute("ROLLBACK")

    _run(f"{url}?timeout=0.2", events, outage())
    _assert_counts_are_true(engine, events)
    engine.dispose()


def test_counts_of_several_processes_are_exact_on_sqlite_over_an_outage(tmp_path: Path) -> None:
    _count_on_sqlite(tmp_path / "statistics.db", 500)


def test_counts_of_several_processes_are_exact_on_postgresql_over_a_restart() -> None:
    _count_on_postgresql(500)


@pytest.mark.slow
def test_twenty_thousand_events_are_exact_on_sqlite_over_an_outage(tmp_path: Path) -> None:
    _count_on_sqlite(tmp_path / "statistics.db", 5000)


@pytest.mark.slow
def test_twenty_thousand_events_are_exact_on_postgresql_over_a_restart() -> None:
    _count_on_postgresql(5000)


def _upgrade_at_once(url: str) -> None:
    code = "import sys; from bot.statistics import *; upgrade(open_engine(sys.argv[1]))"
    command = [sys.executable, "-c", code, url]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors


@pytest.mark.slow
def test_several_processes_may_make_the_tables_at_once(tmp_path: Path) -> None:
    _upgrade_at_once(f"sqlite:///{tmp_path / 'statistics.db'}")
    with postgres_server() as server:
        _upgrade_at_once(server.url)
