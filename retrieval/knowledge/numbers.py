"""How numbers, sums and dates are written in Kazakh and Russian texts.

Groups of three are parted by a plain space here (``302 750 ₸``); the Telegram rendering turns it
into a no-break space, so that stored texts stay easy to search and to type.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from retrieval.knowledge.model import Language

__all__ = ["format_date", "format_money", "format_number", "kazakh_case", "kazakh_suffix"]

_MONTHS: dict[Language, tuple[str, ...]] = {
    "kk": (
        *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"),
        *("шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
}

# Third-person possessive endings (облысы, қаласы, ауданы, ауылы): a noun of two words takes
# pronominal -н- before the case; the vowel follows the last one of the word.
_POSSESSIVE_CASES: dict[str, tuple[str, str]] = {
    "nominative": ("", ""),
    "genitive": ("ның", "нің"),
    "dative": ("на", "не"),
    "accusative": ("н", "н"),
    "locative": ("нда", "нде"),
    "ablative": ("нан", "нен"),
}
_BACK_VOWELS = frozenset("аоұыуя")
_FRONT_VOWELS = frozenset("әеөүіиэ")


def format_number(value: Decimal | int) -> str:
    """``5997`` → ``5 997``; ``Decimal("0.2")`` → ``0,2``."""
    number = Decimal(value)
    if number == number.to_integral_value():
        return f"{int(number):,}".replace(",", " ")
    return f"{number.normalize():,f}".replace(",", " ").replace(".", ",")


def format_money(tenge: Decimal | int) -> str:
    """A sum in tenge: ``302 750 ₸``; tiyn only where there are any: ``6 487,50 ₸``."""
    number = Decimal(tenge)
    if number == number.to_integral_value():
        return f"{format_number(number)} ₸"
    return f"{number:,.2f}".replace(",", " ").replace(".", ",") + " ₸"


def format_date(day: date, language: Language) -> str:
    """``1 января 2026 года``, ``2026 жылғы 1 қаңтар``."""
    month = _MONTHS[language][day.month - 1]
    if language == "kk":
        return f"{day.year} жылғы {day.day} {month}"
    return f"{day.day} {month} {day.year} года"


def kazakh_case(name: str, case: str) -> str:
    """A Kazakh name that ends in a possessive (``Абай облысы``) in a case of its language.

    Raises:
        KeyError: the language has no such case.
    """
    back, front = _POSSESSIVE_CASES[case]
    for letter in reversed(name.casefold()):
        if letter in _BACK_VOWELS:
            return name + back
        if letter in _FRONT_VOWELS:
            return name + front
    return name + back


# Case endings of Kazakh nouns after (a vowel, a voiced sound or a nasal, a voiceless one),
# each for back and front vowels.
_NOUN_CASES: dict[str, tuple[tuple[str, str], ...]] = {
    "genitive": (("ның", "нің"), ("дың", "дің"), ("ның", "нің"), ("тың", "тің")),
    "dative": (("ға", "ге"), ("ға", "ге"), ("ға", "ге"), ("қа", "ке")),
    "accusative": (("ны", "ні"), ("ды", "ді"), ("ды", "ді"), ("ты", "ті")),
    "locative": (("да", "де"), ("да", "де"), ("да", "де"), ("та", "те")),
    "ablative": (("дан", "ден"), ("дан", "ден"), ("нан", "нен"), ("тан", "тен")),
}
_VOICELESS = frozenset("пфкқтсшщчцхһбвгд")
_NASAL = frozenset("мнң")
_VOWELS = _BACK_VOWELS | _FRONT_VOWELS
# How the last word of a number is read, for its ending.
_DIGIT_WORDS = ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_TEN_WORDS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
_POWER_WORDS = ((9, "миллиард"), (6, "миллион"), (3, "мың"), (2, "жүз"))
# Abbreviations are read letter by letter: what the last letter's name sounds like.
_LETTER_NAMES = {"К": "ка", "Н": "эн", "Р": "эр", "С": "эс", "Л": "эл", "М": "эм", "О": "о"}


def kazakh_suffix(word: str, case: str) -> str:
    """A Kazakh word, number or abbreviation with its case ending: ``қаңтардан``, ``5-ке``.

    Words take the ending as it is, digits and abbreviations after a hyphen (``АЕК-ке``), as the
    rules of Kazakh spelling have it.

    Raises:
        KeyError: the language has no such case.
    """
    endings = _NOUN_CASES[case]
    sound, joint = _sound_of(word)
    # у and и are neutral: the vowel before them decides (елу is front, бару is back).
    vowels = [each for each in sound if each in _VOWELS]
    last = next((each for each in reversed(vowels) if each not in "уи"), "а")
    front = last in _FRONT_VOWELS
    end = sound[-1] if sound else "а"
    if end in _VOWELS:
        row = 0
    elif end in _NASAL:
        row = 2
    elif end in _VOICELESS:
        row = 3
    else:
        row = 1
    return f"{word}{joint}{endings[row][front]}"


def _sound_of(word: str) -> tuple[str, str]:
    """How a word ends when it is read aloud, and what stands before its ending."""
    stripped = word.rstrip(" ₸%")
    digits = stripped.replace(" ", "").replace("\u00a0", "")
    if digits.isdigit():
        return _number_word(int(digits)), "-"
    tail = stripped.split()[-1] if stripped.split() else ""
    if len(tail) > 1 and tail.isupper():
        # АЕК, ХҚКО …: АЕК is read «аек», as a word with a front vowel.
        return tail.casefold() if tail == "АЕК" else _LETTER_NAMES.get(tail[-1], "э"), "-"
    return tail.casefold(), ""


def _number_word(number: int) -> str:
    if number == 0:
        return _DIGIT_WORDS[0]
    if number % 10:
        return _DIGIT_WORDS[number % 10]
    if number % 100:
        return _TEN_WORDS[number % 100 // 10]
    for power, name in _POWER_WORDS:
        if number % 10**power == 0:
            return name
    return "мың"
