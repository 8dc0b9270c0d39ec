"""``python -m retrieval.tuning``: learn the weights again, after the texts or the encoder changed.

Reads the knowledge folder and the dev questions, and writes ``ranking.json`` and
``confidence.json``: for the shipped encoder into ``retrieval/``, for another one (``--encoder``)
into ``retrieval/weights/FINGERPRINT/``, and with ``--any`` into ``retrieval/weights/any/`` for all
encoders without weights of their own. Those are learned with several encoders at once, a good one
and a poor one: ``--any --encoder '' --encoder FOLDER``. What the wording of a question tells
(``wording.json``) belongs to no encoder and is learned with the shipped one. Features that change
want all sets learned anew. The test questions are left for ``qonys evaluate``.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
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
from retrieval.index import IndexStore, IndexVersion
from retrieval.search import RANK_FEATURES, Ranking
from retrieval.tuning.deciding import decision_rows, fit_confidence
from retrieval.tuning.examples import Progress as Advance
from retrieval.tuning.examples import dev_examples, name_examples, placed_examples, written_examples
from retrieval.tuning.fitting import cautious, cross_validated_hits, fit_ranking, hits_at_1
from retrieval.tuning.wording import fit_wording, wordings, wordings_unseen
from retrieval.weight_sets import ANY, SHIPPED, WEIGHT_SETS

_out = Console(stderr=True)


def tune(
    knowledge: Annotated[Path, typer.Option(help="The knowledge folder.")] = Path("knowledge"),
    out: Annotated[
        Path | None, typer.Option(help="Where the weights are written, if not as above.")
    ] = None,
    name_weight: Annotated[float, typer.Option(help="Weight of a bare name.")] = 0.3,
    placed_weight: Annotated[float, typer.Option(help="Weight of a placed wording.")] = 0.1,
    strength: Annotated[float, typer.Option(help="L2 regularisation.")] = 5e-4,
    encoder: Annotated[
        list[str] | None,
        typer.Option(help="A model, as EMBEDDING_MODEL; with --any several. Else the shipped one."),
    ] = None,
    for_any: Annotated[
        bool, typer.Option("--any", help="Weights for encoders without their own.")
    ] = False,
    index: Annotated[
        Path | None, typer.Option(help="Keeps the indexes here, so that a next run is quicker.")
    ] = None,
) -> None:
    """Learn the weights of ranking and of confidence."""
    models = encoder or [""]
    if len(models) > 1 and not for_any:
        raise typer.BadParameter("several encoders only with --any")
    with tempfile.TemporaryDirectory() as folder:
        versions = [_version(index or Path(folder), model, knowledge) for model in models]
        fingerprint = "any" if for_any else versions[0].manifest.encoder
        # What there is now only chooses the candidates that are learned from.
        now = Ranking.of(fingerprint)
        weights = {name: now.weights.get(name, 0.0) for name in RANK_FEATURES}
        now = Ranking(weights, fingerprint, "relative" if for_any else "cosine")
        answerers = [Answerer(version, now) for version in versions]
        ranking = _learned(answerers, now, (name_weight, placed_weight), strength)
        asked = wordings(answerers[0].knowledge)
        unseen = wordings_unseen(asked)
        rows = []
        for version in versions:
            with _bar("decisions") as advance:
                rows += decision_rows(Answerer(version, ranking), unseen, advance)
        model, figures = fit_confidence(rows)
        wording = fit_wording(asked)
    target = out or (ANY if for_any else WEIGHT_SETS / fingerprint if models != [""] else SHIPPED)
    target.mkdir(parents=True, exist_ok=True)
    ranked = {"encoder": fingerprint, "dense": ranking.dense, "weights": ranking.weights}
    _write(target / "ranking.json", ranked)
    _write(target / "confidence.json", model, indent=None)
    if target == SHIPPED or out is not None:
        data = {"bias": wording.bias, "weights": wording.weights}
        _write(target / "wording.json", data, indent=None)
    for name, value in figures.items():
        _out.print(f"{name}: {np.round(value, 4)}")


def _version(folder: Path, model: str, knowledge: Path) -> IndexVersion:
    encoder = load_encoder(model)
    with _bar(f"vectors of {encoder.fingerprint}") as advance:
        # Sums stand in no feature: any day of the year will do.
        return IndexStore(folder / encoder.fingerprint, encoder).build(
            knowledge,
            date.today(),  # noqa: DTZ011
            advance,
        )


def _learned(
    answerers: Sequence[Answerer],
    like: Ranking,
    helper_weights: tuple[float, float],
    strength: float,
) -> Ranking:
    names, dev = [], []
    name_weight, placed_weight = helper_weights
    for answerer in answerers:
        with _bar("bare names") as advance:
            names += name_examples(answerer, name_weight, advance)
        with _bar("wordings with a region") as advance:
            names += placed_examples(answerer, placed_weight, advance)
        with _bar("written questions") as advance:
            names += written_examples(answerer, advance)
        with _bar("dev questions") as advance:
            dev += dev_examples(answerer, advance)
    _out.print(f"{len(names)} names, placed wordings and questions written for the sections")
    _out.print(f"{len(dev)} dev questions in all spellings")
    _out.print(f"dev hit@1, cross-validated: {cross_validated_hits(dev, names, strength):.4f}")
    weights = cautious(fit_ranking([*dev, *names], strength), [*dev, *names])
    _out.print(f"dev hit@1, fitted: {hits_at_1(dev, weights):.4f}")
    rounded = {n: round(float(w), 3) for n, w in zip(RANK_FEATURES, weights, strict=True)}
    return Ranking(rounded, like.encoder, like.dense)


@contextmanager
def _bar(title: str) -> Iterator[Advance]:
    with Progress(console=_out, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _write(path: Path, data: object, indent: int | None = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")
    _out.print(f"wrote {path}")


if __name__ == "__main__":
    typer.run(tune)
