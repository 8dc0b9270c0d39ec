"""Numbers in words, Kazakh and Russian, in the forms that count people."""

from __future__ import annotations

from typing import Final

from retrieval.language.spelling import fold_word


def numeral(word: str) -> int | None:
    """The number that a word says («бес», «пятеро», «двумя», «бесеуміз»), or None.

    ``word`` is in any spelling; ordinals are not numbers here.
    """
    word = word.lower()
    if word in _NOT_NUMERALS:
        return None
    return _NUMERALS.get(fold_word(word))


def collective_kk(word: str) -> int | None:
    """The number in «екеуміз», «бесеуің», «алтауы»: so many people together."""
    folded = fold_word(word)
    for stem, number in _COLLECTIVE_KK.items():
        if folded.startswith(stem) and folded[len(stem) :] in _COLLECTIVE_ENDINGS:
            return number
    return None


def together_ru(word: str) -> int | None:
    """The number in «вдвоём», «вчетвером»."""
    return _TOGETHER_RU.get(fold_word(word))


# «семьи» (of the family) folds like «семи» (of seven).
_NOT_NUMERALS: Final = frozenset({"семьи", "семи́", "он", "on"})
_WORDS: Final = {
    1: "бір один одна одного одной одному одну",
    2: "екі два две двое двух двоих двумя двоим двоими",
    3: "үш три трое трёх троих тремя троим",
    4: "төрт четыре четверо четырёх четверых четырьмя четверым",
    5: "бес пять пятеро пяти пятерых пятью пятерым",
    6: "алты шесть шестеро шести шестерых шестью шестерым",
    7: "жеті семь семеро семи семерых семью семерым",
    8: "сегіз восемь восьмеро восьми восьмерых",
    9: "тоғыз девять девятеро девяти девятерых",
    10: "он десять десятеро десяти десятерых",
}
_NUMERALS: Final = {
    fold_word(word): number for number, words in _WORDS.items() for word in words.split()
}
del _NUMERALS[fold_word("семью")]  # «на семью» is «for the family»

_COLLECTIVE_KK: Final = {
    fold_word(stem): number
    for stem, number in (
        ("екеу", 2), ("үшеу", 3), ("төртеу", 4), ("бесеу", 5), ("алтау", 6), ("жетеу", 7),
        ("сегізеу", 8), ("тоғызау", 9), ("онау", 10),
    )
}  # fmt: skip
_COLLECTIVE_ENDINGS: Final = frozenset(
    fold_word(ending)
    for ending in ("міз", "мыз", "мізге", "мызға", "мізбен", "мызбен", "міздің", "мыздың", "іміз",
                   "ымыз", "імізге", "ымызға", "іне", "ына", "і", "ы", "м", "б", "біз", "быз")
) | {""}  # fmt: skip
_TOGETHER_RU: Final = {
    fold_word(word): number
    for word, number in (
        ("вдвоём", 2), ("втроём", 3), ("вчетвером", 4), ("впятером", 5), ("вшестером", 6),
        ("всемером", 7), ("ввосьмером", 8), ("вдевятером", 9), ("вдесятером", 10),
    )
}  # fmt: skip
