"""Recognises sums that were true in an earlier year: «35 МРП», «4,5 млн», «50 %», «275 240».

The rates and their times stand in ``tables/support.yaml``, the yearly index (МРП, АЕК) in
``tables/indicators.yaml``; the arithmetic is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from retrieval.knowledge.rows import LocalText
from retrieval.knowledge.tables import Amount, Rate, Tables
from retrieval.language import Amount as NamedAmount
from retrieval.language import Entities, fold

__all__ = ["OldSum", "OldSums"]

#: «4,5 млн» may stand for 4 561 120: people cut or round, but not by more than this share.
ROUGHNESS: Final = Decimal("0.025")
#: Below this a number in tenge is a fee or a slip, not a payment people remember.
_SMALLEST: Final = 1000
_MILLION: Final = 1_000_000
_HALF: Final = 50

Unit = Literal["mci", "tenge", "percent"]


@dataclass(frozen=True)
class OldSum:
    """A sum that a question names and that isn't paid any more.

    Attributes:
        key: key of the payment in support.yaml.
        name: of the payment.
        unit: what was named.
        low: the sum as it was, exact; ``high`` is the other end of a range, else the same.
        year: the year of a sum in tenge, else ``None``.
        until: last day of a rate that has ended; ``None`` when only the index has grown since.
        now: the rate in force today.
        index: the index of today in tenge.
        per: what the sum is for: ``person``, ``month``, ``family`` and so on.
        people: how many people a sum in tenge is for.
    """

    key: str
    name: LocalText
    unit: Unit
    low: Decimal
    high: Decimal
    year: int | None
    until: date | None
    now: Rate
    index: int
    per: str
    people: int = 1


@dataclass(frozen=True)
class _Known:
    """One height of a payment at one time."""

    key: str
    unit: Unit
    low: Decimal
    high: Decimal
    year: int | None
    until: date | None
    current: bool


class OldSums:
    """The sums of all years, of one knowledge folder.

    Args:
        tables: the numbers.
        today: what is paid on this day is not old.
    """

    def __init__(self, tables: Tables, today: date) -> None:
        self._tables = tables
        self._index = tables.indicators.mci(today.year)
        self._now = {
            key: rate
            for key, amount in tables.support.amounts.items()
            if (rate := amount.rate(today)) is not None
        }
        self._known = [
            known
            for key, amount in tables.support.amounts.items()
            for known in self._heights(key, amount, today)
        ]

    @staticmethod
    def has_sum(text: str, entities: Entities) -> bool:
        """Whether a question names any sum at all."""
        return next(_sums(text, entities.amounts), None) is not None

    def named(
        self, text: str, entities: Entities, keys: Iterable[str], *, exact: bool = False
    ) -> OldSum | None:
        """The first old sum that a question names.

        Args:
            text: the question.
            entities: what was found in it.
            keys: the payments that the question may be about, the likeliest first.
            exact: whether only unmistakable sums count: the very tenge, or a number of indices.

        Returns:
            ``None`` when no sum is named, or when the likeliest payment that knows it is paid at
            that height today.
        """
        # A home for 4,5 million is no certificate of 4,5 million.
        exact_tenge = exact or _PRICE.search(fold(text)) is not None
        for value, unit in _sums(text, entities.amounts):
            if exact and (unit == "percent" or (unit == "tenge" and value % 1000 == 0)):
                continue
            for key in dict.fromkeys(keys):
                found = self._matching(key, value, unit, entities.family_size, exact_tenge)
                if not found:
                    continue
                if any(known.current for known, _ in found):
                    break
                # The exact sum before a rough one, then the latest year.
                known, times = min(
                    found, key=lambda each: (each[0].low * each[1] != value, -(each[0].year or 0))
                )
                return self._old(known, times)
        return None

    def _matching(
        self, key: str, value: Decimal, unit: Unit, people: int | None, exact: bool
    ) -> list[tuple[_Known, int]]:
        return [
            (known, times)
            for known in self._known
            if known.key == key and known.unit == unit
            for times in self._times(known, people)
            if _is(value, known, times, exact)
        ]

    def keys_of(self, facts: Iterable[str]) -> tuple[str, ...]:
        """The payments whose rates rest on one of these facts."""
        wanted = frozenset(facts)
        return tuple(
            key
            for key, amount in self._tables.support.amounts.items()
            if any(wanted & set(rate.facts) for rate in amount.rates)
        )

    def _old(self, known: _Known, times: int) -> OldSum:
        amount = self._tables.support.amounts[known.key]
        return OldSum(
            known.key,
            amount.name,
            known.unit,
            known.low * times,
            known.high * times,
            known.year,
            known.until,
            self._now[known.key],
            self._index,
            amount.per,
            times,
        )

    def _heights(self, key: str, amount: Amount, today: date) -> Iterator[_Known]:
        now = self._now.get(key)
        if now is None:
            return
        for rate in amount.rates:
            if rate.start > today:
                continue
            ended = rate.end if rate.end is not None and rate.end < today else None
            # A rate that goes on under a new line has not ended.
            same = _heights_of(rate) == _heights_of(now)
            until = None if same else ended
            mci = _indices(rate)
            if mci:
                yield _Known(key, "mci", mci[0], mci[-1], None, until, same)
                for year in self._years(rate, today):
                    index = self._tables.indicators.monthly_calculation_index[year].value
                    current = same and index == self._index and year == today.year
                    yield _Known(
                        key, "tenge", mci[0] * index, mci[-1] * index, year, until, current
                    )
            elif rate.tenge is not None:
                tenge = Decimal(rate.tenge)
                yield _Known(key, "tenge", tenge, tenge, None, until, same)
            if rate.percent is not None:
                percent = Decimal(rate.percent)
                current = now.percent == rate.percent
                yield _Known(
                    key, "percent", percent, percent, None, None if current else ended, current
                )

    def _years(self, rate: Rate, today: date) -> Iterator[int]:
        last = min(today, rate.end or today).year
        known = self._tables.indicators.monthly_calculation_index
        # A year with a note had more than one index: its sums are not told.
        return (
            year
            for year, row in known.items()
            if rate.start.year <= year <= last and row.note is None
        )

    def _times(self, known: _Known, people: int | None) -> tuple[int, ...]:
        per_person = self._tables.support.amounts[known.key].per == "person"
        if known.unit != "tenge" or not per_person or people is None or people < 2:
            return (1,)
        return (1, people)


def _heights_of(rate: Rate) -> tuple[object, ...]:
    return (rate.mci, rate.mci_min, rate.mci_max, rate.tenge, rate.percent)


def _indices(rate: Rate) -> tuple[Decimal, ...]:
    return tuple(each for each in (rate.mci, rate.mci_min, rate.mci_max) if each is not None)


# Folded, as everything it is looked for in.
_PERCENT: Final = re.compile(
    r"(?<![\d.,])(\d{1,3})\s*(?:%|пр[ао]тсент\w*|паиз\w*)|половин\w* (?:тсен|стоим)\w*"
    r"|(?:бага|кун)\w* жартис\w*"
)
# «275240» without a unit: only a number of this size is taken for a sum in tenge.
_BARE: Final = re.compile(
    r"(?<![\d.,№])(?<!№ )(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{5,8})(?![\d.,]*\d)"
)


_PRICE: Final = re.compile(
    "|".join(
        rf"\b{fold(word)}"
        for word in (
            *("стоит", "стоят", "цена", "дом за", "квартир", "купить", "купил", "купим", "продают"),
            *("тұрады", "бағасы", "сатып ал", "сатылып", "үйдің құны"),
        )
    )
)


def _sums(text: str, amounts: Iterable[NamedAmount]) -> Iterator[tuple[Decimal, Unit]]:
    named = [(Decimal(str(each.value)), each.unit) for each in amounts]
    for (value, unit), (rest, rest_unit) in pairwise(named):
        # «4 млн 282 тыс» is one sum.
        if unit == rest_unit == "tenge" and value % _MILLION == 0 and rest < _MILLION:
            yield value + rest, "tenge"
            return
    yield from named
    for match in _PERCENT.finditer(fold(text)):
        yield Decimal(match[1] or _HALF), "percent"
    for match in _BARE.finditer(text):
        yield Decimal(re.sub(r"\D", "", match[1])), "tenge"


def _is(value: Decimal, known: _Known, times: int, exact: bool) -> bool:
    """Whether people may mean this height by ``value``."""
    for end in {known.low * times, known.high * times}:
        if value == end:
            return True
        rough = not exact and known.unit == "tenge" and value >= _SMALLEST
        if rough and _is_rough(value, end):
            return True
    return False


def _is_rough(value: Decimal, exact: Decimal) -> bool:
    """Whether ``value`` is ``exact`` cut or rounded to the digits that ``value`` has."""
    if value != value.to_integral_value() or abs(value - exact) > ROUGHNESS * exact:
        return False
    digits = str(int(value))
    step = Decimal(10) ** (len(digits) - len(digits.rstrip("0")))
    if step == 1:
        return False
    cut = exact // step * step
    return value in {cut, cut + step if exact - cut >= step / 2 else cut}
