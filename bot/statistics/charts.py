"""Charts as markup: bars and columns of HTML, sharp at any size and read aloud as text."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Final

from bot.statistics.report import HIDDEN, Report, ReportTable, Row, Totals, row_count
from bot.statistics.words import Words

__all__ = ["bars", "trend"]

_BARS: Final = 12
_PARTS: Final = ("answered", "unanswered")
#: Weeks shown, labels under them at most, and the height of the highest column in CSS pixels.
_WEEKS: Final = 26
_LABELS: Final = 9
_ROOM: Final = 160


def bars(table: ReportTable, words: Words) -> str:
    """The largest rows of a table as bars.

    Where a table tells answered from unanswered, a bar has a part for each; what is neither, or
    hidden, is the pale rest of it.
    """
    counts = [(row, row_count(table, row)) for row in table.rows if row.key != HIDDEN]
    shown = [(row, count) for row, count in counts if count][:_BARS]
    if not shown:
        return ""
    longest = max(count for _, count in shown)
    kind = "bar split" if "answered" in table.measures else "bar"
    lines = []
    for row, count in shown:
        parts = "".join(
            f"<i class='{name}' style='width:{100 * value / count:.1f}%'></i>"
            for name in _PARTS
            if (value := _value(table, row, name))
        )
        width = 100 * count / longest
        lines.append(
            f"<div class='bar-row'><span class='bar-label'>{escape(row.label)}</span>"
            f"<span class='bar-track'><span class='{kind}' style='width:{width:.1f}%'>"
            f"{parts}</span><b>{escape(words.number(count))}</b></span></div>"
        )
    legend = _legend(words, "bars-other") if kind == "bar split" else ""
    return f"<div class='bars'>{''.join(lines)}</div>{legend}"


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
    return f"<div class='trend'>{columns}</div>{_legend(words, 'trend-other')}"


def _legend(words: Words, other: str) -> str:
    keys = {**{kind: f"trend-{kind}" for kind in _PARTS}, "other": other}
    kinds = "".join(
        f"<span><i class='{kind}'></i>{escape(words(key))}</span>" for kind, key in keys.items()
    )
    return f"<p class='legend'>{kinds}</p>"


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


def _value(table: ReportTable, row: Row, measure: str) -> int | None:
    if measure not in table.measures:
        return None
    value = row.values[table.measures.index(measure)]
    return value if isinstance(value, int) else None
