"""Runs the project's own question sets against a system and gathers the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.evaluation.answers import JudgedAnswer, answer_questions, figures_of_answers
from retrieval.evaluation.figures import Failure, Figures, Group, Report, Robustness, group
from retrieval.evaluation.protocols import CatalogueSection, Responder, SectionRanker
from retrieval.evaluation.questions import QUESTIONS_FOLDER, Question, Split, load_split
from retrieval.evaluation.ranking import (
    Asked,
    RankedQuestion,
    as_asked,
    figures_of_ranking,
    rank_questions,
    right_sections,
    robustness,
)
from retrieval.evaluation.spellings import respell

__all__ = ["RESPELLED", "SplitRun", "evaluate_splits", "run_split"]

RESPELLED = "-respelled"
"""Ending of the name of a set whose questions were rewritten by program."""

Advance = Callable[[int], None]


@dataclass(frozen=True)
class SplitRun:
    """Everything that came back for one split; what the charts are drawn from."""

    ranked: Sequence[RankedQuestion]
    ranked_respelled: Sequence[RankedQuestion] = ()
    judged: Sequence[JudgedAnswer] = ()
    judged_respelled: Sequence[JudgedAnswer] = ()
    questions: Sequence[Question] = field(default_factory=tuple)


def evaluate_splits(
    splits: Sequence[Split],
    catalogue: Sequence[CatalogueSection],
    ranker: SectionRanker,
    responder: Responder | None = None,
    *,
    respelled: bool = True,
    folder: Path = QUESTIONS_FOLDER,
    advance: Advance | None = None,
) -> tuple[Report, dict[Split, SplitRun]]:
    """Run ``splits`` and report.

    Args:
        splits: which of the sets of ``folder``.
        catalogue: every section that can be found.
        ranker: finds sections.
        responder: answers; without one only the ranking is measured.
        respelled: also put each standard question in every other spelling.
        folder: where the question sets are.
        advance: told after each split how many questions it had.

    Raises:
        EvaluationError: a question set cannot be read.
    """
    loaded = {split: load_split(split, folder) for split in splits}
    runs: dict[Split, SplitRun] = {}
    sets: dict[str, dict[str, Any]] = {}
    figures: dict[str, Figures] = {}
    groups: list[Group] = []
    losses: list[Robustness] = []
    failures: list[Failure] = []
    notes: list[str] = []
    for split, questions in loaded.items():
        run = run_split(questions, catalogue, ranker, responder, respelled=respelled)
        runs[split] = run
        _add(split, run.ranked, run.judged, sets, figures, groups, failures)
        if respelled:
            name = split + RESPELLED
            _add(name, run.ranked_respelled, run.judged_respelled, sets, figures, groups, failures)
            losses += robustness(name, run.ranked, run.ranked_respelled)
        lost = [
            question.id
            for question in questions
            if question.answerable and not right_sections(question, catalogue)
        ]
        if lost:
            notes.append(
                f"{split}: no section carries a fact of {len(lost)} questions, which count as not "
                f"found: {', '.join(lost[:10])}{' …' if len(lost) > 10 else ''}"
            )
        if advance is not None:
            advance(len(questions))
    return Report(sets, figures, groups, losses, failures, notes), runs


def run_split(
    questions: Sequence[Question],
    catalogue: Sequence[CatalogueSection],
    ranker: SectionRanker,
    responder: Responder | None,
    *,
    respelled: bool,
) -> SplitRun:
    """Put the questions as they are and, if ``respelled``, in every other spelling."""
    asked = [as_asked(question) for question in questions]
    variants = [as_asked(variant) for variant in respell(questions)] if respelled else []

    def judged(items: Sequence[Asked]) -> list[JudgedAnswer]:
        return [] if responder is None else answer_questions(responder, items, catalogue)

    return SplitRun(
        ranked=rank_questions(ranker, asked, catalogue),
        ranked_respelled=rank_questions(ranker, variants, catalogue),
        judged=judged(asked),
        judged_respelled=judged(variants),
        questions=tuple(questions),
    )


def _add(
    name: str,
    ranked: Sequence[RankedQuestion],
    judged: Sequence[JudgedAnswer],
    sets: dict[str, dict[str, Any]],
    figures: dict[str, Figures],
    groups: list[Group],
    failures: list[Failure],
) -> None:
    asked = [item.asked for item in judged] or [item.asked for item in ranked]
    sets[name] = {
        "kind": "questions",
        "questions": len(asked),
        "answerable": len(ranked),
        "expect": dict(sorted(Counter(item.question.expect for item in asked).items())),
        "languages": dict(sorted(Counter(item.language for item in asked).items())),
    }
    figures[name] = {**figures_of_ranking(ranked), **(figures_of_answers(judged) if judged else {})}
    by_ranking = group(name, ranked, figures_of_ranking)
    by_answers = group(name, judged, figures_of_answers)
    groups += _merged(by_ranking, by_answers)
    for result in ranked:
        if not result.scores["hit@1"]:
            at = ", ".join(result.section_ids[:3]) or "nothing"
            rank = result.scores["mrr@10"]
            where = f"right at rank {round(1 / rank)}" if rank else "right not in the first 10"
            question = result.asked
            failures.append(Failure(name, question.question.id, question.text, f"{where}; {at}"))
    failures += [
        Failure(name, item.asked.question.id, item.asked.text, item.problem)
        for item in judged
        if item.problem
    ]


def _merged(ranking: Sequence[Group], answers: Sequence[Group]) -> list[Group]:
    """One group where both kinds of figures exist; ``questions`` counts all that were put."""

    def key(item: Group) -> tuple[str | None, ...]:
        return (item.language, item.spelling, item.topic)

    merged = {key(item): item for item in ranking}
    for item in answers:
        other = merged.get(key(item))
        merged[key(item)] = (
            item
            if other is None
            else Group(
                item.set,
                item.language,
                item.spelling,
                item.topic,
                item.questions,
                other.answerable,
                {**other.figures, **item.figures},
            )
        )
    return list(merged.values())
