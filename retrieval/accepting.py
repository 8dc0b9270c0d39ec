"""Asks a new index version the folder's own questions before it may go live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from retrieval.answering import Answerer
from retrieval.answers import Status
from retrieval.index import IndexVersion
from retrieval.knowledge import Finding, Section
from retrieval.knowledge.acceptance import ACCEPTANCE_FILE, AcceptanceQuestion

__all__ = ["Acceptor"]

#: A section's own question must find it among the first so many; two sections may share words.
_OWN_RANK: Final = 3
#: Own questions of changed sections that are asked at most: a new file must be live in seconds.
_OWN_LIMIT: Final = 60


class Acceptor:
    """Judges new versions; keeps the answerer it has judged, ready to go live.

    Args:
        before: the version that is live; without it every section of a changed file is new.

    Attributes:
        answerer: of the version judged last.
    """

    def __init__(self, before: IndexVersion | None = None) -> None:
        self._before = before
        self.answerer: Answerer | None = None

    def __call__(self, version: IndexVersion) -> list[Finding]:
        """What ``version`` fails at: the acceptance questions, and those of changed sections."""
        self.answerer = Answerer(version)
        acceptance = version.knowledge.acceptance
        findings: list[Finding] = []
        for question, line in zip(acceptance.questions, acceptance.lines, strict=True):
            findings += _failures(self.answerer, question, line)
        findings += _lost_questions(self.answerer, _changed_sections(version, self._before))
        return findings


def _changed_sections(version: IndexVersion, before: IndexVersion | None) -> list[Section]:
    """What is new in ``version``: a table's new sum changes sections of many files."""
    sections = version.knowledge.sections
    if before is None:
        changed = {Path(name) for name in version.manifest.changed_files}
        return [each for each in sections if each.path in changed]
    known = before.knowledge
    return [each for each in sections if not _same(known.section(each.id, each.language), each)]


def _same(old: Section | None, new: Section) -> bool:
    """Whether nothing has changed but the lines on which the section stands."""
    return old is not None and replace(old, line=new.line) == new


def _failures(answerer: Answerer, question: AcceptanceQuestion, line: int) -> Iterator[Finding]:
    answer = answerer.answer(question.ask, default=question.language or "kk")
    section = answer.section if answer.status is Status.ANSWERED else None
    got = section.id if section is not None else answer.status.value
    text = section.body if section is not None else ""
    missing = [words for words in question.contains if words not in text]
    code, params = "", {"ask": question.ask}
    if question.sections and got not in question.sections:
        code, params = (
            "acceptance-section",
            params
            | {
                "got": got,
                "expected": ", ".join(question.sections),
            },
        )
    elif missing:
        code, params = "acceptance-words", params | {"missing": ", ".join(missing)}
    elif question.language is not None and answer.language != question.language:
        code = "acceptance-language"
    if code:
        yield Finding(ACCEPTANCE_FILE, line, code, params=params)


def _lost_questions(answerer: Answerer, sections: Sequence[Section]) -> Iterator[Finding]:
    asked = [(section, question) for section in sections for question in section.questions]
    # Rounded up: never more than the limit.
    step = max(1, -(-len(asked) // _OWN_LIMIT))
    for section, question in asked[::step]:
        found = _first_sections(answerer, section, question)
        if section.id not in found:
            params = {
                "ask": question,
                "expected": section.id,
                "got": found[0] if found else Status.NOT_IN_TEXTS.value,
            }
            yield Finding(section.path, section.line, "question-lost", params=params)


def _first_sections(answerer: Answerer, section: Section, question: str) -> list[str]:
    understood = answerer.searcher.understand(question, section.language)
    return [hit.section_id for hit in answerer.searcher.search(understood, _OWN_RANK)]
