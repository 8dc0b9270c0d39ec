"""Numbers written by hand that belong into a table: sums, МРП/АЕК counts, large numbers.

Only the raw text is looked at, before filling: what stands in braces comes from the tables. Small
counts («5 лет», «3 рабочих дня»), dates, act numbers, phones and shares are part of the wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from retrieval.knowledge.checking.pages import Block, FolderTexts, Page, PageSection
from retrieval.knowledge.checking.quantities import ADDRESS, is_year
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.tables import Tables

__all__ = ["check_literals"]

_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_SPACE = "[ \u00a0\u202f]"
_NUMBER = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_SCALE = r"(?:млн|млрд|тыс|тысяч\w*|мың|миллион\w*|миллиард\w*)\.?"
_RANGE = rf"(?:{_NUMBER})(?:\s?[–-]\s?(?:{_NUMBER}))?"
# Billions are budgets, not what a person gets; nobody counts them in indices.
_MONEY = re.compile(
    rf"(?P<number>{_RANGE})\s*(?!млрд|миллиард)(?:{_SCALE}\s*)?"
    r"(?:тенге|теңге\w*|тг\b|₸|KZT|tenge)",
    re.IGNORECASE,
)
_MCI = re.compile(
    rf"(?P<number>{_RANGE})(?:-\w+)?\s*(?:МРП|АЕК|месячн\w+ расч[её]тн\w+|айлық есептік)",
    re.IGNORECASE,
)
_LARGE = re.compile(rf"(?<![\d.,№-])(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d{{4,}})(?![\d-]*\d)")
_PHONE = re.compile(r"\+?\d(?:[- ()]+\d{2,}){2,}")
_QUOTED = re.compile(r"«[^»]*»")
_ACT_BEFORE = re.compile(
    r"(?:№|номер\w*|нөмір\w*|рег\w*\.?|закон\w*|бұйры\w*|приказ\w*)\s*(?:№\s*)?$", re.IGNORECASE
)
_ACT_AFTER = re.compile(r"^(?:-[IVXLІ]+|\s+(?:нөмір|бұйры|номер))", re.IGNORECASE)
_LARGEST_FAMILY = 10
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def check_literals(texts: FolderTexts) -> Iterator[Finding]:
    """Sums and large numbers typed into texts."""
    tables = texts.reading.tables
    if tables is None:
        return
    known = _Known(texts.today, _phones(tables), _current_sums(tables, texts.today))
    for page in texts.pages:
        for section in page.sections:
            yield from _check_section(page, section, known)


@dataclass(frozen=True)
class _Known:
    """What the tables say on the day: numbers of telephones, and sums in force in tenge."""

    today: date
    phones: frozenset[str]
    sums: frozenset[str]


def _check_section(page: Page, section: PageSection, known: _Known) -> Iterator[Finding]:
    today = known.today
    heading = page.lines[section.section.line - 1]
    told_of_past = _names_past_year(heading, today)
    intro = ""
    for block in section.raw_blocks:
        context = " ".join(text for _, text in block.texts())
        is_list = block.kind != "paragraph"
        # «В 2017 году платили:» speaks for the whole list that follows.
        past = told_of_past or _names_past_year(intro if is_list else context, today)
        yield from _check_block(page, block, past, known)
        intro = context if not is_list else intro


def _names_past_year(text: str, today: date) -> bool:
    """Whether the text says that it speaks of an earlier year: history stays as it was."""
    return any(int(year) < today.year for year in _YEAR.findall(text))


def _check_block(page: Page, block: Block, past: bool, known: _Known) -> Iterator[Finding]:
    for item in block.items:
        item_past = past or _names_past_year(" ".join(line.text for line in item), known.today)
        for line in item:
            text = ADDRESS.sub(" ", _QUOTED.sub(" ", _FILLED.sub(" ", line.text)))
            spans: list[tuple[int, int]] = []
            for code, pattern in (("literal-money", _MONEY), ("literal-mci", _MCI)):
                for match in pattern.finditer(text):
                    spans.append(match.span())
                    # History stays, but a sum in force is no history, whatever year is named.
                    current = re.sub(r"\D", "", match["number"]) in known.sums
                    # «1 МРП» names the unit itself.
                    if (current or not item_past) and match["number"] != "1":
                        params = {"number": match.group().strip()}
                        yield Finding(page.path, line.number, code, "warning", params)
            if item_past:
                continue
            for number in _large_numbers(text, spans, known.phones):
                yield Finding(
                    page.path, line.number, "literal-number", "warning", {"number": number}
                )


def _large_numbers(
    text: str, taken: list[tuple[int, int]], phones: frozenset[str]
) -> Iterator[str]:
    taken = taken + [match.span() for match in _PHONE.finditer(text)]
    for match in _LARGE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if (
            is_year(digits)
            or digits in phones
            or any(start <= match.start() < end for start, end in taken)
            or _ACT_BEFORE.search(text[: match.start()])
            or _ACT_AFTER.search(text[match.end() :])
        ):
            continue
        yield match.group()


def _phones(tables: Tables) -> frozenset[str]:
    return frozenset(
        re.sub(r"\D", "", part)
        for contact in tables.contacts.root.values()
        if contact.phone
        for part in re.split(r"[,;/]", contact.phone)
    )


def _current_sums(tables: Tables, today: date) -> frozenset[str]:
    """Digits of every amount in force, in tenge, that was not the same in an earlier year."""
    index = tables.indicators.monthly_calculation_index
    mci = tables.indicators.mci(today.year)
    if any(year < today.year and value.value == mci for year, value in index.items()):
        return frozenset()
    sums: set[str] = set()
    for amount in tables.support.amounts.values():
        rate = amount.rate(today)
        for count in (rate.mci, rate.mci_min, rate.mci_max) if rate is not None else ():
            if count is not None:
                sums |= {str(int(count * mci * times)) for times in range(1, _LARGEST_FAMILY + 1)}
    return frozenset(sums)
