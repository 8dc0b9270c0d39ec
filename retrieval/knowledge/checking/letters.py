"""Letters that look right and are others: Latin in Cyrillic words, ӛ for ө, і where и belongs.

People see no difference; search and the index do. Where a word is only unlikely, the folder itself
decides: its texts are the dictionary, and a rare word is told only when the same word with the
right letters is common in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from retrieval.knowledge.checking.pages import FolderTexts, Page
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import LANGUAGES, Language

__all__ = ["check_letters"]

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_KAZAKH_ONLY = "әғқңөұүһі"
_ALPHABET = frozenset(_RUSSIAN + _KAZAKH_ONLY)

# Cyrillic letters of other languages that fonts and keyboards put in place of Kazakh ones,
# and the letter below each that is meant.
_FOREIGN_LETTERS = "ӛӧӫѳҝҡӄҟԛӊҥӈґҕӷӱӳўӯӓӕїӏјӣҳҷєѕҙ"
_MEANT_BY_FOREIGN = "өөөөқққққңңңғғғүүұұәәіііихчесз"
# Latin, Greek and phonetic letters, and the Cyrillic ones they pass for.
_LOOK_ALIKES = "aceiopxyhkmtbnurəǝɵöüñŋğëοαρντϲƙķʏ"
_SHOWN_FOR = "асеіорхуһкмтвпигәәөөүңңғёоарвтсққү"
_MENDED = str.maketrans(
    _LOOK_ALIKES + _LOOK_ALIKES.upper() + _FOREIGN_LETTERS + _FOREIGN_LETTERS.upper(),
    _SHOWN_FOR + _SHOWN_FOR.upper() + _MEANT_BY_FOREIGN + _MEANT_BY_FOREIGN.upper(),
)
_LATIN_TWINS = re.compile(r"[ABCEHKMOPTXYaceopxyi]+")

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_NOT_PROSE = re.compile(r"https?://\S+|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#?\}|\S+@\S+|`[^`]*`")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_VOWELS = "аәеёиоөуұүыіэюя"
# ы and і in neighbouring syllables: the harmony of Kazakh vowels allows it in no simple word.
_DISHARMONY = re.compile(f"ы[^{_VOWELS}]*і|і[^{_VOWELS}]*ы")
# First parts and last parts of compounds written as one word: бір+ыңғай, облыс+ішілік.
_COMPOUND_STARTS = ("бір", "екі", "жеті", "ішкі", "тіл", "күн", "түн", "кіші", "үлкен", "негіз")
_COMPOUND_ENDS = ("іш", "бірі", "кісі", "тілді")
# «Whose»: the one ending that keeps і after every vowel.
_WHOSE = re.compile("[ндт]ікі")

# What a plain Russian keyboard makes of Kazakh letters, and letters that are often mixed up:
# words that are the same after this differ in nothing else.
_CONFUSED = str.maketrans("әғқңөұүһіыэ", "агкноуухиие")
_TO_RUSSIAN = str.maketrans("іүұөқғңәһ", "иууокгнах")
#: A word is taken for a misspelling of another only when that one stands this often in the folder.
_COMMON = 5
#: In short words one letter makes another word (он, өн; тұр, түр): they are left alone.
_SHORTEST = 6


def check_letters(texts: FolderTexts) -> Iterator[Finding]:
    """Letters of another alphabet, of another language, and confused Kazakh letters."""
    for page in (*texts.pages, *texts.templates):
        for prose in page.prose:
            if prose.kind != "technical":
                yield from _check_script(page.path, prose.number, prose.text)
    for path, lines in texts.tables.items():
        for number, line in enumerate(lines, start=1):
            yield from _check_script(path, number, line.split("#", 1)[0])
    words = {language: _vocabulary(texts, language) for language in LANGUAGES}
    common = _common_spellings(words["kk"])
    yield from _latin_words(texts, words)
    for page in texts.pages:
        if page.language == "kk":
            yield from _check_kazakh(page, words, common)
        else:
            yield from _check_russian(page, words["ru"])


def _words(text: str) -> Iterator[str]:
    # A space keeps what stands on both sides of an address apart.
    for match in _WORD.finditer(_NOT_PROSE.sub(" ", text)):
        yield match.group()


def _check_script(path: Path, number: int, line: str) -> Iterator[Finding]:
    if line.isascii():
        return
    for word in dict.fromkeys(_words(line)):
        small = word.casefold()
        if _ALPHABET.issuperset(small) or small.isascii():
            continue
        cyrillic = any("\u0400" <= char <= "\u052f" for char in small)
        others = [char for char in small if char.isalpha() and not "\u0400" <= char <= "\u052f"]
        if cyrillic and others:
            params = {
                "word": word,
                "letters": " ".join(dict.fromkeys(others)),
                "better": _mended(word),
            }
            yield Finding(path, number, "letters-mixed", "warning", params)
        elif cyrillic and (foreign := [char for char in small if char in _FOREIGN_LETTERS]):
            params = {
                "word": word,
                "letters": " ".join(dict.fromkeys(foreign)),
                "better": _mended(word),
            }
            yield Finding(path, number, "letters-foreign", "warning", params)


def _mended(word: str) -> str:
    """The word with the letters that were most likely meant."""
    return word.translate(_MENDED)


def _vocabulary(texts: FolderTexts, language: Language) -> Counter[str]:
    """How often each word stands in the texts; questions are left out, they hold misspellings."""
    return Counter(
        word.lower()
        for page in texts.pages
        if page.language == language
        for prose in page.prose
        if prose.kind in {"heading", "body", "title", "button"}
        for word in _words(prose.text)
    )


def _latin_words(
    texts: FolderTexts, vocabulary: Mapping[Language, Counter[str]]
) -> Iterator[Finding]:
    """Whole words typed in Latin look-alikes: AEK for АЕК, a lone c for с."""
    for page in texts.pages:
        for prose in page.prose:
            if prose.kind in {"technical", "question"} or prose.text.isascii():
                continue
            for word in dict.fromkeys(_words(prose.text)):
                if not _LATIN_TWINS.fullmatch(word):
                    continue
                better = _mended(word)
                if vocabulary[page.language][better.lower()] >= _COMMON:
                    params = {
                        "word": word,
                        "letters": " ".join(dict.fromkeys(word)),
                        "better": better,
                    }
                    yield Finding(page.path, prose.number, "letters-mixed", "warning", params)


def _check_kazakh(
    page: Page, vocabulary: Mapping[Language, Counter[str]], common: Mapping[str, str]
) -> Iterator[Finding]:
    known = vocabulary["kk"]
    for prose in page.prose:
        if prose.kind not in {"heading", "body", "title", "button"}:
            continue
        for word in dict.fromkeys(_words(prose.text)):
            small = word.lower()
            if not _ALPHABET.issuperset(small):
                continue
            rare = known[small] == 1 and small not in vocabulary["ru"]
            better = common.get(small.translate(_CONFUSED)) if rare else None
            if better is not None and better != small:
                params = {"word": word, "better": better}
                yield Finding(page.path, prose.number, "letters-confused", "warning", params)
            elif _breaks_harmony(small):
                params = {"word": word}
                yield Finding(page.path, prose.number, "vowels-impossible", "warning", params)


def _breaks_harmony(word: str) -> bool:
    word = _WHOSE.split(word)[0]
    found = _DISHARMONY.search(word)
    if found is None:
        return False
    if word.startswith(_COMPOUND_STARTS):
        head = next(each for each in _COMPOUND_STARTS if word.startswith(each))
        return _DISHARMONY.search(word[len(head) :]) is not None
    return not any(0 < word.find(end) <= found.end() for end in _COMPOUND_ENDS)


def _common_spellings(known: Counter[str]) -> Mapping[str, str]:
    """The common words, by what they come to when confused letters are made one."""
    common = {word for word, count in known.items() if count >= _COMMON and len(word) >= _SHORTEST}
    return {word.translate(_CONFUSED): word for word in sorted(common)}


def _check_russian(page: Page, known: Counter[str]) -> Iterator[Finding]:
    """Kazakh letters in Russian words; Kazakh names and quotations stay as they are."""
    for prose in page.prose:
        if prose.kind not in {"heading", "body", "title", "button", "question"}:
            continue
        for word in dict.fromkeys(_words(_QUOTED.sub(" ", prose.text))):
            small = word.lower()
            if len(small) < 3 or not any(char in _KAZAKH_ONLY for char in small):
                continue
            better = small.translate(_TO_RUSSIAN)
            if known[better] >= 2:
                params = {"word": word, "better": better}
                yield Finding(page.path, prose.number, "letters-kazakh", "warning", params)
