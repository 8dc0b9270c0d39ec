"""``python -m retrieval.tuning``: learn the weights again, after the texts or the encoder changed.

Reads the knowledge folder and the dev questions, and writes ``retrieval/ranking.json`` and
``retrieval/confidence.json``. The test questions are left for ``qonys evaluate``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import Progress

from retrieval.answering import Answerer
from retrieval.encoder import load_encoder
from retrieval.index import IndexStore
from retrieval.search import RANK_FEATURES, Ranking
from retrieval.tuning.deciding import decision_rows, fit_confidence
from retrieval.tuning.examples import Progress as Advance
from retrieval.tuning.examples import dev_examples, name_examples
from retrieval.tuning.fitting import cross_validated_hits, fit_ranking, hits_at_1

_PACKAGE = Path(__file__).resolve().parent.parent
_out = Console(stderr=True)


def tune(
    knowledge: Annotated[Path, typer.Option(help="The knowledge folder.")] = Path("knowledge"),
    out: Annotated[Path, typer.Option(help="Where the weights are written.")] = _PACKAGE,
    name_weight: Annotated[float, typer.Option(help="Weight of a bare name.")] = 0.3,
    strength: Annotated[float, typer.Option(help="L2 regularisation.")] = 1e-2,
) -> None:
    """Learn the weights of ranking and of confidence."""
    encoder = load_encoder(None)
    with tempfile.TemporaryDirectory() as folder:
        # Sums stand in no feature: any day of the year will do.
        version = IndexStore(Path(folder), encoder).build(knowledge, date.today())  # noqa: DTZ011
        answerer = Answerer(version)
        with _bar("bare names") as advance:
            names = name_examples(answerer, name_weight, advance)
        with _bar("dev questions") as advance:
            dev = dev_examples(answerer, advance)
        _out.print(f"{len(names)} bare names, {len(dev)} dev questions in all spellings")
        _out.print(f"dev hit@1, cross-validated: {cross_validated_hits(dev, names, strength):.4f}")
        weights = fit_ranking([*dev, *names], strength)
        _out.print(f"dev hit@1, fitted: {hits_at_1(dev, weights):.4f}")
        rounded = {n: round(float(w), 3) for n, w in zip(RANK_FEATURES, weights, strict=True)}
        ranking = Ranking(rounded, encoder.fingerprint)
        _write(out / "ranking.json", {"encoder": encoder.fingerprint, "weights": rounded})
        with _bar("decisions") as advance:
            rows = decision_rows(Answerer(version, ranking), advance)
        model, figures = fit_confidence(rows)
        _write(out / "confidence.json", model)
        for name, value in figures.items():
            _out.print(f"{name}: {np.round(value, 4)}")


@contextmanager
def _bar(title: str) -> Iterator[Advance]:
    with Progress(console=_out, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _out.print(f"wrote {path}")


if __name__ == "__main__":
    typer.run(tune)
