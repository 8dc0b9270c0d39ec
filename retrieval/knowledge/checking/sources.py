"""Sources and contacts: every address must be one that a person can open safely."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from retrieval.knowledge.checking.pages import FolderTexts
from retrieval.knowledge.findings import Finding

__all__ = ["check_sources"]

_ADDRESS = re.compile(r"https?://[^\s<>\"'{}|\\^`]*", re.IGNORECASE)
_TRAILING = ".,;:!?»”)]"
# One label of a host name: letters (of any alphabet), digits, inner hyphens.
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
_PLACEHOLDERS = ("example.com", "example.org", "example.net", "localhost", "test.kz", "example.kz")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2})?")
_SOURCE_DATE = re.compile(r"(?:^\s*(?:-\s+)?|[{,]\s*)date:\s*[\"']?([^\"',}\s]+)")


def check_sources(texts: FolderTexts) -> Iterator[Finding]:
    """Addresses in front matter, texts and tables; dates of sources."""
    for path, lines in _files(texts):
        for number, line in enumerate(lines, start=1):
            for address in dict.fromkeys(_ADDRESS.findall(line)):
                yield from _check_address(path, number, _trimmed(address))
    for page in texts.pages:
        for number, line in enumerate(page.lines[: page.body_line - 1], start=1):
            match = _SOURCE_DATE.search(line)
            if match is not None and not _is_past(match[1], texts.today):
                params = {"date": match[1], "today": texts.today.isoformat()}
                yield Finding(page.path, number, "source-date", "warning", params)


def _files(texts: FolderTexts) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for page in (*texts.pages, *texts.templates):
        yield page.path, page.lines
    yield from texts.tables.items()


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it; brackets that were opened stay."""
    while address and address[-1] in _TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _check_address(path: Path, number: int, address: str) -> Iterator[Finding]:
    if not _well_formed(address):
        yield Finding(path, number, "address-malformed", "warning", {"address": address})
    elif address.lower().startswith("http://"):
        yield Finding(path, number, "address-not-https", "warning", {"address": address})


def _well_formed(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or port not in {None, 80, 443} or "//" in parts.path:
        return False
    if host in _PLACEHOLDERS or host.endswith((".local", ".test", ".example", ".invalid")):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        return (
            len(labels) >= 2
            and all(_LABEL.fullmatch(label) for label in labels)
            and not labels[-1].isdigit()
            and len(labels[-1]) >= 2
        )
    return False  # an IP address says nothing about who answers there


def _is_past(value: str, today: date) -> bool:
    """A day, month or year that has come; ``null`` is no date."""
    if value in {"null", "~"}:
        return True
    if _PARTIAL_DATE.fullmatch(value):
        year, _, month = value.partition("-")
        return (int(year), int(month or 1)) <= (today.year, today.month) and int(month or 1) <= 12
    try:
        return date.fromisoformat(value) <= today
    except ValueError:
        return False
