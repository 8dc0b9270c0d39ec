"""Questions written to learn from; those of the evaluation are none of them.

``written.tsv`` holds questions to each section in many voices (a plain sentence, a few words, a
whole situation, doubt, both languages at once, without Kazakh letters), and near misses in the same
voices: asked about the same matter, and answered nowhere in the texts. ``unanswered.tsv`` holds
others that the texts don't answer, in scope and out of it. They were written with the texts in
sight, and without any question of the dev or test set.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retrieval.knowledge import Language

__all__ = ["OUT_OF_SCOPE", "Unanswered", "Written", "read_unanswered", "read_written"]

OUT_OF_SCOPE: Final = "out_of_scope"

_UNANSWERED: Final = Path(__file__).with_name("unanswered.tsv")
_WRITTEN: Final = Path(__file__).with_name("written.tsv")
_COLUMNS: Final = 4


@dataclass(frozen=True)
class Unanswered:
    """A question written because the texts do not answer it.

    Attributes:
        id: name of the question.
        in_scope: whether it is about the programme or the life after the move.
    """

    id: str
    text: str
    language: Language
    in_scope: bool


@dataclass(frozen=True)
class Written:
    """A question written for a section, or beside it.

    Attributes:
        id: name of the question.
        sections: the sections that answer it, or the one that it is a near miss of.
        answered: whether they do.
    """

    id: str
    sections: tuple[str, ...]
    text: str
    language: Language
    answered: bool


def read_unanswered(path: Path = _UNANSWERED) -> Iterator[Unanswered]:
    """The questions of ``unanswered.tsv``: language, kind, topic, question.

    Raises:
        ValueError: a line has another number of columns.
    """
    for number, (language, kind, _, text) in _rows(path):
        yield Unanswered(f"unanswered-{number}", text, _language(language), kind != OUT_OF_SCOPE)


def read_written(path: Path = _WRITTEN) -> Iterator[Written]:
    """The questions of ``written.tsv``: language, answered or not_in_texts, sections, question.

    Raises:
        ValueError: a line has another number of columns.
    """
    for number, (language, expect, sections, text) in _rows(path):
        yield Written(
            f"written-{number}",
            tuple(sections.split(",")),
            text,
            _language(language),
            expect == "answered",
        )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if len(row) != _COLUMNS:
                raise ValueError(f"{path}:{number}: {len(row)} columns, not {_COLUMNS}")
            yield number, row


def _language(written: str) -> Language:
    return "ru" if written == "ru" else "kk"
