"""Leaves out what belongs to the page and not to the text.

Page numbers, running heads, tables of contents, footnotes. Everything left out is named, so that
a person can see that no sentence of the text went with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from retrieval.importing.model import LeftOut, LeftOutReason, Line

__all__ = ["without_furniture"]


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[LeftOut]]:
    """The lines of the text, and those left out with the reason."""
    left_out: list[LeftOut] = []
    drop: dict[int, LeftOutReason] = {}
    for index in _page_numbers(lines):
        drop[index] = "page-number"
    for index in _running_heads(lines, drop):
        drop[index] = "running-head"
    for index in _contents(lines, drop):
        drop.setdefault(index, "contents")
    for index in _footnotes(lines, drop):
        drop.setdefault(index, "footnote")
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if index in drop:
            left_out.append(LeftOut(reason=drop[index], text=line.text, page=line.page))
        elif not _RULE.fullmatch(line.text):
            kept.append(line)
    return kept, left_out


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Lines of nothing but a number at the edge of a page, or apart and counting upwards."""
    numbers = {
        index: int(match["number"])
        for index, line in enumerate(lines)
        if line.role == "text" and (match := _PAGE_NUMBER.fullmatch(line.text.strip()))
    }
    if any(line.place is not None for line in lines):
        ends = _page_ends(lines, 2)
        return {
            index
            for index in numbers
            if (index in ends and _at_edge(lines[index]))
            or _SAID_TO_BE_PAGE.search(lines[index].text)
        }
    apart = [
        index
        for index in numbers
        if lines[index].gap >= 1
        and (index + 1 == len(lines) or lines[index + 1].gap >= 1 or _starts_page(lines[index + 1]))
    ]
    said = {index for index in numbers if _SAID_TO_BE_PAGE.search(lines[index].text)}
    counting = _longest_rise(apart, numbers)
    # One number apart may be a table's; three that count upwards are pages.
    return said | (set(counting) if len(counting) >= 3 else set())


def _starts_page(line: Line) -> bool:
    """Extracted texts often keep one space before the first line of a page."""
    return line.indent == 1


def _at_edge(line: Line) -> bool:
    return line.place is not None and (line.place < 0.12 or line.place > 0.88)


def _page_ends(lines: Sequence[Line], count: int) -> set[int]:
    """The first and last ``count`` lines of every page."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        by_page[line.page].append(index)
    return {index for page in by_page.values() for index in (*page[:count], *page[-count:])}


def _longest_rise(indices: Sequence[int], numbers: dict[int, int]) -> list[int]:
    """The longest chain of indices whose numbers grow: page numbers among other numbers."""
    tails: list[int] = []
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for index in indices:
        position = bisect_left(tails, numbers[index])
        previous[index] = ends[position - 1] if position else None
        if position == len(tails):
            tails.append(numbers[index])
            ends.append(index)
        else:
            tails[position] = numbers[index]
            ends[position] = index
    chain: list[int] = []
    at: int | None = ends[-1] if ends else None
    while at is not None:
        chain.append(at)
        at = previous[at]
    return chain[::-1]


def _running_heads(lines: Sequence[Line], numbers: Iterable[int]) -> set[int]:
    """The same line at the top or bottom of page after page."""
    pages = {line.page for line in lines}
    if len(pages) > 1:
        outermost = _page_ends(lines, 1)
        candidates = [
            index for index in _page_ends(lines, 3) if index in outermost or _at_edge(lines[index])
        ]
        enough = 2 if len(pages) == 2 else max(3, round(0.2 * len(pages)))
    else:
        # Without pages: beside a page number, or apart from everything.
        near = {index + step for index in numbers for step in (-1, 1)}
        candidates = [
            index
            for index, line in enumerate(lines)
            if line.role == "text" and (index in near or line.gap >= 2)
        ]
        enough = 4
    by_text: dict[str, list[int]] = defaultdict(list)
    for index in candidates:
        text = _alike(lines[index].text)
        if 4 <= len(text) <= 120 and lines[index].role != "table":
            by_text[text].append(index)
    return {
        index
        for indices in by_text.values()
        if len({lines[i].page for i in indices} if len(pages) > 1 else indices) >= enough
        for index in indices
    }


def _alike(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.casefold().split()))


def _contents(lines: Sequence[Line], dropped: dict[int, LeftOutReason]) -> set[int]:
    """Lines with dots up to a page number, and the list below the word «Contents»."""
    found = {index for index, line in enumerate(lines) if _LEADERS.search(line.text)}
    for index, line in enumerate(lines):
        if _CONTENTS.fullmatch(line.text.strip()):
            found |= _contents_below(lines, index, dropped)
    return found


def _contents_below(
    lines: Sequence[Line], start: int, dropped: dict[int, LeftOutReason]
) -> set[int]:
    """The heading and its entries, up to the first entry that comes again as a heading."""
    del dropped
    entries: list[int] = []
    since_number = 0
    last_numbered: int | None = None
    first: str | None = None
    for index in range(start + 1, min(len(lines), start + 400)):
        text = lines[index].text.strip()
        title = _entry_title(text)
        if first is None and len(title) > 3 and title not in ("бет", "бет.", "стр", "стр."):
            first = title
        elif first is not None and title == first and index > start + 2:
            # A number that stands apart right before it is the page's: the page begins here.
            return {start, *entries}
        if _ENDS_IN_NUMBER.search(text):
            since_number = 0
            last_numbered = index
        else:
            since_number += 1
        if since_number > 4 or len(text) > 200:
            break
        entries.append(index)
    numbered = [index for index in entries if _ENDS_IN_NUMBER.search(lines[index].text)]
    if last_numbered is None or len(numbered) < 3:
        return set()
    return {start, *(index for index in entries if index <= last_numbered)}


def _entry_title(text: str) -> str:
    text = _ENDS_IN_NUMBER.sub("", text)
    return re.sub(r"^[\d.\s]+", "", " ".join(text.casefold().split())).strip(" .…")


def _footnotes(lines: Sequence[Line], dropped: dict[int, LeftOutReason]) -> set[int]:
    """Small print at the foot of a page that begins with a note's number or star."""
    found: set[int] = set()
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if index not in dropped:
            by_page[line.page].append(index)
    if all(line.place is None for line in lines):
        return found
    for indices in by_page.values():
        small: list[int] = []
        for index in reversed(indices):
            line = lines[index]
            if line.size > 0.92 or (line.place or 0) < 0.4 or line.role == "table":
                break
            small.append(index)
        small.reverse()
        while small and not _NOTE.match(lines[small[0]].text):
            small.pop(0)
        found |= set(small)
    return found


_PAGE_NUMBER: Final = re.compile(
    r"(?:[-–—|\[]\s*)?(?:(?:стр(?:аница)?|бет|page|p|с)\.?\s*)?(?P<number>\d{1,4})"
    r"(?:\s*(?:/|из|of|-ден|-дан)\s*\d{1,4})?(?:\s*-?\s*бет[іi]?)?(?:\s*[-–—|\]])?",
    re.IGNORECASE,
)
_SAID_TO_BE_PAGE: Final = re.compile(
    r"^\s*(?:[-–—]\s*\d{1,4}\s*[-–—]|(?:стр(?:аница)?|бет|page)\.?\s*\d.*|\d{1,4}\s*-?\s*бет)\s*$",
    re.IGNORECASE,
)
_LEADERS: Final = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,}|_{4,}|·{4,})\s*\d{1,4}\s*\|?\s*$")
_CONTENTS: Final = re.compile(
    r"\**\s*(?:мазмұны|содержание|оглавление|(?:table of )?contents)\s*[:.]?\s*\**", re.IGNORECASE
)
_ENDS_IN_NUMBER: Final = re.compile(r"(?:^|[\s.…_])\d{1,3}\s*$")
_RULE: Final = re.compile(r"\s*(?:[_=*~–—-]\s*){4,}")
_NOTE: Final = re.compile(r"\s*(?:\[?\d{1,3}[\])]?|\*{1,3}|[¹²³⁴-⁹]+)\s*\S")
