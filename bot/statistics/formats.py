"""A report as terminal tables, CSV, JSON, an Excel workbook or a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, Final

import xlsxwriter
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rich.console import Console
from rich.table import Table

from bot.statistics.charts import bars, trend
from bot.statistics.report import HIDDEN, Report, ReportTable, Value
from bot.statistics.words import Words, words_in

__all__ = [
    "FORMATS",
    "as_csv",
    "as_html",
    "as_json",
    "as_xlsx",
    "page_parts",
    "print_report",
    "render",
]

#: Measures that are words; the others get a number format and stand at the right margin.
_TEXT_MEASURES: Final = frozenset({"topic"})


def print_report(report: Report, console: Console) -> None:
    """Print the tables of a report."""
    words = words_in(report.language)
    console.print(f"[bold]{words('title')}[/bold]")
    console.print(_period(report, words))
    if not report.tables:
        console.print(words("no-data", threshold=report.threshold))
        return
    for table in report.tables:
        console.print()
        console.print(f"[bold]{table.title}[/bold]", soft_wrap=True)
        console.print(_terminal_table(table, words))
        if table.note:
            console.print(f"[dim]{table.note}[/dim]")
    console.print()
    console.print(f"[dim]{words('threshold-note', threshold=report.threshold)}[/dim]")


def as_csv(report: Report) -> bytes:
    """All tables as one: a line for each number. UTF-8 with a mark, for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("table", "key", "label", "measure", "value"))
    for table in report.tables:
        for row in table.rows:
            for measure, value in zip(table.measures, row.values, strict=True):
                shown = "" if value is None else value
                writer.writerow((table.key, row.key, _not_a_formula(row.label), measure, shown))
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue()).encode()


def as_json(report: Report) -> bytes:
    """The report as data; ``null`` is what is hidden."""
    data: dict[str, Any] = {
        "language": report.language,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "threshold": report.threshold,
        "totals": asdict(report.totals),
        "weeks": [{"week": week.isoformat(), **asdict(totals)} for week, totals in report.trend],
        "tables": [
            {
                "key": table.key,
                "title": table.title,
                "rows": [
                    {"key": row.key, "label": row.label}
                    | dict(zip(table.measures, row.values, strict=True))
                    for row in table.rows
                ],
            }
            for table in report.tables
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def as_xlsx(report: Report) -> bytes:
    """A workbook with a sheet for each table."""
    words = words_in(report.language)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "note": book.add_format({"italic": True, "font_color": "#555555"}),
            "number": book.add_format({"num_format": "#,##0"}),
            "share": book.add_format({"num_format": "0%"}),
        }
        if not report.tables:
            sheet = book.add_worksheet(words("dashboard"))
            sheet.write_string(0, 0, words("no-data", threshold=report.threshold))
        for table in report.tables:
            _sheet(book, table, report, styles)
    return buffer.getvalue()


def as_html(report: Report) -> bytes:
    """A page that stands alone: no script, no font and no picture from elsewhere."""
    return render("report.html", **page_parts(report)).encode()


FORMATS: Final[Mapping[str, tuple[Callable[[Report], bytes], str]]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": (as_html, "text/html; charset=utf-8"),
}
"""Writer and content type by name of the format."""


def render(template: str, **values: Any) -> str:
    """A page template filled in; values are escaped."""
    return _environment().get_template(template).render(**values)


def page_parts(report: Report) -> dict[str, Any]:
    """What the page templates need."""
    words = words_in(report.language)
    return {
        "report": report,
        "words": words,
        "language": report.language,
        "period": _period(report, words),
        "tiles": _tiles(report, words),
        "trend": Markup(trend(report, words)),  # noqa: S704 made of numbers and escaped words
        "bars": lambda table: Markup(bars(table, words)),  # noqa: S704 likewise
        "show": lambda measure, value: show(measure, value, words),
        "is_text": lambda measure: measure in _TEXT_MEASURES,
        "hidden_key": HIDDEN,
    }


def show(measure: str, value: Value, words: Words) -> str:
    """A value as people read it."""
    if value is None:
        return words("dash")
    if isinstance(value, str):
        return value
    return words.share(value) if measure == "share" else words.number(value)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bot.statistics"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _period(report: Report, words: Words) -> str:
    return words("period", **{"from": f"{report.first:%d.%m.%Y}", "to": f"{report.last:%d.%m.%Y}"})


def _tiles(report: Report, words: Words) -> list[tuple[str, str]]:
    totals = report.totals
    helpful = None
    if totals.up is not None and totals.down is not None:
        helpful = totals.up / (totals.up + totals.down)
    return [
        (show("questions", totals.questions, words), words("tile-questions")),
        (show("share", totals.share, words), words("tile-share")),
        (show("people", totals.people_a_day, words), words("tile-people")),
        (show("share", helpful, words), words("tile-helpful")),
    ]


def _terminal_table(table: ReportTable, words: Words) -> Table:
    shown = Table()
    longest = max(len(row.label) for row in table.rows)
    shown.add_column(table.head[0], overflow="fold", no_wrap=longest <= 24)
    for measure, head in zip(table.measures, table.head[1:], strict=True):
        shown.add_column(head, justify="left" if measure in _TEXT_MEASURES else "right")
    for row in table.rows:
        values = zip(table.measures, row.values, strict=True)
        style = "dim" if row.key == HIDDEN else None
        shown.add_row(row.label, *(show(m, v, words) for m, v in values), style=style)
    return shown


def _sheet(book: Any, table: ReportTable, report: Report, styles: Mapping[str, Any]) -> None:
    words = words_in(report.language)
    sheet = book.add_worksheet(table.key[:31])
    sheet.write_string(0, 0, table.title, styles["title"])
    sheet.write_string(1, 0, _period(report, words), styles["note"])
    for column, head in enumerate(table.head):
        sheet.write_string(3, column, head, styles["head"])
    for line, row in enumerate(table.rows, start=4):
        sheet.write_string(line, 0, row.label)
        for column, (measure, value) in enumerate(
            zip(table.measures, row.values, strict=True), start=1
        ):
            if isinstance(value, int | float):
                kind = "share" if measure == "share" else "number"
                sheet.write_number(line, column, value, styles[kind])
            else:
                sheet.write_string(line, column, show(measure, value, words))
    note = words("threshold-note", threshold=report.threshold)
    sheet.write_string(len(table.rows) + 5, 0, note, styles["note"])
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, len(table.measures), 22)
    sheet.freeze_panes(4, 1)


def _not_a_formula(label: str) -> str:
    """A label that a spreadsheet won't compute (headings come from files that people edit)."""
    return f"'{label}" if label[:1] in {"=", "+", "-", "@", "\t", "\r"} else label
