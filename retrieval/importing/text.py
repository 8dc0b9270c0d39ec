"""Reads plain text and Markdown: the encoding, the lines, and how far each line reaches."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.model import Doubt, Extract, Line

__all__ = ["decode", "lines_of_markdown", "read_text"]


def read_text(content: bytes) -> Extract:
    """The lines of a text file; one with Markdown headings is read as Markdown.

    Raises:
        ImportRefusedError: it is in no encoding that gives letters.
    """
    text, doubts = decode(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(_MARKDOWN_HEADING.findall(text)) >= 2:
        return Extract(tuple(lines_of_markdown(text)), doubts=doubts)
    return Extract(tuple(_plain_lines(text)), has_pages="\f" in text, doubts=doubts)


def decode(content: bytes) -> tuple[str, tuple[Doubt, ...]]:
    """The text of ``content``, and a doubt where the encoding had to be guessed.

    Raises:
        ImportRefusedError: no encoding gives letters.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError:
                raise ImportRefusedError("unknown-encoding") from None
    if b"\0" in content:
        raise ImportRefusedError("unsupported")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    guesses = []
    for encoding in _OLD_ENCODINGS:
        text = content.decode(encoding, errors="replace")
        guesses.append((_plausibility(text[:200_000]), encoding, text))
    best, encoding, text = max(guesses)
    if best < 0.6:
        raise ImportRefusedError("unknown-encoding")
    return text, (Doubt("encoding-guessed", {"encoding": encoding}),)


def lines_of_markdown(text: str) -> list[Line]:
    """The lines of a Markdown text with the roles that its marks give them."""
    lines: list[Line] = []
    gap = 0
    for raw in text.split("\n"):
        if not raw.strip():
            if lines and not lines[-1].whole:
                lines[-1] = replace(lines[-1], whole=True)
            gap += 1
            continue
        line = _markdown_line(raw, gap)
        if line.role != "text" and lines:
            lines[-1] = replace(lines[-1], whole=True)
        lines.append(line)
        gap = 0
    return lines


def _markdown_line(raw: str, gap: int) -> Line:
    heading = _MARKDOWN_HEADING.match(raw)
    if heading:
        text = heading["text"].strip().strip("*_").strip()
        return Line(text, gap=gap, role="heading", level=len(heading["marks"]), whole=True)
    item = _MARKDOWN_ITEM.match(raw)
    if item:
        level = 1 + len(item["space"].expandtabs(4)) // 2
        return Line(raw.strip(), gap=gap, role="item", level=level)
    if raw.lstrip().startswith("|"):
        return Line(raw.strip(), gap=gap, role="table", whole=True)
    return Line(raw.strip(), gap=gap, whole=raw.endswith("  "))


def _plain_lines(text: str) -> list[Line]:
    pages = text.split("\f")
    raw_lines: list[tuple[str, int, int]] = []
    for number, page_text in enumerate(pages, start=1):
        gap = 0
        for raw in page_text.split("\n"):
            if raw.strip():
                raw_lines.append((raw.rstrip(), number, gap))
                gap = 0
            else:
                gap += 1
    usual = _usual_gap([raw for raw, _, _ in raw_lines], [gap for _, _, gap in raw_lines])
    column = _column([len(raw.strip()) for raw, _, _ in raw_lines])
    tables = _column_tables([raw for raw, _, _ in raw_lines])
    last_of_page = {page: index for index, (_, page, _) in enumerate(raw_lines)}
    first_of_page = {page: index for index, (_, page, _) in reversed(list(enumerate(raw_lines)))}
    lines = []
    for index, (raw, page, gap) in enumerate(raw_lines):
        place = None
        if len(pages) > 1:
            first, last = first_of_page[page], last_of_page[page]
            place = (index - first + 0.5) / (last - first + 1)
        space = float(max(0, gap - usual))
        if index in tables:
            row = tables[index]
            lines.append(Line(row, page, space, place=place, role="table", whole=True))
            continue
        indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
        lines.append(
            Line(
                raw.strip(),
                page=page,
                gap=space,
                indent=float(indent),
                reach=min(1.0, (indent + len(raw.strip())) / column),
                place=place,
            )
        )
    return lines


def _usual_gap(lines: list[str], gaps: list[int]) -> int:
    """1 when the text is set with an empty line below each line, else 0."""
    inner = gaps[1:]
    if not inner or sum(gap == 1 for gap in inner) <= 0.6 * len(inner):
        return 0
    # Short paragraphs apart look the same, but each of them ends its sentence.
    cut = sum(bool(_OPEN_END.search(line)) for line in lines)
    return 1 if cut > 0.3 * len(lines) else 0


def _column(lengths: list[int]) -> int:
    """Letters in a full line: nine lines of ten are no longer."""
    if not lengths:
        return 1
    return max(20, sorted(lengths)[int(len(lengths) * 0.9)])


def _column_tables(lines: list[str]) -> dict[int, str]:
    """Rows of tables set with tabs or wide gaps: at least three lines of as many cells."""
    tables: dict[int, str] = {}
    start = 0
    cells = [[cell.strip() for cell in _CELL_GAP.split(line.strip())] for line in lines]
    while start < len(lines):
        end = start
        while end < len(lines) and len(cells[end]) == len(cells[start]) >= 2:
            end += 1
        if end - start >= 3:
            for index in range(start, end):
                tables[index] = "| " + " | ".join(cells[index]) + " |"
            start = end
        else:
            start += 1
    return tables


def _plausibility(text: str) -> float:
    """Share of the characters beyond ASCII that Kazakh and Russian use, in words of one case."""
    odd = [char for char in text if ord(char) > 127]
    if not odd:
        return 0.0
    good = len(_GOOD.findall(text))
    # In the wrong Cyrillic encoding capitals stand within words.
    broken = len(_CASE_BREAK.findall(text))
    return (good - 2 * broken) / len(odd)


_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: KZ-1048 is Windows-1251 with the letters of Kazakh in place of those of Serbian and others.
_OLD_ENCODINGS: Final = ("kz1048", "cp866", "koi8-r", "mac-cyrillic")
_MARKDOWN_HEADING: Final = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<text>\S.*)$", re.MULTILINE)
_MARKDOWN_ITEM: Final = re.compile(r"^(?P<space>[ \t]*)(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_OPEN_END: Final = re.compile(r"[\w,–-]\s*$")
_CELL_GAP: Final = re.compile(r"\t+| {3,}")
_GOOD: Final = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі«»–—„“”№…’]")
_CASE_BREAK: Final = re.compile("(?<=[а-яә])[А-ЯӘ]")
