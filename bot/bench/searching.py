"""How search grows with the number of sections: time to build, memory, time of a question."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.bench.figures import Benchmark, Figure, Machine, Row, peak_memory, timings
from bot.bench.passages import questions_about
from bot.bench.processes import BenchmarkError
from retrieval import load_encoder
from retrieval.evaluation.passages import hybrid_passages
from retrieval.evaluation.protocols import Passage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SIZES", "draw_growth", "measure_searching"]

SIZES: Final = (1_000, 3_000, 10_000, 30_000, 100_000)
#: The budget is of the design and holds up to 100,000 sections.
_BUDGETS: Final = {"p95": 100.0}
_HITS: Final = 10
_DOTS_PER_INCH: Final = 120


def measure_searching(
    texts: Sequence[str],
    sizes: Iterable[int],
    own: Sequence[str],
    model: str | None,
    queries: int = 200,
    told: Callable[[int], None] = lambda _: None,
) -> Benchmark:
    """Build an index of each size, in a process of its own, and ask it.

    Args:
        texts: passages; each size takes the first of them.
        sizes: how many passages, several values. Where there are too few, all are taken.
        own: questions as people write them.
        model: encoder, as EMBEDDING_MODEL.
        queries: how many questions at each size.
        told: told of each size before it is measured.
    """
    machine = Machine.here()
    wanted = sorted({min(size, len(texts)) for size in sizes})
    rows = []
    for size in wanted:
        told(size)
        # A fresh process: memory that an earlier size has left behind would count otherwise.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            figures = pool.submit(_measure, texts[:size], own, model, queries).result()
        rows.append(Row(f"{size:,} sections", figures))
    return Benchmark("search", machine, tuple(rows))


def draw_growth(benchmark: Benchmark, path: Path) -> None:
    """Time of a question, time to build and memory over the number of sections.

    Raises:
        BenchmarkError: the file can't be written, or its kind is unknown.
    """
    # The object interface needs no display and leaves no global state behind.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure as Picture  # noqa: PLC0415
    from matplotlib.ticker import NullFormatter, StrMethodFormatter  # noqa: PLC0415

    picture = Picture(figsize=(12.0, 4.0), layout="constrained")
    FigureCanvasAgg(picture)
    times, building, memory = picture.subplots(1, 3)
    for name in ("median", "p95"):
        _line(times, benchmark, name)
    times.axhline(_BUDGETS["p95"], color="#d62728", linestyle="--", label="budget of p95")
    times.set_title("one question, ms", loc="left")
    _line(building, benchmark, "build")
    building.set_title("building the index, s", loc="left")
    _line(memory, benchmark, "memory of the index")
    memory.set_title("memory of the index, MB", loc="left")
    for axes in (times, building, memory):
        # Both logarithmic: cost that grows as the number of sections does is a straight line.
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("sections")
        axes.grid(alpha=0.3)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            axis.set_minor_formatter(NullFormatter())
    # Room for the legend below the lines.
    times.set_ylim(bottom=times.get_ylim()[0] / 6)
    times.legend(loc="lower left")
    try:
        picture.savefig(path, dpi=_DOTS_PER_INCH)
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"{path}: the chart cannot be written: {error}") from error


def _line(axes: Axes, benchmark: Benchmark, name: str) -> None:
    points = [
        (row.figures[0].value, each.value)
        for row in benchmark.rows
        for each in row.figures
        if each.name == name
    ]
    axes.plot(*zip(*points, strict=True), marker="o", label=name)


def _measure(
    texts: Sequence[str], own: Sequence[str], model: str | None, queries: int
) -> tuple[Figure, ...]:
    passages = [Passage(str(number), "", text) for number, text in enumerate(texts)]
    build = hybrid_passages(load_encoder(model))
    empty = peak_memory()
    started = time.perf_counter()
    index = build(passages)
    built = time.perf_counter() - started
    questions = questions_about(texts, own, queries)
    for question in questions[:5]:
        index.search(question, _HITS)
    milliseconds = []
    for question in questions:
        started = time.perf_counter()
        index.search(question, _HITS)
        milliseconds.append((time.perf_counter() - started) * 1000)
    return (
        Figure("sections", len(texts)),
        Figure("build", built, "s"),
        Figure("memory of the index", peak_memory() - empty, "MB"),
        *timings(milliseconds, _BUDGETS),
    )
