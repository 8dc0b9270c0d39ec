"""Checks of the knowledge folder: what an admin should mend, said before a citizen reads it."""

from retrieval.knowledge.checking.coverage import Coverage, FactCoverage, FactsError
from retrieval.knowledge.checking.report import Report, check_folder, find_errors

__all__ = ["Coverage", "FactCoverage", "FactsError", "Report", "check_folder", "find_errors"]
