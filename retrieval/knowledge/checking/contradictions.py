"""One subject, two values: sentences alike but for their numbers, tables that don't add up.

A contradiction needs understanding, which a program has not. These rules are narrow on purpose:
they speak only where both texts are in force, say it of the same places, and use nearly the same
words, so that what they tell is worth a look.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from retrieval.knowledge.checking.pages import FolderTexts, Line
from retrieval.knowledge.checking.quantities import is_year, quantities
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import LANGUAGES, Language, Section
from retrieval.knowledge.numbers import format_number

__all__ = ["check_contradictions"]

#: Share of common word beginnings (Jaccard) from which two sentences speak of the same thing …
SAME_SUBJECT = 0.8
#: … and where both rest on the same fact, this much is enough.
SAME_SUBJECT_AND_FACT = 0.6
_FEWEST_WORDS = 4
_OWN_SUBJECT = 8
# The beginning of a word stands for all its forms: «рабочих», «рабочего»; «өтінішке», «өтініш».
_BEGINNING = 5

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ«*])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = r"(\d+(?:[ \u00a0]\d{3})*(?:,\d+)?)"
_MCI = re.compile(rf"{_NUMBER}(?:\s?–\s?{_NUMBER})?\s*(?:МРП|АЕК)")
_FEWEST_NAME_WORDS = 2
_LARGEST_FAMILY = 10
# Units belong to the value, in whatever form its number asks for (дня, дней).
_UNITS = re.compile(
    r"(?:мрп|аек|ден|дн|недел|месяц|год|лет|час|процент|тенге|күн|апта|айл?|ай[ғдн]|жыл|сағат|пайыз|"
    r"теңге)\w{0,4}"
)


@dataclass(frozen=True)
class _Sentence:
    """A sentence with numbers: what it speaks of, and the numbers."""

    section: Section
    line: int
    text: str
    subject: frozenset[str]
    values: tuple[str, ...]


def check_contradictions(texts: FolderTexts) -> Iterator[Finding]:
    """Different values for the same subject, within a language; totals that rows don't make."""
    for language in LANGUAGES:
        sentences = list(_sentences(texts, language))
        yield from _sentences_differ(sentences)
        yield from _against_tables(sentences, texts, language)
    yield from _quota_sums(texts)


def _sentences(texts: FolderTexts, language: Language) -> Iterator[_Sentence]:
    for _, each in texts.sections(language):
        if not each.section.in_force(texts.today):
            continue
        for block in each.blocks:
            for item in block.items:
                for line, sentence in _split(item):
                    found = _sentence(each.section, line, sentence, texts.today)
                    if found is not None:
                        yield found


def _split(item: tuple[Line, ...]) -> Iterator[tuple[int, str]]:
    """The sentences of a paragraph or list item, each with the line it begins on."""
    text = " ".join(line.text.strip() for line in item)
    start = 0
    for sentence in _SENTENCE_END.split(text):
        start = text.index(sentence, start)
        passed, number = 0, item[0].number
        for line in item:
            if passed <= start:
                number = line.number
            passed += len(line.text.strip()) + 1
        yield number, sentence
        start += len(sentence)


def _sentence(section: Section, line: int, text: str, today: date) -> _Sentence | None:
    numbers = [each for each in quantities(text, line) if each.kind in {"number", "date"}]
    years = {each.value for each in numbers if is_year(each.value)}
    values = tuple(each.value for each in numbers if not is_year(each.value))
    # What was so in another year contradicts nothing.
    if not values or any(int(year) != today.year for year in years):
        return None
    subject = _subject(text)
    if len(subject) < _FEWEST_WORDS:
        return None
    return _Sentence(section, line, text, subject, values)


def _subject(text: str) -> frozenset[str]:
    """The beginnings of the words: what the sentence speaks of, in whatever forms."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(word[:_BEGINNING] for word in words if not _UNITS.fullmatch(word))


def _sentences_differ(sentences: list[_Sentence]) -> Iterator[Finding]:
    holders: dict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for word in sentence.subject:
            holders[word].append(index)
    told = set()
    for index, ours in enumerate(sentences):
        shared: dict[int, int] = defaultdict(int)
        for word in ours.subject:
            for other in holders[word]:
                if other < index:
                    shared[other] += 1
        for other, count in shared.items():
            theirs = sentences[other]
            alike = count / (len(ours.subject) + len(theirs.subject) - count)
            if not _contradict(ours, theirs, alike):
                continue
            key = (ours.section.id, ours.line, theirs.section.id)
            if key in told:
                continue
            told.add(key)
            params = {
                "text": ours.text,
                "other_text": theirs.text,
                "other": f"{theirs.section.path}:{theirs.line}",
            }
            yield Finding(ours.section.path, ours.line, "contradiction", "warning", params)


def _contradict(ours: _Sentence, theirs: _Sentence, alike: float) -> bool:
    first, second = ours.section, theirs.section
    if first.id == second.id or len(ours.values) != len(theirs.values):
        return False
    if sorted(ours.values) == sorted(theirs.values) or set(first.regions) != set(second.regions):
        return False
    shared_fact = bool(set(first.facts) & set(second.facts))
    # «Решение принимают за 3 дня» says it of many things; a long sentence names its own.
    if not (shared_fact or first.topic == second.topic or len(ours.subject) >= _OWN_SUBJECT):
        return False
    enough = SAME_SUBJECT_AND_FACT if shared_fact else SAME_SUBJECT
    return alike >= enough


def _against_tables(
    sentences: list[_Sentence], texts: FolderTexts, language: Language
) -> Iterator[Finding]:
    """Sentences that name an amount of the tables and give it in other МРП/АЕК."""
    tables = texts.reading.tables
    if tables is None:
        return
    named = []
    for amount in tables.support.amounts.values():
        rate = amount.rate(texts.today)
        counts = [] if rate is None else [rate.mci, rate.mci_min, rate.mci_max]
        name = amount.name[language]
        known = [count for count in counts if count is not None]
        if known and len(_subject(name)) >= _FEWEST_NAME_WORDS:
            named.append((name, _subject(name), known))
    for sentence in sentences:
        given = {
            Decimal(re.sub(r"\s", "", number).replace(",", "."))
            for match in _MCI.finditer(sentence.text)
            for number in match.groups()
            if number
        }
        amounts = [each for each in named if each[1] <= sentence.subject]
        # A family gets a payment for each of its members: multiples are right too.
        right = {
            count * times
            for _, _, known in amounts
            for count in known
            for times in range(1, _LARGEST_FAMILY + 1)
        }
        if given and amounts and not given & right:
            name, _, known = amounts[0]
            params = {
                "name": name,
                "text": sentence.text,
                "value": "–".join(format_number(each) for each in known),
            }
            path = sentence.section.path
            yield Finding(path, sentence.line, "amount-differs", "warning", params)


def _quota_sums(texts: FolderTexts) -> Iterator[Finding]:
    """The rows of a year's quota must make its total, unless a note says why they don't."""
    tables = texts.reading.tables
    if tables is None:
        return
    path = Path("tables", "quotas.yaml")
    lines = texts.tables.get(path, ())
    for year, quota in tables.quotas.years.items():
        if not quota.regions or quota.note is not None:
            continue
        for kind in ("resettlers", "kandas"):
            total = getattr(quota.total, kind)
            rows = [getattr(row, kind) for row in quota.regions.values()]
            if total is None or any(row is None for row in rows) or sum(rows) == total:
                continue
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"  {year}:")), 1)
            params = {"year": str(year), "kind": kind, "sum": str(sum(rows)), "total": str(total)}
            yield Finding(path, line, "quota-sum", "warning", params)
