"""Passages and questions for measuring search: from a file, or made from the shipped texts."""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from bot.bench.processes import BenchmarkError
from retrieval import Section

__all__ = ["made_texts", "questions_about", "read_texts"]

#: About as long as a section of the programme texts, in characters.
_LENGTH: Final = 350
_TITLE_LENGTH: Final = 100
_SEED: Final = 1
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")


def read_texts(path: Path, count: int) -> list[str]:
    """The first ``count`` passages of a JSON-lines file, each of about 350 characters.

    Args:
        path: lines ``{"text": …, "title": …}``, the title optional; ``.gz`` and ``.xz`` are
            unpacked. Longer texts give several passages, each with
            the beginning of the title before it.
        count: how many passages at most.

    Raises:
        BenchmarkError: the file can't be read, or a line is no such object.
    """
    try:
        return list(islice(_texts(path), count))
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise BenchmarkError(f"{path}: {error}") from error


def made_texts(sections: Sequence[Section], count: int) -> list[str]:
    """``count`` passages put together from sentences of ``sections``, the same on every run.

    Their words are few for so many passages, so every word stands in more of them than it would
    in real texts: the search has more to count, not less.
    """
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    by_language: dict[str, list[str]] = {}
    for section in sections:
        sentences = by_language.setdefault(section.language, [])
        sentences += [each for each in _SENTENCE_END.split(section.body) if each.strip()]
    pools = list(by_language.values())
    texts = []
    for number in range(count):
        pool = pools[number % len(pools)]
        parts: list[str] = []
        while sum(map(len, parts)) < _LENGTH:
            parts.append(chance.choice(pool).strip())
        texts.append(" ".join(parts)[:_LENGTH])
    return texts


def questions_about(texts: Sequence[str], own: Iterable[str], count: int) -> list[str]:
    """``count`` questions: one half runs of three to eight words of the passages, one half ``own``.

    Args:
        texts: the passages.
        own: questions as people write them.
        count: how many; fewer where ``own`` has fewer.
    """
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    half = list(own)
    chance.shuffle(half)
    runs = []
    for text in chance.choices(texts, k=count - count // 2):
        words = text.split()
        length = chance.randint(3, 8)
        start = chance.randrange(max(1, len(words) - length))
        runs.append(" ".join(words[start : start + length]))
    return [*runs, *half[: count // 2]]


def _texts(path: Path) -> Iterator[str]:
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
                words, title = row["text"].split(), (row.get("title") or "")[:_TITLE_LENGTH]
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise BenchmarkError(f'{path}:{number}: expected {{"text": "…"}}') from error
            yield from _pieces(f"{title}. " if title else "", words)


def _pieces(title: str, words: Sequence[str]) -> Iterator[str]:
    piece = ""
    for word in words:
        if piece and len(piece) + len(word) >= _LENGTH:
            yield title + piece
            piece = ""
        piece += f"{word} "
    if piece:
        yield title + piece


def _open(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
