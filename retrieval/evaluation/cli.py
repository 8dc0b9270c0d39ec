"""The command ``evaluate``. Whoever mounts it says how the measured system is opened."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress as ProgressBar

from retrieval.errors import RetrievalError
from retrieval.evaluation.baselines import Baseline
from retrieval.evaluation.beir import Progress, evaluate_folder
from retrieval.evaluation.charts import draw_curve, draw_report
from retrieval.evaluation.figures import Report
from retrieval.evaluation.gate import ACCEPTED, accept, load_accepted, regressions
from retrieval.evaluation.questions import SPLITS, Split
from retrieval.evaluation.risk import CurvePoint, curve_of_answers
from retrieval.evaluation.suite import SplitRun, evaluate_splits
from retrieval.evaluation.systems import System
from retrieval.evaluation.tables import print_report

__all__ = ["OpenSystem", "add_evaluate"]

OpenSystem = Callable[[Baseline | None], System]
"""Opens the product, or with a baseline that baseline over the product's texts."""


class SplitChoice(StrEnum):
    """Which half of the project's own questions."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


_WIDTH: Final = 160
_SPLIT_OF: Final[dict[SplitChoice, Split]] = {SplitChoice.DEV: "dev", SplitChoice.TEST: "test"}


class BaselineChoice(StrEnum):
    """A ranker to compare with."""

    WORDS = "words"
    STEMS = "stems"
    GRAMS = "grams"
    PREFIXES = "prefixes"


def add_evaluate(app: typer.Typer, open_system: OpenSystem) -> None:
    """Add the command ``evaluate`` to ``app``.

    Exit codes: 0 fine, 1 a figure is worse than accepted (``--gate``), 2 something cannot be read.
    """

    @app.command()
    def evaluate(
        directory: Annotated[
            Path | None,
            typer.Argument(
                metavar="[DIR]",
                help="BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv), indexed apart. "
                "Without it: the project's own question sets.",
            ),
        ] = None,
        split: Annotated[SplitChoice, typer.Option(help="Which questions.")] = SplitChoice.ALL,
        as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
        curve: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Draw the risk–coverage curve.")
        ] = None,
        chart: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Draw the figures as bars.")
        ] = None,
        baseline: Annotated[
            BaselineChoice | None,
            typer.Option(
                help="Measure BM25 over words, stems, character 4-grams or prefixes instead."
            ),
        ] = None,
        spellings: Annotated[
            bool, typer.Option(help="Also put each question in all other spellings.")
        ] = True,
        gate: Annotated[
            bool, typer.Option("--gate", help="Exit 1 if a figure is worse than accepted.")
        ] = False,
        accept_figures: Annotated[
            bool, typer.Option("--accept", help="Store these figures as the accepted ones.")
        ] = False,
    ) -> None:
        """Measure search and answers: hit@1/5/10, MRR@10, nDCG@10, ms per query, abstention."""
        console = _console(stderr=as_json)
        try:
            system = open_system(None if baseline is None else baseline.value)
            runs: dict[Split, SplitRun] = {}
            if directory is not None:
                with _progress() as progress:
                    report = evaluate_folder(directory, system.passages, progress)
            else:
                splits: tuple[Split, ...] = (
                    SPLITS if split is SplitChoice.ALL else (_SPLIT_OF[split],)
                )
                report, runs = evaluate_splits(
                    splits, system.catalogue, system.ranker, system.responder, respelled=spellings
                )
            if as_json:
                sys.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n")
            else:
                print_report(report, console)
            if chart is not None:
                draw_report(report, chart)
            if curve is not None:
                curves: dict[str, list[CurvePoint]] = {
                    name: curve_of_answers(run.judged) for name, run in runs.items()
                }
                draw_curve(curves, curve, system.threshold)
            if accept_figures:
                accept(report)
                console.print(f"Accepted: {ACCEPTED}", markup=False)
            worse = _worse(report, console) if gate else False
        except RetrievalError as error:
            console.print(str(error), markup=False, style="red")
            raise typer.Exit(2) from error
        if worse:
            raise typer.Exit(1)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr)
    # In a file or a pipe there is no window that the tables have to fit.
    return console if console.is_terminal else Console(stderr=stderr, width=_WIDTH)


def _worse(report: Report, console: Console) -> bool:
    found: Sequence[object] = regressions(load_accepted(), report)
    for regression in found:
        console.print(f"Worse: {regression}", markup=False, style="red")
    if not found:
        console.print("No figure is worse than accepted.")
    return bool(found)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars on standard error, so that ``--json`` stays clean."""
    console = Console(stderr=True)

    @contextmanager
    def show(what: str, total: int) -> Iterator[Callable[[int], None]]:
        with ProgressBar(console=console, transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda done: bar.advance(task, done)

    yield show
