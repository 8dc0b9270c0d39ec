"""``python -m retrieval.evaluation``: measures this checkout, with the sections as answers.

``qonys evaluate`` is the same with the messages that citizens read.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from pathlib import Path

import typer

from retrieval.answering import Answerer
from retrieval.encoder import load_encoder
from retrieval.evaluation.baselines import Baseline
from retrieval.evaluation.cli import add_evaluate
from retrieval.evaluation.systems import System, baseline_system, system_of
from retrieval.index import IndexStore
from retrieval.knowledge import load_knowledge

_KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def open_checkout(baseline: Baseline | None) -> System:
    """The system over the repository's own texts, indexed in a temporary folder."""
    today = date.today()  # noqa: DTZ011
    if baseline is not None:
        return baseline_system(baseline, load_knowledge(_KNOWLEDGE, today).sections)
    folder = tempfile.mkdtemp(prefix="qonys-evaluation-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    encoder = load_encoder()
    return system_of(Answerer(IndexStore(Path(folder), encoder).build(_KNOWLEDGE, today)), encoder)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    add_evaluate(app, open_checkout)
    app()
