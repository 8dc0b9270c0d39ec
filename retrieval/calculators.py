"""Sums over the tables of the knowledge folder: what a family gets for moving.

All arithmetic is exact (`Decimal`, never floating point). Which payments there are, for how many
months and by which steps stands in ``tables/payments.yaml``; their heights in
``tables/support.yaml``; the monthly calculation index (МРП, АЕК) in ``tables/indicators.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from retrieval.knowledge.guides import Payment, Payments
from retrieval.knowledge.model import Verification
from retrieval.knowledge.tables import Rate, Tables

__all__ = [
    "LARGEST_FAMILY",
    "FamilyPayments",
    "Line",
    "Money",
    "Settlement",
    "Usual",
    "family_payments",
    "years_told",
]

Settlement = Literal["town", "village"]

#: Above this a number of people is a slip of the pen rather than a family.
LARGEST_FAMILY: Final = 20


@dataclass(frozen=True)
class Money:
    """A sum in tenge, or a range of sums; ``low == high`` for one sum."""

    low: Decimal
    high: Decimal

    @property
    def is_range(self) -> bool:
        """Whether the two ends differ."""
        return self.low != self.high

    def __add__(self, other: Money) -> Money:
        return Money(self.low + other.low, self.high + other.high)

    def __mul__(self, times: int) -> Money:
        return Money(self.low * times, self.high * times)


@dataclass(frozen=True)
class Usual:
    """The usual height within a range; not confirmed by the rules.

    Attributes:
        step: key of the amount in support.yaml.
        mci: height in indices.
        month: tenge a month.
        total: tenge over all months.
        section: where it is told.
    """

    step: str
    mci: Decimal
    month: Decimal
    total: Decimal
    section: str


@dataclass(frozen=True)
class Line:
    """One payment.

    Attributes:
        key: key of the amount in support.yaml.
        mci: height of one unit (a person, a month, a family) in indices: (70,) or (15, 30).
        unit: the same in tenge.
        times: how many units: people of the family, months, or 1.
        months: months of a monthly payment, else ``None``.
        total: ``unit`` by ``times``.
        percent: the share of a price that is paid, where the rate is one.
        ceiling: whether ``total`` is the most that is paid, not what everybody gets.
        confirmed: whether the rate is more than hearsay.
        rate: the rate, for its source.
        section: id of the section with the rule.
        usual: the usual height within a range, where one is told.
    """

    key: str
    mci: tuple[Decimal, ...]
    unit: Money
    times: int
    months: int | None
    total: Money
    percent: int | None
    ceiling: bool
    confirmed: bool
    rate: Rate
    section: str
    usual: Usual | None = None


@dataclass(frozen=True)
class FamilyPayments:
    """What a family gets in a year.

    Attributes:
        year: whose index and rates were taken.
        index: the monthly calculation index in tenge.
        lines: the payments, in the order of payments.yaml.
        certain: what the rules promise to those who fulfil the conditions: everything but
            ceilings and what isn't confirmed.
        expected: ``certain`` with every range at its usual height; ``None`` when no usual height
            is told for this family.
    """

    year: int
    people: int
    settlement: Settlement | None
    index: int
    lines: tuple[Line, ...]

    @property
    def certain(self) -> Money:
        """The sum of the lines that are confirmed and no ceilings."""
        nothing = Money(Decimal(0), Decimal(0))
        return sum((each.total for each in self._sure()), start=nothing)

    @property
    def expected(self) -> Decimal | None:
        """The same with usual heights; to be confirmed."""
        if not any(each.usual for each in self._sure()):
            return None
        return sum(
            (each.usual.total if each.usual else each.total.high for each in self._sure()),
            start=Decimal(0),
        )

    @property
    def ceilings(self) -> tuple[Line, ...]:
        """Payments of which only the most is known."""
        return tuple(each for each in self.lines if each.ceiling)

    def _sure(self) -> Sequence[Line]:
        return [each for each in self.lines if each.confirmed and not each.ceiling]


def years_told(tables: Tables, today: date) -> tuple[int, ...]:
    """The years for which sums can be told, latest first; never a year to come."""
    known = tables.indicators.monthly_calculation_index
    told = (each for each in known if tables.payments.years_from <= each <= today.year)
    return tuple(sorted(told, reverse=True))


def family_payments(
    tables: Tables, people: int, settlement: Settlement | None, year: int, today: date
) -> FamilyPayments:
    """What a family of ``people`` gets that moves into a town or a village.

    Args:
        tables: the numbers.
        people: everybody who moves, children too; from 1 to `LARGEST_FAMILY`.
        settlement: ``None`` where that isn't known: then no usual height is told.
        year: one of `years_told`.
        today: the day whose rate counts for the current year; an earlier year is told as it
            ended.

    Raises:
        ValueError: ``people`` or ``year`` is out of range.
    """
    if not 1 <= people <= LARGEST_FAMILY:
        raise ValueError(f"people must be from 1 to {LARGEST_FAMILY}, not {people}")
    if year not in years_told(tables, today):
        raise ValueError(f"no sums are told for {year}")
    day = today if year == today.year else date(year, 12, 31)
    counted = _Counter(tables, people, settlement, year, day, past=year != today.year)
    lines = tuple(line for each in tables.payments.payments if (line := counted.line(each)))
    return FamilyPayments(year, people, settlement, counted.index, lines)


@dataclass(frozen=True)
class _Counter:
    tables: Tables
    people: int
    settlement: Settlement | None
    year: int
    day: date
    past: bool

    @property
    def index(self) -> int:
        return self.tables.indicators.monthly_calculation_index[self.year].value

    @property
    def rules(self) -> Payments:
        return self.tables.payments

    def line(self, payment: Payment) -> Line | None:
        """The line of a payment; ``None`` when it wasn't paid on the day."""
        amount = self.tables.support.amounts.get(payment.amount)
        rate = amount.rate(self.day) if amount is not None else None
        if amount is None or rate is None:
            return None
        mci = _indices(rate)
        unit = self._tenge(rate)
        months = (payment.months or 1) if amount.per == "month" else None
        times = months or (self.people if amount.per == "person" else 1)
        changed = self.past and payment.past_section is not None
        return Line(
            key=payment.amount,
            mci=mci,
            unit=unit,
            times=times,
            months=months,
            total=unit * times,
            percent=rate.percent,
            ceiling=payment.ceiling,
            confirmed=rate.verification is not Verification.UNVERIFIED,
            rate=rate,
            section=payment.past_section or payment.section if changed else payment.section,
            usual=self._usual(payment, unit, months or 1),
        )

    def _usual(self, payment: Payment, unit: Money, months: int) -> Usual | None:
        if payment.ladder is None:
            return None
        for step in payment.ladder.steps:
            amount = self.tables.support.amounts.get(step.amount)
            if amount is None or not step.fits(self.settlement, self.people):
                continue
            rate = amount.rate(self.day)
            if rate is None or rate.mci is None:
                return None
            month = rate.mci * self.index
            # A step outside of the range would contradict what is certain: say nothing then.
            if not unit.low <= month <= unit.high:
                return None
            return Usual(step.amount, rate.mci, month, month * months, payment.ladder.section)
        return None

    def _tenge(self, rate: Rate) -> Money:
        if rate.tenge is not None:
            return Money(Decimal(rate.tenge), Decimal(rate.tenge))
        mci = _indices(rate)
        return Money(mci[0] * self.index, mci[-1] * self.index)


def _indices(rate: Rate) -> tuple[Decimal, ...]:
    return tuple(each for each in (rate.mci, rate.mci_min, rate.mci_max) if each is not None)
