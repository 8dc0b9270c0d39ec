"""Questions and fact ids of the sections, files that nobody would ever see, names to ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from retrieval.knowledge.checking.pages import FolderTexts, Page
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.loader import document_paths
from retrieval.knowledge.maintainers import read_maintainers

__all__ = ["check_fact_ids", "check_files", "check_maintainers", "check_questions"]

#: Fewer questions than these find a section badly; four to eight are asked for.
FEWEST_QUESTIONS = 3

_WORD = re.compile(r"\w")
_NOT_TOPICS = frozenset({"tables", "templates", "drafts"})


def check_questions(texts: FolderTexts) -> Iterator[Finding]:
    """Empty questions, and sections with too few."""
    for page in texts.pages:
        if page.document is None:
            continue
        for section in page.document.sections:
            key = ("sections", section.anchor, "questions")
            for index, question in enumerate(section.questions):
                if not _WORD.search(question):
                    params = {"heading": section.heading}
                    line = page.line(*key, index)
                    yield Finding(page.path, line, "question-empty", params=params)
            count = sum(1 for question in section.questions if _WORD.search(question))
            if count < FEWEST_QUESTIONS:
                params = {
                    "heading": section.heading,
                    "count": str(count),
                    "fewest": str(FEWEST_QUESTIONS),
                }
                yield Finding(page.path, page.line(*key), "questions-few", "warning", params)


def check_fact_ids(texts: FolderTexts, known: Collection[str] | None) -> Iterator[Finding]:
    """Ids of facts that stand twice, and (when ``known`` is given) ids that don't exist."""
    for page in texts.pages:
        if page.document is None:
            continue
        for key, ids in _fact_lists(page):
            for fact, count in Counter(ids).items():
                # What a section cites stands in the document's list too: told once, there.
                unknown = known is not None and fact not in known and key == ("facts",)
                for code in ("fact-twice",) * (count > 1) + ("fact-unknown",) * unknown:
                    line = _line_of_item(page, key, ids, fact)
                    yield Finding(page.path, line, code, "warning", {"fact": fact})


def check_files(texts: FolderTexts) -> Iterator[Finding]:
    """Files in a topic's folder that the bot does not read, because of their names."""
    read = {path for path, _ in document_paths(texts.folder)}
    for file in sorted(texts.folder.rglob("*")):
        path = file.relative_to(texts.folder)
        hidden = any(part.startswith(".") for part in path.parts)
        if hidden or not file.is_file() or len(path.parts) < 2 or path.parts[0] in _NOT_TOPICS:
            continue
        if path not in read and not path.name.casefold().startswith("readme"):
            yield Finding(path, 1, "file-ignored", "warning", {"name": path.name})


def check_maintainers(texts: FolderTexts) -> list[Finding]:
    """A file of names that can't be read, or names a folder that isn't there."""
    _, findings = read_maintainers(texts.folder)
    return findings


def _fact_lists(page: Page) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield ("facts",), page.facts
    for each in page.sections:
        yield ("sections", each.section.anchor, "facts"), each.section.facts


def _line_of_item(page: Page, key: tuple[str, ...], ids: tuple[str, ...], fact: str) -> int:
    return page.line(*key, len(ids) - 1 - ids[::-1].index(fact))
