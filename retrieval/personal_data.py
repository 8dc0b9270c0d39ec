"""Notices personal data in a message, so that it is neither used nor kept.

Only what has the form and, where there is one, the check digit of the real thing counts: sums,
dates, act numbers and hotlines are not personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

__all__ = ["PersonalDataFound", "PersonalDataKind", "find_personal_data"]


class PersonalDataKind(StrEnum):
    """What kind of personal data a text holds; never the data itself."""

    IIN = "iin"
    BIN = "bin"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    EMAIL = "email"
    DOCUMENT = "document"


@dataclass(frozen=True)
class PersonalDataFound:
    """Where personal data stands: ``text[start:end]``."""

    kind: PersonalDataKind
    start: int
    end: int


_SEPARATOR: Final = r"[ \u00a0\u202f.\-–]?"
_TWELVE_DIGITS: Final = re.compile(rf"(?<![\d])(?:\d{_SEPARATOR}){{11}}\d(?![\d])")
_CARD: Final = re.compile(r"(?<![\d])(?:\d[ \u00a0\-]?){15,18}\d(?![\d])")
# The country and 18 signs say enough: one wrong sign makes an account no less personal.
_IBAN: Final = re.compile(
    r"(?<![A-Za-z0-9])KZ\s?\d{2}(?:\s?[A-Z0-9]){16}(?![A-Za-z0-9])", re.IGNORECASE
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
# Addresses of an office rather than of a person.
_OFFICE: Final = re.compile(r"(?:info|office|support|press|help|contact|kense)@", re.IGNORECASE)
_GAP: Final = r"[ \u00a0\-–.]*"
# +7 or 8, a code that begins with 7 (all of Kazakhstan's do) or 9 (Russia's mobile ones), seven
# digits; 8-800 is public.
_PHONE: Final = re.compile(
    rf"(?<![\d+])(?:\+?\s?7|8)?[ \u00a0\-–.(]*[79]\d{{2}}[ \u00a0\-–.)]*\d{{3}}{_GAP}\d{{2}}"
    rf"{_GAP}\d{{2}}(?![\d])"
)
# A number of another country is one only with its plus.
_FOREIGN_PHONE: Final = re.compile(r"(?<!\d)\+(?:\d[ \u00a0\-–().]{0,2}){9,13}\d(?!\d)")
# Words that say what a number is, before it and close to it.
_NEAR: Final = r"[^\d\n]{0,12}$"
_SAID_IIN: Final = re.compile(rf"(?:\bиин|\bжсн|\biin|\bjsn|\bzhsn){_NEAR}", re.IGNORECASE)
_SAID_CARD: Final = re.compile(rf"(?:\bкарт|\bkarta|\bkaspi|\bкаспи){_NEAR}", re.IGNORECASE)
_SAID_PHONE: Final = re.compile(
    r"(?:\bтел\b|\bтел\.|телефон|\bнөмір|\bномер|\bвацап|\bватсап|\bвотсап|whats\s?app|\btel\b"
    rf"|telefon|\bnomer|\bзвон|\bпозвон|\bсотк|\bмоб){_NEAR}",
    re.IGNORECASE,
)
_MONEY_AFTER: Final = re.compile(
    r"\s*(?:₸|т[еэ]ңге|тенге|тг\b|тнг|tenge|teńge|tg\b|млн|мрп|аек)", re.IGNORECASE
)
_SUM: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,}")
_ROUND: Final = re.compile(r"0{6}$")
_DATE: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)\d{2}|(?:19|20)\d{2}[.\-]\d{2}[.\-]\d{2})(?!\d)"
)
_LAND: Final = re.compile(r"кадастр\w*[^\d\n]{0,12}$", re.IGNORECASE)
# Nine digits mean a document only beside the word for it: they may as well be a sum.
_PAPER: Final = (
    r"(?:удост\w*|\bуд-е|уд\.?\s?личн\w*|паспорт\w*|жеке\s+куәлі\w*|жеке\s+куали\w*"
    r"|куәлі\w*|куали\w*|свидетельств\w*|udostoverenie|p[ao]sport\w*|ku[aä]li\w*)"
)
_NUMBER: Final = r"(?:[NnНн№]\s?\d{8,10}|[A-Z]{1,2}\s?\d{7,8}|\d{8,10})"
_DOCUMENT: Final = re.compile(
    rf"{_PAPER}[^\d\n]{{0,25}}?(?P<number>{_NUMBER})(?!\d)", re.IGNORECASE
)
_NUMBER_FIRST: Final = re.compile(
    rf"(?<!\d)(?P<number>\d{{9}})(?!\d)[\s–\-:,(]{{1,4}}(?:\w+\s+){{0,2}}{_PAPER}", re.IGNORECASE
)

_CARD_DIGITS: Final = 16
_IIN_WEIGHTS: Final = (
    (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2),
)


def find_personal_data(text: str) -> list[PersonalDataFound]:
    """Personal data in ``text``, in the order it stands there; places don't overlap."""
    found: list[PersonalDataFound] = []
    for each in _matches(_plain_digits(text)):
        if all(each.end <= other.start or other.end <= each.start for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def _matches(text: str) -> Iterator[PersonalDataFound]:
    """The surest kinds first: what they claim is not looked at again."""
    kinds: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], PersonalDataKind | None]], ...]
    kinds = (
        (_EMAIL, _email),
        (_IBAN, lambda _: PersonalDataKind.IBAN),
        (_CARD, _card),
        (_TWELVE_DIGITS, _twelve_digits),
        (_FOREIGN_PHONE, lambda _: PersonalDataKind.PHONE),
        (_PHONE, _phone),
    )
    for pattern, judge in kinds:
        for match in pattern.finditer(text):
            kind = judge(match)
            if kind is not None:
                yield PersonalDataFound(kind, match.start(), match.end())
    for pattern in (_DOCUMENT, _NUMBER_FIRST):
        for match in pattern.finditer(text):
            yield PersonalDataFound(PersonalDataKind.DOCUMENT, *match.span("number"))


def _plain_digits(text: str) -> str:
    """The same text with the digits of every script as 0–9, sign for sign."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() and not sign.isascii() else sign
        for sign in text
    )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _said(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether the words right before a number say what it is."""
    return pattern.search(match.string, max(0, match.start() - 40), match.start()) is not None


def _is_money(match: re.Match[str]) -> bool:
    return _MONEY_AFTER.match(match.string, match.end()) is not None


def _email(match: re.Match[str]) -> PersonalDataKind | None:
    return None if _OFFICE.match(match.group()) else PersonalDataKind.EMAIL


def _twelve_digits(match: re.Match[str]) -> PersonalDataKind | None:
    """IIN (date of birth, sign of century and sex) or BIN (month of founding, kind of firm).

    The check digit is that of the Law of 12 January 2007 No. 223: the weighted sum modulo 11; where
    it gives 10, a second row of weights; where that gives 10 too, the number is never issued. One
    that the person calls an IIN counts with a slip in it too.
    """
    number = _digits(match.group())
    if _DATE.search(match.group()) or _said(_LAND, match) or _is_money(match):
        return None
    if _said(_SAID_IIN, match):
        return PersonalDataKind.IIN
    if not _check_digit_holds(number):
        return None
    if number[6] in "123456" and _is_date(number[:6], number[6]):
        return PersonalDataKind.IIN
    if number[4] in "456" and 1 <= int(number[2:4]) <= 12:
        return PersonalDataKind.BIN
    return None


def _check_digit_holds(number: str) -> bool:
    for weights in _IIN_WEIGHTS:
        rest = sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11
        if rest != 10:
            return rest == int(number[11])
    return False


def _is_date(yymmdd: str, century_digit: str) -> bool:
    century = 1800 + 100 * ((int(century_digit) - 1) // 2)
    try:
        date(century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True


def _card(match: re.Match[str]) -> PersonalDataKind | None:
    """Luhn, ISO/IEC 7812-1, and a first digit that payment cards have; or called a card."""
    number = _digits(match.group())
    if number[0] not in "23456" or _DATE.search(match.group()) or _is_money(match):
        return None
    if len(number) == _CARD_DIGITS and _said(_SAID_CARD, match):
        return PersonalDataKind.CARD
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return PersonalDataKind.CARD if total % 10 == 0 else None


def _phone(match: re.Match[str]) -> PersonalDataKind | None:
    written = match.group()
    digits = _digits(written)
    if _is_money(match) or _ROUND.search(digits):
        return None
    if len(digits) == 11 and digits[0] in "78":
        return PersonalDataKind.PHONE
    # Ten digits that begin with 7 are one when they are called so, or written with dashes; else
    # they may as well be a sum or the number of an application.
    if len(digits) == 10 and digits[0] == "7":
        marked = re.search(r"[()\-–+]", written) and not _SUM.fullmatch(written.strip())
        if marked or _said(_SAID_PHONE, match):
            return PersonalDataKind.PHONE
    return None
