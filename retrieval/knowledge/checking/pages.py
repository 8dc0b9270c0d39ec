"""The folder as the checks see it: every file line by line, and what was read from it.

A check needs three views of the same text: the raw lines (what the admin typed, with line
numbers), the text after the numbers were filled in, and the data of the front matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

from retrieval.knowledge.loader import FolderReading, document_paths
from retrieval.knowledge.model import LANGUAGES, Document, Language, Section
from retrieval.knowledge.yaml_text import YamlText

__all__ = ["Block", "FolderTexts", "Line", "Page", "PageSection", "Prose", "read_texts"]

ProseKind = Literal["heading", "body", "title", "button", "question", "source", "technical"]

_FENCE = "---"
_HEADING = re.compile(r"^##\s+(?P<text>.*?)\s*(?:\{#[^}]*\})?\s*$")
_YAML_KEY = re.compile(r"^\s*(?:-\s+)?\{?([a-z_]+|[a-z0-9-]+):(?:\s|$)")
_YAML_ITEM = re.compile(r"^\s*-\s+")
_URL = re.compile(r"\burl:\s*[\"']?([^\s\"',}]+)")
_ID = re.compile(r"[^\s,\[\]\"'-][^\s,\[\]\"']*")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*", re.MULTILINE)
_BULLET = re.compile(r"^\s*-\s+")
_NUMBERED = re.compile(r"^\s*\d+\.\s+")
_PROSE_KEYS: Mapping[str, ProseKind] = {
    "title": "title",
    "button": "button",
    "questions": "question",
    "act": "source",
    "sources": "source",
}


@dataclass(frozen=True)
class Line:
    """A line of a file: 1-based number and text."""

    number: int
    text: str


@dataclass(frozen=True)
class Prose:
    """A line that people read or search by, and what part of the document it is."""

    number: int
    kind: ProseKind
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph or a list: its items, each a row of lines; a paragraph is one item."""

    kind: Literal["paragraph", "bullets", "numbers"]
    items: tuple[tuple[Line, ...], ...]

    @property
    def line(self) -> int:
        """Where the block begins."""
        return self.items[0][0].number

    def texts(self) -> Iterator[tuple[int, str]]:
        """First line number and text of every item."""
        for item in self.items:
            yield item[0].number, " ".join(line.text.strip() for line in item)


@dataclass(frozen=True)
class PageSection:
    """A section: as it was read, as it was typed, as it is filled in."""

    section: Section
    raw: tuple[Line, ...]
    filled: tuple[Line, ...]

    @cached_property
    def raw_blocks(self) -> tuple[Block, ...]:
        """Paragraphs and lists as they were typed."""
        return tuple(_blocks(self.raw))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Paragraphs and lists with the numbers in them."""
        return tuple(_blocks(self.filled))


@dataclass(frozen=True)
class Page:
    """One Markdown file.

    Attributes:
        path: relative to the folder.
        lines: every line of the file; empty where it is no UTF-8.
        document: what was read; ``None`` when the file has errors, and for templates.
    """

    path: Path
    language: Language
    lines: tuple[str, ...]
    document: Document | None = None

    @cached_property
    def body_line(self) -> int:
        """1-based line after the front matter; 1 where there is none."""
        if not self.lines or self.lines[0].lstrip("\ufeff").strip() != _FENCE:
            return 1
        for number, line in enumerate(self.lines[1:], start=2):
            if line.strip() == _FENCE:
                return number + 1
        return len(self.lines) + 1

    @cached_property
    def front_matter(self) -> YamlText:
        """The front matter with the line of every key; parsed only when a finding needs it."""
        source = "\n".join(self.lines[1 : self.body_line - 2])
        return YamlText(source, self.path, first_line=2)

    @property
    def meta(self) -> Mapping[str, Any]:
        """The front matter as data; empty when it can't be read."""
        data = self.front_matter.data
        return data if isinstance(data, dict) else {}

    def section_meta(self, anchor: str) -> Mapping[str, Any]:
        """The front matter's entry for a section; empty where there is none."""
        sections = self.meta.get("sections")
        entry = sections.get(anchor) if isinstance(sections, dict) else None
        return entry if isinstance(entry, dict) else {}

    def line(self, *key: str | int) -> int:
        """Line of a key of the front matter."""
        return self.front_matter.line(*key)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The document's own list of facts, as typed (``facts: [A-1, A-2]`` or one per line)."""
        lines = iter(self.lines[1 : self.body_line - 2])
        first = next((line for line in lines if line.startswith("facts:")), "")
        below = takewhile(lambda line: line.startswith((" ", "-", "]", "#")), lines)
        text = "\n".join((first.removeprefix("facts:"), *below))
        return tuple(_ID.findall(_COMMENT.sub("", text)))

    @cached_property
    def source_urls(self) -> tuple[str, ...]:
        """Addresses of the document's sources in the order of its list, used by sections or not."""
        text = "\n".join(self.lines[1 : self.body_line - 2])
        return tuple(_URL.findall(text))

    @cached_property
    def sections(self) -> tuple[PageSection, ...]:
        """The sections in reading order; none when the file has errors."""
        if self.document is None:
            return ()
        starts = [section.line for section in self.document.sections]
        ends = [*starts[1:], len(self.lines) + 1]
        return tuple(
            _page_section(section, self.lines, end)
            for section, end in zip(self.document.sections, ends, strict=True)
        )

    @property
    def anchors(self) -> tuple[str, ...]:
        """Names of the sections, in reading order; none when the file has errors."""
        return tuple(each.anchor for each in self.document.sections) if self.document else ()

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """Every line that isn't empty, with what it is."""
        return (*self._front_prose(), *self._body_prose())

    def _front_prose(self) -> Iterator[Prose]:
        kind: ProseKind = "technical"
        for number, line in enumerate(self.lines[1 : self.body_line - 2], start=2):
            if not line.strip():
                continue
            match = _YAML_KEY.match(line)
            if match is not None:
                kind = _PROSE_KEYS.get(match[1], "technical")
                # A source has a title too; the document's own stands at the margin.
                if match[1] == "title" and line[0] in " -":
                    kind = "source"
                yield Prose(number, kind, line[match.end() :])
            else:
                yield Prose(number, kind, _YAML_ITEM.sub("", line))

    def _body_prose(self) -> Iterator[Prose]:
        for number, line in enumerate(self.lines[self.body_line - 1 :], start=self.body_line):
            heading = _HEADING.match(line)
            if heading is not None:
                yield Prose(number, "heading", heading["text"])
            elif line.strip():
                yield Prose(number, "body", line)


@dataclass(frozen=True)
class FolderTexts:
    """Everything the checks look at.

    Attributes:
        pages: the documents, ordered by path.
        templates: the quota templates.
        tables: raw lines of every table, by path.
    """

    folder: Path
    today: date
    reading: FolderReading
    pages: tuple[Page, ...]
    templates: tuple[Page, ...]
    tables: Mapping[Path, tuple[str, ...]]

    @cached_property
    def pairs(self) -> tuple[tuple[Page, Page], ...]:
        """The Kazakh and the Russian page of each document that has both, without errors."""
        found: dict[str, dict[Language, Page]] = {}
        for page in self.pages:
            if page.document is not None:
                found.setdefault(page.document.id, {})[page.language] = page
        return tuple((each["kk"], each["ru"]) for each in found.values() if len(each) == 2)

    def sections(self, language: Language) -> Iterator[tuple[Page, PageSection]]:
        """Every section that stands in a document (not in a template)."""
        for page in self.pages:
            if page.language == language:
                for section in page.sections:
                    yield page, section


def read_texts(folder: Path, today: date, reading: FolderReading) -> FolderTexts:
    """The raw files of ``folder`` beside what the loader made of them."""
    documents = {document.path: document for document in reading.documents}
    pages = tuple(
        Page(path, language, _lines(folder / path), documents.get(path))
        for path, language in document_paths(folder)
    )
    templates = tuple(
        Page(path, language, _lines(folder / path))
        for language in LANGUAGES
        for path in (Path("templates", f"quota.{language}.md"),)
        if (folder / path).is_file()
    )
    tables = {
        path.relative_to(folder): _lines(path) for path in sorted(folder.glob("tables/*.yaml"))
    }
    return FolderTexts(folder, today, reading, pages, templates, tables)


def _lines(path: Path) -> tuple[str, ...]:
    try:
        # Not splitlines: it would cut at the very characters that a check looks for.
        return tuple(path.read_text(encoding="utf-8").split("\n"))
    except UnicodeDecodeError:
        return ()  # the loader tells it


def _page_section(section: Section, lines: tuple[str, ...], end: int) -> PageSection:
    raw = [
        Line(number, lines[number - 1])
        for number in range(section.line + 1, min(end, len(lines) + 1))
    ]
    while raw and not raw[0].text.strip():
        raw.pop(0)
    while raw and not raw[-1].text.strip():
        raw.pop()
    texts = section.body.split("\n")
    # A loop over a table makes lines that stand nowhere in the file: then the heading is named.
    numbers = (
        [line.number for line in raw] if len(raw) == len(texts) else [section.line] * len(texts)
    )
    filled = tuple(Line(number, text) for number, text in zip(numbers, texts, strict=True))
    return PageSection(section, tuple(raw), filled)


def _blocks(lines: tuple[Line, ...]) -> Iterator[Block]:
    kind: Literal["paragraph", "bullets", "numbers"] | None = None
    items: list[list[Line]] = []
    for line in lines:
        if not line.text.strip():
            # Blank lines part paragraphs; between the items of a list they mean nothing.
            if kind == "paragraph":
                yield _block(kind, items)
                kind, items = None, []
            continue
        starts: Literal["bullets", "numbers"] | None = None
        if _BULLET.match(line.text):
            starts = "bullets"
        elif _NUMBERED.match(line.text):
            starts = "numbers"
        if starts is not None:
            if kind is not None and kind != starts:
                yield _block(kind, items)
                items = []
            kind = starts
            items.append([line])
        elif kind == "paragraph" or (kind is not None and line.text.startswith((" ", "\t"))):
            items[-1].append(line)
        else:
            if kind is not None:
                yield _block(kind, items)
            kind, items = "paragraph", [[line]]
    if kind is not None:
        yield _block(kind, items)


def _block(kind: Literal["paragraph", "bullets", "numbers"], items: list[list[Line]]) -> Block:
    return Block(kind, tuple(tuple(item) for item in items))
