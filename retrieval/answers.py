"""What a question gets, as data: its status, its section, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from retrieval.distress import Concern
from retrieval.knowledge import Clarify, Language, Section
from retrieval.language import Script
from retrieval.old_sums import OldSum
from retrieval.personal_data import PersonalDataKind
from retrieval.search import Hit

__all__ = ["Answer", "Context", "Status"]


class Status(StrEnum):
    """What became of a question; also the labels of metrics and statistics."""

    ANSWERED = "answered"
    CLARIFICATION = "clarification"
    NOT_IN_TEXTS = "not_in_texts"
    OUT_OF_SCOPE = "out_of_scope"
    PERSONAL_DATA = "personal_data"
    GREETING = "greeting"
    ERROR = "error"


@dataclass(frozen=True)
class Answer:
    """What a question gets.

    Attributes:
        status: what became of the question.
        language: language to answer in.
        section: the section that answers, or the nearest one when the texts don't say.
        related: what people ask next, best first.
        options: sections to choose from when the question is too vague.
        confidence: probability (0 to 1) that ``section`` answers the question.
        script: how the question is spelled; for statistics.
        regions: slugs of the regions asked about; for statistics.
        terms: ids of glossary terms in the question; for statistics.
        family_size: people who move, the writer included, where the question says so.
        personal_data: kinds of personal data found; never the data.
        hits: what was found, for explanation.
        greeting: kind of small talk (``greetings``, ``thanks`` …).
        followed: whether it was understood as a follow-up of the conversation.
        concern: distress or an insult that was noticed beside the question.
        old_sum: a sum that the question names and that isn't paid any more.
        clarify: what to ask back for below the answer: it differs by that, and nobody said it.
        also: what the second question of the same message gets, or the second region it names.
    """

    status: Status
    language: Language
    section: Section | None = None
    related: tuple[Section, ...] = ()
    options: tuple[Section, ...] = ()
    confidence: float = 0.0
    script: Script = "standard"
    regions: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    family_size: int | None = None
    personal_data: tuple[PersonalDataKind, ...] = ()
    hits: tuple[Hit, ...] = field(default=(), repr=False)
    greeting: str | None = None
    followed: bool = False
    concern: Concern | None = None
    old_sum: OldSum | None = None
    clarify: Clarify | None = None
    also: Answer | None = None

    @property
    def topic(self) -> str | None:
        """Topic of the section that answers."""
        return self.section.topic if self.section is not None else None

    @property
    def borrowed(self) -> bool:
        """Whether the text is in the other language because only that one has it."""
        return self.section is not None and self.section.language != self.language


@dataclass(frozen=True)
class Context:
    """What a conversation was about: enough to understand «а на двоих?» and no more.

    Attributes:
        section: id of the section answered last.
        region: slug of the region asked about last.
        family_size: people who move, the writer included.
    """

    section: str
    region: str | None = None
    family_size: int | None = None
