"""Looks into a Word file before anything unpacks it: bombs, macros, paths, passwords."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Final

from retrieval.importing.errors import ImportRefusedError

__all__ = ["check_word_archive"]

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_PART: Final = 60 * 1024 * 1024
#: XML and text shrink to a tenth, rarely to a fiftieth; a bomb to a thousandth.
MAX_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 1024 * 1024
#: What zipfile raises on a damaged file; a RuntimeError where it doesn't know the packing.
_BROKEN: Final = (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError)


def check_word_archive(content: bytes) -> None:
    """Read the directory of a ZIP file and the XML parts' first bytes.

    Raises:
        ImportRefusedError: it is no .docx, or one that should not be opened.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _BROKEN:
        raise ImportRefusedError("archive-damaged") from None
    with archive:
        entries = archive.infolist()
        _check_sizes(entries)
        names = [entry.filename for entry in entries]
        _check_names(names)
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise ImportRefusedError("encrypted")
        if any(_MACRO.search(name) for name in names):
            raise ImportRefusedError("macros")
        if "word/document.xml" not in names:
            raise ImportRefusedError("unsupported")
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                _check_xml(archive, entry)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise ImportRefusedError("archive-bomb")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ImportRefusedError("archive-bomb")
    for entry in entries:
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > MAX_PART or (
            entry.file_size > _RATIO_MATTERS_FROM and ratio > MAX_RATIO
        ):
            raise ImportRefusedError("archive-bomb")


def _check_names(names: list[str]) -> None:
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name):
            raise ImportRefusedError("archive-paths", {"name": name[:80]})
    if len(set(names)) != len(names):
        raise ImportRefusedError("archive-damaged")


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Office never writes a document type; one is there to define entities that explode."""
    try:
        with archive.open(entry) as part:
            start = part.read(64 * 1024)
    except _BROKEN:
        raise ImportRefusedError("archive-damaged") from None
    if b"<!DOCTYPE" in start.replace(b"\0", b"") or b"<!ENTITY" in start.replace(b"\0", b""):
        raise ImportRefusedError("archive-bomb")
    if entry.filename == "[Content_Types].xml" and b"macroEnabled" in start:
        raise ImportRefusedError("macros")


_MACRO: Final = re.compile(r"vba(?:project|data)|\.bin$.*vba|activex/", re.IGNORECASE)
_DRIVE: Final = re.compile(r"[A-Za-z]:")
