"""Numbers, months, acts and addresses as they stand in a text, made comparable across languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["ADDRESS", "Quantity", "QuantityKind", "is_year", "normal_address", "quantities"]

QuantityKind = Literal["number", "date", "act", "address"]

ADDRESS = re.compile(
    r"https?://[^\s)>\]»]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kz|com|org|net|gov|ru|eu|app|io)\b(?!\.\w)(?:/[^\s)>\]»,;]*)?",
    re.IGNORECASE,
)
# Parts of an address that only choose the language of the page.
_LANGUAGE_PART = re.compile(r"(?<=/)(?:kk|kz|kaz|ru|rus|qaz|en|eng)(?:/|$)", re.IGNORECASE)
_LANGUAGE_HOST = re.compile(r"^(https?://)?(?:www\.)?(?:kaz|kk|kz|ru|www)\.", re.IGNORECASE)
_LANGUAGE_QUERY = re.compile(r"(?<=lang=)\w+", re.IGNORECASE)

_SPACE = "[ \u00a0\u202f]"
_NUMBER = re.compile(rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_BEFORE_ACT = re.compile(
    r"(?:№|рег\.|регистрационн\w* номер\w*|тіркеу нөмірі|приложени\w*)\s*(?:[A-ZА-ЯІ]+-?)?$"
)
_AFTER_ACT = re.compile(r"^(?:-[IVXLІ]+)?\s*(?:бұйрық|бұйрығы|қаулы)|^-[IVXLІ]+|^-қосымша")
_MONTH_WORDS = (
    (("қаңтар", "январ"), 1),
    (("ақпан", "феврал"), 2),
    (("наурыз", "март"), 3),
    (("сәуір", "апрел"), 4),
    (("мамыр", "мая", "май", "мае"), 5),
    (("маусым", "июн"), 6),
    (("шілде", "июл"), 7),
    (("тамыз", "август"), 8),
    (("қыркүйек", "сентябр"), 9),
    (("қазан", "октябр"), 10),
    (("қараша", "ноябр"), 11),
    (("желтоқсан", "декабр"), 12),
)
_MONTH = re.compile(
    r"\b(?:"
    + "|".join(rf"(?P<m{n}>{'|'.join(words)})" for words, n in _MONTH_WORDS)
    + r")(?P<ending>\w*)",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"^\s*(?:г\.|гг\.|год|жыл|ж\.)", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """One thing that must be the same in both languages.

    Attributes:
        kind: what a difference is called.
        value: normalised, comparable; months are ``month 1`` … ``month 12``.
        shown: as it stands in the text.
        line: 1-based line of the file.
    """

    kind: QuantityKind
    value: str
    shown: str
    line: int


def quantities(text: str, line: int) -> Iterator[Quantity]:
    """Everything comparable in ``text``, a piece of a file that begins on ``line``."""
    for match in ADDRESS.finditer(text):
        yield Quantity("address", normal_address(match.group()), match.group(), line)
    text = ADDRESS.sub(" ", text)
    months = [match for match in _MONTH.finditer(text) if _is_month(match)]
    for match in months:
        number = next(n for _, n in _MONTH_WORDS if match[f"m{n}"])
        yield Quantity("date", f"month {number}", match.group(), line)
    for match in _NUMBER.finditer(text):
        kind = _kind(text, match, months)
        for value in _values(match.group()):
            yield Quantity(kind, value, match.group(), line)


def normal_address(address: str) -> str:
    """Without what only chooses the language of the page, without scheme and trailing marks."""
    short = address.rstrip(".,;:!?»”/")
    short = _LANGUAGE_HOST.sub(lambda match: match[1] or "", short)
    short = _LANGUAGE_PART.sub("", short)
    short = _LANGUAGE_QUERY.sub("", short)
    return re.sub(r"^https?://", "", short.casefold()).rstrip("/")


def is_year(value: str) -> bool:
    """Whether a normalised number can be a year."""
    return len(value) == 4 and value.isdigit() and "1900" <= value <= "2099"


def _is_month(match: re.Match[str]) -> bool:
    # «маусымдық» (seasonal), «наурызым» … are words of their own; «Наурыз» the loan is quoted.
    return not match["ending"].casefold().startswith(("дық", "лық", "дик"))


def _values(shown: str) -> tuple[str, ...]:
    """``302 750`` → 302750; ``0.2`` → 0,2; ``24.11.2025`` → 24, month 11, 2025."""
    plain = re.sub(_SPACE, "", shown).replace(".", ",")
    parts = plain.split(",")
    if len(parts) == 3 and is_year(parts[2]):
        return (parts[0].lstrip("0"), f"month {int(parts[1])}", parts[2])
    return tuple(parts) if len(parts) > 2 else (plain,)


def _kind(text: str, match: re.Match[str], months: list[re.Match[str]]) -> QuantityKind:
    if _BEFORE_ACT.search(text[: match.start()]) or _AFTER_ACT.search(text[match.end() :]):
        return "act"
    if match.group().count(".") == 2 or _near_month(text, match, months):
        return "date"
    if is_year(match.group()) and _YEAR_AFTER.search(text[match.end() :]):
        return "date"
    return "number"


def _near_month(text: str, match: re.Match[str], months: list[re.Match[str]]) -> bool:
    """Whether nothing but a space (or «жылғы») parts the number from a month."""
    for month in months:
        between = (
            text[match.end() : month.start()]
            if match.end() <= month.start()
            else text[month.end() : match.start()]
        )
        if between.strip() in {"", "жылғы", "жылдың"}:
            return True
    return False
