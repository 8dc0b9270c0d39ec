"""Repairs letters that only look right: ӛ for ө, Latin letters within Cyrillic words, bullets.

Fonts made before Unicode had Kazakh letters, keyboards of two layouts and text recognition leave
letters that a reader does not notice and a search never finds.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final

from retrieval.importing.model import Doubt

__all__ = ["LetterRepair", "strange_letters"]

BULLETS: Final = "•●▪■◦‣⁃∙·○□➢➤✓✔►▶*–—-"
"""Marks that begin a list item; the private ones of Symbol and Wingdings become ``•``."""

_SAME_LETTER: Final = {
    "ӛ": "ө", "Ӛ": "Ө", "ɵ": "ө", "Ɵ": "Ө", "ѳ": "ө", "Ѳ": "Ө",
    "ə": "ә", "Ə": "Ә", "ǝ": "ә", "Ǝ": "Ә",
    "ҡ": "қ", "Ҡ": "Қ", "ҝ": "қ", "Ҝ": "Қ", "ӄ": "қ", "Ӄ": "Қ",
    "ҕ": "ғ", "Ҕ": "Ғ", "ӷ": "ғ", "Ӷ": "Ғ",
    "ҥ": "ң", "Ҥ": "Ң", "ӊ": "ң", "Ӊ": "Ң", "ӈ": "ң", "Ӈ": "Ң",
    "ӏ": "і", "Ӏ": "І",
}  # fmt: skip
"""Letters of other alphabets that stand for a Kazakh one."""

_LATIN_TO_CYRILLIC: Final = dict(
    zip("aceopxyihABCEHIKMOPTXYk", "асеорхуіһАВСЕНІКМОРТХУк", strict=True)
)
_CYRILLIC_TO_LATIN: Final = dict(zip("асеорхуіАВСЕНІКМОРТХУ", "aceopxyiABCEHIKMOPTXY", strict=True))

_INVISIBLE: Final = re.compile(
    r"[\u200b\u200c\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
    r"|[\x00-\x08\x0b-\x1f\x7f]"
    r"|\u00ad(?!\s*$)"
)
_SPACES: Final = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z]")
_CYRILLIC: Final = re.compile("[Ѐ-ӿ]")
_ROMAN: Final = re.compile("[IVXLCDMІХСМ]+")
_ADDRESS: Final = re.compile(r"[^\s@]{1,64}@\S{1,200}|(?:https?://|www\.)\S{1,2000}", re.IGNORECASE)
_KAZAKH_AND_RUSSIAN: Final = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
_SPACED: Final = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,40}(?!\S)")
_DIGIT_IN_WORD: Final = re.compile(r"(?<=[а-яәғқңөұүһі])[03](?=[а-яәғқңөұүһі])")


class LetterRepair:
    """Repairs the letters of lines and counts what it did.

    Args:
        is_word: whether a lower-case Cyrillic word occurs in the text or a word list; it decides
            about words of nothing but letters that both scripts draw alike.

    Attributes:
        counts: repairs made, by kind.
    """

    def __init__(self, is_word: Callable[[str], bool]) -> None:
        self._is_word = is_word
        self.counts: Counter[str] = Counter()

    def line(self, text: str) -> tuple[str, tuple[Doubt, ...]]:
        """The repaired line, and what could not be decided in it."""
        text = self._characters(text)
        doubts: list[Doubt] = []
        parts: list[str] = []
        end = 0
        # The letters of an address are as they are.
        for address in _ADDRESS.finditer(text):
            parts += [self._words(text[end : address.start()], doubts), address[0]]
            end = address.end()
        parts.append(self._words(text[end:], doubts))
        return "".join(parts), tuple(doubts)

    def _characters(self, text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        if composed != text:
            self.counts["composed"] += 1
        text, invisible = _INVISIBLE.subn("", composed)
        self.counts["invisible"] += invisible
        text = _SPACES.sub(" ", text)
        for ligature, letters in _LIGATURES.items():
            text = text.replace(ligature, letters)
        text, bullets = _PRIVATE.subn("•", text)
        self.counts["bullet"] += bullets
        text, spaced = _SPACED.subn(lambda match: match[0].replace(" ", ""), text)
        self.counts["spaced-letters"] += spaced
        for wrong, right in _SAME_LETTER.items():
            # In a line of Latin letters ə may be the right letter (Azeri, phonetic writing).
            if wrong in text and _CYRILLIC.search(text):
                self.counts["kazakh-letter"] += text.count(wrong)
                text = text.replace(wrong, right)
        return text

    def _words(self, text: str, doubts: list[Doubt]) -> str:
        in_cyrillic = len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))

        def mend(match: re.Match[str]) -> str:
            return self._word(match[0], in_cyrillic, doubts)

        text = _LETTERS.sub(mend, text)
        for found in _DIGIT_IN_WORD.finditer(text):
            start, end = (
                text.rfind(" ", 0, found.start()) + 1,
                text.find(" ", found.end()),
            )
            word = text[start : end if end >= 0 else len(text)]
            doubts.append(Doubt("digit-in-word", {"word": word}))
        return text

    def _word(self, word: str, in_cyrillic: bool, doubts: list[Doubt]) -> str:
        latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
        if not latin:
            return word
        if not cyrillic:
            return self._all_alike(word) if in_cyrillic else word
        if _ROMAN.fullmatch(word):
            self.counts["mixed-scripts"] += 1
            return _swap(word, _CYRILLIC_TO_LATIN)
        to_cyrillic = all(c in _LATIN_TO_CYRILLIC for c in _LATIN.findall(word))
        to_latin = all(c in _CYRILLIC_TO_LATIN for c in _CYRILLIC.findall(word))
        if to_cyrillic and (not to_latin or in_cyrillic):
            self.counts["mixed-scripts"] += 1
            return _swap(word, _LATIN_TO_CYRILLIC)
        if to_latin and not to_cyrillic:
            self.counts["mixed-scripts"] += 1
            return _swap(word, _CYRILLIC_TO_LATIN)
        doubts.append(Doubt("mixed-word", {"word": word}))
        return word

    def _all_alike(self, word: str) -> str:
        """A word of Latin letters in a Cyrillic line: Cyrillic if it is a word only there."""
        if len(word) < 2 or _ROMAN.fullmatch(word):
            return word
        if not all(letter in _LATIN_TO_CYRILLIC for letter in word):
            return word
        swapped = _swap(word, _LATIN_TO_CYRILLIC)
        if not self._is_word(swapped.lower()):
            return word
        self.counts["mixed-scripts"] += 1
        return swapped


def strange_letters(text: str) -> tuple[str, ...]:
    """Cyrillic letters that neither Kazakh nor Russian has: of an old font, most likely."""
    return tuple(sorted({c for c in _CYRILLIC.findall(text) if not _KAZAKH_AND_RUSSIAN.match(c)}))


def _swap(word: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in word)
