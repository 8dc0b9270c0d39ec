"""How well a ranker finds the sections that carry the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.evaluation.figures import Figures, Robustness, ranking_figures, timing_figures
from retrieval.evaluation.metrics import CUTOFF, bootstrap_interval, mean, ranking_scores
from retrieval.evaluation.protocols import CatalogueSection, SectionRanker
from retrieval.evaluation.questions import Question
from retrieval.evaluation.spellings import Respelled

__all__ = [
    "Asked",
    "Outcome",
    "RankedQuestion",
    "as_asked",
    "figures_of_ranking",
    "rank_questions",
    "right_sections",
    "robustness",
]


@dataclass(frozen=True)
class Asked:
    """A question in the spelling in which it is put, by hand or rewritten by program."""

    text: str
    spelling: str
    question: Question

    @property
    def language(self) -> str:
        """Language of the question."""
        return self.question.language

    @property
    def topic(self) -> str:
        """Topic of the question."""
        return self.question.topic


def as_asked(item: Question | Respelled) -> Asked:
    """The question as it is put."""
    if isinstance(item, Respelled):
        return Asked(item.text, item.habit, item.original)
    return Asked(item.question, item.spelling, item)


@dataclass(frozen=True)
class Outcome:
    """What came of a question; figures are grouped by these."""

    asked: Asked

    @property
    def language(self) -> str:
        """Language of the question."""
        return self.asked.language

    @property
    def spelling(self) -> str:
        """Spelling in which it was put."""
        return self.asked.spelling

    @property
    def topic(self) -> str:
        """Topic of the question."""
        return self.asked.topic

    @property
    def answerable(self) -> bool:
        """Whether the texts hold the answer."""
        return self.asked.question.answerable


@dataclass(frozen=True)
class RankedQuestion(Outcome):
    """What came back for a question.

    Attributes:
        section_ids: best first, at most ten.
        scores: `retrieval.evaluation.metrics.RANKING_METRICS` of this question.
        milliseconds: from the call to the return.
    """

    section_ids: tuple[str, ...]
    scores: Mapping[str, float]
    milliseconds: float


def right_sections(
    question: Question, catalogue: Sequence[CatalogueSection]
) -> list[CatalogueSection]:
    """The sections that carry any one of the question's facts."""
    return [section for section in catalogue if not section.facts.isdisjoint(question.facts)]


def rank_questions(
    ranker: SectionRanker,
    asked: Sequence[Asked],
    catalogue: Sequence[CatalogueSection],
    clock: Callable[[], float] = time.perf_counter,
) -> list[RankedQuestion]:
    """Put every answerable question to the ranker, which has to find out the language itself."""
    results: list[RankedQuestion] = []
    for item in asked:
        if not item.question.answerable:
            continue
        start = clock()
        hits = ranker.rank(item.text, None, CUTOFF)
        milliseconds = (clock() - start) * 1000
        ids = tuple(dict.fromkeys(found.id for found in hits))
        gains = dict.fromkeys((right.id for right in right_sections(item.question, catalogue)), 1.0)
        results.append(RankedQuestion(item, ids, ranking_scores(ids, gains), milliseconds))
    return results


def figures_of_ranking(results: Sequence[RankedQuestion]) -> Figures:
    """The figures over ``results``."""
    return {
        **ranking_figures([result.scores for result in results]),
        **timing_figures([result.milliseconds for result in results]),
    }


def robustness(
    set_name: str,
    standard: Sequence[RankedQuestion],
    respelled: Sequence[RankedQuestion],
    metric: str = "hit@1",
) -> list[Robustness]:
    """What each habit costs in each language, on the questions that exist in both spellings."""
    before = {
        result.asked.question.id: result.scores[metric]
        for result in standard
        if result.spelling == "standard"
    }
    pairs: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for result in respelled:
        pairs.setdefault((result.language, result.spelling), []).append(
            (before[result.asked.question.id], result.scores[metric])
        )
    return [
        Robustness(
            set=set_name,
            language=language,
            habit=habit,
            questions=len(scores),
            metric=metric,
            standard=mean([old for old, _ in scores]),
            respelled=mean([new for _, new in scores]),
            lost=bootstrap_interval([old - new for old, new in scores]),
        )
        for (language, habit), scores in sorted(pairs.items())
    ]
