"""What counting costs an answer, and how far off the number of people is."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.bench.figures import Benchmark, Figure, Machine, Row
from bot.clock import today_in_kazakhstan
from bot.service import LiveAnswers
from bot.statistics import (
    CounterStore,
    PeopleCounter,
    Recorder,
    Vocabulary,
    database_url,
    open_engine,
    upgrade,
    version_slug,
)
from bot.statistics.counting import Counting
from bot.statistics.people import PeopleSketch

__all__ = ["CROWDS", "KEYS", "measure_counting"]

#: How many people are estimated, and under how many keys.
CROWDS = (1_000, 100_000)
KEYS = 20
_ROUNDS = 10
_QUESTIONS = 2_000


def measure_counting(
    answers: LiveAnswers,
    questions: Sequence[str],
    folder: Path,
    crowds: Sequence[int] = CROWDS,
    keys: int = KEYS,
) -> Benchmark:
    """Count questions as the bot does, each from somebody else, into a SQLite database.

    Args:
        answers: what the questions get; finding that is not measured.
        questions: are counted in turn.
        folder: for the database.
        crowds: numbers of people to be estimated.
        keys: how often each is estimated, under a key of its own.
    """
    machine = Machine.here()
    rows = [_overhead(answers, questions, folder)]
    rows += [_error(people, keys) for people in crowds]
    return Benchmark("count", machine, tuple(rows))


def _overhead(answers: LiveAnswers, questions: Sequence[str], folder: Path) -> Row:
    """What the thread that answers spends: another writes, which is done between the rounds here.

    It is processor time, since a machine that does other things too would be measured otherwise.
    """
    turns = [answers.ask(question, default="kk").answer for question in questions]
    version = answers.version
    vocabulary = Vocabulary.of(version.knowledge, [version_slug(version.manifest.name)])
    engine = open_engine(database_url(None, folder))
    upgrade(engine)
    recorder = Recorder(
        CounterStore(engine, lambda: vocabulary), today_in_kazakhstan, PeopleCounter()
    )
    counting = Counting(recorder)
    first = secrets.randbelow(2**50)
    micros, writes = [], []
    for number in range(_ROUNDS):
        begin = time.thread_time()
        for at in range(_QUESTIONS):
            person = first + number * _QUESTIONS + at
            counting.question(turns[at % len(turns)], 0.012, version, person)
        micros.append((time.thread_time() - begin) / _QUESTIONS * 1e6)
        begin = time.perf_counter()
        recorder.flush()
        writes.append((time.perf_counter() - begin) * 1e3)
    engine.dispose()
    return Row(
        f"counting a question, {_ROUNDS} × {_QUESTIONS:,}",
        (
            Figure("median", float(np.median(micros)), "µs"),
            Figure("slowest round", max(micros), "µs"),
            Figure("a write, in the background", float(np.median(writes)), "ms"),
        ),
    )


def _error(people: int, keys: int) -> Row:
    """How far the estimate of distinct people is from the truth."""
    errors = []
    for _ in range(keys):
        sketch = PeopleSketch(secrets.token_bytes(32))
        first = secrets.randbelow(2**50)
        for person in range(first, first + people):
            sketch.add(person)
        errors.append(100 * (sketch.estimate() - people) / people)
    values = np.asarray(errors)
    return Row(
        f"{people:,} people, {keys} keys",
        (
            Figure("root mean square error", float(np.sqrt(np.mean(values**2))), "%"),
            Figure("largest error", float(np.max(np.abs(values))), "%"),
        ),
    )
