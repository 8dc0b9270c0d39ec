"""Word lists: everyday words that tell the languages apart, and roots for the stemmer.

Grammar words show the language a person thinks in, so they decide the language of the answer in
mixed messages; loan words («квота», «субсидия») and names decide nothing. Each list is a text file
in ``words/``: words with spaces between, lines that start with # are comments.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final


def _read(name: str) -> tuple[str, ...]:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


_FOLDER: Final = Path(__file__).with_name("words")

#: Words of ordinary writing in both languages, folded: correct as they stand.
WRITTEN: Final = _FOLDER / "written.txt"

KAZAKH_GRAMMAR: Final = _read("kazakh_grammar")
KAZAKH_COMMON: Final = _read("kazakh_common")
KAZAKH_ROOTS: Final = frozenset(_read("kazakh_roots"))
RUSSIAN_GRAMMAR: Final = _read("russian_grammar")
RUSSIAN_COMMON: Final = _read("russian_common")
OTHER_COMMON: Final = _read("other_common")
OTHER_LANGUAGES: Final = _read("other_languages")
UNDECIDED: Final = _read("undecided")

#: How words are written as they are spoken, and the words meant.
SPOKEN: Final = {
    "скок": "сколько", "скока": "сколько", "скоко": "сколько", "скольк": "сколько",
    "сколка": "сколько",
    "че": "что", "чё": "что", "чо": "что", "щас": "сейчас", "месец": "месяц", "месиц": "месяц",
    "лям": "миллион", "ляма": "миллион", "лямов": "миллион", "мес": "месяцев", "ваще": "вообще",
    "канш": "қанша", "каншадан": "қанша", "кашан": "қашан",
}  # fmt: skip


def written_words() -> frozenset[str]:
    """The words of ordinary writing, read anew: only an index that mends typos keeps them."""
    return frozenset(_read(WRITTEN.stem))
