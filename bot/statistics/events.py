"""What can be counted: closed sets and names from the knowledge folder, never what a person wrote.

An event has no time, no person, no chat and no text. Its fields are members of an enumeration or
slugs that `Vocabulary` knows; a slug that it does not know is counted as ``none``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from retrieval import Knowledge, Language, Status

__all__ = [
    "NONE",
    "SEVERAL",
    "Event",
    "FeedbackEvent",
    "FeedbackReason",
    "GapKind",
    "LatencyBucket",
    "LossReason",
    "QuestionEvent",
    "Script",
    "VisitEvent",
    "Vocabulary",
    "Vote",
    "WordKind",
    "gap_of",
    "region_of",
    "version_slug",
]

#: Stands where a question names no region, has no topic, came without a centre …
NONE: Final = "none"
#: Stands for the region of a question that names more than one, so that a question counts once.
SEVERAL: Final = "several"

#: More terms of one question than this are not counted: a question is a sentence, not a list.
_TERM_LIMIT: Final = 8


class Script(StrEnum):
    """How a question is spelled; the values are those of ``retrieval.language.Script``."""

    STANDARD = "standard"
    NO_KAZAKH_LETTERS = "no_kazakh_letters"
    LATIN = "latin"
    MIXED = "mixed"


class Vote(StrEnum):
    """The two buttons under an answer."""

    UP = "up"
    DOWN = "down"


class FeedbackReason(StrEnum):
    """Why an answer did not help; the buttons are ``bot.replies.REASONS``."""

    WRONG = "wrong"
    UNCLEAR = "unclear"
    REGION = "region"
    OUTDATED = "outdated"


class LatencyBucket(StrEnum):
    """How long finding an answer took, as the smallest bound that it kept."""

    MS_15 = "le_15_ms"
    MS_50 = "le_50_ms"
    MS_200 = "le_200_ms"
    MS_1000 = "le_1000_ms"
    MORE = "more"

    @classmethod
    def of(cls, seconds: float) -> LatencyBucket:
        """The bucket of a duration in seconds."""
        for bound, bucket in _BOUNDS:
            if seconds <= bound:
                return bucket
        return cls.MORE


_BOUNDS: Final = (
    (0.015, LatencyBucket.MS_15),
    (0.050, LatencyBucket.MS_50),
    (0.200, LatencyBucket.MS_200),
    (1.000, LatencyBucket.MS_1000),
)


class GapKind(StrEnum):
    """Ways in which the texts leave a person without an answer."""

    NOT_IN_TEXTS = "not_in_texts"
    CLARIFICATION = "clarification"
    NOT_HELPFUL = "not_helpful"


class LossReason(StrEnum):
    """Why an event was not counted."""

    FULL = "full"
    LATE = "late"
    REFUSED = "refused"


class WordKind(StrEnum):
    """Whose slug a word of the vocabulary is."""

    TOPIC = "topic"
    SECTION = "section"
    REGION = "region"
    TERM = "term"
    VERSION = "version"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class QuestionEvent:
    """A question was answered, in whatever way.

    Attributes:
        region: slug of the region asked about, ``SEVERAL`` or ``NONE``.
        topic: of the section that answers or is nearest.
        section: id of the same section; kept only where the texts did not answer.
        terms: ids of glossary terms in the question; kept only where the texts did not answer.
        version: of the knowledge, see `version_slug`.
    """

    status: Status
    language: Language
    script: Script
    latency: LatencyBucket
    topic: str = NONE
    section: str = NONE
    region: str = NONE
    version: str = NONE
    terms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if gap_of(self.status) is None and (self.terms or self.section != NONE):
            object.__setattr__(self, "terms", ())
            object.__setattr__(self, "section", NONE)
        elif self.terms:
            object.__setattr__(self, "terms", _few(self.terms))


@dataclass(frozen=True, slots=True)
class FeedbackEvent:
    """Somebody pressed a button under an answer.

    Attributes:
        reason: only after ``Vote.DOWN``; ``None`` is the press itself, a reason comes as an
            event of its own.
        region: that the question was about, where it is still known.
        terms: ids of glossary terms in the question, where they are still known; kept only with
            the press of ``Vote.DOWN`` itself.
    """

    vote: Vote
    language: Language
    reason: FeedbackReason | None = None
    topic: str = NONE
    section: str = NONE
    region: str = NONE
    terms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        is_gap = self.vote is Vote.DOWN and self.reason is None
        object.__setattr__(self, "terms", _few(self.terms) if is_gap else ())


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """Somebody began a conversation through a centre's link, or without one."""

    centre: str = NONE


Event = QuestionEvent | FeedbackEvent | VisitEvent


@dataclass(frozen=True)
class Vocabulary:
    """The only slugs that the database will ever hold.

    Attributes:
        words: slugs by kind.
    """

    words: Mapping[WordKind, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, knowledge: Knowledge, versions: Iterable[str] = (), centres: Iterable[str] = ()
    ) -> Vocabulary:
        """The slugs of a knowledge folder, of index versions and of centres."""
        tables = knowledge.tables
        return cls(
            {
                WordKind.TOPIC: frozenset(tables.topics.root),
                WordKind.SECTION: frozenset(section.id for section in knowledge.sections),
                WordKind.REGION: frozenset(tables.regions.root) | {SEVERAL},
                WordKind.TERM: frozenset(term.id for term in tables.glossary.root),
                WordKind.VERSION: frozenset(versions),
                WordKind.CENTRE: frozenset(centres),
            }
        )

    def slug(self, kind: WordKind, slug: str) -> str:
        """``slug`` if it is known, else ``NONE``."""
        return slug if slug in self.words.get(kind, frozenset()) else NONE

    def knows(self, kind: WordKind, slug: str) -> bool:
        """Whether ``slug`` may be stored as a word of ``kind``."""
        return slug in self.words.get(kind, frozenset())


def _few(terms: Iterable[str]) -> tuple[str, ...]:
    """Each term once, in one order, so that the same terms are the same event."""
    return tuple(sorted(set(terms)))[:_TERM_LIMIT]


def gap_of(status: Status) -> GapKind | None:
    """The kind of gap that a status is, if it is one."""
    return _GAPS.get(status)


_GAPS: Final = {
    Status.NOT_IN_TEXTS: GapKind.NOT_IN_TEXTS,
    Status.CLARIFICATION: GapKind.CLARIFICATION,
}


def region_of(regions: Iterable[str]) -> str:
    """One slug for the regions of a question."""
    slugs = tuple(regions)
    if not slugs:
        return NONE
    return slugs[0] if len(slugs) == 1 else SEVERAL


def version_slug(name: str) -> str:
    """The slug of an index version ``00007``: ``v00007``."""
    return f"v{name}"
