"""Sets texts into PDF and Word files the way documents of offices look."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
from fpdf import FPDF
from fpdf.fonts import TTFFont

FONT = Path(__file__).resolve().parents[3] / "bot/dialogues/fonts/NotoSans-Regular.ttf"
VOWELS = "аәеёиоөуұүыіэюя"
_SYLLABLE = re.compile(
    f"(?<=[{VOWELS}])(?=[^\\W\\d_{VOWELS}][{VOWELS}])|(?<=[{VOWELS}][^\\W\\d_{VOWELS}])(?=[^\\W\\d_{VOWELS}ьъ][{VOWELS}])",
    re.IGNORECASE,
)


def with_soft_hyphens(text: str) -> str:
    """The text with a soft hyphen at each place where a word may be divided."""

    def divide(match: re.Match[str]) -> str:
        word = match[0]
        places = [m.start() for m in _SYLLABLE.finditer(word) if 2 <= m.start() <= len(word) - 2]
        for place in reversed(places):
            word = word[:place] + "\u00ad" + word[place:]
        return word

    return re.sub(r"[^\W\d_]{5,}", divide, text)


def typeset_pdf(
    paragraphs: list[tuple[str, str]],
    *,
    head: str = "",
    numbered: bool = True,
    divided: bool = True,
    note: str = "",
    columns: int = 1,
) -> bytes:
    """A PDF of ("h" | "p" | "-" | "t", text) with running head, page numbers, divided words."""

    class Pages(FPDF):
        def header(self) -> None:
            if head:
                self.set_font("serif", size=9)
                self.cell(0, 6, head, align="C", new_x="LMARGIN", new_y="NEXT")
                self.ln(4)

        def footer(self) -> None:
            if numbered:
                self.set_y(-15)
                self.set_font("serif", size=9)
                self.cell(0, 6, str(self.page_no()), align="C")

    pdf = Pages()
    pdf.add_font("serif", fname=str(FONT))
    pdf.set_auto_page_break(auto=True, margin=25)
    pdf.add_page()

    def one(kind: str, text: str) -> None:
        flow = with_soft_hyphens(text) if divided and kind in "p-" else text
        if kind == "h":
            pdf.set_font("serif", size=15)
            pdf.multi_cell(0, 8, text, align="L", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(2)
        elif kind == "-":
            pdf.set_font("serif", size=11)
            pdf.multi_cell(0, 6, "• " + flow, align="J", new_x="LMARGIN", new_y="NEXT")
        elif kind == "t":
            pdf.set_font("serif", size=10)
            with pdf.table(first_row_as_headings=False) as table:
                for row in text.split("\n"):
                    table.row(row.split("|"))
            pdf.ln(3)
        elif kind == "n":
            pdf.set_y(-40)
            pdf.set_font("serif", size=8)
            pdf.multi_cell(0, 4, text, align="L", new_x="LMARGIN", new_y="NEXT")
        else:
            pdf.set_font("serif", size=11)
            pdf.multi_cell(0, 6, flow, align="J", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)

    if columns == 2:
        pdf.set_font("serif", size=10)
        with pdf.text_columns(ncols=2, gutter=8, text_align="J") as area:
            for _, text in paragraphs:
                area.write((with_soft_hyphens(text) if divided else text) + "\n\n")
    else:
        for kind, text in paragraphs:
            one(kind, text)
    if note:
        one("n", note)
    made = bytes(pdf.output())
    for each in pdf.fonts.values():
        if isinstance(each, TTFFont):
            each.ttfont.close()
    return made


def word_file(paragraphs: list[tuple[str, str]], *, title: str = "") -> bytes:
    """A Word document of ("h" | "p" | "-" | "t" | "toc", text)."""
    document = docx.Document()
    document.core_properties.title = title
    for kind, text in paragraphs:
        if kind == "h":
            document.add_heading(text, level=1)
        elif kind == "-":
            document.add_paragraph(text, style="List Bullet")
        elif kind == "t":
            rows = [row.split("|") for row in text.split("\n")]
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, cells, strict=True):
                    cell.text = value
        else:
            document.add_paragraph(text)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
