"""Learns the letter statistics by which unknown words are told to be Kazakh, Russian or other.

It also lists the words of ordinary writing, in which no typo is looked for.

Run by ``python -m retrieval.language train``. The data are words that the repository itself holds:
the knowledge texts, the word lists, the development messages and, for English, its own documents.
Words are folded first, so that one model serves every spelling habit and both scripts. It is a
logistic regression over the character n-grams of the distinct words.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from retrieval.language import wordlists
from retrieval.language.letter_statistics import CLASSES, STATISTICS, grams_of
from retrieval.language.spelling import fold_word
from retrieval.language.tokens import tokenize
from retrieval.language.typos import SHORTEST
from retrieval.language.wordlists import WRITTEN

_INVERSE_REGULARISATION: Final = 3.0
_SMALLEST_WEIGHT: Final = 0.05
_WRITTEN_AT_LEAST: Final = 2
_WORDS_OF_BOTH: Final = 4.0
"""A word that both languages have is learnt as the one's in which it is this much more common."""


def train(root: Path, messages: Path, target: Path = STATISTICS) -> int:
    """Write the statistics to ``target``; returns how many n-grams were kept.

    Args:
        root: the repository: ``knowledge/`` for Kazakh and Russian, Markdown documents for English.
        messages: labelled development messages (`retrieval.language.evaluation`).
        target: JSON file, n-gram to a weight in hundredths for each of `CLASSES`.
    """
    words, labels = _labelled_words(root, messages)
    vectorizer = CountVectorizer(analyzer=grams_of, binary=True, min_df=2)
    features = vectorizer.fit_transform(words)
    model = LogisticRegression(C=_INVERSE_REGULARISATION, class_weight="balanced", max_iter=2000)
    model.fit(features, labels)
    weights: dict[str, list[int]] = {"": [round(100 * float(x)) for x in model.intercept_]}
    for gram, column in sorted(vectorizer.vocabulary_.items()):
        row = model.coef_[:, column]
        if np.abs(row).max() >= _SMALLEST_WEIGHT:
            weights[gram] = [round(100 * float(x)) for x in row]
    lines = ",\n".join(
        f"{json.dumps(gram, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for gram, row in weights.items()
    )
    target.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return len(weights)


def list_words(corpus: Path, target: Path = WRITTEN) -> int:
    """Write the words that ``corpus`` has at least twice to ``target``; returns their number.

    Args:
        corpus: JSON lines, each an object with the strings ``kk`` and ``ru``.
        target: text file, folded words in order, one a line.
    """
    counts: Counter[str] = Counter()
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            counts.update(set(_words(f"{pair['kk']} {pair['ru']}")))
    words = sorted(
        word
        for word, count in counts.items()
        if count >= _WRITTEN_AT_LEAST and len(word) >= SHORTEST and word.isalpha()
    )
    comment = "# Folded words of ordinary writing, made by `python -m retrieval.language words`."
    target.write_text("\n".join((comment, *words)) + "\n", encoding="utf-8")
    return len(words)


def _labelled_words(root: Path, messages: Path) -> tuple[list[str], list[int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in CLASSES}
    for language in ("kk", "ru"):
        for path in sorted((root / "knowledge").glob(f"*/*.{language}.md")):
            counts[language].update(_words(_prose(path.read_text(encoding="utf-8"))))
    for path in (root / "LICENSE", *sorted((root / "docs").glob("*.md"))):
        if path.exists():
            latin = _LATIN_WORD.findall(path.read_text(encoding="utf-8"))
            counts["other"].update(map(fold_word, latin))
    for name, lists in _LISTS.items():
        for listed in lists:
            counts[name].update({fold_word(word): 3 for word in listed})
    with messages.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["language"] in CLASSES:
                counts[row["language"]].update(_words(row["text"]))
    return _decided(counts)


def _decided(counts: dict[str, Counter[str]]) -> tuple[list[str], list[int]]:
    undecided = set(map(fold_word, wordlists.UNDECIDED))
    words: list[str] = []
    labels: list[int] = []
    for word in sorted(set().union(*counts.values()) - undecided):
        ranked = sorted(((counts[name][word], name) for name in CLASSES), reverse=True)
        if len(word) > 1 and ranked[0][0] >= _WORDS_OF_BOTH * ranked[1][0]:
            words.append(word)
            labels.append(CLASSES.index(ranked[0][1]))
    return words, labels


def _words(text: str) -> Iterator[str]:
    return (fold_word(token.surface) for token in tokenize(text) if token.kind == "word")


def _prose(document: str) -> str:
    """The questions and the body of a knowledge document, without sources and template fields."""
    parts = _FRONT_MATTER.split(document, maxsplit=2)
    front, body = (parts[1], parts[2]) if len(parts) == 3 else ("", document)
    questions: Iterable[str] = _QUESTION.findall(front)
    return _FIELD.sub(" ", "\n".join((*questions, body)))


_FRONT_MATTER: Final = re.compile(r"^---\s*$", re.MULTILINE)
_QUESTION: Final = re.compile(r"^    - (.*\?.*|[^:]+)$", re.MULTILINE)
_FIELD: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[^}]*\}|https?://\S+|[a-z_.]+")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_LISTS: Final = {
    "kk": (wordlists.KAZAKH_GRAMMAR, wordlists.KAZAKH_COMMON, wordlists.KAZAKH_ROOTS),
    "ru": (wordlists.RUSSIAN_GRAMMAR, wordlists.RUSSIAN_COMMON),
    "other": (wordlists.OTHER_COMMON, wordlists.OTHER_LANGUAGES),
}
