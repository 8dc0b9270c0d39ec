"""Says what a file is by its first bytes, and whether its name says the same."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.model import Format

__all__ = ["EXTENSIONS", "recognise"]

EXTENSIONS: Final[dict[str, Format]] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
}
_MACRO_EXTENSIONS: Final = frozenset({".docm", ".dotm", ".xlsm", ".pptm"})
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


def recognise(content: bytes, name: str) -> Format:
    """The format of ``content``.

    Args:
        content: the whole file.
        name: its name; only the extension is looked at.

    Raises:
        ImportRefusedError: empty, encrypted, with macros, of a format that is not read, or of
            another one than the name says.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise ImportRefusedError("empty")
    extension = PurePath(name).suffix.lower()
    found = _by_content(content)
    if extension in _MACRO_EXTENSIONS:
        raise ImportRefusedError("macros")
    expected = EXTENSIONS.get(extension)
    if expected is None:
        if extension == ".doc" and found == "docx":
            return found
        raise ImportRefusedError("unsupported", {"extension": extension or name})
    # A page saved as .txt or text saved as .html is read as what the name says.
    if found != expected and {found, expected} != {"html", "text"}:
        raise ImportRefusedError("content-differs", {"extension": extension, "found": found})
    return expected


def _by_content(content: bytes) -> Format:
    start = content[:1024]
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if start.startswith(_OLD_OFFICE):
        if _ENCRYPTED_PACKAGE in content:
            raise ImportRefusedError("encrypted")
        raise ImportRefusedError("old-word")
    if start.startswith(b"{\\rtf"):
        raise ImportRefusedError("old-word")
    if any(start.startswith(magic) for magic in _NOT_DOCUMENTS):
        raise ImportRefusedError("unsupported", {"extension": ""})
    lowered = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<html" in lowered:
        return "html"
    return "text"


_NOT_DOCUMENTS: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"\x7fELF", b"MZ",
    b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"ID3", b"OggS",
)  # fmt: skip
