"""Measures search and answers: the project's own question sets, and any BEIR folder."""

from retrieval.evaluation.beir import evaluate_folder
from retrieval.evaluation.cli import add_evaluate
from retrieval.evaluation.figures import Figure, Group, Report
from retrieval.evaluation.gate import accept, load_accepted, regressions
from retrieval.evaluation.questions import Question, load_questions, load_split
from retrieval.evaluation.risk import highest_coverage, risk_coverage
from retrieval.evaluation.suite import evaluate_splits
from retrieval.evaluation.systems import System, baseline_system, system_of

__all__ = [
    "Figure",
    "Group",
    "Question",
    "Report",
    "System",
    "accept",
    "add_evaluate",
    "baseline_system",
    "evaluate_folder",
    "evaluate_splits",
    "highest_coverage",
    "load_accepted",
    "load_questions",
    "load_split",
    "regressions",
    "risk_coverage",
    "system_of",
]
