"""How right the answers are: language, what must and must not appear, and when to abstain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.evaluation.figures import Figure, Figures, share, timing_figures
from retrieval.evaluation.protocols import CatalogueSection, Responder, Response
from retrieval.evaluation.ranking import Asked, Outcome, right_sections

__all__ = ["JudgedAnswer", "answer_questions", "appears", "figures_of_answers", "judge"]


@dataclass(frozen=True)
class JudgedAnswer(Outcome):
    """An answer and what is wrong with it.

    Attributes:
        missing: what had to appear and does not; of alternatives the first stands for all.
        forbidden: what appears and must not.
        wrong_regions: regions that the answer is about and the question is not.
        wrong_years: years that the answer is about and the question is not.
        found: the first section named carries one of the question's facts, or says itself that
            the texts do not know.
    """

    response: Response
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    wrong_regions: frozenset[str]
    wrong_years: frozenset[int]
    found: bool

    @property
    def language_right(self) -> bool:
        """The answer is in the language of the question."""
        return self.language in {"other", self.response.language}

    @property
    def status_right(self) -> bool:
        """The status is the one expected, or one that is as good."""
        return self.response.status == self.asked.question.expect or self._says_it_is_unknown

    @property
    def abstained(self) -> bool:
        """Nothing was claimed: not an answer, or one that says that the texts do not know."""
        return self.response.status not in {"answered", "error"} or self._says_it_is_unknown

    @property
    def _says_it_is_unknown(self) -> bool:
        return (
            self.response.status == "answered"
            and self.response.section_ids[:1] != ()
            and self.response.section_ids[0] in self.asked.question.accept_sections
        )

    @cached_property
    def fully_right(self) -> bool:
        """Right status and language, all that must appear, nothing that must not."""
        return not self.problem

    @cached_property
    def problem(self) -> str:
        """What is wrong, in words; empty if nothing is."""
        problems: list[str] = []
        if not self.status_right:
            problems.append(f"status {self.response.status}, not {self.asked.question.expect}")
        if not self.language_right:
            problems.append(f"language {self.response.language}, not {self.language}")
        if self.missing:
            problems.append(f"missing {', '.join(self.missing)}")
        if self.forbidden:
            problems.append(f"must not say {', '.join(self.forbidden)}")
        if self.wrong_regions:
            problems.append(f"wrong region {', '.join(sorted(self.wrong_regions))}")
        if self.wrong_years:
            problems.append(f"wrong year {', '.join(map(str, sorted(self.wrong_years)))}")
        if problems and self.response.section_ids:
            problems.append(f"from {', '.join(self.response.section_ids)}")
        return "; ".join(problems)


def answer_questions(
    responder: Responder, asked: Sequence[Asked], catalogue: Sequence[CatalogueSection]
) -> list[JudgedAnswer]:
    """Put every question to the answerer and judge what comes back."""
    sections = {section.id: section for section in catalogue}
    return [
        judge(
            item, responder.respond(item.text), right_sections(item.question, catalogue), sections
        )
        for item in asked
    ]


def judge(
    asked: Asked,
    response: Response,
    right: Sequence[CatalogueSection],
    sections: Mapping[str, CatalogueSection],
) -> JudgedAnswer:
    """Judge one answer.

    What must appear is looked for only where an answer was expected, what must not appear in
    every text. An answer is about a wrong region if all its sections that name regions name others
    than the question does; the question names its own ``regions``, or those of the right sections.
    The same holds for years. With a question that names them itself, each section counts; without,
    an answer with a right section in it is never wrong in this respect.
    """
    question = asked.question
    text = _comparable(response.text)
    answered = response.status == "answered"
    named = [sections[name] for name in response.section_ids if name in sections]
    right_ids = {section.id for section in right}
    excused = any(section.id in right_ids for section in named)
    wrong_regions: frozenset[str] = frozenset()
    wrong_years: frozenset[int] = frozenset()
    if answered:
        regions = frozenset(question.regions)
        if not regions and not excused:
            regions = frozenset().union(*(section.regions for section in right))
        years = frozenset(question.years)
        if not years and not excused:
            years = frozenset(section.year for section in right if section.year is not None)
        if regions:
            wrong_regions = frozenset().union(
                *(item.regions for item in named if item.regions.isdisjoint(regions))
            )
        if years:
            wrong_years = frozenset(
                item.year for item in named if item.year is not None and item.year not in years
            )
    must = [(entry,) if isinstance(entry, str) else entry for entry in question.must]
    return JudgedAnswer(
        asked=asked,
        response=response,
        missing=tuple(
            ways[0]
            for ways in must
            if question.answerable and not any(_appears(way, text) for way in ways)
        ),
        forbidden=tuple(entry for entry in question.must_not if _appears(entry, text)),
        wrong_regions=wrong_regions,
        wrong_years=wrong_years,
        found=any(
            name in right_ids or name in question.accept_sections
            for name in response.section_ids[:1]
        ),
    )


def figures_of_answers(judged: Sequence[JudgedAnswer]) -> Figures:
    """The figures over ``judged``.

    ``fully_right`` is over the answerable questions, ``right_language`` over those whose language
    is given, ``status_right`` over all. Abstention: of the questions on which the answerer
    abstained, the share that cannot be answered (precision); of those that cannot be answered, the
    share on which it abstained (recall). ``recall_<status>`` is the recall of one kind,
    ``exact_<status>`` the share that got exactly this status.
    """
    answerable = [item for item in judged if item.asked.question.answerable]
    with_language = [item for item in judged if item.language != "other"]
    unanswerable = [item for item in judged if not item.asked.question.answerable]
    figures: dict[str, Figure] = {}
    if answerable:
        figures["fully_right"] = share(item.fully_right for item in answerable)
    if with_language:
        figures["right_language"] = share(item.language_right for item in with_language)
    figures["status_right"] = share(item.status_right for item in judged)
    if unanswerable:
        abstained = [item for item in judged if item.abstained]
        figures["abstention_precision"] = share(
            not item.asked.question.answerable for item in abstained
        )
        figures["abstention_recall"] = share(item.abstained for item in unanswerable)
        for status in sorted({item.asked.question.expect for item in unanswerable}):
            kind = [item for item in unanswerable if item.asked.question.expect == status]
            figures[f"recall_{status}"] = share(item.abstained for item in kind)
            figures[f"exact_{status}"] = share(item.status_right for item in kind)
    figures["wrong_region"] = _count(bool(item.wrong_regions) for item in judged)
    figures["wrong_year"] = _count(bool(item.wrong_years) for item in judged)
    figures["forbidden"] = _count(bool(item.forbidden) for item in judged)
    timings = timing_figures([item.response.took_ms for item in judged])
    return {**figures, **{f"answer_{name}": figure for name, figure in timings.items()}}


def appears(wanted: str, text: str) -> bool:
    """Whether ``wanted`` stands in ``text``.

    Letter case, kinds of spaces and the spaces between thousands do not matter. A number has to
    be a whole number of the text: 485 does not stand in 1 485 or in 485,5.
    """
    return _appears(wanted, _comparable(text))


def _appears(wanted: str, comparable: str) -> bool:
    pattern = re.escape(_comparable(wanted))
    if wanted[:1].isdigit():
        pattern = r"(?<!\d)(?<!\d[.,])" + pattern
    if wanted[-1:].isdigit():
        pattern += r"(?!\d)(?![.,]\d)"
    return re.search(pattern, comparable) is not None


_SPACES = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
_PERCENT = re.compile(r"(?<=\d) %")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def _comparable(text: str) -> str:
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text).casefold())
    text = _PERCENT.sub("%", _DASHES.sub("-", text))
    return _THOUSANDS.sub(lambda number: number.group().replace(" ", ""), text)


def _count(happened: Iterable[bool]) -> Figure:
    return Figure(float(sum(happened)))
