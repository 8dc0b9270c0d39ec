"""How long one answer takes inside a running process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from bot.bench.figures import Benchmark, Figure, Machine, Row, peak_memory, timings
from bot.service import LiveAnswers
from retrieval.evaluation import Question, load_split

__all__ = ["measure_asking", "own_questions"]

BUDGETS: Final = {"median": 15.0, "p95": 50.0}


def own_questions() -> list[Question]:
    """The project's own questions, of both halves."""
    return [*load_split("dev"), *load_split("test")]


def measure_asking(answers: LiveAnswers, questions: Sequence[Question]) -> Benchmark:
    """Ask each question once, from the text to the finished message.

    Args:
        answers: as a running bot has them.
        questions: at least one.
    """
    machine = Machine.here()
    all_ms: list[float] = []
    by_expectation: dict[str, list[float]] = {}
    for each in questions:
        started = time.perf_counter()
        len(answers.ask(each.question).reply.text.plain)
        took = (time.perf_counter() - started) * 1000
        all_ms.append(took)
        by_expectation.setdefault(each.expect, []).append(took)
    count = Figure("questions", len(all_ms))
    memory = Figure("peak memory", peak_memory(), "MB")
    rows = [Row("all questions", (count, *timings(all_ms, BUDGETS), memory))]
    rows += [
        Row(name, (Figure("questions", len(values)), *timings(values)))
        for name, values in sorted(by_expectation.items())
    ]
    return Benchmark("ask", machine, tuple(rows))
