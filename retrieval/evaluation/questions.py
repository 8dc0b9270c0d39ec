"""Question sets: what people ask and what a right answer carries.

A set is a file of JSON lines, ``<kind>.<split>.jsonl``; each line is one `Question`. The splits
share no fact, so that what is fitted on ``dev`` is measured on ``test``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from retrieval.errors import EvaluationError

__all__ = [
    "QUESTIONS_FOLDER",
    "SPLITS",
    "Question",
    "QuestionLanguage",
    "Spelling",
    "Split",
    "Status",
    "load_questions",
    "load_split",
]

QUESTIONS_FOLDER: Final = Path(__file__).parent / "questions"

Split = Literal["dev", "test"]
SPLITS: Final[tuple[Split, ...]] = get_args(Split)
QuestionLanguage = Literal["kk", "ru", "other"]
Spelling = Literal["standard", "no_kazakh_letters", "latin", "typo", "mixed"]
Status = Literal[
    "answered",
    "clarification",
    "not_in_texts",
    "out_of_scope",
    "personal_data",
    "greeting",
    "error",
]


class Question(BaseModel):
    """One question with what makes an answer to it right.

    Attributes:
        id: unique over all sets.
        question: as a person would type it.
        language: in which the answer must be; ``other`` leaves it open.
        spelling: the habit in which it is typed; ``mixed`` mixes the two languages.
        facts: a section that carries any one of them is right; empty if nothing should be found.
        topic: key of the topic, for the figures by topic.
        must: what the answer has to contain; of a list any one is enough.
        must_not: what it may not contain, such as the number of another region.
        expect: the status of a right answer.
        accept_sections: sections that themselves say that the texts do not know it, and whom to
            ask; an answer from one of them is as good as abstaining.
        regions: slugs the question names; if empty, those of the right sections count.
        years: years the question names; if empty, those of the right sections count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    language: QuestionLanguage
    spelling: Spelling
    facts: tuple[str, ...]
    topic: str
    must: tuple[str | tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    expect: Status = "answered"
    accept_sections: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @field_validator("id", "question", "topic")
    @classmethod
    def _not_blank(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty")
        return text

    @model_validator(mode="after")
    def _facts_fit_expectation(self) -> Question:
        if self.expect == "answered" and not self.facts:
            raise ValueError("a question to be answered needs at least one id in `facts`")
        if self.expect != "answered" and self.facts:
            raise ValueError(f"`facts` must be empty where `expect` is {self.expect}")
        if self.expect == "answered" and self.accept_sections:
            raise ValueError("`accept_sections` is for questions that are not to be answered")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the texts hold the answer."""
        return self.expect == "answered"


def load_split(split: Split, folder: Path = QUESTIONS_FOLDER) -> list[Question]:
    """All questions of one split: every file ``*.<split>.jsonl`` of ``folder``, by file name.

    Raises:
        EvaluationError: there is no such file, or one of them cannot be read.
    """
    paths = sorted(folder.glob(f"*.{split}.jsonl"))
    if not paths:
        raise EvaluationError(f"{folder}: no question set *.{split}.jsonl here")
    return load_questions(paths)


def load_questions(paths: Sequence[Path]) -> list[Question]:
    """The questions of ``paths`` in order.

    Raises:
        EvaluationError: names file and line of what is not JSON, misses a field or repeats an id.
    """
    questions: list[Question] = []
    first_seen: dict[str, str] = {}
    for path in paths:
        for place, question in _read(path):
            if question.id in first_seen:
                raise EvaluationError(
                    f"{place}: id {question.id!r} is already used in {first_seen[question.id]}"
                )
            first_seen[question.id] = place
            questions.append(question)
    return questions


def _read(path: Path) -> Iterator[tuple[str, Question]]:
    try:
        lines: Iterable[str] = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            yield place, Question.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise EvaluationError(f"{place}: not JSON: {error}") from error
        except ValidationError as error:
            raise EvaluationError(f"{place}: {_first_problem(error)}") from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    message = problem["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
