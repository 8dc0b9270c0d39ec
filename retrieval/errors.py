"""Errors of the retrieval package.

Every one of them says what is wrong, where, and what to do::

    RetrievalError
    ├── KnowledgeError     the knowledge folder has errors; carries the findings
    ├── EncoderError       the embedding model cannot be loaded
    ├── IndexVersionError  an index version is missing, broken or made by another model
    └── EvaluationError    a question set or BEIR folder cannot be read
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.knowledge.findings import Finding

__all__ = [
    "EncoderError",
    "EvaluationError",
    "IndexVersionError",
    "KnowledgeError",
    "RetrievalError",
]


class RetrievalError(Exception):
    """Root of everything this package raises on purpose."""


class KnowledgeError(RetrievalError):
    """The knowledge folder cannot be used as it stands.

    Attributes:
        findings: what is wrong, each with its file and line, in reading order.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class EncoderError(RetrievalError):
    """The embedding model cannot be loaded; the message names the folder and the remedy."""


class IndexVersionError(RetrievalError):
    """An index version is missing, damaged or was made by another model."""


class EvaluationError(RetrievalError):
    """A question set or BEIR folder cannot be read; the message names file and line."""
