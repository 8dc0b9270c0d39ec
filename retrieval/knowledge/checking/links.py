"""Links in texts: every one must lead somewhere, and citizens must be able to open it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from retrieval.knowledge.checking.pages import FolderTexts, Page
from retrieval.knowledge.findings import Finding, Severity

__all__ = ["check_links"]

_LINK = re.compile(r"\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\n]*)\)")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Schemes that a Telegram message opens.
_OPENABLE = ("https:", "http:", "tg:", "mailto:", "tel:")


def check_links(texts: FolderTexts) -> Iterator[Finding]:
    """Links in texts that lead nowhere, or that can't be opened in a message."""
    anchors = {
        page.document.id: {section.anchor for section in page.document.sections}
        for page in texts.pages
        if page.document is not None
    }
    for section in texts.reading.quota_sections:
        anchors.setdefault(section.document, set()).add(section.anchor)
    for page in (*texts.pages, *texts.templates):
        for number, line in enumerate(page.lines[page.body_line - 1 :], start=page.body_line):
            for match in _LINK.finditer(line):
                target = match["target"].strip()
                if "{{" in target or target.lower().startswith(_OPENABLE):
                    continue
                exists = not _SCHEME.match(target) and _leads_somewhere(
                    page, target, anchors, texts
                )
                code = "link-inside" if exists else "link-broken"
                severity: Severity = "warning" if exists else "error"
                params = {"text": match["text"], "target": target or "…"}
                yield Finding(page.path, number, code, severity, params)


def _leads_somewhere(
    page: Page, target: str, anchors: dict[str, set[str]], texts: FolderTexts
) -> bool:
    place, _, anchor = unquote(target).partition("#")
    if not place:
        own = page.document.id if page.document is not None else ""
        return anchor in anchors.get(own, ())
    if place in anchors:
        return not anchor or anchor in anchors[place]
    name = posixpath.normpath(posixpath.join(page.path.parent.as_posix(), place))
    if name.startswith(".."):
        return False
    document = Path(name).name.split(".")[0]
    if not (texts.folder / name).is_file():
        return False
    # A document with errors has no sections to look for: the errors are told there.
    return not anchor or document not in anchors or anchor in anchors[document]
