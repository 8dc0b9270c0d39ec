"""Markdown of sections and texts → rich text → Telegram HTML, cut into messages.

Rich text is a row of spans, so that a long answer can be cut anywhere without breaking a tag and
without losing a character: the parts put together are the whole again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["MESSAGE_LIMIT", "RichText", "Span", "clipped", "utf16_length"]

#: Longest text of a Telegram message, in UTF-16 code units after its markup is read.
MESSAGE_LIMIT: Final = 4096

_BULLET = "• "
# Groups of a number and the sign of its unit stay on one line of a phone.
_NO_BREAK = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|₸|МРП|АЕК|%)")
# Where a text may be cut, best first.
_CUTS = (re.compile(r"\n\n"), re.compile(r"\n"), re.compile(r"[.!?…] "), re.compile(r"\s"))


@dataclass(frozen=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None

    @property
    def shown(self) -> str:
        """The text as it is sent: spaces inside sums don't break."""
        return _NO_BREAK.sub("\u00a0", self.text)

    def html(self) -> str:
        """The span as Telegram HTML."""
        out = html.escape(self.shown, quote=False)
        if self.bold:
            out = f"<b>{out}</b>"
        if self.italic:
            out = f"<i>{out}</i>"
        if self.link is not None:
            out = f'<a href="{html.escape(self.link, quote=True)}">{out}</a>'
        return out


@dataclass(frozen=True)
class RichText:
    """A row of spans."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def from_markdown(cls, markdown: str) -> RichText:
        """Read the Markdown that sections may use: paragraphs, lists, bold, italic, links."""
        return cls(tuple(_merged(_spans(_parser().parse(markdown)))))

    @classmethod
    def from_text(cls, text: str) -> RichText:
        """Text as it is."""
        return cls((Span(text),) if text else ())

    def __add__(self, other: RichText) -> RichText:
        return RichText(tuple(_merged((*self.spans, *other.spans))))

    @staticmethod
    def joined(parts: Iterable[RichText], separator: str = "\n\n") -> RichText:
        """The parts that aren't empty, with ``separator`` between them."""
        out = RichText()
        for part in parts:
            if part.spans:
                out = out + RichText.from_text(separator) + part if out.spans else part
        return out

    @property
    def plain(self) -> str:
        """What a person reads, without markup."""
        return "".join(span.text for span in self.spans)

    @property
    def shown(self) -> str:
        """What a person reads, with the spaces as they are sent."""
        return "".join(span.shown for span in self.spans)

    def html(self) -> str:
        """Telegram HTML."""
        return "".join(span.html() for span in self.spans)

    def messages(self, limit: int = MESSAGE_LIMIT) -> list[RichText]:
        """The text cut into parts of at most ``limit`` UTF-16 units, at paragraphs where it can be.

        The parts put together are the text, character by character. Blank space that Telegram
        would trim stays at the end of a part.
        """
        parts: list[RichText] = []
        rest = self
        while utf16_length(rest.plain) > limit:
            head, rest = rest._cut(_cut_position(rest.plain, limit))
            parts.append(head)
        if rest.plain or not parts:
            parts.append(rest)
        return parts

    def _cut(self, position: int) -> tuple[RichText, RichText]:
        head: list[Span] = []
        tail: list[Span] = []
        for span in self.spans:
            if position >= len(span.text):
                head.append(span)
            elif position <= 0:
                tail.append(span)
            else:
                head.append(replace(span, text=span.text[:position]))
                tail.append(replace(span, text=span.text[position:]))
            position -= len(span.text)
        return RichText(tuple(head)), RichText(tuple(tail))


def clipped(text: str, limit: int) -> str:
    """``text`` of at most ``limit`` characters, cut between words where it can be."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    words = head.rpartition(" ")[0]
    # A long word at the end would take half of the text with it.
    kept = words if len(words) > limit // 2 else head[:-1]
    return kept.rstrip(" ,;:–(«") + "…"


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: characters beyond U+FFFF are two."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def _cut_position(text: str, limit: int) -> int:
    """How many characters go into the first part: at most ``limit`` UTF-16 units, at least one."""
    fits, units = 0, 0
    for char in text:
        units += 2 if ord(char) > 0xFFFF else 1
        if units > limit:
            break
        fits += 1
    fits = max(fits, 1)
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(text, 0, fits)]
        # A cut in the first quarter would leave a message of almost nothing.
        if ends and ends[-1] > fits // 4:
            return ends[-1]
    return fits


@cache
def _parser() -> MarkdownIt:
    # Only what sections may hold; HTML in a text is text.
    return MarkdownIt("zero").enable(["list", "emphasis", "link", "newline", "escape", "entity"])


def _spans(tokens: Iterable[Token]) -> Iterator[Span]:
    counters: list[int | None] = []
    first_block = True
    tight_item = False
    for token in tokens:
        if token.type == "ordered_list_open":
            counters.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            counters.append(None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            counters.pop()
        elif token.type == "list_item_open":
            # Items of a list stand close together; the list stands off from the text before it.
            number = counters[-1]
            yield Span("" if first_block else "\n")
            yield Span("  " * (len(counters) - 1))
            yield Span(_BULLET if number is None else f"{number}. ")
            if number is not None:
                counters[-1] = number + 1
            tight_item = True
            first_block = False
        elif token.type == "inline":
            if not tight_item and not first_block:
                yield Span("\n\n")
            tight_item = False
            first_block = False
            yield from _inline(token.children or ())


def _inline(tokens: Iterable[Token]) -> Iterator[Span]:
    bold = italic = 0
    link: str | None = None
    for token in tokens:
        if token.type == "strong_open":
            bold += 1
        elif token.type == "strong_close":
            bold -= 1
        elif token.type == "em_open":
            italic += 1
        elif token.type == "em_close":
            italic -= 1
        elif token.type == "link_open":
            link = str(token.attrGet("href") or "") or None
        elif token.type == "link_close":
            link = None
        elif token.type in {"softbreak", "hardbreak"}:
            yield Span("\n", bold > 0, italic > 0, link)
        else:
            yield Span(token.content, bold > 0, italic > 0, link)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span; empty ones go."""
    current: Span | None = None
    for span in spans:
        if not span.text:
            continue
        if current is not None and replace(span, text="") == replace(current, text=""):
            current = replace(current, text=current.text + span.text)
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current
