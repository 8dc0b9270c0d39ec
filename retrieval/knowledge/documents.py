"""Reads one Markdown document: front matter, sections, and every slip with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import Clarify, Document, Language, Section, Verification
from retrieval.knowledge.tables import SourceRow, Tables
from retrieval.knowledge.templates import Filler, TemplateError
from retrieval.knowledge.yaml_text import YamlText

__all__ = ["BODY_LIMIT", "parse_document", "sections_from_text"]

#: Longest body of a section after filling, in characters: with heading, dates and source it
#: stays in one Telegram message and on two screens of a phone.
BODY_LIMIT = 1400

AppliesTo = Literal["resettler", "kandas", "employer", "graduate", "specialist", "everyone"]

_HEADING = re.compile(r"^(#{1,6})\s+(?P<text>.*?)\s*(?:\{#(?P<anchor>[^}]*)\})?\s*$")
_ANCHOR = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SectionMeta(_Strict):
    """What the front matter says of one section; what is ``None`` comes from the document."""

    button: str | None = Field(default=None, max_length=32)
    facts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    related: tuple[str, ...] = ()
    verification: Verification | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    regions: tuple[str, ...] | None = None
    applies_to: tuple[AppliesTo, ...] | None = None
    clarify: Clarify | None = None
    choices: dict[AppliesTo, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _choices_of_audiences(self) -> SectionMeta:
        if bool(self.choices) != (self.clarify == "audience"):
            raise ValueError("`choices` goes with `clarify: audience`, and with nothing else")
        return self


class FrontMatter(_Strict):
    """The front matter of a document."""

    id: str = Field(pattern=_SLUG)
    title: str = Field(min_length=1)
    topic: str
    applies_to: tuple[AppliesTo, ...] = Field(min_length=1)
    regions: tuple[str, ...] = ()
    effective_from: date
    effective_to: date | None = None
    reviewed_on: date
    verification: Verification
    sources: tuple[SourceRow, ...] = Field(min_length=1)
    facts: tuple[str, ...] = ()
    sections: dict[str, SectionMeta] = {}

    @model_validator(mode="after")
    def _dates_in_order(self) -> FrontMatter:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self


@dataclass(frozen=True)
class _Part:
    """A heading and the raw text below it."""

    heading: str
    anchor: str
    line: int
    body: str
    body_line: int


def parse_document(
    text: str, path: Path, language: Language, tables: Tables, filler: Filler
) -> tuple[Document | None, list[Finding]]:
    """Read a document that stands at ``path`` (relative to the knowledge folder).

    Returns:
        The document, or ``None`` when it has errors; and everything that is wrong with it.
    """
    split = _split_front_matter(text, path)
    if isinstance(split, Finding):
        return None, [split]
    yaml_source, body, body_line = split
    yaml_text = YamlText(yaml_source, path, first_line=2)
    meta = yaml_text.validate(FrontMatter)
    if meta is None:
        return None, yaml_text.findings
    findings = _check_meta(meta, yaml_text, path, tables)
    parts, problems = _split_sections(body, body_line, path)
    findings += problems
    findings += _check_anchors(meta, parts, yaml_text, path)
    sections = []
    for part in parts:
        section = _make_section(meta, part, path, language, filler, yaml_text, None, findings)
        if section is not None:
            sections.append(section)
    if any(each.severity == "error" for each in findings):
        return None, findings
    lines = {key: yaml_text.line(key) for key in FrontMatter.model_fields}
    document = Document(
        id=meta.id,
        language=language,
        title=meta.title,
        topic=meta.topic,
        effective_to=meta.effective_to,
        reviewed_on=meta.reviewed_on,
        path=path,
        sections=tuple(sections),
        key_lines=lines,
    )
    return document, findings


def sections_from_text(
    text: str, path: Path, language: Language, filler: Filler, year: int
) -> tuple[list[Section], list[Finding]]:
    """Sections of a text that a program made (a quota template): same format, same checks."""
    split = _split_front_matter(text, path)
    if isinstance(split, Finding):
        return [], [split]
    yaml_source, body, body_line = split
    yaml_text = YamlText(yaml_source, path, first_line=2)
    meta = yaml_text.validate(FrontMatter)
    if meta is None:
        return [], yaml_text.findings
    parts, findings = _split_sections(body, body_line, path)
    made = [
        _make_section(meta, part, path, language, filler, yaml_text, year, findings)
        for part in parts
    ]
    return [each for each in made if each is not None], findings


def _split_front_matter(text: str, path: Path) -> tuple[str, str, int] | Finding:
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return Finding(path, 1, "front-matter-missing")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return "".join(lines[1:number]), "".join(lines[number + 1 :]), number + 2
    return Finding(path, 1, "front-matter-open")


def _split_sections(body: str, first_line: int, path: Path) -> tuple[list[_Part], list[Finding]]:
    parts: list[_Part] = []
    findings: list[Finding] = []
    heading: tuple[str, str, int] | None = None
    collected: list[str] = []

    def close() -> None:
        if heading is not None:
            text, anchor, line = heading
            parts.append(_Part(text, anchor, line, "\n".join(collected), line + 1))

    for number, line in enumerate(body.splitlines(), start=first_line):
        match = _HEADING.match(line)
        if match is None:
            if heading is None and line.strip():
                findings.append(Finding(path, number, "text-before-heading"))
            collected.append(line)
            continue
        if match[1] != "##":
            findings.append(
                Finding(path, number, "heading-level", params={"heading": line.strip()})
            )
        close()
        collected = []
        anchor = match["anchor"] or ""
        if not _ANCHOR.fullmatch(anchor):
            findings.append(
                Finding(path, number, "anchor-missing", params={"heading": match["text"]})
            )
        elif any(part.anchor == anchor for part in parts):
            findings.append(Finding(path, number, "anchor-twice", params={"anchor": anchor}))
        heading = (match["text"], anchor, number)
    close()
    if not parts:
        findings.append(Finding(path, first_line, "no-sections"))
    return parts, findings


def _check_meta(meta: FrontMatter, text: YamlText, path: Path, tables: Tables) -> list[Finding]:
    findings = []
    expected = path.name.split(".")[0]
    if meta.id != expected:
        params = {"id": meta.id, "expected": expected}
        findings.append(Finding(path, text.line("id"), "id-not-file-name", params=params))
    if meta.topic not in tables.topics:
        params = {"topic": meta.topic, "known": ", ".join(tables.topics.root)}
        findings.append(Finding(path, text.line("topic"), "unknown-topic", params=params))
    elif meta.topic != path.parent.name:
        params = {"topic": meta.topic, "folder": path.parent.name}
        findings.append(Finding(path, text.line("topic"), "topic-not-folder", params=params))
    named: list[tuple[tuple[str, ...], tuple[str, ...]]] = [(("regions",), meta.regions)]
    named += [
        (("sections", anchor, "regions"), each.regions or ())
        for anchor, each in meta.sections.items()
    ]
    for key, slugs in named:
        findings += [
            Finding(path, text.line(*key), "unknown-region", params={"region": slug})
            for slug in slugs
            if slug not in tables.regions
        ]
    for anchor, each in meta.sections.items():
        line = text.line("sections", anchor)
        findings += [
            Finding(path, line, "unknown-source", params={"anchor": anchor, "number": str(number)})
            for number in each.sources
            if not 1 <= number <= len(meta.sources)
        ]
        findings += [
            Finding(path, line, "fact-not-in-document", params={"anchor": anchor, "fact": fact})
            for fact in each.facts
            if fact not in meta.facts
        ]
    return findings


def _check_anchors(
    meta: FrontMatter, parts: list[_Part], text: YamlText, path: Path
) -> list[Finding]:
    anchors = {part.anchor for part in parts}
    return [
        Finding(
            path, text.line("sections", each), "section-without-heading", params={"anchor": each}
        )
        for each in meta.sections
        if each not in anchors
    ]


def _make_section(
    meta: FrontMatter,
    part: _Part,
    path: Path,
    language: Language,
    filler: Filler,
    text: YamlText,
    year: int | None,
    findings: list[Finding],
) -> Section | None:
    own = meta.sections.get(part.anchor, SectionMeta())
    filled = []
    for raw, line in ((part.heading, part.line), (part.body, part.body_line)):
        try:
            filled.append(filler.fill(raw).strip())
        except TemplateError as problem:
            where = line + problem.line - 1
            params = {"problem": problem.problem}
            findings.append(Finding(path, where, "template", params=params))
    questions = []
    for index, question in enumerate(own.questions):
        try:
            questions.append(filler.fill(question).strip())
        except TemplateError as problem:
            where = text.line("sections", part.anchor, "questions", index)
            findings.append(Finding(path, where, "template", params={"problem": problem.problem}))
    if len(filled) != 2:
        return None
    heading, body = filled
    if not body:
        findings.append(Finding(path, part.line, "section-empty", params={"heading": heading}))
        return None
    if len(body) > BODY_LIMIT:
        params = {"heading": heading, "length": str(len(body)), "limit": str(BODY_LIMIT)}
        findings.append(Finding(path, part.line, "section-too-long", params=params))
    sources = tuple(row.source() for row in meta.sources)
    chosen = tuple(sources[number - 1] for number in own.sources if 1 <= number <= len(sources))
    return Section(
        document=meta.id,
        anchor=part.anchor,
        language=language,
        title=meta.title,
        topic=meta.topic,
        heading=heading,
        body=body,
        button=own.button or meta.title,
        questions=tuple(questions),
        applies_to=meta.applies_to if own.applies_to is None else own.applies_to,
        regions=meta.regions if own.regions is None else own.regions,
        effective_from=own.effective_from or meta.effective_from,
        effective_to=own.effective_to or meta.effective_to,
        reviewed_on=meta.reviewed_on,
        verification=own.verification or meta.verification,
        sources=chosen or sources,
        facts=own.facts,
        related=own.related,
        path=path,
        line=part.line,
        year=year,
        clarify=own.clarify,
        choices=tuple(own.choices.items()),
    )
