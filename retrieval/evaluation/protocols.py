"""What is measured, seen from outside: a ranker, an answerer, an index over loose passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.evaluation.questions import Status

__all__ = [
    "CatalogueSection",
    "Passage",
    "PassageIndex",
    "PassageIndexFactory",
    "RankedSection",
    "Responder",
    "Response",
    "SectionRanker",
]


@dataclass(frozen=True)
class CatalogueSection:
    """A section that can be found, as far as judging needs it.

    Attributes:
        id: the same in both languages.
        facts: ids of the facts that stand in it.
        regions: slugs it is about; empty means the whole country.
        year: the year of a quota row, else ``None``.
    """

    id: str
    facts: frozenset[str]
    regions: frozenset[str] = frozenset()
    year: int | None = None


@dataclass(frozen=True)
class RankedSection:
    """One hit; ``score`` only has to fall from hit to hit."""

    id: str
    facts: frozenset[str]
    score: float


class SectionRanker(Protocol):
    """Finds the sections nearest to a question."""

    def rank(self, question: str, language: str | None, limit: int) -> Sequence[RankedSection]:
        """At most ``limit`` different sections, best first.

        ``language`` is None where the ranker has to find it out.
        """
        ...


@dataclass(frozen=True)
class Response:
    """An answer as the citizen gets it.

    Attributes:
        language: of the text, ``kk`` or ``ru``.
        text: exactly what is read, without markup.
        section_ids: the sections it is made of, the main one first; if the answerer abstained,
            the nearest ones.
        facts: those of these sections.
        confidence: that the first section answers, 0 to 1, also where the answerer abstained.
        took_ms: milliseconds by the answerer's own clock.
    """

    status: Status
    language: str
    text: str
    section_ids: tuple[str, ...]
    facts: frozenset[str]
    confidence: float
    took_ms: float


class Responder(Protocol):
    """Answers a question, each on its own."""

    def respond(self, question: str) -> Response:
        """The answer to ``question``; never raises for what a person may type."""
        ...


@dataclass(frozen=True)
class Passage:
    """A text of a BEIR corpus; ``title`` may be empty."""

    id: str
    title: str
    text: str


class PassageIndex(Protocol):
    """An index over passages."""

    def search(self, query: str, limit: int) -> Sequence[str]:
        """At most ``limit`` ids of passages, best first."""
        ...


PassageIndexFactory = Callable[[Iterable[Passage]], PassageIndex]
"""Builds an index from passages; reads the stream once."""
