"""The folder's own questions: what a new index version must answer before it goes live.

``acceptance.yaml`` at the top of the folder holds the questions that must never break, each with
the section that has to answer or words that have to appear::

    - {ask: "кошу акшасы канша", language: kk, contains: ['{{ tenge("relocation") }}']}

Sums are taken from the tables, as in the texts: with a new year's index they are others, and a sum
typed by hand would keep every new version from going live.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import Language
from retrieval.knowledge.templates import Filler, TemplateError
from retrieval.knowledge.yaml_text import read_model

__all__ = ["ACCEPTANCE_FILE", "Acceptance", "AcceptanceQuestion", "read_acceptance"]

ACCEPTANCE_FILE = Path("acceptance.yaml")


class AcceptanceQuestion(BaseModel):
    """A question and what its answer must be.

    Attributes:
        ask: as a person would write it.
        language: in which the answer has to be; any if left out.
        section: id of the section that has to answer; a list where any of them will do.
        contains: words that the answer has to contain, all of them; filled in as the texts are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str = Field(min_length=1)
    language: Language | None = None
    section: str | tuple[str, ...] = ()
    contains: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _wants_something(self) -> AcceptanceQuestion:
        if not self.section and not self.contains:
            raise ValueError("give a section, or words that the answer contains")
        return self

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of the sections that may answer; empty for any."""
        return (self.section,) if isinstance(self.section, str) else self.section


class _Acceptance(RootModel[tuple[AcceptanceQuestion, ...]]):
    """The whole file."""


@dataclass(frozen=True)
class Acceptance:
    """The questions of a folder, each with its line in the file."""

    questions: tuple[AcceptanceQuestion, ...] = ()
    lines: tuple[int, ...] = ()


def read_acceptance(
    folder: Path, fillers: Mapping[Language, Filler]
) -> tuple[Acceptance, list[Finding]]:
    """The questions of ``folder``; none when it has no such file. And what is wrong with it.

    Args:
        folder: the knowledge folder.
        fillers: fill numbers into the words of each language; Kazakh where a question names none.
    """
    if not (folder / ACCEPTANCE_FILE).exists():
        return Acceptance(), []
    read, text = read_model(folder, ACCEPTANCE_FILE, _Acceptance)
    if read is None:
        return Acceptance(), text.findings
    lines = tuple(text.line(number) for number in range(len(read.root)))
    questions, findings = [], list(text.findings)
    for question, line in zip(read.root, lines, strict=True):
        filler = fillers[question.language or "kk"]
        try:
            words = tuple(filler.fill(each) for each in question.contains)
        except TemplateError as problem:
            params = {"problem": problem.problem}
            findings.append(Finding(ACCEPTANCE_FILE, line, "template", params=params))
            words = question.contains
        questions.append(question.model_copy(update={"contains": words}))
    return Acceptance(tuple(questions), lines), findings
