"""The same question in the other habits of typing, made by program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.evaluation.questions import Question
from retrieval.language.variants import HABITS, Habit, apply_habit

__all__ = ["Respelled", "respell"]


@dataclass(frozen=True)
class Respelled:
    """A question rewritten in a habit; ``original`` is the hand-written one."""

    habit: Habit
    text: str
    original: Question


def respell(questions: Sequence[Question], seed: int = 0) -> list[Respelled]:
    """Every question in standard spelling, in each habit other than the standard one.

    Where a habit changes nothing (Russian has no Kazakh letters to lose) there is no variant.
    """
    return [
        Respelled(habit, text, question)
        for question in questions
        if question.spelling == "standard"
        for habit in HABITS
        if habit != "standard"
        and (text := apply_habit(question.question, habit, seed)) != question.question
    ]
