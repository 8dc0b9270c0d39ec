"""Writes a draft as Markdown: front matter to complete, text, and a comment at every doubt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retrieval.importing.cleaning import SECTION_LENGTH, slug
from retrieval.importing.model import Block, Draft, LeftOut

__all__ = ["Note", "Say", "WrittenDraft", "write_draft"]

Say = Callable[..., str]
"""``say(code, **params)``: the text for people of a doubt, of a comment, of a report line."""


@dataclass(frozen=True)
class Note:
    """One line of the report: a place in the draft and what to look at there."""

    line: int
    code: str
    text: str


@dataclass(frozen=True)
class WrittenDraft:
    """A draft that was written to a file.

    Attributes:
        path: the Markdown file.
        report: the file beside it with every note and everything left out.
        notes: what to look at, in the order of the lines.
    """

    path: Path
    report: Path
    notes: tuple[Note, ...]


def write_draft(
    draft: Draft, source: str, folder: Path, topics: Sequence[str], say: Say
) -> WrittenDraft:
    """Write ``draft`` into ``folder`` under a name that is free.

    Args:
        draft: what to write.
        source: name of the file it was made of.
        folder: where drafts lie; it is made if need be.
        topics: keys of ``tables/topics.yaml``, named in a comment.
        say: texts for people.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = draft.slug
    number = 1
    while (path := folder / f"{name}.{draft.language}.md").exists():
        number += 1
        name = f"{draft.slug}-{number}"
    page = _Page()
    _front_matter(page, draft, name, source, topics, say)
    _body(page, draft.blocks, say)
    path.write_text("\n".join(page.lines).rstrip() + "\n", encoding="utf-8")
    report = path.with_suffix(".report.txt")
    report.write_text(_report(path, draft, page.notes, say), encoding="utf-8")
    return WrittenDraft(path, report, tuple(page.notes))


class _Page:
    """Lines of the file, and the notes with the number of the line they are about."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.notes: list[Note] = []

    def add(self, text: str = "") -> None:
        self.lines += text.split("\n")

    def doubt(self, code: str, text: str, *, comment: bool = True) -> None:
        """Note something about the line that comes next."""
        if comment:
            self.lines.append(f"<!-- ? {_in_comment(text)} -->")
        self.notes.append(Note(len(self.lines) + (0 if comment else 1), code, text))


def _front_matter(
    page: _Page, draft: Draft, name: str, source: str, topics: Sequence[str], say: Say
) -> None:
    page.add("---")
    for line in say("draft-front-matter", source=_in_comment(source)).splitlines():
        page.add(f"# {line}".rstrip())
    page.add(f"id: {name}")
    page.add(f"title: {_quoted(draft.title)}")
    page.add(f"topic:   # {say('draft-topic', topics=', '.join(topics) or '-')}")
    page.add(f"applies_to: []   # {say('draft-applies-to')}")
    page.add(f"regions: []   # {say('draft-regions')}")
    page.add(f"effective_from:   # {say('draft-effective-from')}")
    page.add("effective_to: null")
    page.add(f"reviewed_on:   # {say('draft-reviewed-on')}")
    page.add(f"verification: unverified   # {say('draft-verification')}")
    page.add("sources:")
    page.add(f"  - title: {_quoted(draft.title)}")
    page.add(f"    url:   # {say('draft-url')}")
    page.add(f"    act:   # {say('draft-act')}")
    page.add(f"    date:   # {say('draft-date')}")
    page.add("facts: []")
    page.add("---")
    page.add()
    for code, params in draft.doubts:
        page.doubt(code, say(f"doubt-{code}", **params))
    if draft.doubts:
        page.add()


def _body(page: _Page, blocks: Sequence[Block], say: Say) -> None:
    anchors: set[str] = set()
    if blocks and blocks[0].kind != "heading":
        page.doubt("heading-missing", say("doubt-heading-missing"))
        page.add(f"## {say('draft-heading')} {{#text}}")
        page.add()
        anchors.add("text")
    length = 0
    heading: tuple[int, str] | None = None
    before: Block | None = None
    for block in blocks:
        for code, params in block.doubts:
            page.doubt(code, say(f"doubt-{code}", **params))
        if block.kind == "heading":
            _note_length(page, heading, length, say)
            text = _escaped(block.text).replace("\n", " ").strip("# ")
            anchor = _anchor(text, anchors)
            page.add(f"## {text} {{#{anchor}}}")
            heading, length = (len(page.lines), text), 0
            page.add()
        else:
            # Items of one list stand close; everything else has a line between.
            if (before is not None and before.kind == "item") and block.kind != "item":
                page.add()
            text = _block_text(block)
            length += len(text) + 1
            page.add(text)
            if block.kind != "item":
                page.add()
        before = block
    _note_length(page, heading, length, say)
    page.notes.sort(key=lambda note: note.line)


def _note_length(page: _Page, heading: tuple[int, str] | None, length: int, say: Say) -> None:
    if heading is not None and length > SECTION_LENGTH:
        text = say("doubt-section-long", length=str(length), limit=str(SECTION_LENGTH))
        page.notes.append(Note(heading[0], "section-long", text))


def _block_text(block: Block) -> str:
    text = _escaped(block.text)
    if block.kind == "item":
        return f"{'  ' * (block.level - 1)}{block.mark} {text}"
    if block.kind == "table":
        return _table(text) if text.startswith("|") else text.replace("\n", "  \n")
    return _LINE_MARK.sub(r"\\\1", text)


def _table(text: str) -> str:
    """Rows of equal length, with the line that makes a table of them in Markdown."""
    rows = [
        [cell.strip() for cell in row.strip().strip("|").split("|")]
        for row in text.split("\n")
        if not _RULE_ROW.fullmatch(row.strip())
    ]
    width = max((len(row) for row in rows), default=1)
    rows = [row + [""] * (width - len(row)) for row in rows]
    rows.insert(1, ["---"] * width)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _anchor(heading: str, taken: set[str]) -> str:
    base = "-".join(slug(heading).split("-")[:5])
    anchor, number = base, 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


def _escaped(text: str) -> str:
    """Text that is only text: no tag, no comment, no word in double braces."""
    text = _TAG_START.sub("&lt;", text)
    return text.replace("{{", "{ {").replace("}}", "} }").replace("{%", "{ %").replace("{#", "{ #")


def _in_comment(text: str) -> str:
    return " ".join(text.replace("--", "—").replace("<", "‹").replace(">", "›").split())


def _quoted(text: str) -> str:
    """A YAML string in double quotes (JSON is YAML)."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _report(path: Path, draft: Draft, notes: Sequence[Note], say: Say) -> str:
    lines = [say("report-title", draft=path.name), ""]
    lines += [f"{path.name}:{note.line}: {note.text}" for note in notes]
    lines += ["", say("report-repairs")]
    lines += [
        f"  {say(f'repair-{name}')}: {count}" for name, count in sorted(draft.repairs.items())
    ]
    lines += ["", say("report-left-out", count=str(len(draft.left_out)))]
    pages = len({each.page for each in draft.left_out}) > 1
    lines += [_left_out_line(each, say, pages=pages) for each in draft.left_out]
    return "\n".join(lines) + "\n"


def _left_out_line(each: LeftOut, say: Say, *, pages: bool) -> str:
    page = f"{say('report-page', page=str(each.page))}, " if pages else ""
    return f"  {page}{say(f'left-out-{each.reason}')}: {each.text}"


_TAG_START: Final = re.compile(r"<(?=[A-Za-z/!?])")
_LINE_MARK: Final = re.compile(r"^([#>|+-]|\d+(?=[.)]\s))", re.MULTILINE)
_RULE_ROW: Final = re.compile(r"\|?[\s:|-]+\|?")
