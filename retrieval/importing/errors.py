"""Why a file is not imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from retrieval.errors import RetrievalError

__all__ = ["REFUSALS", "ImportRefusedError"]

REFUSALS: Final = frozenset(
    {
        "archive-bomb",  # the archive would unpack to far more than a document holds
        "archive-damaged",  # the archive cannot be read
        "archive-paths",  # names inside the archive lead out of it
        "content-differs",  # the first bytes say another format than the extension
        "damaged",  # the format is right but the file cannot be read
        "empty",  # no bytes at all
        "encrypted",  # a password is needed
        "letters-unreadable",  # the PDF's fonts do not say which letters they draw
        "macros",  # the document carries programs
        "no-such-file",
        "no-text",  # nothing but pictures: a scan
        "not-a-file",  # a folder, a device, a pipe
        "old-word",  # .doc of Word 97: no library here reads it
        "out-of-memory",
        "out-of-time",
        "too-big",
        "too-deep",  # elements inside one another by the hundred
        "too-much-text",
        "unknown-encoding",
        "unsupported",  # a format that is not a text document
    }
)
"""Every code that :class:`ImportRefusedError` may carry; each has a text in ``bot/messages``."""


class ImportRefusedError(RetrievalError):
    """The file is not imported, and nothing was written.

    Attributes:
        code: one of :data:`REFUSALS`.
        params: what fills the text for people (sizes in MB, names, formats).
    """

    def __init__(self, code: str, params: Mapping[str, str] | None = None) -> None:
        if code not in REFUSALS:
            raise ValueError(f"unknown refusal {code!r}")
        self.code = code
        self.params = dict(params or {})
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        super().__init__(code + (f" ({details})" if details else ""))
