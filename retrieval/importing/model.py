"""What moves through an import: lines of a file, blocks of a text, the finished draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Block",
    "BlockKind",
    "Doubt",
    "Draft",
    "Extract",
    "Format",
    "LeftOut",
    "LeftOutReason",
    "Line",
    "Role",
]

Format = Literal["pdf", "docx", "html", "text"]
Role = Literal["text", "heading", "item", "table"]
BlockKind = Literal["heading", "paragraph", "item", "table"]
LeftOutReason = Literal["page-number", "running-head", "contents", "footnote"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, with what its place on the page says about it.

    Attributes:
        text: the line without its line end.
        page: 1-based page; 1 everywhere in a file without pages.
        gap: empty lines above it (text) or the free space above it in line heights (PDF).
        indent: how far it starts right of the text column, in average letters.
        reach: where it ends: 0 the left, 1 the right edge of the text column.
        size: height of its letters relative to those of the running text.
        bold: set in bold throughout.
        place: its height on the page, 0 the top and 1 the bottom; ``None`` without pages.
        role: what the format itself says it is.
        level: of a heading (1 to 6) or of a list item (1 is outermost); 0 else.
        whole: the format says that a paragraph ends with this line.
    """

    text: str
    page: int = 1
    gap: float = 0.0
    indent: float = 0.0
    reach: float = 1.0
    size: float = 1.0
    bold: bool = False
    place: float | None = None
    role: Role = "text"
    level: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format's reader found.

    Attributes:
        lines: all lines in reading order.
        title: the title that the file's own properties give, or empty.
        has_pages: whether the pages of ``lines`` are real.
        empty_pages: pages with a picture and no text.
        pictures: pictures that were left out.
        left_out: what the format itself marks as contents or footnotes.
        doubts: what concerns the whole file.
    """

    lines: tuple[Line, ...]
    title: str = ""
    has_pages: bool = False
    empty_pages: tuple[int, ...] = ()
    pictures: int = 0
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing at one place that a person should look at.

    Attributes:
        code: stable name; also the id of its text in ``bot/messages``.
        params: what fills the text.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(_Frozen):
    """A heading, paragraph, list item or table of the draft.

    Attributes:
        kind: which of them.
        text: Markdown without the heading's or the item's own mark.
        level: of a heading (1 to 6) or a list item; 0 else.
        mark: ``-`` or ``1.`` of a list item.
        page: page of the file where it starts.
        doubts: what to look at here, as (code, parameters).
    """

    kind: BlockKind
    text: str
    level: int = 0
    mark: str = "-"
    page: int = 1
    doubts: tuple[tuple[str, dict[str, str]], ...] = ()


class LeftOut(_Frozen):
    """A line of the file that is not in the draft, and why."""

    reason: LeftOutReason
    text: str
    page: int = 1


class Draft(_Frozen):
    """A document made of a file, before a person completes it.

    Attributes:
        title: proposed title, never empty.
        slug: proposed id: Latin letters, digits, hyphens.
        language: of most of the text.
        language_sure: whether the language was clear.
        blocks: the text.
        left_out: what was taken for page furniture.
        repairs: how often each kind of repair was made.
        doubts: what concerns the whole file.
    """

    title: str
    slug: str
    language: Literal["kk", "ru"]
    language_sure: bool
    blocks: tuple[Block, ...]
    left_out: tuple[LeftOut, ...] = ()
    repairs: dict[str, int] = {}
    doubts: tuple[tuple[str, dict[str, str]], ...] = ()
