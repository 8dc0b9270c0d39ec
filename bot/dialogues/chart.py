"""A bar chart of quotas, wide enough for a phone held upright, drawn in memory."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

__all__ = ["Bars", "Chart", "quota_chart"]

_WIDTH: Final = 1080
_MARGIN: Final = 60
_BAR: Final = 64
_GAP: Final = 14
_GROUP_GAP: Final = 50
#: Room to the right of the longest bar for its number.
_NUMBER_ROOM: Final = 300
_PAPER: Final = (255, 255, 255)
_INK: Final = (28, 33, 40)
_GREY: Final = (95, 102, 110)
_LINE: Final = (214, 219, 224)
#: Told apart by lightness too, so that the chart is read without colours.
_COLOURS: Final = ((0, 95, 115), (238, 155, 0))


@dataclass(frozen=True)
class Bars:
    """A region with its values, one for each entry of the legend; ``None`` isn't known."""

    name: str
    values: tuple[int | None, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """What stands in the picture."""

    title: str
    legend: tuple[str, ...]
    groups: tuple[Bars, ...]
    foot: str


def quota_chart(chart: Chart) -> bytes:
    """The chart as PNG, 1,080 pixels wide; the same chart makes the same bytes."""
    # Imported late: only who compares pays for it.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    fonts = _Fonts()
    blank = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    height = _Sheet(blank, fonts).draw(chart)
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    _Sheet(ImageDraw.Draw(image), fonts).draw(chart)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


class _Fonts:
    def __init__(self) -> None:
        self.title = _font("Bold", 46)
        self.name = _font("Bold", 40)
        self.number = _font("Bold", 40)
        self.legend = _font("Regular", 34)
        self.foot = _font("Regular", 28)


def _font(weight: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415

    file = resources.files("bot.dialogues") / "fonts" / f"NotoSans-{weight}.ttf"
    return ImageFont.truetype(io.BytesIO(file.read_bytes()), size)


@dataclass(frozen=True)
class _Sheet:
    pen: ImageDraw
    fonts: _Fonts

    def draw(self, chart: Chart) -> int:
        """Draw from top to bottom; the height that it took."""
        y = _MARGIN
        y = self._lines(chart.title, y, self.fonts.title, _INK) + 24
        y = self._legend(chart.legend, y) + 36
        largest = max(
            (value for group in chart.groups for value in group.values if value), default=1
        )
        for group in chart.groups:
            y = self._group(group, y, largest)
        self.pen.line((_MARGIN, y, _WIDTH - _MARGIN, y), fill=_LINE, width=3)
        return self._lines(chart.foot, y + 20, self.fonts.foot, _GREY) + _MARGIN // 2

    def _group(self, group: Bars, y: int, largest: int) -> int:
        y = self._lines(group.name, y, self.fonts.name, _INK) + 10
        room = _WIDTH - 2 * _MARGIN - _NUMBER_ROOM
        for value, label, colour in zip(group.values, group.labels, _COLOURS, strict=True):
            length = round(room * (value or 0) / largest)
            if value:
                box = (_MARGIN, y, _MARGIN + max(length, 8), y + _BAR)
                self.pen.rectangle(box, fill=colour)
            else:
                # An empty place: a thin line says that it was not forgotten.
                length = 0
                self.pen.rectangle((_MARGIN, y, _MARGIN + 4, y + _BAR), fill=_LINE)
            x = _MARGIN + max(length, 8) + 18
            ink = _INK if value else _GREY
            self.pen.text((x, y + _BAR / 2), label, fill=ink, font=self.fonts.number, anchor="lm")
            y += _BAR + _GAP
        return y + _GROUP_GAP - _GAP

    def _legend(self, legend: tuple[str, ...], y: int) -> int:
        for text, colour in zip(legend, _COLOURS, strict=True):
            self.pen.rectangle((_MARGIN, y + 4, _MARGIN + 40, y + 44), fill=colour)
            self.pen.text(
                (_MARGIN + 60, y + 24), text, fill=_INK, font=self.fonts.legend, anchor="lm"
            )
            y += 58
        return y

    def _lines(self, text: str, y: int, font: FreeTypeFont, colour: tuple[int, int, int]) -> int:
        """Text broken at blanks so that it fits the width."""
        height = round(font.size * 1.3)
        for line in self._broken(text, font):
            self.pen.text((_MARGIN, y), line, fill=colour, font=font)
            y += height
        return y

    def _broken(self, text: str, font: FreeTypeFont) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and font.getlength(longer) > _WIDTH - 2 * _MARGIN:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines
