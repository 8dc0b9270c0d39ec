"""The product as the evaluation sees it: its search, its answers, its index over passages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from retrieval.answering import Answerer
from retrieval.answers import Answer
from retrieval.confidence import Confidence
from retrieval.encoder import Encoder
from retrieval.evaluation.baselines import Baseline, BaselineRanker, baseline_index
from retrieval.evaluation.passages import hybrid_passages
from retrieval.evaluation.protocols import (
    CatalogueSection,
    PassageIndexFactory,
    RankedSection,
    Responder,
    Response,
    SectionRanker,
)
from retrieval.index import plain_text
from retrieval.knowledge import Section
from retrieval.language import identify

__all__ = [
    "AnswererRanker",
    "AnswererResponder",
    "System",
    "baseline_system",
    "catalogue_of",
    "section_text",
    "system_of",
]


@dataclass(frozen=True)
class System:
    """What `retrieval.evaluation` measures.

    Attributes:
        catalogue: every section that can be found.
        ranker: finds sections.
        responder: answers questions; None if there is only a ranking.
        passages: builds an index over a BEIR corpus.
        threshold: the confidence from which the responder answers, for the charts.
    """

    catalogue: Sequence[CatalogueSection]
    ranker: SectionRanker
    responder: Responder | None
    passages: PassageIndexFactory
    threshold: float | None = None


def system_of(
    answerer: Answerer, encoder: Encoder, write: Callable[[Answer], str] | None = None
) -> System:
    """The product.

    Args:
        answerer: of the live index version.
        encoder: makes the vectors of passages.
        write: what the citizen reads for an answer; by default the section alone.
    """
    return System(
        catalogue=catalogue_of(answerer.knowledge.sections),
        ranker=AnswererRanker(answerer),
        responder=AnswererResponder(answerer, write or section_text),
        passages=hybrid_passages(encoder),
        threshold=Confidence.of(encoder.fingerprint).threshold,
    )


def baseline_system(kind: Baseline, sections: Sequence[Section]) -> System:
    """A baseline over the same sections."""
    return System(
        catalogue_of(sections), BaselineRanker(kind, sections), None, baseline_index(kind)
    )


def catalogue_of(sections: Iterable[Section]) -> list[CatalogueSection]:
    """The sections as judging needs them, both languages of one as one."""
    catalogue: dict[str, CatalogueSection] = {}
    for section in sections:
        known = catalogue.get(section.id)
        catalogue[section.id] = CatalogueSection(
            id=section.id,
            facts=frozenset(section.facts) | (known.facts if known else frozenset()),
            regions=frozenset(section.regions),
            year=section.year,
        )
    return list(catalogue.values())


def section_text(answer: Answer) -> str:
    """Heading and text of each section that answers; nothing for any other status."""
    if answer.status.value != "answered":
        return ""
    said = [each.section for each in (answer, answer.also) if each is not None]
    return "\n".join(f"{each.heading}\n{plain_text(each.body)}" for each in said if each)


class AnswererRanker:
    """The search of the product, with its own identification of the language."""

    def __init__(self, answerer: Answerer) -> None:
        self._searcher = answerer.searcher
        self._facts = {item.id: item.facts for item in catalogue_of(answerer.knowledge.sections)}

    def rank(self, question: str, language: str | None, limit: int) -> list[RankedSection]:
        """The product's hits."""
        known = language or identify(question).answer_language
        understood = self._searcher.understand(question, "ru" if known == "ru" else "kk")
        return [
            RankedSection(found.section_id, self._facts[found.section_id], found.score)
            for found in self._searcher.search(understood, limit)
        ]


class AnswererResponder:
    """The answers of the product; ``write`` gives what the citizen reads."""

    def __init__(self, answerer: Answerer, write: Callable[[Answer], str]) -> None:
        self._answerer = answerer
        self._write = write

    def respond(self, question: str) -> Response:
        """The product's answer, timed from the question to the text."""
        start = time.perf_counter()
        answer = self._answerer.answer(question)
        text = self._write(answer)
        took_ms = (time.perf_counter() - start) * 1000
        section = answer.section
        nearest = [hit.section_id for hit in answer.hits][:1]
        said = [each.section.id for each in (answer, answer.also) if each and each.section]
        return Response(
            status=answer.status.value,
            language=answer.language,
            text=text,
            section_ids=tuple(said or nearest),
            facts=frozenset(section.facts) if section is not None else frozenset(),
            confidence=answer.confidence,
            took_ms=took_ms,
        )
