"""`qonys check` at the terminal: findings in the admin's language, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.messages.admin import DEFAULT_LANGUAGE, AdminLanguage, FindingTexts, finding_texts
from retrieval import Finding
from retrieval.knowledge.checking import Coverage, FactsError, Report, check_folder

__all__ = [
    "JSON_VERSION",
    "check_and_show",
    "report_json",
]

#: Of the JSON: it changes when a field goes or means something else, not when one is added.
JSON_VERSION: Final = 1

_COLOURS = {"error": "red", "warning": "yellow"}


def check_and_show(
    folder: Path,
    today: date,
    out: Console,
    *,
    as_json: bool = False,
    language: AdminLanguage = DEFAULT_LANGUAGE,
    facts: Path | None = None,
    strict: bool = False,
) -> int:
    """Check ``folder`` and print the report to ``out``.

    Args:
        folder: the knowledge folder.
        today: the day for which sums are filled in and dates are judged.
        out: where to print.
        as_json: JSON in place of text for people.
        language: of the texts.
        facts: folder of fact files, to report which facts the texts answer.
        strict: a warning makes the exit code 1 too.

    Returns:
        The exit code: 0 when the folder can go live, 1 on any error, 2 when there is nothing to
        check.
    """
    words = finding_texts(language)
    if not folder.is_dir():
        out.print(words("no-folder", folder=str(folder)), markup=False)
        return 2
    try:
        report = check_folder(folder, today, facts)
    except FactsError as error:
        out.print(words("facts-unreadable", problem=str(error)), markup=False)
        return 2
    if as_json:
        data = report_json(report, folder, today, language)
        out.file.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(report, folder, today, out, words)
    return 1 if report.errors or (strict and report.warnings) else 0


def report_json(
    report: Report, folder: Path, today: date, language: AdminLanguage
) -> Mapping[str, Any]:
    """The report for programs; ``docs/admin/checking`` describes the fields."""
    words = finding_texts(language)
    sections = None if report.knowledge is None else len(report.knowledge.sections)
    documents = None if report.knowledge is None else len(report.knowledge.documents)
    return {
        "version": JSON_VERSION,
        "folder": str(folder),
        "date": today.isoformat(),
        "language": language,
        "ok": not report.errors,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "documents": documents,
        "sections": sections,
        "findings": [
            {
                "path": finding.path.as_posix(),
                "line": finding.line,
                "severity": finding.severity,
                "code": finding.code,
                "message": words.message(finding),
                "remedy": words.remedy(finding),
                "params": dict(finding.params),
            }
            for finding in report.findings
        ],
        "coverage": None if report.coverage is None else _coverage_json(report.coverage),
    }


def _coverage_json(coverage: Coverage) -> Mapping[str, Any]:
    return {
        "counted": len(coverage.counted()),
        "answered": sum(fact.answered for fact in coverage.counted()),
        "share": round(coverage.share, 4),
        "facts": [
            {
                "id": fact.id,
                "confidence": fact.confidence,
                "answered": fact.answered,
                "sections": {key: list(ids) for key, ids in fact.sections.items()},
                "left_out": fact.reason,
            }
            for fact in coverage.facts
        ],
    }


def _show(report: Report, folder: Path, today: date, out: Console, words: FindingTexts) -> None:
    title = words("report-folder", folder=str(folder), today=today.isoformat())
    out.print(title, markup=False, style="bold")
    for path, findings in groupby(report.findings, key=lambda each: each.path):
        out.print()
        out.print(Text(str(folder / path), style="bold cyan"))
        for finding in findings:
            _show_finding(finding, folder, out, words)
    if report.coverage is not None:
        _show_coverage(report.coverage, out, words)
    out.print()
    if not report.findings and report.knowledge is not None:
        knowledge = report.knowledge
        counts = {
            "documents": str(len(knowledge.documents)),
            "sections": str(len(knowledge.sections)),
        }
        out.print(words("report-clean", **counts), markup=False, style="green")
        return
    totals = {"errors": str(len(report.errors)), "warnings": str(len(report.warnings))}
    out.print(words("report-totals", **totals), markup=False, style="bold")
    out.print(words("report-blocked" if report.errors else "report-usable"), markup=False)


def _show_finding(finding: Finding, folder: Path, out: Console, words: FindingTexts) -> None:
    # file:line at the start of a line is what editors and terminals make a link of.
    place = f"{folder / finding.path}:{finding.line}: "
    kind = words(f"report-{finding.severity}")
    first = Text(place, style="dim")
    first.append(kind, style=f"bold {_COLOURS[finding.severity]}")
    first.append(f". {words.message(finding)}")
    out.print(first)
    out.print(Text(f"    → {words.remedy(finding)}"))


def _show_coverage(coverage: Coverage, out: Console, words: FindingTexts) -> None:
    table = Table(
        words("coverage-fact"),
        words("coverage-confidence"),
        words("coverage-sections"),
        title=words("coverage-title"),
        title_justify="left",
    )
    for fact in coverage.facts:
        if fact.reason is not None and not fact.answered:
            where = words("coverage-left-out", reason=fact.reason)
        elif not any(fact.sections.values()):
            where = words("coverage-missing")
        else:
            where = _both(fact.sections)
        table.add_row(fact.id, words(f"confidence-{fact.confidence}"), Text(where))
    out.print()
    out.print(table)
    counted = len(coverage.counted())
    answered = sum(fact.answered for fact in coverage.counted())
    values = {"answered": str(answered), "counted": str(counted)}
    # Rounded down: 100 % must mean every one.
    values["percent"] = str(100 * answered // counted if counted else 0)
    out.print(words("coverage-share", **values), markup=False)


def _both(sections: Mapping[Any, Sequence[str]]) -> str:
    """``a#b, c#d`` where both languages have the same; else each language with its own."""
    lists = [", ".join(ids) for ids in sections.values()]
    if len(set(lists)) == 1:
        return f"{'+'.join(sections)}: {lists[0]}"
    return "; ".join(f"{language}: {', '.join(ids) or '–'}" for language, ids in sections.items())
