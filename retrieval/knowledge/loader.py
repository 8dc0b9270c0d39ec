"""Reads the whole knowledge folder into one checked, immutable value."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from retrieval.errors import KnowledgeError
from retrieval.knowledge.acceptance import ACCEPTANCE_FILE, Acceptance, read_acceptance
from retrieval.knowledge.documents import parse_document, sections_from_text
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.guides import Checklists, Eligibility, Payments, missing_sections
from retrieval.knowledge.model import LANGUAGES, Document, Language, Section
from retrieval.knowledge.tables import QuotaYear, Tables, load_tables
from retrieval.knowledge.templates import Filler, TemplateError

__all__ = [
    "FolderReader",
    "FolderReading",
    "Knowledge",
    "document_paths",
    "load_knowledge",
    "read_folder",
    "read_knowledge",
]

#: Folders of knowledge/ that hold no documents.
_NOT_TOPICS = frozenset({"tables", "templates", "drafts"})


@dataclass(frozen=True)
class Knowledge:
    """The texts and tables of one state of the folder.

    Attributes:
        folder: where it was read from.
        today: the day for which sums were filled in.
        documents: every document, ordered by path.
        tables: the tables.
        quota_sections: the sections made from the quota table.
        acceptance: questions that a new index version must answer.
    """

    folder: Path
    today: date
    documents: tuple[Document, ...]
    tables: Tables
    quota_sections: tuple[Section, ...] = ()
    acceptance: Acceptance = field(default_factory=Acceptance)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section of every language."""
        return (
            *(section for document in self.documents for section in document.sections),
            *self.quota_sections,
        )

    @cached_property
    def _by_id(self) -> Mapping[tuple[str, Language], Section]:
        return {(section.id, section.language): section for section in self.sections}

    @property
    def filled_until(self) -> date:
        """The first day on which a text may be filled in otherwise: a year begins, or a rate."""
        return min((date(self.today.year + 1, 1, 1), *self.tables.later_rates(self.today)))

    def section(self, section_id: str, language: Language) -> Section | None:
        """The section ``document#anchor`` in ``language``."""
        return self._by_id.get((section_id, language))

    def related(self, section: Section) -> tuple[Section, ...]:
        """What people ask next: the section's own list, then the rest of its document."""
        wanted = [
            *section.related,
            *(
                each.id
                for each in self.sections
                if each.document == section.document and each.language == section.language
            ),
        ]
        found = (self.section(each, section.language) for each in dict.fromkeys(wanted))
        return tuple(each for each in found if each is not None and each.id != section.id)


def document_paths(folder: Path) -> Iterator[tuple[Path, Language]]:
    """Path (relative to ``folder``) and language of every document, ordered."""
    for path in sorted(folder.glob("*/*.md")):
        relative = path.relative_to(folder)
        if relative.parts[0] in _NOT_TOPICS or relative.parts[0].startswith("."):
            continue
        for language in LANGUAGES:
            if path.name.endswith(f".{language}.md"):
                yield relative, language


@dataclass(frozen=True)
class FolderReading:
    """What could be read of a folder, errors or not: the checks look at all of it.

    Attributes:
        tables: ``None`` when any of them cannot be used; then no document is read either.
        documents: the documents without errors, ordered by path.
        quota_sections: the sections made from the quota table.
        findings: what is wrong, in reading order.
        acceptance: questions that a new index version must answer.
    """

    tables: Tables | None
    documents: tuple[Document, ...]
    quota_sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    acceptance: Acceptance = field(default_factory=Acceptance)

    def knowledge(self, folder: Path, today: date) -> Knowledge | None:
        """The knowledge; ``None`` when there are errors."""
        if self.tables is None or any(each.severity == "error" for each in self.findings):
            return None
        return Knowledge(
            folder, today, self.documents, self.tables, self.quota_sections, self.acceptance
        )


def read_knowledge(folder: Path, today: date) -> tuple[Knowledge | None, list[Finding]]:
    """Read ``folder`` and tell everything that is wrong with it.

    Args:
        folder: the knowledge folder.
        today: the day for which rates and the monthly calculation index are taken.

    Returns:
        The knowledge, or ``None`` when there are errors; and all findings in reading order.
    """
    reading = read_folder(folder, today)
    return reading.knowledge(folder, today), list(reading.findings)


def read_folder(folder: Path, today: date) -> FolderReading:
    """Read what can be read of ``folder``; arguments as for :func:`read_knowledge`."""
    return FolderReader().read(folder, today)


_Parsed = tuple[Document | None, tuple[Finding, ...]]
_Quotas = tuple[tuple[Section, ...], tuple[Finding, ...]]


@dataclass(frozen=True)
class _Known:
    """What was read last. Texts depend on the tables and the day: without these it is nothing.

    Attributes:
        key: of the tables' files and the day.
        documents: by path and digest of the text.
        quotas: by path and digest of the template.
    """

    key: object
    tables: Tables | None
    findings: tuple[Finding, ...]
    documents: Mapping[tuple[Path, bytes], _Parsed] = field(default_factory=dict)
    quotas: Mapping[tuple[Path, bytes], _Quotas] = field(default_factory=dict)


class FolderReader:
    """Reads states of a folder one after the other; what stayed the same isn't parsed again.

    One file is saved, and a hundred are as before: their documents are the very same objects, so
    that two versions in memory need little more than one.
    """

    def __init__(self) -> None:
        self._known: _Known | None = None

    def read(self, folder: Path, today: date) -> FolderReading:
        """As :func:`read_folder`; the folder may be a copy that lies elsewhere."""
        before = self._tables(folder, today)
        tables, findings = before.tables, list(before.findings)
        if tables is None:
            return FolderReading(None, (), (), tuple(sorted(findings)))
        documents: dict[tuple[Path, bytes], _Parsed] = {}
        quotas: dict[tuple[Path, bytes], _Quotas] = {}
        fillers = {language: Filler(tables, language, today) for language in LANGUAGES}
        for language, filler in fillers.items():
            for path, written_in in document_paths(folder):
                if written_in == language:
                    content = (folder / path).read_bytes()
                    key = (path, _digest(content))
                    documents[key] = before.documents.get(key) or _parse(
                        content, path, language, tables, filler
                    )
            path = Path("templates", f"quota.{language}.md")
            try:
                content = (folder / path).read_bytes()
            except FileNotFoundError:
                findings.append(Finding(path, 1, "file-missing"))
                continue
            key = (path, _digest(content))
            quotas[key] = before.quotas.get(key) or _quota_sections(
                content, path, tables, language, filler, today
            )
        self._known = _Known(before.key, tables, before.findings, documents, quotas)
        for _, problems in (*documents.values(), *quotas.values()):
            findings += problems
        return _reading(
            folder,
            tables,
            fillers,
            [document for document, _ in documents.values() if document is not None],
            [section for sections, _ in quotas.values() for section in sections],
            findings,
        )

    def _tables(self, folder: Path, today: date) -> _Known:
        """What is known of these very tables on this day; else they are read."""
        paths = sorted((folder / "tables").glob("*.yaml"))
        key = (today, tuple((path.name, _digest(path.read_bytes())) for path in paths))
        if self._known is not None and self._known.key == key:
            return self._known
        tables, findings = load_tables(folder)
        return _Known(key, tables, tuple(findings))


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _text(content: bytes) -> str:
    """Text as Python reads text files: editors on Windows end lines with two characters."""
    return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _parse(
    content: bytes, path: Path, language: Language, tables: Tables, filler: Filler
) -> _Parsed:
    try:
        text = _text(content)
    except UnicodeDecodeError:
        return None, (Finding(path, 1, "not-utf8"),)
    document, problems = parse_document(text, path, language, tables, filler)
    return document, tuple(problems)


def _reading(
    folder: Path,
    tables: Tables,
    fillers: Mapping[Language, Filler],
    documents: list[Document],
    quota_sections: list[Section],
    findings: list[Finding],
) -> FolderReading:
    """What was read, and what is wrong between the files."""
    if not documents and not findings:
        findings.append(Finding(Path(), 1, "no-documents"))
    findings += _check_ids(documents, quota_sections)
    ids = {each.id for document in documents for each in document.sections}
    ids |= {each.id for each in quota_sections}
    guides: dict[str, Payments | Eligibility | Checklists] = {
        "payments": tables.payments,
        "eligibility": tables.eligibility,
        "checklists": tables.checklists,
    }
    findings += missing_sections(guides, frozenset(ids))
    findings += [
        Finding(Path("tables", "requests.yaml"), 1, "unknown-section", params={"section": each})
        for each in sorted({row.section for row in tables.requests.root.values() if row.section})
        if each not in ids
    ]
    acceptance, problems = read_acceptance(folder, fillers)
    findings += problems
    findings += [
        Finding(ACCEPTANCE_FILE, line, "unknown-section", params={"section": section})
        for question, line in zip(acceptance.questions, acceptance.lines, strict=True)
        for section in question.sections
        if section not in ids
    ]
    findings.sort()
    documents.sort(key=lambda document: document.path)
    return FolderReading(
        tables, tuple(documents), tuple(quota_sections), tuple(findings), acceptance
    )


def load_knowledge(folder: Path, today: date) -> Knowledge:
    """The knowledge of ``folder``.

    Raises:
        KnowledgeError: it has errors; the exception carries them all.
    """
    knowledge, findings = read_knowledge(folder, today)
    if knowledge is None:
        raise KnowledgeError([each for each in findings if each.severity == "error"])
    return knowledge


def _quota_sections(
    content: bytes,
    path: Path,
    tables: Tables,
    language: Language,
    filler: Filler,
    today: date,
) -> _Quotas:
    try:
        template = _text(content)
    except UnicodeDecodeError:
        return (), (Finding(path, 1, "not-utf8"),)
    sections: list[Section] = []
    for year, quota in tables.quotas.years.items():
        if not quota.regions:
            continue
        try:
            text = filler.fill(template, **_quota_variables(year, quota, today))
        except TemplateError as problem:
            params = {"problem": problem.problem}
            return (), (Finding(path, problem.line, "template", params=params),)
        made, findings = sections_from_text(text, path, language, filler, year)
        if findings:
            # The line of the filled text says nothing about the template: name the year instead.
            return (), tuple(
                Finding(path, 1, each.code, each.severity, {**each.params, "year": str(year)})
                for each in findings
            )
        sections += made
    return tuple(sections), ()


def _quota_variables(year: int, quota: QuotaYear, today: date) -> dict[str, object]:
    return {
        "year": year,
        "quota_year": quota,
        "rows": quota.regions,
        "total": quota.total,
        "is_current_year": year == today.year,
    }


def _check_ids(documents: Iterable[Document], quota_sections: Iterable[Section]) -> list[Finding]:
    findings = []
    seen: dict[tuple[str, Language], Path] = {}
    for document in documents:
        key = (document.id, document.language)
        if key in seen:
            params = {"id": document.id, "other": str(seen[key])}
            findings.append(Finding(document.path, 1, "id-twice", params=params))
        seen.setdefault(key, document.path)
    ids = {section.id for document in documents for section in document.sections}
    ids |= {section.id for section in quota_sections}
    languages = defaultdict(set)
    for document in documents:
        languages[document.id].add(document.language)
        for section in document.sections:
            findings += [
                Finding(
                    document.path,
                    document.key_lines.get("sections", 1),
                    "unknown-related",
                    "warning",
                    params={"anchor": section.anchor, "related": related},
                )
                for related in section.related
                if related not in ids
            ]
            findings += [
                Finding(
                    document.path,
                    document.key_lines.get("sections", 1),
                    "unknown-section",
                    params={"section": chosen},
                )
                for _, chosen in section.choices
                if chosen not in ids
            ]
    for document in documents:
        for language in LANGUAGES:
            if language not in languages[document.id]:
                params = {"language": language, "id": document.id}
                findings.append(Finding(document.path, 1, "twin-missing", "warning", params=params))
    return findings
