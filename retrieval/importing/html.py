"""Reads HTML pages, and Word documents by way of the HTML that mammoth makes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.model import Doubt, Extract, LeftOut
from retrieval.importing.text import decode, lines_of_markdown

__all__ = ["read_html", "read_markup"]

#: Elements inside one another. Pages of people have some 30; the parser gives up silently at 256.
MAX_DEPTH: Final = 120


def read_html(content: bytes) -> Extract:
    """The text of a page without its menus, forms and programs.

    Raises:
        ImportRefusedError: it cannot be decoded, or its elements are nested by the hundred.
    """
    declared = _CHARSET.search(content[:4096])
    text = ""
    if declared:
        try:
            text = content.decode(declared[1].decode("ascii", "replace"))
        except (LookupError, UnicodeDecodeError):
            text = ""
    doubts: tuple[Doubt, ...] = ()
    if not text:
        text, doubts = decode(content)
    return replace(read_markup(text), doubts=doubts)


def read_markup(text: str) -> Extract:
    """The text of a decoded HTML page.

    Raises:
        ImportRefusedError: its elements are nested by the hundred.
    """
    depth = _Depth()
    depth.feed(text)
    soup = BeautifulSoup(text, "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    left_out = _take_out(soup)
    pictures = len(soup.find_all("img"))
    body = _main_part(soup)
    markdown = _Converter().convert_soup(body)
    return Extract(
        tuple(lines_of_markdown(markdown)),
        title=title,
        pictures=pictures,
        left_out=tuple(left_out),
    )


class _Converter(MarkdownConverter):
    """HTML to Markdown with the marks that the knowledge format has."""

    def __init__(self) -> None:
        super().__init__(
            heading_style="atx",
            bullets="-",
            strip=["img", "sup", "sub", "em", "i", "u", "code", "pre", "blockquote"],
            escape_asterisks=False,
            escape_underscores=False,
            escape_misc=False,
        )


class _Depth(HTMLParser):
    """Refuses a page before anything recursive sees it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what has to be closed again; the parser itself closes the others."""
        del attrs
        if tag in _CLOSE_THEMSELVES:
            return
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ImportRefusedError("too-deep", {"limit": str(MAX_DEPTH)})

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in _CLOSE_THEMSELVES:
            self._depth = max(0, self._depth - 1)


def _take_out(soup: BeautifulSoup) -> list[LeftOut]:
    """Remove what is no text of the page; return what the page marks as contents and notes."""
    for element in soup.find_all(_NO_TEXT):
        element.decompose()
    for element in soup.find_all(_is_hidden):
        if not element.decomposed:
            element.decompose()
    left_out = []
    for element in soup.find_all("li", id=_NOTE_ID):
        left_out.append(LeftOut(reason="footnote", text=_plain(element)))
        element.decompose()
    for element in soup.find_all("a", href=_NOTE_REFERENCE):
        element.decompose()
    for element in soup.find_all(["p", "li"]):
        links = element.find_all("a", href=_CONTENTS_REFERENCE)
        if links and _plain(element) == " ".join(_plain(link) for link in links).strip():
            left_out.append(LeftOut(reason="contents", text=_plain(element)))
            element.decompose()
    for element in soup.find_all("sup"):
        # A raised number is a note's; a raised letter or the 2 of m² belongs to the text.
        if _NOTE_MARK.fullmatch(_plain(element)):
            element.decompose()
    return left_out


def _plain(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style") or "").replace(" ", "").lower()
    return (
        element.has_attr("hidden")
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or "font-size:0" in style
    )


def _main_part(soup: BeautifulSoup) -> Tag:
    """The element that holds most of the text, if the page names one."""
    whole = len(soup.get_text())
    for name in ("main", "article"):
        element = soup.find(name)
        if isinstance(element, Tag) and len(element.get_text()) > whole / 2:
            return element
    return soup


_NO_TEXT: Final = (
    "script", "style", "noscript", "template", "head", "nav", "header", "footer", "aside",
    "form", "button", "select", "iframe", "object", "embed", "svg", "canvas", "video", "audio",
)  # fmt: skip
_CLOSE_THEMSELVES: Final = frozenset(
    [
        "p",
        "li",
        "tr",
        "td",
        "th",
        "dt",
        "dd",
        "option",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "col",
        "colgroup",
        "thead",
        "tbody",
        "tfoot",
        "area",
        "base",
        "source",
        "wbr",
        "param",
        "track",
        "embed",
        "html",
        "head",
        "body",
    ]
)
_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_NOTE_ID: Final = re.compile(r"^(?:footnote|endnote)-")
_NOTE_REFERENCE: Final = re.compile(r"^#(?:footnote|endnote)(?:-ref)?-|^#_ftn|^#_edn")
_CONTENTS_REFERENCE: Final = re.compile(r"^#_?_?(?:Toc|RefHeading)")
_NOTE_MARK: Final = re.compile(r"[\[(]?[\d*,\s]{1,8}[\])]?")
