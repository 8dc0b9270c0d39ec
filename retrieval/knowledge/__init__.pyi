from .findings import Finding
from .guides import (
    Case,
    Checklist,
    Option,
    Paper,
    Question,
    Remark,
    Verdict,
    holds,
)
from .loader import (
    FolderReader,
    Knowledge,
    document_paths,
    load_knowledge,
    read_knowledge,
)
from .maintainers import MAINTAINERS_FILE
from .model import (
    LANGUAGES,
    Clarify,
    Document,
    Language,
    Section,
    Source,
    Verification,
)
from .tables import Contact, Tables

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
