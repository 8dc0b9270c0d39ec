"""The report as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from retrieval.evaluation.figures import COUNTS, Figure, Figures, Group, Report
from retrieval.evaluation.metrics import RANKING_METRICS

__all__ = ["print_report"]

_ANSWER_METRICS = (
    "fully_right",
    "right_language",
    "abstention_precision",
    "abstention_recall",
    *COUNTS,
)
_HEADINGS = {
    "fully_right": "right",
    "right_language": "language",
    "abstention_precision": "abst. prec.",
    "abstention_recall": "abst. rec.",
    "wrong_region": "region ✗",
    "wrong_year": "year ✗",
    "forbidden": "forbidden",
}
_MOST_FAILURES = 15


def print_report(report: Report, console: Console) -> None:
    """Totals of every set, then groups, spellings and some of what went wrong."""
    console.print(_totals(report))
    for name in report.sets:
        groups = [item for item in report.groups if item.set == name]
        if groups:
            console.print(_by_group(name, "language and spelling", _two_way(groups)))
            console.print(_by_group(name, "topic", _topics(groups)))
    if report.robustness:
        console.print(_losses(report))
    for note in report.notes:
        console.print(f"Note: {note}", markup=False)
    if report.failures:
        shown = report.failures[:_MOST_FAILURES]
        console.print(f"\n{len(report.failures)} findings, the first {len(shown)}:")
        for failure in shown:
            console.print(
                f"  {failure.set} {failure.id}: {failure.question} — {failure.problem}",
                markup=False,
                highlight=False,
            )


def _totals(report: Report) -> Table:
    table = Table(title="Figures; shares in %, with their 95 % interval", title_justify="left")
    table.add_column("figure", no_wrap=True)
    for name, about in report.sets.items():
        count = about.get("queries", about.get("questions"))
        table.add_column(f"{name}\nn={count}", justify="right", no_wrap=True)
    names = list(dict.fromkeys(name for figures in report.figures.values() for name in figures))
    for name in names:
        cells = [_cell(name, report.figures[each].get(name)) for each in report.sets]
        table.add_row(name, *cells)
    return table


def _by_group(set_name: str, by: str, groups: Sequence[Group]) -> Table:
    table = Table(title=f"{set_name} by {by}, in %", title_justify="left")
    table.add_column(by, no_wrap=True)
    table.add_column("n", justify="right")
    table.add_column("to answer", justify="right")
    names = [
        name
        for name in (*RANKING_METRICS, *_ANSWER_METRICS)
        if any(name in item.figures for item in groups)
    ]
    for name in names:
        table.add_column(_HEADINGS.get(name, name), justify="right", no_wrap=True)
    for item in groups:
        label = " · ".join(part for part in (item.language, item.spelling, item.topic) if part)
        cells = (_short(name, item.figures) for name in names)
        table.add_row(label, str(item.questions), str(item.answerable), *cells)
    return table


def _two_way(groups: Sequence[Group]) -> list[Group]:
    return [item for item in groups if item.language and item.spelling and not item.topic]


def _topics(groups: Sequence[Group]) -> list[Group]:
    return [item for item in groups if item.topic and not item.language and not item.spelling]


def _losses(report: Report) -> Table:
    table = Table(title="What a spelling costs, on the same questions", title_justify="left")
    for column in ("set", "language", "spelling"):
        table.add_column(column, no_wrap=True)
    for column in ("n", "figure", "standard", "so spelt", "points lost"):
        table.add_column(column, justify="right")
    for item in report.robustness:
        low, high = item.lost.low * 100, item.lost.high * 100
        table.add_row(
            item.set,
            item.language,
            item.habit,
            str(item.questions),
            item.metric,
            f"{item.standard * 100:.1f}",
            f"{item.respelled * 100:.1f}",
            f"{item.difference * 100:.1f} ({low:.0f}…{high:.0f})",
        )
    return table


def _short(name: str, figures: Figures) -> str:
    figure = figures.get(name)
    if figure is None:
        return ""
    if name in COUNTS:
        return str(int(figure.value))
    return f"{figure.value * 100:.1f}"


def _cell(name: str, figure: Figure | None) -> str:
    if figure is None:
        return ""
    if name in COUNTS:
        return str(int(figure.value))
    if figure.interval is None:
        return f"{figure.value:.2f}"
    low, high = figure.interval.low * 100, figure.interval.high * 100
    return f"{figure.value * 100:.1f} ({low:.0f}–{high:.0f})"
