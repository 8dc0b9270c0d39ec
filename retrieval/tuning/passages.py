"""``python -m retrieval.tuning.passages FOLDER…``: learns how to weigh words and meaning.

Reads BEIR folders (``python -m retrieval.evaluation.sample`` makes some), each of which counts
alike, and writes ``passages.json`` for loose passages. Measure on folders of other documents.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.encoder import load_encoder
from retrieval.evaluation.beir import read_corpus, read_judgements, read_queries
from retrieval.evaluation.passages import (
    WORD_FIELDS,
    Candidates,
    HybridPassages,
    PassageWeights,
)
from retrieval.weight_sets import ANY, SHIPPED, WEIGHT_SETS

__all__ = ["Example", "fit_passages"]

_START: Final = PassageWeights(dict.fromkeys(WORD_FIELDS, 5.0), 10.0, 0.0, 2.0)


@dataclass(frozen=True)
class Example:
    """A query's candidates, which of them are right, and how much the query counts."""

    candidates: Candidates
    right: NDArray[np.bool_]
    weight: float


def fit_passages(
    examples: Sequence[Example], start: PassageWeights = _START, strength: float = 1e-4
) -> PassageWeights:
    """Weights that make the right candidates likely.

    The loss is −log of the share that all right candidates have together, plus an L2 term; factors
    are kept from falling below zero.

    Args:
        examples: queries; those without a right candidate teach nothing and are left out.
        start: where the search for the weights begins; its unit is kept.
        strength: of the L2 term.
    """
    taught = [each for each in examples if each.right.any()]

    def loss(values: NDArray[np.float64]) -> float:
        weights = _weights(values, start)
        total = 0.0
        for each in taught:
            share = float(each.candidates.shares(weights)[each.right].sum())
            total -= each.weight * float(np.log(max(share, 1e-12)))
        return total + strength * float(values @ values)

    first = np.array([*start.vector, start.dense, start.trust, start.trust_of_few])
    factors = len(WORD_FIELDS) + 1
    bounds = [(0.0, None)] * factors + [(None, None)] * 2
    found = minimize(loss, first, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
    return _weights(np.round(found.x, 2), start)


def _weights(values: NDArray[np.float64], like: PassageWeights) -> PassageWeights:
    *words, dense, trust, trust_of_few = map(float, values)
    return replace(
        like,
        words=dict(zip(WORD_FIELDS, words, strict=True)),
        dense=dense,
        trust=trust,
        trust_of_few=trust_of_few,
    )


def _examples(folder: Path, index: HybridPassages, most: int) -> list[Example]:
    queries = read_queries(folder / "queries.jsonl")
    judgements = read_judgements(folder / "qrels" / "test.tsv", queries)
    chosen = list(judgements.items())[:most]
    examples = []
    for query, gains in chosen:
        found = index.candidates(queries[query])
        right = np.array([gains.get(index.ids[row], 0.0) > 0 for row in found.rows], dtype=bool)
        examples.append(Example(found, right, 1.0 / len(chosen)))
    return examples


def main(
    folders: Annotated[list[Path], typer.Argument(help="BEIR folders to learn from.")],
    encoder: Annotated[
        str | None, typer.Option(help="A model, as EMBEDDING_MODEL. Else the shipped one.")
    ] = None,
    for_any: Annotated[
        bool, typer.Option("--any", help="Weights for encoders without their own.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, help="Queries taken of each folder.")] = 150,
    out: Annotated[Path | None, typer.Option(help="Folder for passages.json.")] = None,
) -> None:
    """Learn the weights of search over loose passages."""
    model = load_encoder(encoder)
    start = replace(_START, dense=2.0, unit="spread") if for_any else _START
    examples: list[Example] = []
    for folder in folders:
        index = HybridPassages(read_corpus(folder / "corpus.jsonl"), model, start)
        examples += _examples(folder, index, most)
        typer.echo(f"{folder}: {len(index.ids)} passages", err=True)
    weights = fit_passages(examples, start)
    own = WEIGHT_SETS / model.fingerprint if encoder else SHIPPED
    path = (out or (ANY if for_any else own)) / "passages.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {
        "encoder": "any" if for_any else model.fingerprint,
        "words": weights.words,
        "dense": weights.dense,
        "unit": weights.unit,
        "trust": weights.trust,
        "trust_of_few": weights.trust_of_few,
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"wrote {path}: {data}", err=True)


if __name__ == "__main__":
    typer.run(main)
