"""What is searched: every heading, every known question and every text, each on its own.

People's questions are short; a section's text is long. A question is compared with other
questions one by one (the best match counts), and with the text as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from langchain_core.documents import Document as LangchainDocument

from retrieval.knowledge import Language, Section

__all__ = ["Entry", "EntryKind", "plain_text", "section_entries"]

EntryKind = Literal["ask", "text"]

# «Көшуге берілетін субсидия (көшу ақшасы)» names a thing twice.
_BRACKETS: Final = re.compile(r"[()]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable text of a unit (a section of the knowledge, a passage of a corpus).

    Attributes:
        unit: what is found by it: a section id, the same for both languages, or a passage id.
        language: language of the text; ``None`` where it isn't known.
        kind: ``ask`` for headings and questions, ``text`` for the body.
        text: plain text, without markup.
        id: content hash, 32 hexadecimal digits: an unchanged entry keeps its vector.
    """

    unit: str
    language: Language | None
    kind: EntryKind
    text: str
    id: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Hash once: every step of indexing asks for it."""
        parts = (self.unit, self.language or "", self.kind, self.text)
        digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
        object.__setattr__(self, "id", digest)

    def document(self) -> LangchainDocument:
        """The entry as langchain knows it; the metadata lead back to the unit."""
        return LangchainDocument(
            id=self.id,
            page_content=self.text,
            metadata={"unit": self.unit, "language": self.language or "", "kind": self.kind},
        )


def section_entries(sections: Iterable[Section]) -> Iterator[Entry]:
    """The entries of ``sections``: heading, questions, and title with text.

    The bare name of a document («көшу ақшасы») asks for its first section, which tells the main
    thing; a row of a table is never the main thing.
    """
    named: set[tuple[str, Language]] = set()
    for section in sections:
        asks = dict.fromkeys((section.heading, *section.questions))
        document = (section.document, section.language)
        if section.year is None and document not in named:
            named.add(document)
            names = (section.title, *_BRACKETS.split(section.title))
            asks |= dict.fromkeys(name.strip() for name in names if name.strip())
        for ask in asks:
            yield Entry(section.id, section.language, "ask", ask)
        body = f"{section.title}. {section.heading} {plain_text(section.body)}"
        yield Entry(section.id, section.language, "text", body)


def plain_text(markdown: str) -> str:
    """The words of a section's Markdown (the small subset that sections use), on one line."""
    text = markdown.replace("**", "")
    parts = []
    for line in text.splitlines():
        stripped = line.strip()
        parts.append(stripped.removeprefix("- "))
    joined = " ".join(part for part in parts if part)
    return _without_link_targets(joined)


def _without_link_targets(text: str) -> str:
    out = []
    rest = text
    while "](" in rest:
        before, _, after = rest.partition("](")
        head, bracket, label = before.rpartition("[")
        if not bracket:
            out.append(before + "](")
            rest = after
            continue
        _, _, rest = after.partition(")")
        out.append(head + label)
    return "".join(out) + rest
