"""Tables of the guided paths: how sums add up, who can take part, which papers a case needs.

Every rule is a row with its words in both languages and the section it rests on, so that an
admin changes a rule where the texts are, and the bot can always show what it follows from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Protocol, Self

from pydantic import Field, model_validator

from retrieval.knowledge.findings import Finding
from retrieval.knowledge.rows import LocalText, StrictRow

__all__ = [
    "Case",
    "Checklist",
    "Checklists",
    "Condition",
    "Eligibility",
    "Ladder",
    "Option",
    "Paper",
    "Payment",
    "Payments",
    "Places",
    "Question",
    "Remark",
    "Verdict",
    "holds",
    "missing_sections",
]

#: A short name that buttons carry. It stays the same for ever, so that old buttons keep working.
Key = Annotated[str, Field(pattern=r"^[a-z]$")]
SectionId = Annotated[str, Field(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
#: A section of each region: ``quota-{year}#{region}``.
SectionPattern = Annotated[
    str, Field(pattern=r"^(?:[a-z0-9-]|\{region\}|\{year\})+#(?:[a-z0-9-]|\{region\})+$")
]
#: Question key → keys of the answers to it under which a row counts.
When = Mapping[Key, tuple[Key, ...]]

_REGION_FIELD: Final = "{region}"
#: What buttons of checklists carry beside the cases: service, ticks, printing.
_TAKEN_LETTERS: Final = frozenset("sxz")


def _twice(keys: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None


def holds(when: When, answers: Mapping[str, str]) -> bool:
    """Whether every question of ``when`` was answered in one of its ways."""
    return all(answers.get(question) in keys for question, keys in when.items())


# --- payments.yaml -------------------------------------------------------------------------


class LadderStep(StrictRow):
    """A usual height of a payment by settlement and number of people."""

    settlement: Literal["town", "village"]
    people_from: int = Field(ge=1)
    people_to: int | None = None
    amount: str

    def fits(self, settlement: str | None, people: int) -> bool:
        """Whether the step is for so many people in such a settlement."""
        most = self.people_to
        enough = self.people_from <= people
        return self.settlement == settlement and enough and (most is None or people <= most)


class Ladder(StrictRow):
    """Steps of a payment and the section that they stand in."""

    section: SectionId
    steps: tuple[LadderStep, ...] = Field(min_length=1)


class Payment(StrictRow):
    """How an amount of support.yaml becomes what a family gets.

    Attributes:
        amount: key of the amount; its ``per`` says what it is multiplied by.
        section: the rule.
        months: how many months a monthly payment lasts.
        months_section: where that stands.
        ceiling: whether the amount is the most that is paid, not what everybody gets.
        past_section: the rule of earlier years, where it is another one.
        ladder: usual heights within the range.
    """

    amount: str
    section: SectionId
    months: int | None = Field(default=None, ge=1)
    months_section: SectionId | None = None
    ceiling: bool = False
    past_section: SectionId | None = None
    ladder: Ladder | None = None


class Condition(StrictRow):
    """A condition of payments, in words."""

    text: LocalText
    section: SectionId


class Payments(StrictRow):
    """Everything that a family can get for moving, in the order it is told."""

    years_from: int
    payments: tuple[Payment, ...] = Field(min_length=1)
    conditions: tuple[Condition, ...] = ()

    def sections(self) -> Iterator[str]:
        """Every section that the rows rest on."""
        for row in self.payments:
            ladder = row.ladder.section if row.ladder else None
            found = (row.section, row.months_section, row.past_section, ladder)
            yield from (each for each in found if each is not None)
        yield from (each.section for each in self.conditions)


# --- eligibility.yaml ----------------------------------------------------------------------


class Verdict(StrEnum):
    """What an answer means for taking part."""

    FITS = "fits"  # meets a condition
    AGAINST = "against"  # stands in the way of taking part
    ASK = "ask"  # the texts don't settle it
    PREPARE = "prepare"  # has to be put right before applying
    LESS = "less"  # takes part, but some of the help isn't given
    NOTE = "note"  # good to know


class Remark(StrictRow):
    """What follows from an answer, and the section that says so."""

    verdict: Verdict
    text: LocalText
    section: SectionPattern
    when: When = Field(default_factory=dict)


class Option(StrictRow):
    """One way to answer a question.

    Attributes:
        key: its letter on buttons.
        label: the button.
        words: other ways to say it.
        remarks: what follows.
        ends: whether nothing more needs to be asked.
    """

    key: Key
    label: LocalText
    words: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    ends: bool = False


class Places(StrictRow):
    """Options made from tables: one for each region, with what follows for all of them.

    Attributes:
        of: regions with places for resettlers or kandases in the quota of the year, or regions
            that are marked as departure in regions.yaml.
        remarks: what follows; ``{region}`` and ``{year}`` in a section are filled in.
    """

    of: Literal["resettlers", "kandas", "departure"]
    remarks: tuple[Remark, ...] = ()


class Question(StrictRow):
    """A question, asked when the earlier answers are those of ``when``.

    Where it offers places, the first of ``options`` stands for every other region.
    """

    key: Key
    ask: LocalText
    hint: LocalText | None = None
    when: When = Field(default_factory=dict)
    places: Places | None = None
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if not self.options:
            raise ValueError("give at least one option")
        twice = _twice(option.key for option in self.options)
        if twice is not None:
            raise ValueError(f"the option key {twice!r} stands twice")
        return self

    def option(self, key: str) -> Option | None:
        """The option with this letter."""
        return next((each for each in self.options if each.key == key), None)


class Eligibility(StrictRow):
    """Questions of «can I take part», and what is always said with the outcome."""

    questions: tuple[Question, ...] = Field(min_length=1)
    always: tuple[Remark, ...] = ()

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        twice = _twice(question.key for question in self.questions)
        if twice is not None:
            raise ValueError(f"the question key {twice!r} stands twice")
        asked: set[str] = set()
        for question in self.questions:
            unknown = set(question.when) - asked
            if unknown:
                raise ValueError(f"{question.key!r} hangs on {sorted(unknown)}, not asked before")
            asked.add(question.key)
        for when in self._whens():
            for key, answers in when.items():
                named = next((each for each in self.questions if each.key == key), None)
                if named is None or not all(map(named.option, answers)):
                    raise ValueError(f"`when` names an answer that isn't there: {key}: {answers}")
        return self

    def _whens(self) -> Iterator[When]:
        yield from (question.when for question in self.questions)
        yield from (row.when for row in self.always)
        for question in self.questions:
            for option in question.options:
                yield from (row.when for row in option.remarks)

    def sections(self) -> Iterator[str]:
        """Every section that the rows rest on."""
        for question in self.questions:
            rows: Sequence[Remark] = question.places.remarks if question.places else ()
            yield from (row.section for row in rows)
            for option in question.options:
                yield from (row.section for row in option.remarks)
        yield from (row.section for row in self.always)


# --- checklists.yaml -----------------------------------------------------------------------


class CaseOption(StrictRow):
    """One case of a service."""

    key: Key
    label: LocalText
    words: tuple[str, ...] = ()


class Case(StrictRow):
    """A question that decides which papers are needed."""

    key: Key
    ask: LocalText
    options: tuple[CaseOption, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        twice = _twice(option.key for option in self.options)
        if twice is not None:
            raise ValueError(f"the option key {twice!r} stands twice")
        return self

    def option(self, key: str) -> CaseOption | None:
        """The option with this letter."""
        return next((each for each in self.options if each.key == key), None)


class Paper(StrictRow):
    """A paper of a checklist.

    Attributes:
        key: its letter on buttons.
        text: what it is, in full.
        short: the same for a button, at most 28 characters.
        section: the section that asks for it; that of the checklist if left out.
        when: the cases it is for.
    """

    key: Key
    text: LocalText
    short: LocalText
    section: SectionId | None = None
    when: When = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_a_button(self) -> Self:
        if max(len(self.short.kk), len(self.short.ru)) > 28:
            raise ValueError("`short` has at most 28 characters")
        return self


class PaperNote(StrictRow):
    """What else to know about the papers of a service."""

    text: LocalText
    section: SectionId
    when: When = Field(default_factory=dict)


class Checklist(StrictRow):
    """The papers of one service."""

    key: Key
    name: LocalText
    title: LocalText
    words: tuple[str, ...] = ()
    section: SectionId
    where: LocalText
    where_section: SectionId
    cases: tuple[Key, ...] = ()
    papers: tuple[Paper, ...] = Field(min_length=1)
    notes: tuple[PaperNote, ...] = ()

    @model_validator(mode="after")
    def _papers_once(self) -> Self:
        twice = _twice(paper.key for paper in self.papers)
        if twice is not None:
            raise ValueError(f"the paper key {twice!r} stands twice")
        return self


class Checklists(StrictRow):
    """Checklists by service, and the cases that they share."""

    cases: tuple[Case, ...] = ()
    services: tuple[Checklist, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_once(self) -> Self:
        for kind, keys in (
            ("case", [case.key for case in self.cases]),
            ("service", [service.key for service in self.services]),
        ):
            twice = _twice(keys)
            if twice is not None:
                raise ValueError(f"the {kind} key {twice!r} stands twice")
        known = {case.key for case in self.cases}
        if known & _TAKEN_LETTERS:
            raise ValueError(f"a case can't be {', '.join(sorted(_TAKEN_LETTERS))}")
        for service in self.services:
            if set(service.cases) - known:
                raise ValueError(f"{service.key!r} names a case that isn't there")
            whens = [paper.when for paper in service.papers] + [n.when for n in service.notes]
            for when in whens:
                if not all(self._can_be(service, *pair) for pair in when.items()):
                    raise ValueError(f"{service.key!r} hangs on a case that can't be: {when}")
        return self

    def _can_be(self, service: Checklist, key: str, answers: tuple[str, ...]) -> bool:
        case = self.case(key)
        if case is None or key not in service.cases:
            return False
        return all(case.option(answer) is not None for answer in answers)

    def case(self, key: str) -> Case | None:
        """The case with this letter."""
        return next((each for each in self.cases if each.key == key), None)

    def service(self, key: str) -> Checklist | None:
        """The service with this letter."""
        return next((each for each in self.services if each.key == key), None)

    def sections(self) -> Iterator[str]:
        """Every section that the rows rest on."""
        for service in self.services:
            yield from (service.section, service.where_section)
            yield from (each.section for each in service.papers if each.section is not None)
            yield from (each.section for each in service.notes)


class _Guide(Protocol):
    def sections(self) -> Iterator[str]: ...


def missing_sections(tables: Mapping[str, _Guide], sections: frozenset[str]) -> list[Finding]:
    """A warning for each section that a guided path rests on and that isn't there.

    Args:
        tables: by file name without its ending.
        sections: ids of all sections.
    """
    return [
        Finding(
            Path("tables", f"{name}.yaml"),
            1,
            "unknown-section",
            "warning",
            params={"section": section},
        )
        for name, table in tables.items()
        for section in dict.fromkeys(table.sections())
        # A pattern stands for many sections; which of them exist changes with the quota.
        if _REGION_FIELD not in section and section not in sections
    ]
