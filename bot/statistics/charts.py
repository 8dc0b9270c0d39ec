"""Charts as markup: bars and columns of HTML, sharp at any size and read aloud as text."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Final

from bot.statistics.report import HIDDEN, Report, ReportTable, Row, Totals
from bot.statistics.words import Words

__all__ = ["bars", "trend"]

_BARS: Final = 12
#: Weeks shown, labels under them at most, and the height of the highest column in CSS pixels.
_WEEKS: Final = 26
_LABELS: Final = 9
_ROOM: Final = 160


def bars(table: ReportTable, words: Words) -> str:
    """The largest rows of a table as bars; the answered part of a bar is filled.

    Where the table has no answered part, or it is hidden, the bar is of one colour.
    """
    counts = [(row, _count(table, row)) for row in table.rows if row.key != HIDDEN]
    shown = [(row, count) for row, count in counts if count][:_BARS]
    if not shown:
        return ""
    longest = max(count for _, count in shown)
    lines = []
    for row, count in shown:
        width = 100 * count / longest
        answered = _value(table, row, "answered")
        filled = "" if answered is None else f"<i style='width:{100 * answered / count:.1f}%'></i>"
        kind = "bar" if answered is None and "answered" not in table.measures else "bar split"
        lines.append(
            f"<div class='bar-row'><span class='bar-label'>{escape(row.label)}</span>"
            f"<span class='bar-track'><span class='{kind}' style='width:{width:.1f}%'>{filled}"
            f"</span><b>{escape(words.number(count))}</b></span></div>"
        )
    return f"<div class='bars'>{''.join(lines)}</div>"


def trend(report: Report, words: Words) -> str:
    """Questions of each week as columns: answered below, unanswered on top, the rest in outline."""
    weeks = report.trend[-_WEEKS:]
    highest = max((totals.questions or 0 for _, totals in weeks), default=0)
    if len(weeks) < 2 or not highest:
        return ""
    every = -(-len(weeks) // _LABELS)
    columns = "".join(
        _column(week, totals, highest, at % every == 0, words)
        for at, (week, totals) in enumerate(weeks)
    )
    legend = "".join(
        f"<span><i class='{kind}'></i>{escape(words(f'trend-{kind}'))}</span>"
        for kind in ("answered", "unanswered", "other")
    )
    return f"<div class='trend'>{columns}</div><p class='legend'>{legend}</p>"


def _column(week: date, totals: Totals, highest: int, labelled: bool, words: Words) -> str:
    label = escape(f"{week:%d.%m}") if labelled else ""
    if totals.questions is None:
        return f"<div class='week'><b>{escape(words('dash'))}</b><small>{label}</small></div>"
    parts = "".join(
        f"<i class='{kind}' style='height:{100 * count / totals.questions:.1f}%'></i>"
        for kind, count in (("unanswered", totals.unanswered), ("answered", totals.answered))
        if count
    )
    number = escape(words.number(totals.questions)) if labelled else ""
    height = _ROOM * totals.questions / highest
    return (
        f"<div class='week'><b>{number}</b>"
        f"<span style='height:{height:.0f}px'>{parts}</span><small>{label}</small></div>"
    )


def _count(table: ReportTable, row: Row) -> int:
    for name in ("questions", "count", "visits"):
        if name in table.measures:
            value = row.values[table.measures.index(name)]
            return value if isinstance(value, int) else 0
    return 0


def _value(table: ReportTable, row: Row, measure: str) -> int | None:
    if measure not in table.measures:
        return None
    value = row.values[table.measures.index(measure)]
    return value if isinstance(value, int) else None
