"""Reads the whole knowledge folder into one checked, immutable value."""

from __future__ import annotations

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
    tables, findings = load_tables(folder)
    if tables is None:
        return FolderReading(None, (), (), tuple(sorted(findings)))
    documents: list[Document] = []
    quota_sections: list[Section] = []
    for language in LANGUAGES:
        filler = Filler(tables, language, today)
        for path, written_in in document_paths(folder):
            if written_in != language:
                continue
            try:
                text = (folder / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                findings.append(Finding(path, 1, "not-utf8"))
                continue
            document, problems = parse_document(text, path, language, tables, filler)
            findings += problems
            if document is not None:
                documents.append(document)
        sections, problems = _quota_sections(folder, tables, language, filler, today)
        quota_sections += sections
        findings += problems
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
    acceptance, problems = read_acceptance(folder)
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
    folder: Path, tables: Tables, language: Language, filler: Filler, today: date
) -> tuple[list[Section], list[Finding]]:
    path = Path("templates", f"quota.{language}.md")
    try:
        template = (folder / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return [], [Finding(path, 1, "file-missing")]
    sections: list[Section] = []
    for year, quota in tables.quotas.years.items():
        if not quota.regions:
            continue
        try:
            text = filler.fill(template, **_quota_variables(year, quota, today))
        except TemplateError as problem:
            params = {"problem": problem.problem}
            return [], [Finding(path, problem.line, "template", params=params)]
        made, findings = sections_from_text(text, path, language, filler, year)
        if findings:
            # The line of the filled text says nothing about the template: name the year instead.
            return [], [
                Finding(path, 1, each.code, each.severity, {**each.params, "year": str(year)})
                for each in findings
            ]
        sections += made
    return sections, []


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
