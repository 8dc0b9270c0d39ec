"""What the weights are learned from.

Three kinds of questions: the dev set, also retyped in the habits in which people type; those
written to each section (`retrieval.sample_questions`); and the bare names of things in the folder
(titles, labels of buttons). The folder's own questions are left out, but for a few with a region
added: the encoder was trained on them, so its vectors look better there than they are. The test set
is never read here.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answering import Answerer
from retrieval.evaluation.questions import Question, load_split
from retrieval.index.entries import section_entries
from retrieval.knowledge import Language, Section
from retrieval.language import HABITS, Habit, apply_habit
from retrieval.sample_questions import read_written
from retrieval.search import RANK_FEATURES, Hit

__all__ = [
    "Example",
    "dev_examples",
    "name_examples",
    "placed_examples",
    "spellings",
    "written_examples",
]

_DEV_WEIGHT: Final = 1.0
_WRITTEN_WEIGHT: Final = 1.0
_LIMIT: Final = 60
_SEED: Final = 1

Progress = Callable[[int, int], None]

_YEAR: Final = re.compile(r"\b20\d\d\b(?:\s*(?:жылғы|жылы|года|году|год))?")
# «Көшуге берілетін субсидия (көшу ақшасы)» names a thing twice.
_BRACKETS: Final = re.compile(r"[(),]")


@dataclass(frozen=True)
class Example:
    """A question and its candidates.

    Attributes:
        features: shape (candidates, len(RANK_FEATURES)).
        right: which candidates answer it; shape (candidates,).
        weight: how much the example counts.
        group: examples of one group (the same fact) are never in both halves of a fold.
    """

    question: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: float
    group: str


def name_examples(
    answerer: Answerer, weight: float, progress: Progress | None = None
) -> list[Example]:
    """Bare names, which ask for the main thing; each example counts ``weight``."""
    rows = list(_names(answerer))
    examples = []
    for done, (section, text) in enumerate(rows, start=1):
        question = answerer.searcher.understand(text, section.language)
        hits = answerer.searcher.search(question, _LIMIT)
        example = _example(text, hits, {section.id}, weight, section.id)
        if example is not None:
            examples.append(example)
        if progress is not None:
            progress(done, len(rows))
    return examples


def written_examples(answerer: Answerer, progress: Progress | None = None) -> list[Example]:
    """The questions written to each section, in many voices."""
    written = [each for each in read_written() if each.answered]
    examples = []
    for done, each in enumerate(written, start=1):
        hits = answerer.searcher.search(
            answerer.searcher.understand(each.text, each.language), _LIMIT
        )
        wanted = set(each.sections)
        example = _example(each.text, hits, wanted, _WRITTEN_WEIGHT, each.sections[0])
        if example is not None:
            examples.append(example)
        if progress is not None:
            progress(done, len(written))
    return examples


def _names(answerer: Answerer) -> Iterator[tuple[Section, str]]:
    for section in answerer.knowledge.sections:
        if section.year is None and section.button != section.title:
            yield section, section.button
        # Who names no year means this one.
        if section.year == answerer.knowledge.today.year:
            yield from (
                (section, _YEAR.sub(" ", each)) for each in (section.heading, section.button)
            )
    for document in answerer.knowledge.documents:
        lead = document.sections[0]
        names = (document.title, *_BRACKETS.split(document.title))
        yield from ((lead, name.strip()) for name in dict.fromkeys(names) if name.strip())


def placed_examples(
    answerer: Answerer, weight: float, progress: Progress | None = None
) -> list[Example]:
    """Wordings of texts that hold everywhere, with a region added; each counts ``weight``.

    «Нас пятеро, хотим в Павлодар, сколько дадут на переезд?» asks for the sum, not for Pavlodar.
    The wording doesn't count while it is asked, since it would be found by its very words.
    """
    rows = list(_placed(answerer))
    examples = []
    for done, (section, text, own) in enumerate(rows, start=1):
        question = answerer.searcher.understand(text, section.language)
        hits = answerer.searcher.search(question, _LIMIT, without=own)
        example = _example(text, hits, {section.id}, weight, section.id)
        if example is not None:
            examples.append(example)
        if progress is not None:
            progress(done, len(rows))
    return examples


def _placed(answerer: Answerer) -> Iterator[tuple[Section, str, frozenset[str]]]:
    regions = [each.names for _, each in sorted(answerer.knowledge.tables.regions.items())]
    local = {each.topic for each in answerer.knowledge.sections if each.regions}
    chance = random.Random(_SEED)  # noqa: S311
    entries = list(section_entries(answerer.knowledge.sections))
    for section in answerer.knowledge.sections:
        if section.topic in local or section.clarify == "region":
            continue
        wording = chance.choice((section.heading, *section.questions)).rstrip("?")
        there, here = chance.sample(regions, 2)
        if section.language == "kk":
            place = chance.choice((there.kk.locative, there.kk.dative, there.kk.nominative))
            text = f"{place or there.kk.nominative} {wording}"
        else:
            place = chance.choice(
                (
                    f"в {there.ru.accusative or there.ru.nominative}",
                    f"в {there.ru.prepositional or there.ru.nominative}",
                    f"из {here.ru.genitive or here.ru.nominative} в {there.ru.accusative}",
                )
            )
            text = f"{wording} {place}"
        own = (each.id for each in entries if each.text.rstrip("?") == wording)
        yield section, text, frozenset(own)


def dev_examples(answerer: Answerer, progress: Progress | None = None) -> list[Example]:
    """The answerable dev questions in every spelling."""
    right: dict[str, set[str]] = defaultdict(set)
    for section in answerer.knowledge.sections:
        for fact in section.facts:
            right[fact].add(section.id)
    questions = [each for each in load_split("dev") if each.facts]
    texts = [(each, text) for each in questions for text in spellings(each)]
    examples = []
    for done, (each, text) in enumerate(texts, start=1):
        wanted = set().union(*(right[fact] for fact in each.facts))
        language: Language = "kk" if each.language == "kk" else "ru"
        hits = answerer.searcher.search(answerer.searcher.understand(text, language), _LIMIT)
        example = _example(text, hits, wanted, _DEV_WEIGHT, each.facts[0])
        if example is not None:
            examples.append(example)
        if progress is not None:
            progress(done, len(texts))
    return examples


def spellings(question: Question) -> Iterator[str]:
    """A question as it stands, and as others would type it."""
    yield question.question
    if question.spelling != "standard":
        return
    habits: Sequence[Habit] = HABITS if question.language == "kk" else ("latin_adhoc", "typo")
    for habit in habits:
        typed = apply_habit(question.question, habit, seed=1)
        if typed != question.question:
            yield typed


def _example(
    text: str, hits: Sequence[Hit], wanted: set[str], weight: float, group: str
) -> Example | None:
    right = np.array([hit.section_id in wanted for hit in hits], dtype=bool)
    if not right.any():
        return None
    features = np.array([[hit.features[name] for name in RANK_FEATURES] for hit in hits])
    return Example(text, features, right, weight, group)
