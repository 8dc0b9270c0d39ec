"""Drafts of `qonys import` that were put among the texts before they were completed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.knowledge.checking.pages import FolderTexts
from retrieval.knowledge.findings import Finding

__all__ = ["DOUBT", "check_drafts"]

# What `retrieval.importing` writes at every doubt: <!-- ? … -->. People move such a line, break it
# or lose half of it; the opening alone is enough. In the front matter YAML comments are used.
DOUBT = re.compile(r"<!--\s*\?\s*(?P<text>.*?)\s*(?:-->|$)")


def check_drafts(texts: FolderTexts) -> Iterator[Finding]:
    """Marks of doubt that nobody has looked at yet: what stands below may be wrong."""
    for page in (*texts.pages, *texts.templates):
        for number, line in enumerate(page.lines, start=1):
            for found in DOUBT.finditer(line):
                params = {"text": found["text"][:120]}
                yield Finding(page.path, number, "draft-doubt", params=params)
