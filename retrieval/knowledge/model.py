"""What the knowledge folder holds, as data: documents, sections, sources."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, get_args

__all__ = ["LANGUAGES", "Clarify", "Document", "Language", "Section", "Source", "Verification"]

Language = Literal["kk", "ru"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

#: What an answer may depend on, so that the bot asks for it.
Clarify = Literal["region", "settlement", "family", "audience"]


class Verification(StrEnum):
    """How sure a text is."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Source:
    """A page or an act that a section rests on.

    Attributes:
        title: as people see it under the answer.
        url: absolute http(s) address.
        act: number of the legal act, if it is one.
        date: day of the page or act; a year or month where the day is not known.
    """

    title: str
    url: str
    act: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Section:
    """The unit that is found and answered: one question and the whole answer to it.

    Attributes:
        document: id of the document, the same in both languages.
        anchor: name of the section within the document, the same in both languages.
        heading: the question that the section answers, plain text.
        body: Markdown with every number filled in.
        questions: other ways people ask for exactly this section.
        button: short label for a button that leads here.
        regions: slugs the section is about; empty means the whole country.
        year: the year a quota row is for, else ``None``.
        clarify: what the answer differs by; the bot asks for it below the general answer.
        choices: where ``clarify`` is ``audience``: audiences, each with its section.
        related: ids of sections people ask for next.
        path: file the text stands in, relative to the knowledge folder.
        line: 1-based line of the heading in that file.
    """

    document: str
    anchor: str
    language: Language
    title: str
    topic: str
    heading: str
    body: str
    button: str
    questions: tuple[str, ...]
    applies_to: tuple[str, ...]
    regions: tuple[str, ...]
    effective_from: date
    effective_to: date | None
    reviewed_on: date
    verification: Verification
    sources: tuple[Source, ...]
    facts: tuple[str, ...]
    related: tuple[str, ...]
    path: Path
    line: int
    year: int | None = None
    clarify: Clarify | None = None
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """``document#anchor``: the same for both languages of a section."""
        return f"{self.document}#{self.anchor}"

    @property
    def content_hash(self) -> str:
        """Changes when anything that is searched changes: 32 hexadecimal digits."""
        parts = (self.language, self.id, self.title, self.heading, self.body, *self.questions)
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

    def in_force(self, day: date) -> bool:
        """Whether the section is valid on ``day``."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True)
class Document:
    """One Markdown file: its sections in reading order, and where it stands."""

    id: str
    language: Language
    title: str
    topic: str
    effective_to: date | None
    reviewed_on: date
    path: Path
    sections: tuple[Section, ...]
    key_lines: Mapping[str, int] = field(default_factory=dict, compare=False)
