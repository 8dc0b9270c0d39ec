"""Makes a draft document of a PDF, Word, HTML or text file; nothing of it is live.

A child process with little memory and time reads the file (:mod:`retrieval.importing.worker`),
a reader for each format makes lines of it, and :mod:`retrieval.importing.cleaning` makes
paragraphs of the lines. Drafts lie in ``knowledge/drafts/``, which the loader never reads.
"""

from retrieval.importing.child import Limits, convert
from retrieval.importing.drafting import Note, Say, WrittenDraft, write_draft
from retrieval.importing.errors import REFUSALS, ImportRefusedError
from retrieval.importing.model import Draft
from retrieval.importing.signature import EXTENSIONS

__all__ = [
    "EXTENSIONS",
    "REFUSALS",
    "Draft",
    "ImportRefusedError",
    "Limits",
    "Note",
    "Say",
    "WrittenDraft",
    "convert",
    "write_draft",
]
