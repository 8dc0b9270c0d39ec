"""Pictures of a report. matplotlib is loaded only when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import EvaluationError
from retrieval.evaluation.figures import Group, Report
from retrieval.evaluation.metrics import RANKING_METRICS
from retrieval.evaluation.risk import CurvePoint, risk_area

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

__all__ = ["draw_curve", "draw_report"]

_DOTS_PER_INCH = 120


def draw_report(report: Report, path: Path, metric: str = "hit@1") -> None:
    """Bars of ``metric`` with intervals for each set, by language × spelling and by topic.

    A report without groups, of a BEIR folder, gets one bar for each figure.

    Raises:
        EvaluationError: the file cannot be written, or its kind is unknown.
    """
    rows = [
        [(f"{name}: {metric} by {what}", bars) for what, bars in _cuts(report, name, metric)]
        or [(name, _all_figures(report, name))]
        for name in report.sets
    ]
    heights = [0.9 + 0.25 * max(len(bars) for _, bars in row) for row in rows]
    columns = max(len(row) for row in rows)
    picture = _picture(7.0 * columns, sum(heights))
    grid = picture.add_gridspec(len(rows), columns, height_ratios=heights)
    for at, row in enumerate(rows):
        for column, (title, bars) in enumerate(row):
            _bars(picture.add_subplot(grid[at, column]), title, bars)
    _save(picture, path)


def draw_curve(
    curves: Mapping[str, Sequence[CurvePoint]], path: Path, threshold: float | None = None
) -> None:
    """Risk over coverage, one line for each curve; ``threshold`` marks where the product stands.

    Raises:
        EvaluationError: there is nothing to draw, or the file cannot be written.
    """
    if not any(curves.values()):
        raise EvaluationError("no answers with a confidence, so there is no curve to draw")
    picture = _picture(7.0, 5.0)
    axes = picture.add_subplot()
    for name, points in curves.items():
        if not points:
            continue
        label = f"{name} (area {risk_area(points):.3f})"
        (line,) = axes.step(
            [point.coverage for point in points],
            [point.risk for point in points],
            where="pre",
            label=label,
        )
        kept = [point for point in points if threshold is not None and point.threshold >= threshold]
        if kept:
            axes.plot(kept[-1].coverage, kept[-1].risk, "o", color=line.get_color())
            axes.annotate(
                f"≥ {threshold:.2f}: answers {kept[-1].coverage:.0%}, wrong {kept[-1].risk:.1%}",
                (kept[-1].coverage, kept[-1].risk),
                textcoords="offset points",
                xytext=(-6, 8),
                ha="right",
                fontsize=8,
            )
    axes.set_xlabel("coverage: share of questions answered")
    axes.set_ylabel("risk: share of these answers that are wrong")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")
    _save(picture, path)


_Row = tuple[str, float, float, float]
"""Label, value, lower and upper end of the interval."""


def _cuts(report: Report, name: str, metric: str) -> list[tuple[str, list[_Row]]]:
    groups = [item for item in report.groups if item.set == name and metric in item.figures]
    cuts = {
        "language and spelling": [
            item for item in groups if item.language and item.spelling and not item.topic
        ],
        "topic": [item for item in groups if item.topic and not item.language],
    }
    return [(what, [_row(item, metric) for item in part]) for what, part in cuts.items() if part]


def _row(item: Group, metric: str) -> _Row:
    figure = item.figures[metric]
    label = " · ".join(part for part in (item.language, item.spelling, item.topic) if part)
    low, high = (
        (figure.interval.low, figure.interval.high)
        if figure.interval is not None
        else (figure.value, figure.value)
    )
    count = item.answerable if metric in RANKING_METRICS else item.questions
    return f"{label} (n={count})", figure.value, low, high


def _all_figures(report: Report, name: str) -> list[_Row]:
    return [
        (metric, figure.value, figure.interval.low, figure.interval.high)
        for metric, figure in report.figures[name].items()
        if figure.interval is not None
    ]


def _bars(axes: Axes, title: str, rows: Sequence[_Row]) -> None:
    at = list(range(len(rows)))
    values = [value for _, value, _, _ in rows]
    errors = [
        [max(0.0, value - low) for _, value, low, _ in rows],
        [max(0.0, high - value) for _, value, _, high in rows],
    ]
    axes.barh(at, values, xerr=errors, color="#4c78a8", ecolor="#333333", capsize=2)
    axes.set_yticks(at, [label for label, _, _, _ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.02)
    axes.set_title(title, loc="left", fontsize=10)
    axes.grid(axis="x", alpha=0.3)


def _picture(width: float, height: float) -> Picture:
    # The object interface needs no display and leaves no global state behind.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure as NewPicture  # noqa: PLC0415

    picture = NewPicture(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(picture)
    return picture


def _save(picture: Picture, path: Path) -> None:
    try:
        picture.savefig(path, dpi=_DOTS_PER_INCH)
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path}: the chart cannot be written: {error}") from error
