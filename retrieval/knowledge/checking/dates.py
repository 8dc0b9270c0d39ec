"""Texts whose time is over or nearly so, texts nobody has looked at for long, missing years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from retrieval.knowledge.checking.pages import FolderTexts, Page
from retrieval.knowledge.findings import Finding

__all__ = ["check_dates"]

#: How many days before its end a text or a rate is announced.
NOTICE = timedelta(days=30)
#: How long a review holds: the programme changes with every year and often within it.
REVIEW_HOLDS = timedelta(days=180)
#: The state budget for the next year is signed in December; from then on its index can be known.
_BUDGET_MONTH = 12


def check_dates(texts: FolderTexts) -> Iterator[Finding]:
    """Expired, soon to expire, long unreviewed, and years without their numbers."""
    for page in texts.pages:
        yield from _page_dates(page, texts.today)
    yield from _missing_index(texts)
    yield from _ending_rows(texts)


def _page_dates(page: Page, today: date) -> Iterator[Finding]:
    document = page.document
    if document is None:
        return
    reviewed = document.reviewed_on
    line = document.key_lines.get("reviewed_on", 1)
    params = {"reviewed": reviewed.isoformat(), "days": str((today - reviewed).days)}
    if reviewed > today:
        yield Finding(page.path, line, "review-in-future", "warning", params)
    elif today - reviewed > REVIEW_HOLDS:
        params |= {"limit": str(REVIEW_HOLDS.days)}
        yield Finding(page.path, line, "review-due", "warning", params)
    told = set()
    for section in document.sections:
        end = section.effective_to
        if end is None:
            continue
        own = page.section_meta(section.anchor).get("effective_to") is not None
        line = page.line(*(("sections", section.anchor) if own else ()), "effective_to")
        if line in told:
            continue  # the date of the document stands once and is told once
        told.add(line)
        params = {"end": end.isoformat(), "heading": section.heading}
        # Whoever reviewed a text after its end knows it and keeps it as history.
        if end < today and reviewed <= end:
            yield Finding(page.path, line, "expired", "warning", params)
        elif today <= end <= today + NOTICE:
            params |= {"days": str((end - today).days)}
            yield Finding(page.path, line, "expires-soon", "warning", params)


def _missing_index(texts: FolderTexts) -> Iterator[Finding]:
    tables = texts.reading.tables
    if tables is None:
        return
    known = tables.indicators.monthly_calculation_index
    today = texts.today
    wanted = [today.year] + ([today.year + 1] if today.month >= _BUDGET_MONTH else [])
    path = Path("tables", "indicators.yaml")
    line = _line_with(texts, path, "monthly_calculation_index:")
    for year in wanted:
        if year not in known:
            params = {"year": str(year), "last": str(max(known, default=0))}
            yield Finding(path, line, "index-missing", "warning", params)


def _ending_rows(texts: FolderTexts) -> Iterator[Finding]:
    """Rates and quotas of the tables that end within the notice and have no follower."""
    tables = texts.reading.tables
    if tables is None:
        return
    today = texts.today
    path = Path("tables", "support.yaml")
    for key, amount in tables.support.amounts.items():
        last = max(amount.rates, key=lambda rate: rate.start)
        if last.end is not None and today <= last.end <= today + NOTICE:
            params = {"row": key, "end": last.end.isoformat()}
            line = _line_with(texts, path, f"  {key}:")
            yield Finding(path, line, "row-ends-soon", "warning", params)
    path = Path("tables", "quotas.yaml")
    years = tables.quotas.years
    last_year = max(years, default=0)
    if last_year and (end := years[last_year].effective_to) and today <= end <= today + NOTICE:
        params = {"row": str(last_year), "end": end.isoformat()}
        line = _line_with(texts, path, f"  {last_year}:")
        yield Finding(path, line, "row-ends-soon", "warning", params)


def _line_with(texts: FolderTexts, path: Path, start: str) -> int:
    lines = texts.tables.get(path, ())
    return next((n for n, line in enumerate(lines, start=1) if line.startswith(start)), 1)
