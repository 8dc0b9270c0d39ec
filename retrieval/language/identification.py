"""Tells Kazakh, Russian, a mix of both and other languages apart, and the habit of spelling.

Every word gives evidence: listed words what their list says, other words what their letters look
like (`letter_statistics`). Words are folded first, so Kazakh without its letters and Kazakh or
Russian in Latin script need no model of their own.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from retrieval.language import wordlists
from retrieval.language.alphabets import KAZAKH_LETTERS
from retrieval.language.letter_statistics import probabilities
from retrieval.language.spelling import fold_word
from retrieval.language.tokens import tokenize

Language = Literal["kk", "ru", "mixed", "other"]
AnswerLanguage = Literal["kk", "ru"]
Script = Literal["standard", "no_kazakh_letters", "latin", "mixed"]


@dataclass(frozen=True, slots=True)
class Identification:
    """What a message is written in.

    ``language`` is "mixed" also for messages of nothing but words that both languages share
    (names, loan words, numbers). ``answer_language`` is the language of the grammar words and
    endings; None when nothing tells, so that the caller takes the chosen language. ``script`` is
    the habit of spelling; for Russian Cyrillic it is "standard". ``confidence`` (0 to 1) is that
    of ``answer_language``, or of ``language`` when that is "other".
    """

    language: Language
    answer_language: AnswerLanguage | None
    script: Script
    confidence: float


def identify(text: str) -> Identification:
    """Say which language ``text`` is in, which to answer in, and how it is spelt."""
    words = [token.surface.lower() for token in tokenize(text) if token.kind == "word"]
    judged = [_judge(word) for word in words]
    script = _script(words, judged)
    kazakh = sum(word.weight for word in judged if word.weight > 0)
    russian = -sum(word.weight for word in judged if word.weight < 0)
    foreign = sum(word.foreign for word in judged)
    if foreign > max(kazakh, russian):
        share = foreign / (foreign + kazakh + russian)
        return Identification("other", None, script, round(share, 3))
    total = kazakh - russian
    if words and judged[-1].evidence > 0 and _KAZAKH_PREDICATE.search(fold_word(words[-1])):
        total += _PREDICATE
    if kazakh == russian:
        return Identification("mixed", None, script, 0.0)
    answer: AnswerLanguage = "kk" if total > 0 else "ru"
    confidence = round(1 / (1 + math.exp(-abs(total) / 2)), 3)
    shares = [sum(max(0.0, sign * word.evidence) for word in judged) for sign in (1, -1)]
    mixed = min(shares) >= max(_CLEAR, _MINORITY * sum(shares))
    return Identification("mixed" if mixed else answer, answer, script, confidence)


def word_evidence(word: str) -> float:
    """How Kazakh (above zero) or Russian (below) one word is, as a log ratio from -4 to 4."""
    return _judge(word.lower()).evidence


@dataclass(frozen=True, slots=True)
class _Word:
    evidence: float
    weight: float
    foreign: float


@lru_cache(maxsize=32_768)
def _judge(word: str) -> _Word:
    folded = fold_word(word)
    if _FOREIGN_LETTER.search(word):
        return _Word(0.0, 0.0, _STRONGEST)
    shared_grammar = folded in _KAZAKH_GRAMMAR or folded in _RUSSIAN_GRAMMAR
    if folded in _OTHER and not shared_grammar:
        return _Word(0.0, 0.0, _STRONGEST + 1)
    if word in _ENGLISH_GRAMMAR and shared_grammar:
        # English «my» reads like Russian «мы»: the words around it decide.
        evidence, _ = _listed(word, folded, kazakh_letters=False)
        return _Word(evidence, evidence / 4, 1.5)
    if word in _LEANING:
        return _Word(0.0, _LEANING[word], 0.0)
    listed = word in _KAZAKH_AS_LISTED or word in _RUSSIAN_AS_LISTED
    if word in wordlists.UNDECIDED or (folded in _UNDECIDED and not listed):
        spelt_in_kazakh = not KAZAKH_LETTERS.isdisjoint(word)
        return _Word(0.0, 0.5 if spelt_in_kazakh else 0.0, 0.0)
    kazakh_letters = not KAZAKH_LETTERS.isdisjoint(word)
    evidence, scale = _listed(word, folded, kazakh_letters=kazakh_letters)
    if not evidence:
        kazakh, russian, other = probabilities(folded)
        # The third class was learnt from English: it says nothing of a word in Cyrillic.
        if _CYRILLIC.search(word):
            other = 0.0
        if other > _FOREIGN and len(folded) > 2:
            return _Word(0.0, 0.0, _STRONGEST * other)
        evidence = math.log((kazakh + _SMOOTHING) / (russian + _SMOOTHING)) * (1 - other)
        if _RUSSIAN_LETTER.search(word):
            evidence -= _RUSSIAN_LETTER_EVIDENCE
        evidence = max(-_STRONGEST, min(_STRONGEST, evidence))
        scale = 0.5 if len(folded) < 3 else 1.0
        if kazakh_letters:
            evidence = _STRONGEST
    return _Word(evidence, evidence * scale, 0.0)


def _listed(word: str, folded: str, *, kazakh_letters: bool) -> tuple[float, float]:
    # «был» and «биыл» fold to one form: where only one list has the word as typed, that one wins.
    as_typed_kazakh, as_typed_russian = word in _KAZAKH_AS_LISTED, word in _RUSSIAN_AS_LISTED
    grammar = folded in _KAZAKH_GRAMMAR or folded in _RUSSIAN_GRAMMAR
    if as_typed_kazakh != as_typed_russian:
        sign = 1 if as_typed_kazakh else -1
        return sign * _STRONGEST, _GRAMMAR if grammar else 1.0
    if folded in _KAZAKH_GRAMMAR and (kazakh_letters or folded not in _RUSSIAN_GRAMMAR):
        return _STRONGEST, _GRAMMAR
    if folded in _RUSSIAN_GRAMMAR and not kazakh_letters and folded not in _KAZAKH_GRAMMAR:
        return -_STRONGEST, _GRAMMAR
    in_kazakh, in_russian = folded in _KAZAKH_COMMON, folded in _RUSSIAN_COMMON
    if in_kazakh and not in_russian:
        return _STRONGEST, 1.0
    if in_russian and not in_kazakh:
        return -_STRONGEST, 1.0
    return 0.0, 0.0


def _script(words: list[str], judged: list[_Word]) -> Script:
    latin = cyrillic = with_letters = without_letters = 0
    for word, judgement in zip(words, judged, strict=True):
        if _LATIN.search(word) and not _CYRILLIC.search(word):
            latin += fold_word(word) not in _LATIN_NAMES
            continue
        cyrillic += 1
        if not KAZAKH_LETTERS.isdisjoint(word):
            with_letters += 1
        elif judgement.evidence > 0 and _lacks_kazakh_letters(word):
            without_letters += 1
    if latin:
        return "mixed" if cyrillic else "latin"
    return "no_kazakh_letters" if without_letters > with_letters else "standard"


def _lacks_kazakh_letters(word: str) -> bool:
    folded = fold_word(word)
    if folded in _SPELT_WITH_KAZAKH_LETTERS:
        return True
    if word in _KAZAKH_AS_LISTED:
        return False
    return bool(_HARD_SOUND.search(word) or _SOFT_VOWEL.search(word))


def _folded(*lists: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold_word(word) for listed in lists for word in listed)


_STRONGEST: Final = 4.0
_SMOOTHING: Final = 0.02
_FOREIGN: Final = 0.6
_GRAMMAR: Final = 2.0
_PREDICATE: Final = 8.0
"""A Kazakh sentence ends in its verb, also when half of its words are Russian."""
_KAZAKH_PREDICATE: Final = re.compile(
    r"(?:ади|еди|иди|ди|ти|мин|миз|сиз|сам|сем|ши|болад|берет|алад)$|^(?:бар|жок|керек|ма|ме|ба|бе|па|пе)$"
)
_RUSSIAN_LETTER: Final = re.compile("[ьъщё]")
_RUSSIAN_LETTER_EVIDENCE: Final = 1.5
_CLEAR: Final = 2.5
_MINORITY: Final = 0.15

_KAZAKH_GRAMMAR: Final = _folded(wordlists.KAZAKH_GRAMMAR)
_RUSSIAN_GRAMMAR: Final = _folded(wordlists.RUSSIAN_GRAMMAR)
_KAZAKH_COMMON: Final = _folded(wordlists.KAZAKH_COMMON)
_RUSSIAN_COMMON: Final = _folded(wordlists.RUSSIAN_COMMON)
_OTHER: Final = _folded(wordlists.OTHER_COMMON, wordlists.OTHER_LANGUAGES) - (
    _KAZAKH_COMMON | _RUSSIAN_COMMON
)
_ENGLISH_GRAMMAR: Final = frozenset(wordlists.OTHER_COMMON)
_UNDECIDED: Final = _folded(wordlists.UNDECIDED)
_LATIN_NAMES: Final = frozenset(
    fold_word(name) for name in ("egov", "enbek", "whatsapp", "telegram", "instagram", "otbasy",
                                 "home", "bank", "kz", "migration", "kaspi", "halyk", "id", "pdf")
)  # fmt: skip
_KAZAKH_AS_LISTED: Final = frozenset(
    (*wordlists.KAZAKH_GRAMMAR, *wordlists.KAZAKH_COMMON, *wordlists.KAZAKH_ROOTS)
)
_RUSSIAN_AS_LISTED: Final = frozenset((*wordlists.RUSSIAN_GRAMMAR, *wordlists.RUSSIAN_COMMON))
_LEANING: Final = {"да": -0.5, "не": -0.5, "da": -0.5, "аек": 0.5}
"""Words of both languages that decide only when no other word does."""
_SPELT_WITH_KAZAKH_LETTERS: Final = frozenset(
    fold_word(word) for word in _KAZAKH_AS_LISTED if not KAZAKH_LETTERS.isdisjoint(word)
) - frozenset(fold_word(word) for word in _KAZAKH_AS_LISTED if KAZAKH_LETTERS.isdisjoint(word))
# Standard spelling has қ and ғ beside а, о, ы and ends no native syllable in и.
_HARD_SOUND: Final = re.compile(r"[кг][аоы]|[аоы][кг]")
_SOFT_VOWEL: Final = re.compile(r"[бгджзйлмнпрсткшеоу]и(?:[бгджзлмнпрсткш]|$)")
_LATIN: Final = re.compile(r"[a-zà-öø-ɏəɵ]")
_CYRILLIC: Final = re.compile(r"[а-яёѐ-ԯ]")
# Uzbek and Ukrainian letters, and scripts that neither language uses here.
_FOREIGN_LETTER: Final = re.compile(r"[ўҳїєґ]|[^\W\d_a-zà-öø-ɏəɵʹʼа-яёѐ-ԯ]")
