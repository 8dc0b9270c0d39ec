"""A small world to measure: three sections, a ranker and an answerer whose mistakes are known."""

from collections.abc import Sequence

from retrieval.evaluation.protocols import CatalogueSection, RankedSection, Response
from retrieval.evaluation.questions import Status

PAVLODAR = CatalogueSection("quota-2026#pavlodar", frozenset({"Q1"}), frozenset({"pavlodar"}), 2026)
KOSTANAY = CatalogueSection("quota-2026#kostanay", frozenset({"Q2"}), frozenset({"kostanay"}), 2026)
PAVLODAR_2025 = CatalogueSection(
    "quota-2025#pavlodar", frozenset({"Q3"}), frozenset({"pavlodar"}), 2025
)
SUBSIDY = CatalogueSection("subsidy#amount", frozenset({"S1", "S2"}))
UNKNOWN = CatalogueSection("money#next-year", frozenset())


def response(
    status: Status = "answered",
    text: str = "",
    sections: Sequence[CatalogueSection] = (PAVLODAR,),
    language: str = "kk",
    confidence: float = 0.9,
) -> Response:
    return Response(
        status=status,
        language=language,
        text=text,
        section_ids=tuple(section.id for section in sections),
        facts=frozenset().union(*(section.facts for section in sections)),
        confidence=confidence,
        took_ms=1.0,
    )


class FixedRanker:
    """Gives the same sections whatever is asked."""

    def __init__(self, *sections: CatalogueSection) -> None:
        self.sections = sections
        self.asked: list[str] = []

    def rank(self, question: str, language: str | None, limit: int) -> list[RankedSection]:  # noqa: ARG002
        self.asked.append(question)
        return [
            RankedSection(section.id, section.facts, 1.0 / rank)
            for rank, section in enumerate(self.sections[:limit], start=1)
        ]
