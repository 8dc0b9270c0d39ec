"""The training data as one folder: built once from the sources, read by training and evaluation.

========================  =========================================================================
``held_out.jsonl.gz``     pairs for the figures only: ``kk``, ``ru``, ``source``
``texts.jsonl.gz``        texts from which the tokenizer learns its vocabulary
``tasks/NAME.jsonl.gz``   text pairs of one task: ``[left, right]``
``teacher/NAME.npz``      optional: the teacher's vectors of the right-hand texts of that task
========================  =========================================================================
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, product
from pathlib import Path

from retrieval.training.corpora import AskedSection, Pair, Passage
from retrieval.training.split import hold_out, resembling

__all__ = ["Sources", "TrainingData", "assemble", "read_data", "write_data"]

TextPair = tuple[str, str]


@dataclass(frozen=True)
class Sources:
    """What the readers of `retrieval.training.corpora` found."""

    parallel: Sequence[Pair]
    others: Sequence[Pair]
    """Pairs that are never held out: interface texts, names, terms."""
    passages: Sequence[Passage]
    sections: Sequence[AskedSection]


@dataclass(frozen=True)
class TrainingData:
    """What `read_data` finds in a folder."""

    tasks: dict[str, list[TextPair]]
    held_out: list[Pair]
    texts: list[str]


def assemble(
    sources: Sources,
    mistype: Callable[[str, int], str],
    *,
    seed: int,
    held_out: int = 1000,
    held_out_source: str | None = None,
) -> TrainingData:
    """Makes the tasks; nothing that resembles a held-out sentence is among them.

    Args:
        sources: the raw material.
        mistype: gives a text with slips; the number chooses among the possible ones.
        seed: decides the split and every drawing of lots.
        held_out: how many pairs are kept for the figures.
        held_out_source: keep pairs of this source for the figures, and train on none of them.
    """
    chance = random.Random(seed)  # noqa: S311
    split = hold_out(sources.parallel, count=held_out, seed=seed, source=held_out_source)
    others = list({(pair.kk, pair.ru): pair for pair in sources.others}.values())
    like = resembling(others, split.held_out)
    tasks: dict[str, list[TextPair]] = defaultdict(list)
    tasks["parallel"] = [(pair.kk, pair.ru) for pair in split.train]
    for pair, drop in zip(others, like, strict=True):
        if not drop:
            tasks[pair.source].append((pair.kk, pair.ru))
    passages = chance.sample(sources.passages, min(90_000, len(sources.passages)))
    tasks["titles"] = [(passage.heading, passage.text) for passage in passages]
    tasks["spans"] = _spans(passages[:50_000], chance)
    tasks |= _knowledge_tasks(sources.sections)
    questions = [question for section in sources.sections for question in section.questions]
    tasks["typed-questions"] = _mistyped(questions, mistype)
    sentences = [
        side
        for task in ("parallel", "gettext")
        for pair in tasks[task]
        for side in pair
        if 15 < len(side) < 120
    ]
    chosen = chance.sample(sentences, min(40_000, len(sentences)))
    tasks["typed-sentences"] = _mistyped(chosen, mistype)
    texts = [text for pair in tasks["parallel"] for text in pair] * 3
    texts += [
        text for source in sorted({p.source for p in others}) for p in tasks[source] for text in p
    ]
    texts += [passage.text for passage in passages[:15_000]] + questions
    texts += [section.text for section in sources.sections]
    return TrainingData(
        {name: pairs for name, pairs in tasks.items() if pairs}, split.held_out, texts
    )


def _spans(passages: Sequence[Passage], chance: random.Random) -> list[TextPair]:
    """Some words of a paragraph, and the paragraph, mostly without them (inverse cloze task)."""
    found: list[TextPair] = []
    for passage in passages:
        words = passage.text.split()
        if len(words) < 14:
            continue
        length = chance.randint(3, 8)
        start = chance.randrange(len(words) - length)
        rest = words[:start] + words[start + length :] if chance.random() < 0.9 else words
        found.append((" ".join(words[start : start + length]), " ".join(rest)))
    return found


def _knowledge_tasks(sections: Sequence[AskedSection]) -> dict[str, list[TextPair]]:
    """Questions of one section with each other, with its text, and with the other language."""
    tasks: dict[str, list[TextPair]] = {"rephrased": [], "section": [], "translated": []}
    versions: dict[str, dict[str, AskedSection]] = defaultdict(dict)
    for section in sections:
        versions[section.section][section.language] = section
        tasks["rephrased"] += combinations(section.questions, 2)
    for languages in versions.values():
        for asked, answering in product(languages.values(), repeat=2):
            tasks["section"] += [(question, answering.text) for question in asked.questions]
        if {"kk", "ru"} <= languages.keys():
            kk, ru = languages["kk"], languages["ru"]
            tasks["translated"] += product(kk.questions, ru.questions)
            tasks["translated"].append((kk.text, ru.text))
    return tasks


def _mistyped(texts: Sequence[str], mistype: Callable[[str, int], str]) -> list[TextPair]:
    return [(mistype(text, number), text) for number, text in enumerate(texts)]


def write_data(folder: Path, data: TrainingData) -> None:
    """Writes the folder; the same data gives the same bytes."""
    (folder / "tasks").mkdir(parents=True, exist_ok=True)
    _write(folder / "held_out.jsonl.gz", map(asdict, data.held_out))
    _write(folder / "texts.jsonl.gz", data.texts)
    for name, pairs in data.tasks.items():
        _write(folder / "tasks" / f"{name}.jsonl.gz", pairs)


def read_data(folder: Path) -> TrainingData:
    """Reads what `write_data` wrote.

    Raises:
        FileNotFoundError: a file is missing; build the data first.
    """
    return TrainingData(
        tasks={
            path.name.removesuffix(".jsonl.gz"): [(left, right) for left, right in _read(path)]
            for path in sorted((folder / "tasks").glob("*.jsonl.gz"))
        },
        held_out=[Pair(**row) for row in _read(folder / "held_out.jsonl.gz")],
        texts=_read(folder / "texts.jsonl.gz"),
    )


def _write(path: Path, rows: Iterable[object]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _read(path: Path) -> list:  # type: ignore[type-arg]
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} does not exist: make it with `python -m retrieval.training build-data`"
        )
    text = gzip.decompress(path.read_bytes()).decode()
    return [json.loads(line) for line in text.split("\n") if line]
