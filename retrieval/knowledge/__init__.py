"""The programme texts and tables: reading, filling in numbers, telling what is wrong."""

from retrieval.knowledge.findings import Finding
from retrieval.knowledge.guides import (
    Case,
    Checklist,
    Option,
    Paper,
    Question,
    Remark,
    Verdict,
    holds,
)
from retrieval.knowledge.loader import (
    FolderReader,
    Knowledge,
    document_paths,
    load_knowledge,
    read_knowledge,
)
from retrieval.knowledge.maintainers import MAINTAINERS_FILE
from retrieval.knowledge.model import (
    LANGUAGES,
    Clarify,
    Document,
    Language,
    Section,
    Source,
    Verification,
)
from retrieval.knowledge.tables import Contact, Tables

__all__ = [
    "LANGUAGES",
    "MAINTAINERS_FILE",
    "Case",
    "Checklist",
    "Clarify",
    "Contact",
    "Document",
    "Finding",
    "FolderReader",
    "Knowledge",
    "Language",
    "Option",
    "Paper",
    "Question",
    "Remark",
    "Section",
    "Source",
    "Tables",
    "Verdict",
    "Verification",
    "document_paths",
    "holds",
    "load_knowledge",
    "read_knowledge",
]
