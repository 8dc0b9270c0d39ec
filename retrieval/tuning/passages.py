"""``python -m retrieval.tuning.passages FOLDER…``: learns how to weigh words and meaning.

Reads BEIR folders (``python -m retrieval.evaluation.sample`` makes some), each of which counts
alike, and writes ``passages.json`` for loose passages. Take folders of texts that the encoder was
not trained on, or its vectors look better than they are, and measure on folders of other documents.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
import typer
from numpy.typing import NDArray

from retrieval.encoder import load_encoder
from retrieval.evaluation.beir import read_corpus, read_judgements, read_queries
from retrieval.evaluation.metrics import CUTOFF
from retrieval.evaluation.passages import (
    WORD_FIELDS,
    Candidates,
    HybridPassages,
    PassageWeights,
)
from retrieval.weight_sets import ANY, SHIPPED, WEIGHT_SETS

__all__ = ["Example", "fit_passages"]

#: What is tried: factors of the words; of the cosine; log-odds of trusting the words.
_WORDS: Final[tuple[tuple[float, ...], ...]] = tuple(
    tuple(round(scale * factor, 1) for factor in factors)
    for factors in ((4, 3, 6, 5), (3, 2, 5, 5), (2, 2, 5, 5), (1, 2, 5, 5))
    for scale in (0.7, 1.0, 1.4)
)
_DENSE: Final = (6.0, 8.0, 10.0, 13.0)
_DENSE_IN_SPREADS: Final = (0.5, 1.0, 1.5, 2.0)
_TRUST: Final = (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0)
_TRUST_OF_FEW: Final = (2.0, 4.0, 8.0)
_SHORTFALL: Final = 4.0
"""How much more it counts that a folder is ranked worse than by its words alone."""
_ALIKE: Final = 0.003
"""Settings this near to each other can't be told apart by a few hundred questions."""


@dataclass(frozen=True)
class Example:
    """A query's candidates, which of them are right, and the folder and encoder it is of."""

    candidates: Candidates
    right: NDArray[np.bool_]
    folder: str


def fit_passages(
    examples: Sequence[Example], unit: Literal["cosine", "spread"] = "cosine"
) -> PassageWeights:
    """The best of a grid of weights.

    The best has the highest MRR@10, mean over folders, less ``_SHORTFALL`` times the mean of what
    each folder loses against its words alone: a hybrid should not cost a collection anything that
    the encoder doesn't understand. Of those that are as good, the one with the highest odds for the
    words: they are known to hold for other collections, too. (The likelihood of the right passages,
    which is smoother, was tried and chose weights that lose four points.)
    """
    words_alone = {
        words: _by_folder(examples, PassageWeights(_named(words), 0.0, 50.0, 0.0))
        for words in _WORDS
    }
    factors = _DENSE if unit == "cosine" else _DENSE_IN_SPREADS
    tried = [
        PassageWeights(_named(words), dense, trust, few, unit)
        for words in _WORDS
        for dense in factors
        for trust in _TRUST
        for few in _TRUST_OF_FEW
    ]

    def merit(weights: PassageWeights) -> float:
        alone = words_alone[tuple(weights.words.values())]
        found = _by_folder(examples, weights)
        lost = [max(0.0, alone[name] - found[name]) for name in found]
        return float(np.mean(list(found.values())) - _SHORTFALL * np.mean(lost))

    merits = [merit(weights) for weights in tried]
    least = max(merits) - _ALIKE
    alike = (each for each, value in zip(tried, merits, strict=True) if value >= least)
    return max(alike, key=lambda weights: (weights.trust, -weights.dense, weights.trust_of_few))


def _named(words: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(WORD_FIELDS, words, strict=True))


def _by_folder(examples: Sequence[Example], weights: PassageWeights) -> dict[str, float]:
    """MRR@10 of each folder."""
    ranks: dict[str, list[float]] = {}
    for each in examples:
        value = 0.0
        if each.right.any():
            shares = each.candidates.shares(weights)
            above = int((shares > shares[each.right].max()).sum())
            value = 1.0 / (above + 1) if above < CUTOFF else 0.0
        ranks.setdefault(each.folder, []).append(value)
    return {name: float(np.mean(values)) for name, values in ranks.items()}


def _examples(folder: Path, index: HybridPassages, most: int, name: str) -> list[Example]:
    queries = read_queries(folder / "queries.jsonl")
    judgements = read_judgements(folder / "qrels" / "test.tsv", queries)
    chosen = list(judgements.items())[:most]
    examples = []
    for query, gains in chosen:
        found = index.candidates(queries[query])
        right = np.array([gains.get(index.ids[row], 0.0) > 0 for row in found.rows], dtype=bool)
        examples.append(Example(found, right, name))
    return examples


def main(
    folders: Annotated[list[Path], typer.Argument(help="BEIR folders to learn from.")],
    encoder: Annotated[
        list[str] | None,
        typer.Option(help="A model, as EMBEDDING_MODEL; with --any several. Else the shipped one."),
    ] = None,
    for_any: Annotated[
        bool, typer.Option("--any", help="Weights for encoders without their own.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, help="Queries taken of each folder.")] = 150,
    out: Annotated[Path | None, typer.Option(help="Folder for passages.json.")] = None,
) -> None:
    """Learn the weights of search over loose passages."""
    names = encoder or [""]
    if len(names) > 1 and not for_any:
        raise typer.BadParameter("several encoders only with --any")
    unit: Literal["cosine", "spread"] = "spread" if for_any else "cosine"
    now = PassageWeights(_named(_WORDS[0]), 1.0, 0.0, 0.0, unit)
    examples: list[Example] = []
    for model in map(load_encoder, names):
        for folder in folders:
            index = HybridPassages(read_corpus(folder / "corpus.jsonl"), model, now)
            examples += _examples(folder, index, most, f"{model.fingerprint} {folder.name}")
            typer.echo(f"{folder}: {len(index.ids)} passages", err=True)
    weights = fit_passages(examples, unit)
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
