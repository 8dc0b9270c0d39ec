"""A checklist as one printable page, made in memory and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from typing import TYPE_CHECKING, Final

from retrieval import Language

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

__all__ = ["Page", "PageNote", "PagePaper", "checklist_pdf"]

_FONT: Final = "NotoSans"
_MARGIN: Final = 20.0
_WIDTH: Final = 210.0 - 2 * _MARGIN
_BOTTOM: Final = 297.0 - 15.0
_INK: Final = (28, 33, 40)
_GREY: Final = (95, 102, 110)
_ACCENT: Final = (0, 95, 115)
#: Sizes that are tried until everything stands on one page, largest first.
_SCALES: Final = (1.0, 0.92, 0.85, 0.78, 0.7, 0.62)


@dataclass(frozen=True)
class PagePaper:
    """A paper, and whether the person has it already."""

    text: str
    ticked: bool


@dataclass(frozen=True)
class PageNote:
    """A line with an address that it leads to."""

    text: str
    url: str


@dataclass(frozen=True)
class Page:
    """What stands on the page, in one language."""

    language: Language
    title: str
    cases: tuple[str, ...]
    papers: tuple[PagePaper, ...]
    where: str
    notes_title: str
    notes: tuple[str, ...]
    sources_title: str
    sources: tuple[PageNote, ...]
    foot: str


def checklist_pdf(page: Page, day: date) -> bytes:
    """The page as PDF, with its fonts inside; the same page makes the same bytes.

    Args:
        page: what stands on it.
        day: of the making.
    """
    for scale in _SCALES:
        pdf = _draw(page, day, scale)
        try:
            if pdf.page_no() == 1 or scale == _SCALES[-1]:
                return bytes(pdf.output())
        finally:
            for font in _fonts(pdf):
                font.close()
    raise AssertionError("unreachable: the last size is always taken")


def _fonts(pdf: FPDF) -> list[TTFFont]:
    from fpdf.fonts import TTFFont  # noqa: PLC0415

    return [font for font in pdf.fonts.values() if isinstance(font, TTFFont)]


def _draw(page: Page, day: date, scale: float) -> FPDF:
    # Imported late: only who prints a list pays for it.
    from fpdf import FPDF  # noqa: PLC0415

    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime(day.year, day.month, day.day, tzinfo=UTC))
    pdf.set_title(page.title)
    pdf.set_lang(page.language)
    pdf.set_author("Qonys")
    fonts = resources.files("bot.dialogues") / "fonts"
    for style, name in (("", "NotoSans-Regular.ttf"), ("B", "NotoSans-Bold.ttf")):
        with resources.as_file(fonts / name) as path:
            pdf.add_font(_FONT, style, path)
    for font in _fonts(pdf):
        # Else the second of the making stands in the file, and no two files are alike.
        font.ttfont.recalcTimestamp = False
    pdf.c_margin = 0  # texts begin where boxes do
    pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
    pdf.set_auto_page_break(auto=True, margin=297.0 - _BOTTOM)
    pdf.add_page()
    _Sheet(pdf, scale).draw(page)
    return pdf


@dataclass(frozen=True)
class _Sheet:
    pdf: FPDF
    scale: float

    def draw(self, page: Page) -> None:
        """Everything, from top to bottom."""
        self._rule()
        self._text(page.title, 20, bold=True, after=3)
        for case in page.cases:
            self._text(case, 11, color=_GREY, after=0.5)
        self._space(5)
        for number, paper in enumerate(page.papers, start=1):
            self._paper(number, paper)
        self._space(3)
        self._text(page.where, 12, bold=True, after=5)
        if page.notes:
            self._text(page.notes_title, 12, bold=True, color=_ACCENT, after=1.5)
            for note in page.notes:
                self._bullet(note)
            self._space(3)
        if page.sources:
            self._text(page.sources_title, 10, bold=True, color=_GREY, after=0.5)
            for source in page.sources:
                self._text(source.text, 9, color=_GREY, after=0, link=source.url)
                self._text(source.url, 8, color=_ACCENT, after=1, link=source.url)
        self._space(3)
        self._text(page.foot, 9, color=_GREY, after=0)

    def _rule(self) -> None:
        self.pdf.set_fill_color(*_ACCENT)
        self.pdf.rect(_MARGIN, _MARGIN - 6, 24, 1.6, style="F")

    def _space(self, millimetres: float) -> None:
        self.pdf.ln(millimetres * self.scale)

    def _text(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: tuple[int, int, int] = _INK,
        after: float = 0.0,
        left: float = 0.0,
        link: str = "",
    ) -> None:
        size *= self.scale
        self.pdf.set_font(_FONT, "B" if bold else "", size)
        self.pdf.set_text_color(*color)
        self.pdf.set_x(_MARGIN + left)
        self.pdf.multi_cell(
            _WIDTH - left,
            size * 0.353 * 1.35,
            _with_glyphs(text),
            align="L",
            new_x="LMARGIN",
            new_y="NEXT",
            link=link,
        )
        self._space(after)

    def _paper(self, number: int, paper: PagePaper) -> None:
        pdf, side = self.pdf, 6.0 * self.scale
        top = pdf.get_y()
        if top + side > _BOTTOM:
            pdf.add_page()
            top = pdf.get_y()
        pdf.set_draw_color(*_INK)
        pdf.set_line_width(0.4)
        pdf.rect(_MARGIN, top, side, side)
        if paper.ticked:
            pdf.set_draw_color(*_ACCENT)
            pdf.set_line_width(0.9 * self.scale)
            pdf.line(
                _MARGIN + 0.2 * side, top + 0.55 * side, _MARGIN + 0.42 * side, top + 0.8 * side
            )
            pdf.line(
                _MARGIN + 0.42 * side, top + 0.8 * side, _MARGIN + 0.85 * side, top + 0.2 * side
            )
        self._text(f"{number}. {paper.text}", 13, left=side + 4, after=0)
        pdf.set_y(max(pdf.get_y(), top + side))
        self._space(3.5)

    def _bullet(self, text: str) -> None:
        pdf = self.pdf
        top = pdf.get_y()
        pdf.set_fill_color(*_ACCENT)
        radius = 0.9 * self.scale
        pdf.ellipse(_MARGIN + 1, top + 1.6 * self.scale, 2 * radius, 2 * radius, style="F")
        self._text(text, 11, left=6, after=1.2)


def _with_glyphs(text: str) -> str:
    """Signs that the fonts don't have, in letters that they have."""
    return text.replace("\u2212", "–")
