"""Runs every check over a folder and puts what they found in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from retrieval.knowledge.checking.characters import check_characters
from retrieval.knowledge.checking.contradictions import check_contradictions
from retrieval.knowledge.checking.coverage import Coverage, check_coverage, read_facts
from retrieval.knowledge.checking.dates import check_dates
from retrieval.knowledge.checking.drafts import check_drafts
from retrieval.knowledge.checking.duplicates import check_duplicates
from retrieval.knowledge.checking.instructions import check_instructions
from retrieval.knowledge.checking.lengths import check_lengths
from retrieval.knowledge.checking.letters import check_letters
from retrieval.knowledge.checking.links import check_links
from retrieval.knowledge.checking.literals import check_literals
from retrieval.knowledge.checking.pages import FolderTexts, read_texts
from retrieval.knowledge.checking.questions import (
    check_fact_ids,
    check_files,
    check_maintainers,
    check_questions,
)
from retrieval.knowledge.checking.sources import check_sources
from retrieval.knowledge.checking.twins import check_twins
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.loader import FolderReading, Knowledge, read_folder

__all__ = ["Report", "check_folder", "find_errors"]

#: The checks that find errors (and warnings, too): a folder doesn't go live without them.
_NEEDED = (
    check_links,
    check_questions,
    check_characters,
    check_instructions,
    check_drafts,
)
#: The checks that only warn.
_ADVISING = (
    check_dates,
    check_sources,
    check_files,
    check_maintainers,
    check_lengths,
    check_letters,
    check_literals,
    check_twins,
    check_duplicates,
    check_contradictions,
)


@dataclass(frozen=True)
class Report:
    """What the checks say of one state of the folder.

    Attributes:
        findings: errors and warnings, ordered by file and line.
        knowledge: the folder's texts; ``None`` when there is an error.
        coverage: which facts are answered; ``None`` when no folder of facts was given.
    """

    findings: tuple[Finding, ...]
    knowledge: Knowledge | None
    coverage: Coverage | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the folder from going live."""
        return tuple(each for each in self.findings if each.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that do not."""
        return tuple(each for each in self.findings if each.severity == "warning")


def check_folder(folder: Path, today: date, facts: Path | None = None) -> Report:
    """Check the knowledge folder: everything the loader refuses and everything that looks wrong.

    A document that the loader refuses is still looked at line by line, but its meaning (twins,
    duplicates, dates) can be checked only after it is mended.

    Args:
        folder: the knowledge folder.
        today: the day for which sums are filled in and dates are judged.
        facts: folder of fact files, to report which facts are answered.

    Raises:
        FactsError: ``facts`` can't be read.
    """
    known = None if facts is None else read_facts(facts)
    reading = read_folder(folder, today)
    texts = read_texts(folder, today, reading)
    findings: list[Finding] = list(_located(reading.findings, texts))
    for check in (*_NEEDED, *_ADVISING):
        findings += check(texts)
    findings += check_fact_ids(texts, known)
    coverage, problems = check_coverage(texts, known)
    findings += problems
    findings = _ordered(findings)
    broken = any(each.severity == "error" for each in findings)
    knowledge = None if broken else reading.knowledge(folder, today)
    return Report(tuple(findings), knowledge, coverage)


def find_errors(folder: Path, today: date, reading: FolderReading) -> tuple[Finding, ...]:
    """The errors that `check_folder` finds, in a fraction of its time: what only warns isn't run.

    Args:
        folder: the knowledge folder.
        today: the day for which sums are filled in.
        reading: what was read of the folder as it is.
    """
    texts = read_texts(folder, today, reading)
    findings = list(_located(reading.findings, texts))
    for check in _NEEDED:
        findings += check(texts)
    return tuple(_ordered(each for each in findings if each.severity == "error"))


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """By file and line, each once."""
    return sorted({_identity(each): each for each in findings}.values())


def _identity(finding: Finding) -> tuple[object, ...]:
    """Two findings of one code on one line differ in what they name."""
    params = tuple(sorted(finding.params.items()))
    return finding.path, finding.line, finding.code, finding.severity, params


def _located(findings: Iterable[Finding], texts: FolderTexts) -> Iterator[Finding]:
    """The loader's findings, each on the line that is to be mended.

    What only follows from an error elsewhere is left out: a document that can't be read is told
    once, where its error is, not in every document that leads to it.
    """
    pages = {page.path: page for page in texts.pages}
    unread = {page.path.name.split(".")[0] for page in texts.pages if page.document is None}
    for finding in findings:
        page = pages.get(finding.path)
        if finding.code == "unknown-related" and page is not None:
            anchor, related = finding.params["anchor"], finding.params["related"]
            if related.partition("#")[0] not in unread:
                listed = page.section_meta(anchor).get("related") or []
                line = page.line("sections", anchor, "related", listed.index(related))
                yield replace(finding, line=line)
        elif finding.code == "twin-missing":
            if finding.params["id"] not in unread:
                yield finding
        elif finding.code == "unknown-section":
            section = finding.params["section"]
            if section.partition("#")[0] not in unread:
                lines = texts.tables.get(finding.path, ())
                line = next((n for n, text in enumerate(lines, 1) if section in text), finding.line)
                yield replace(finding, line=line)
        else:
            yield finding
