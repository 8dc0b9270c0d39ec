"""A4 posters: drawn once as PDF; the PNG is a picture of that PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, Self

import pypdfium2
from fluent.runtime import FluentBundle, FluentResource
from fpdf import FPDF
from fpdf.fonts import TTFFont

from bot.centres.links import QUIET_ZONE, deep_link, qr_matrix
from bot.centres.registry import Centre
from retrieval import Language

__all__ = ["PosterFontError", "poster_pdf", "poster_png"]

_Font = Literal["regular", "strong", "display"]
_Colour = tuple[int, int, int]

_FONTS: Final = {
    "regular": "Inter-Regular.ttf",
    "strong": "Inter-SemiBold.ttf",
    "display": "InterDisplay-ExtraBold.ttf",
}

# All lengths are millimetres of an A4 page, all font sizes points.
_WIDTH: Final = 210.0
_HEIGHT: Final = 297.0
_MARGIN: Final = 17.0
_INNER: Final = _WIDTH - 2 * _MARGIN
_POINT: Final = 25.4 / 72

_NIGHT: Final = (6, 62, 82)
_TEAL: Final = (0, 120, 143)
_SKY: Final = (12, 92, 116)
_HILL: Final = (4, 78, 97)
_GOLD: Final = (255, 200, 72)
_PAPER: Final = (255, 255, 255)
_MIST: Final = (231, 243, 246)
_INK: Final = (20, 33, 43)
_SOFT: Final = (78, 94, 108)


class PosterFontError(Exception):
    """A name has letters that the poster's font doesn't."""


def poster_pdf(centre: Centre, username: str, language: Language) -> bytes:
    """The poster of a centre as PDF, A4, with its fonts embedded.

    Args:
        centre: whose link the poster carries.
        username: of the bot.
        language: of the poster.

    Raises:
        PosterFontError: the centre's name can't be written.
        ValueError: see `deep_link`.
    """
    link = deep_link(username, centre.code)
    name = _glued(centre.names[language], language)
    with _Page(name, language) as page:
        _draw_sky(page)
        _draw_heading(page)
        _draw_code(page, link)
        _draw_questions(page)
        _draw_foot(page, name)
        return page.finished()


def poster_png(centre: Centre, username: str, language: Language, dpi: int = 200) -> bytes:
    """The same as PNG; 200 dots an inch are enough for a printer and for a message."""
    document = pypdfium2.PdfDocument(poster_pdf(centre, username, language))
    try:
        picture = document[0].render(scale=dpi / 72).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


@dataclass(frozen=True)
class _Style:
    font: _Font
    size: float
    colour: _Colour
    #: Distance of two base lines, as a multiple of the size.
    leading: float = 1.22


class _Page:
    """An A4 page to draw on, and the words of its language."""

    def __init__(self, title: str, language: Language) -> None:
        self.language = language
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        folder = resources.files(__package__).joinpath("fonts")
        for name, file in _FONTS.items():
            with resources.as_file(folder.joinpath(file)) as path:
                self.pdf.add_font(name, fname=path)
        # Kerning, and the forms of letters that the language wants.
        self.pdf.set_text_shaping(
            True, language="kaz" if language == "kk" else "rus", script="cyrl"
        )
        self.pdf.set_title(title)
        self.pdf.set_lang(language)
        self.pdf.add_page()
        self._texts = _texts(language)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # fpdf2 reads its fonts bit by bit and leaves the files open.
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def words(self, key: str) -> str:
        message = self._texts.get_message(f"poster-{key}")
        assert message.value is not None, key  # noqa: S101
        text, _ = self._texts.format_pattern(message.value, {})
        return _glued(str(text), self.language)

    def finished(self) -> bytes:
        return bytes(self.pdf.output())

    def use(self, style: _Style) -> None:
        font = self.pdf.fonts.get(style.font)
        assert font is not None  # noqa: S101
        self.pdf.set_font(style.font, size=style.size)
        self.pdf.set_text_color(*style.colour)

    def width(self, text: str) -> float:
        return float(self.pdf.get_string_width(text))

    def lines(self, text: str, style: _Style, width: float) -> list[str]:
        """``text`` in as few lines as fit, broken so that they are about equally long."""
        self.use(style)
        missing = sorted({each for each in text if ord(each) not in self.pdf.current_font.cmap})  # type: ignore[union-attr]
        if missing:
            raise PosterFontError(f"the poster's font has no {' '.join(missing)}")
        count = len(self._wrapped(text, width))
        narrow = width
        while narrow > width * 0.4:
            narrower = narrow - 2
            if len(self._wrapped(text, narrower)) > count:
                break
            narrow = narrower
        return self._wrapped(text, narrow)

    def _wrapped(self, text: str, width: float) -> list[str]:
        lines: list[str] = []
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def text(
        self,
        text: str,
        style: _Style,
        x: float,
        y: float,
        width: float,
        align: Literal["left", "centre"] = "left",
    ) -> float:
        """Write ``text`` with its top at ``y``; gives where it ends."""
        for line in self.lines(text, style, width):
            at = x if align == "left" else x + (width - self.width(line)) / 2
            self.pdf.text(at, y + style.size * _POINT * 0.86, line)
            y += style.size * _POINT * style.leading
        return y

    def height(self, text: str, style: _Style, width: float) -> float:
        return len(self.lines(text, style, width)) * style.size * _POINT * style.leading

    def fitting(self, text: str, style: _Style, width: float, lines: int) -> _Style:
        """``style``, smaller if that is needed for ``text`` to take no more than ``lines``."""
        size = style.size
        while size > 9 and not self._fits(
            text, _Style(style.font, size, style.colour), width, lines
        ):
            size -= 0.5
        return _Style(style.font, size, style.colour, style.leading)

    def _fits(self, text: str, style: _Style, width: float, lines: int) -> bool:
        broken = self.lines(text, style, width)
        return len(broken) <= lines and all(self.width(line) <= width for line in broken)

    def box(
        self, x: float, y: float, width: float, height: float, colour: _Colour, radius: float = 0
    ) -> None:
        self.pdf.set_fill_color(*colour)
        rounded = {"round_corners": True, "corner_radius": radius} if radius else {}
        self.pdf.rect(x, y, width, height, style="F", **rounded)  # type: ignore[arg-type]

    def disc(self, x: float, y: float, radius: float, colour: _Colour) -> None:
        self.pdf.set_fill_color(*colour)
        self.pdf.circle(x, y, radius, style="F")

    def hill(
        self, start: float, points: Sequence[tuple[float, ...]], floor: float, colour: _Colour
    ) -> None:
        """A shape from the left edge over some curves to the right edge, down to ``floor``."""
        with self.pdf.new_path() as path:
            path.style.fill_color = "#{:02x}{:02x}{:02x}".format(*colour)
            path.style.stroke_color = None
            path.move_to(0, start)
            for curve in points:
                path.curve_to(*curve)
            path.line_to(_WIDTH, floor)
            path.line_to(0, floor)
            path.close()


_TOP: Final = 132.0


def _draw_sky(page: _Page) -> None:
    """Night over the steppe, with a shanyrak, the crown of a yurt, for a sun."""
    page.box(0, 0, _WIDTH, _TOP, _NIGHT)
    x, y = 172.0, 100.0
    for radius, colour in ((46.0, (9, 74, 96)), (34.0, (14, 88, 110))):
        page.disc(x, y, radius, colour)
    _draw_shanyrak(page, x, y, 23.0)
    page.hill(
        112,
        [(40, 96, 78, 98, 118, 112), (150, 123, 182, 116, 210, 104)],
        _TOP + 1,
        _SKY,
    )
    page.hill(
        124,
        [(36, 118, 64, 106, 104, 116), (146, 126, 178, 128, 210, 119)],
        _TOP + 1,
        _TEAL,
    )
    # Down to the end of the page: it covers what the discs leave below the horizon.
    page.hill(131, [(70, 121, 140, 136, 210, 127)], _HEIGHT, _PAPER)


def _draw_shanyrak(page: _Page, x: float, y: float, radius: float) -> None:
    page.disc(x, y, radius, _GOLD)
    page.disc(x, y, radius - 3.2, _NIGHT)
    pdf = page.pdf
    pdf.set_draw_color(*_GOLD)
    pdf.set_line_width(1.5)
    reach = radius - 2.2
    for shift in (-5.4, 0.0, 5.4):
        half = (reach**2 - shift**2) ** 0.5
        pdf.line(x - half, y + shift, x + half, y + shift)
        pdf.line(x + shift, y - half, x + shift, y + half)


def _draw_heading(page: _Page) -> None:
    page.disc(_MARGIN + 3.4, 21.4, 3.4, _GOLD)
    page.text("Qonys", _Style("display", 17, _PAPER), _MARGIN + 10, 18.2, 60)
    heading = page.fitting(page.words("heading"), _Style("display", 47, _PAPER, 1.08), _INNER, 2)
    bottom = page.text(page.words("heading"), heading, _MARGIN, 36, _INNER)
    lead = _Style("regular", 17.5, (222, 240, 245), 1.36)
    page.text(page.words("lead"), lead, _MARGIN, bottom + 5, 122)


_CARD: Final = 90.0
_FRAME: Final = 3.0
_CODE: Final = _CARD - 2 * _FRAME


def _draw_code(page: _Page, link: str) -> None:
    top = 138.0
    page.box(_MARGIN, top, _CARD, _CARD, _TEAL, radius=6)
    page.box(_MARGIN + _FRAME, top + _FRAME, _CODE, _CODE, _PAPER, radius=3)
    _draw_modules(page, qr_matrix(link), _MARGIN + _FRAME, top + _FRAME, _CODE)
    left = _MARGIN + _CARD + 9
    width = _WIDTH - _MARGIN - left
    steps = [page.words(f"step-{name}") for name in ("scan", "start", "ask")]
    style = _Style("strong", 16, _INK, 1.27)
    heights = [page.height(step, style, width - 14) for step in steps]
    gap = (_CARD - sum(heights)) / (len(steps) + 1)
    y = top + gap * 0.75
    for number, (step, height) in enumerate(zip(steps, heights, strict=True), start=1):
        page.disc(left + 5, y + 4.2, 5, _TEAL)
        page.text(str(number), _Style("strong", 15, _PAPER), left, y + 1.75, 10, "centre")
        page.text(step, style, left + 14, y + 0.8, width - 14)
        y += height + gap
    label = link.removeprefix("https://")
    address = page.fitting(label, _Style("strong", 12, _TEAL), _CARD, 1)
    page.text(label, address, _MARGIN, top + _CARD + 3, _CARD, "centre")


def _draw_modules(
    page: _Page, modules: Sequence[Sequence[int]], x: float, y: float, side: float
) -> None:
    """The QR code within a square, dark runs of each row in one piece."""
    size = side / (len(modules) + 2 * QUIET_ZONE)
    page.pdf.set_fill_color(*_INK)
    for row, cells in enumerate(modules):
        column = 0
        while column < len(cells):
            run = column
            while run < len(cells) and cells[run]:
                run += 1
            if run > column:
                left = x + (column + QUIET_ZONE) * size
                # A hair more than a module high, or a white line could show between two rows.
                page.pdf.rect(
                    left, y + (row + QUIET_ZONE) * size, (run - column) * size, size * 1.02, "F"
                )
            column = run + 1


def _draw_questions(page: _Page) -> None:
    """Questions as bubbles, two in a row, as they would stand in a chat."""
    style = _Style("regular", 14, _INK)
    gap, y = 4.0, 242.5
    texts = [f"«{page.words(f'question-{number}')}»" for number in range(1, 5)]
    for row in (texts[:2], texts[2:]):
        page.use(style)
        widths = [page.width(text) + 14 for text in row]
        stretch = (_INNER - gap) / sum(widths)
        x = _MARGIN
        for text, natural in zip(row, widths, strict=True):
            width = natural * stretch
            page.box(x, y, width, 12, _MIST, radius=5)
            fitted = page.fitting(text, style, width - 8, 1)
            page.text(text, fitted, x, y + 6 - fitted.size * _POINT * 0.52, width, "centre")
            x += width + gap
        y += 12 + 2.8


def _draw_foot(page: _Page, name: str) -> None:
    top = 273.5
    page.box(0, top, _WIDTH, _HEIGHT - top, _NIGHT)
    style = page.fitting(name, _Style("strong", 14, _PAPER, 1.2), _INNER * 0.5, 2)
    height = page.height(name, style, _INNER * 0.5)
    middle = top + (_HEIGHT - top) / 2
    page.text(name, style, _MARGIN, middle - height / 2, _INNER * 0.5)
    left = _MARGIN + _INNER * 0.54
    width = _INNER * 0.46
    small = _Style("regular", 9.5, (205, 226, 233), 1.3)
    notes = [page.words("privacy"), page.words("unofficial")]
    y = middle - sum(page.height(note, small, width) for note in notes) / 2
    for note in notes:
        y = page.text(note, small, left, y, width)


def _glued(text: str, language: Language) -> str:
    """No line ends in a short Russian preposition or begins with a Kazakh particle or a dash."""
    space = "\N{NO-BREAK SPACE}"
    text = text.replace(" –", f"{space}–")
    if language == "ru":
        return re.sub(r"\b(\w{1,2}) ", rf"\1{space}", text)
    return re.sub(r" (да|де|та|те|ма|ме|ба|бе|па|пе)\b", rf"{space}\1", text)


@cache
def _texts(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    source = resources.files("bot.messages").joinpath(f"posters.{language}.ftl")
    bundle.add_resource(FluentResource(source.read_text(encoding="utf-8")))
    return bundle
