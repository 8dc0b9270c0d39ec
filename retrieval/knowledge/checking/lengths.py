"""Sections that are longer than a person reads on a phone; what no message can hold is an error."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.knowledge.checking.pages import FolderTexts
from retrieval.knowledge.findings import Finding

__all__ = ["check_lengths"]

#: Characters after filling from which a section is two sections (docs/knowledge-format.md). The
#: loader refuses what would not fit into one message with its heading, dates and source.
READABLE = 1000


def check_lengths(texts: FolderTexts) -> Iterator[Finding]:
    """Sections that should be divided."""
    for page in texts.pages:
        for each in page.sections:
            length = len(each.section.body)
            if length > READABLE:
                params = {
                    "heading": each.section.heading,
                    "length": str(length),
                    "limit": str(READABLE),
                }
                line = each.section.line
                yield Finding(page.path, line, "section-long", "warning", params)
