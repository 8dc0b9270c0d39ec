"""Sections that say the same twice, and one question that leads to two answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.knowledge.checking.pages import FolderTexts, Page, PageSection
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import LANGUAGES, Section

__all__ = ["check_duplicates"]

#: Share of common word triples (Jaccard) from which two sections are nearly the same text.
NEARLY_THE_SAME = 0.6
_SHINGLE = 3
# A triple that stands in this many sections is a turn of phrase: it makes no pair suspicious.
_TURN_OF_PHRASE = 12

_WORD = re.compile(r"\w+")


def check_duplicates(texts: FolderTexts) -> Iterator[Finding]:
    """Duplicate and near-duplicate sections and questions, within a language."""
    for language in LANGUAGES:
        located = list(texts.sections(language))
        yield from _same_text(located)
        sections = [(page, each.section) for page, each in located]
        yield from _same_question(sections)


def _same_text(located: Sequence[tuple[Page, PageSection]]) -> Iterator[Finding]:
    shingles = [_shingles(each.section.body) for _, each in located]
    holders: dict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(shingles):
        for shingle in own:
            holders[shingle].append(index)
    common: dict[tuple[int, int], int] = defaultdict(int)
    for indices in holders.values():
        if len(indices) <= _TURN_OF_PHRASE:
            for second, later in enumerate(indices):
                for earlier in indices[:second]:
                    common[earlier, later] += 1
    for (first, second), count in sorted(common.items()):
        # Rare triples alone can't reach the share: skip the exact count of most pairs.
        smaller = min(len(shingles[first]), len(shingles[second]))
        if count < smaller * NEARLY_THE_SAME / 2:
            continue
        shared = len(shingles[first] & shingles[second])
        share = shared / len(shingles[first] | shingles[second])
        ours, theirs = located[second][1].section, located[first][1].section
        if share < NEARLY_THE_SAME or (share < 1 and _different_places(ours, theirs)):
            continue
        params = {
            "heading": ours.heading,
            "other_heading": theirs.heading,
            "other": f"{theirs.path}:{theirs.line}",
            "share": str(round(share * 100)),
        }
        code = "section-duplicate" if share == 1 else "section-similar"
        yield Finding(ours.path, ours.line, code, "warning", params)


def _shingles(body: str) -> frozenset[int]:
    """Every row of three words, as a hash: a hundred thousand tuples would keep the memory busy."""
    words = _WORD.findall(body.lower())
    if len(words) < _SHINGLE:
        return frozenset({hash(tuple(words))})
    rows = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
    return frozenset(hash(row) for row in rows)


def _different_places(ours: Section, theirs: Section) -> bool:
    """Pages of two regions may say the same of each, each with its own name and numbers."""
    return bool(ours.regions and theirs.regions) and not set(ours.regions) & set(theirs.regions)


def _same_question(sections: Sequence[tuple[Page, Section]]) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], tuple[Section, int]] = {}
    for page, section in sections:
        asked = [(section.heading, -1), *((q, i) for i, q in enumerate(section.questions))]
        for question, index in asked:
            words = _question_words(question)
            if not words:
                continue
            first, _ = seen.setdefault(words, (section, index))
            if first.id == section.id:
                continue
            line = (
                section.line
                if index < 0
                else page.line("sections", section.anchor, "questions", index)
            )
            params = {
                "question": question,
                "other_heading": first.heading,
                "other": f"{first.path}:{first.line}",
            }
            yield Finding(section.path, line, "question-twice", "warning", params)


def _question_words(question: str) -> tuple[str, ...]:
    """The words in order; case, ё, punctuation and repeated words make no other question."""
    words = _WORD.findall(question.lower().replace("ё", "е"))
    return tuple(words[:1]) + tuple(b for a, b in pairwise(words) if a != b)
