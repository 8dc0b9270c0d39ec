"""Reads PDF with pdfplumber: lines with their size and place, columns, ruled tables."""

from __future__ import annotations

import itertools
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from statistics import median
from typing import Any, Final

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psparser import PSException
from pdfplumber.utils.exceptions import PdfminerException

from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.model import Doubt, Extract, LeftOut, Line

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES: Final = 1_000
#: Letters lower than this share of the running text's, standing higher, are a note's number.
_RAISED_SIZE: Final = 0.8
_TABLE_PAGES_WITH_RULES: Final = 4
#: What the reader ends in on a broken tree of objects, or on a kind of object it doesn't know.
_BROKEN: Final = (
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_pdf(content: bytes, progress: Callable[[int, int], None]) -> Extract:
    """The text of a PDF.

    Args:
        content: the file.
        progress: is told the pages done and all pages.

    Raises:
        ImportRefusedError: it is encrypted, damaged, has no text or no readable letters.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        return _read(content, progress)
    except PdfminerException as error:
        inner = error.args[0] if error.args else None
        if isinstance(inner, PDFPasswordIncorrect):
            raise ImportRefusedError("encrypted") from None
        raise ImportRefusedError("damaged") from None
    except PDFPasswordIncorrect:
        raise ImportRefusedError("encrypted") from None
    except RecursionError:
        raise ImportRefusedError("too-deep", {"limit": "100"}) from None
    except _BROKEN:
        raise ImportRefusedError("damaged") from None


def _read(content: bytes, progress: Callable[[int, int], None]) -> Extract:
    with pdfplumber.open(BytesIO(content)) as document:
        count = len(document.pages)
        if count == 0:
            raise ImportRefusedError("damaged")
        if count > MAX_PAGES:
            raise ImportRefusedError(
                "too-much-text", {"pages": str(count), "limit": str(MAX_PAGES)}
            )
        title = document.metadata.get("Title") or ""
        pages: list[list[_Row]] = []
        raised: list[LeftOut] = []
        empty: list[int] = []
        pictures = 0
        for number, page in enumerate(document.pages, start=1):
            rows, notes = _page_rows(page, number)
            pages.append(rows)
            raised += notes
            pictures += len(page.images)
            if not rows:
                empty.append(number)
            page.close()
            progress(number, count)
    text = "".join(row.text for rows in pages for row in rows)
    if len(text.strip()) < 10 * min(count, 3) and pictures:
        raise ImportRefusedError("no-text")
    if not text.strip():
        raise ImportRefusedError("no-text")
    unreadable = len(_UNREADABLE.findall(text))
    private = len(_PRIVATE.findall(text))
    if unreadable * 5 > len(text) * 0.2 or private > len(text) * 0.2:
        raise ImportRefusedError("letters-unreadable")
    doubts = (Doubt("letters-unreadable", {"count": str(unreadable)}),) if unreadable else ()
    return Extract(
        tuple(_lines(pages)),
        title=title if isinstance(title, str) else "",
        has_pages=True,
        empty_pages=tuple(empty),
        pictures=pictures,
        left_out=tuple(raised),
        doubts=doubts,
    )


class _Row:
    """A line or table row of a page, in points from the page's top left corner."""

    def __init__(self, text: str, words: list[dict[str, Any]], page: int, height: float) -> None:
        self.text = text
        self.page = page
        self.left = min(float(word["x0"]) for word in words)
        self.right = max(float(word["x1"]) for word in words)
        self.top = min(float(word["top"]) for word in words)
        self.bottom = max(float(word["bottom"]) for word in words)
        letters = Counter[float]()
        for word in words:
            letters[round(float(word["size"]), 1)] += len(word["text"])
        self.size = letters.most_common(1)[0][0]
        self.bold = all(_BOLD.search(str(word["fontname"])) for word in words)
        self.place = min(1.0, max(0.0, (self.top + self.bottom) / 2 / max(1.0, height)))
        self.table = False
        self.column = 0


def _page_rows(page: Any, number: int) -> tuple[list[_Row], list[LeftOut]]:
    tables = _tables(page)
    width, height = float(page.width), float(page.height)
    area = page
    for table in tables:
        area = area.outside_bbox(_within(table.bbox, page.bbox), strict=False)
    words = [
        word
        for word in area.extract_words(
            x_tolerance_ratio=0.15, extra_attrs=["fontname", "size"], use_text_flow=False
        )
        # Nothing that stands off the page or is too small to read was meant for a reader.
        if word["size"] >= 3 and -5 <= word["x0"] <= width + 5 and -5 <= word["top"] <= height + 5
    ]
    notes: list[LeftOut] = []
    words = _without_raised(words, number, notes)
    rows: list[_Row] = []
    for column, group in enumerate(_columns(words, width)):
        for line in group:
            row = _Row(_joined(line), line, number, height)
            row.column = column
            rows.append(row)
    for table in tables:
        _insert_table(rows, table, number, height)
    return [row for row in rows if row.text.strip()], notes


def _tables(page: Any) -> list[Any]:
    """Tables drawn with rules; a frame around one text is none."""
    if len(page.lines) + len(page.rects) + len(page.curves) < _TABLE_PAGES_WITH_RULES:
        return []
    if len(page.lines) + len(page.rects) + len(page.curves) > 5_000:
        return []  # a drawing
    found = []
    for table in page.find_tables():
        rows = table.extract()
        filled = [[cell for cell in row if cell and cell.strip()] for row in rows]
        if len(rows) >= 2 and max((len(row) for row in filled), default=0) >= 2:
            found.append(table)
    return found


def _within(box: tuple[float, ...], page: tuple[float, ...]) -> tuple[float, ...]:
    return (
        max(box[0], page[0]),
        max(box[1], page[1]),
        min(box[2], page[2]),
        min(box[3], page[3]),
    )


def _without_raised(
    words: list[dict[str, Any]], page: int, notes: list[LeftOut]
) -> list[dict[str, Any]]:
    """The words without the small raised numbers that point at footnotes."""
    if not words:
        return words
    usual = median(float(word["size"]) for word in words)
    kept = []
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        raised = (
            before is not None
            and word["size"] < _RAISED_SIZE * before["size"]
            and word["size"] < 0.9 * usual
            and word["bottom"] < before["bottom"] - 0.15 * before["size"]
            and abs(word["x0"] - before["x1"]) < before["size"]
        )
        if raised and _NOTE_NUMBER.fullmatch(word["text"]):
            notes.append(LeftOut(reason="footnote", text=word["text"], page=page))
        else:
            kept.append(word)
    return kept


def _columns(words: list[dict[str, Any]], width: float) -> Iterator[list[list[dict[str, Any]]]]:
    """The lines of a page, column by column; lines across both columns stay in their place."""
    lines = _cluster(words)
    gutter = _gutter(lines, width)
    if gutter is None:
        yield lines
        return
    left: list[list[dict[str, Any]]] = []
    right: list[list[dict[str, Any]]] = []
    for line in lines:
        if any(word["x0"] < gutter < word["x1"] for word in line) or _crosses(line, gutter):
            yield left
            yield right
            yield [line]
            left, right = [], []
            continue
        parts = (
            [word for word in line if word["x1"] <= gutter],
            [word for word in line if word["x0"] >= gutter],
        )
        if parts[0]:
            left.append(parts[0])
        if parts[1]:
            right.append(parts[1])
    yield left
    yield right


def _crosses(line: list[dict[str, Any]], gutter: float) -> bool:
    """Whether words stand on both sides with no more than a space between them."""
    before = [word["x1"] for word in line if word["x1"] <= gutter]
    after = [word["x0"] for word in line if word["x0"] >= gutter]
    if not before or not after:
        return False
    return bool(min(after) - max(before) < 0.6 * float(line[0]["size"]))


def _gutter(lines: list[list[dict[str, Any]]], width: float) -> float | None:
    """Where the free strip between two columns runs, if there is one."""
    if len(lines) < 10:
        return None
    for step in range(38, 63):
        x = width * step / 100
        across = sum(
            any(word["x0"] < x + 3 and word["x1"] > x - 3 for word in line) for line in lines
        )
        left = sum(any(word["x1"] <= x for word in line) for line in lines)
        right = sum(any(word["x0"] >= x for word in line) for line in lines)
        # In one column, words stand over any strip in most lines.
        if across <= 0.15 * len(lines) and left >= 5 and right >= 5:
            return x
    return None


def _cluster(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words on one base line, from left to right; lines from top to bottom."""
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda each: (each["bottom"], each["x0"])):
        last = lines[-1] if lines else None
        if last and abs(word["bottom"] - last[0]["bottom"]) < 0.4 * max(
            word["size"], last[0]["size"]
        ):
            last.append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda each: float(each["x0"])) for line in lines]


def _joined(words: list[dict[str, Any]]) -> str:
    """The text of a line; words that touch (a change of font within a word) are one."""
    text = str(words[0]["text"])
    for before, word in itertools.pairwise(words):
        touching = word["x0"] - before["x1"] < 0.12 * word["size"]
        text += ("" if touching else " ") + str(word["text"])
    return text


def _insert_table(rows: list[_Row], table: Any, page: int, height: float) -> None:
    left, top, right, bottom = table.bbox
    word = {"x0": left, "x1": right, "fontname": "", "text": "table", "size": 10.0}
    made = []
    for index, cells in enumerate(table.extract()):
        texts = [" ".join(_cell(cell).split()) for cell in cells]
        row = _Row(
            "| " + " | ".join(texts) + " |",
            [{**word, "top": top + index / 1000, "bottom": bottom}],
            page,
            height,
        )
        row.table = True
        made.append(row)
    at = next((i for i, row in enumerate(rows) if row.top >= top and row.column == 0), len(rows))
    rows[at:at] = made


def _cell(cell: str | None) -> str:
    """A cell's text in one line, words broken at its line ends joined when a hyphen says so."""
    text = cell or ""
    return _CELL_BREAK.sub(r"\1-\2", text).replace("|", "/")


def _lines(pages: list[list[_Row]]) -> Iterator[Line]:
    """Rows with their sizes and gaps measured against those of the running text."""
    rows = [row for page in pages for row in page if not row.table]
    letters = Counter[float]()
    for row in rows:
        letters[row.size] += len(row.text)
    usual_size = letters.most_common(1)[0][0] if letters else 10.0
    spacing = _usual_spacing(pages)
    for page in pages:
        edges: dict[int, tuple[float, float]] = {}
        for column in {row.column for row in page}:
            inside = [row for row in page if row.column == column and not row.table] or page
            edges[column] = (
                _usual_left([row.left for row in inside]),
                max(row.right for row in inside),
            )
        before: _Row | None = None
        for row in page:
            left, right = edges[row.column]
            gap = 0.0
            if before is not None and row.top > before.top:
                gap = max(0.0, (row.top - before.bottom - spacing) / max(1.0, row.size))
            yield Line(
                row.text,
                page=row.page,
                gap=gap,
                indent=max(0.0, (row.left - left) / max(1.0, 0.5 * row.size)),
                reach=min(1.0, max(0.0, (row.right - left) / max(1.0, right - left))),
                size=row.size / usual_size,
                bold=row.bold,
                place=row.place,
                role="table" if row.table else "text",
                whole=row.table,
            )
            before = row


def _usual_left(lefts: list[float]) -> float:
    """Left edge of the text: where most lines start (the first line of a paragraph is inside)."""
    return min(Counter(round(left) for left in lefts).most_common(2))[0]


def _usual_spacing(pages: list[list[_Row]]) -> float:
    spaces = [
        below.top - above.bottom
        for page in pages
        for above, below in itertools.pairwise(page)
        if not above.table and not below.table and 0 <= below.top - above.bottom < 3 * below.size
    ]
    return median(spaces) if spaces else 0.0


_BOLD: Final = re.compile(r"bold|black|heavy|semibold|,b\b|-bd", re.IGNORECASE)
_NOTE_NUMBER: Final = re.compile(r"[\[(]?[\d*,]{1,6}[\])]?")
_UNREADABLE: Final = re.compile(r"\(cid:\d+\)|\ufffd")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")
_CELL_BREAK: Final = re.compile(r"(\w)-\s*\n\s*(\w)")
