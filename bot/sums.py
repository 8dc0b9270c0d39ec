"""Sums in words: what a payment comes to for a family, and in which year an old sum was true."""

from __future__ import annotations

from decimal import Decimal

from bot.messages import Texts
from retrieval import (
    LARGEST_FAMILY,
    Knowledge,
    OldSum,
    Rate,
    Section,
    family_payments,
    format_money,
    format_number,
)

__all__ = ["family_line", "old_sum_line"]


def family_line(knowledge: Knowledge, section: Section, people: int, words: Texts) -> str | None:
    """What the payment of a section comes to for a family, plain text.

    Args:
        knowledge: the numbers.
        section: the answer; only one that asks for the size of the family has such a line.
        people: everybody who moves.
        words: texts of the language.
    """
    if section.clarify != "family" or not 2 <= people <= LARGEST_FAMILY:
        return None
    year = knowledge.today.year
    for line in family_payments(knowledge.tables, people, None, year, knowledge.today).lines:
        per_person = knowledge.tables.support.amounts[line.key].per == "person"
        if per_person and line.section.partition("#")[0] == section.document:
            low, high = (each * people for each in (line.mci[0], line.mci[-1]))
            total = words(
                "sum-mci-tenge", mci=_span(low, high), tenge=_span(line.total.low, line.total.high)
            )
            return words("family-sum", people=people, total=total)
    return None


def old_sum_line(old: OldSum, words: Texts) -> str:
    """Two or three sentences, plain text."""
    key = "old-sum" if old.unit == "tenge" else f"old-sum-{old.unit}"
    sentences = [
        words(
            key,
            sum=_span(old.low, old.high),
            name=old.name[words.language],
            year=str(old.year),
            per=old.per,
            people=old.people,
        )
    ]
    if old.until is not None:
        sentences.append(words("old-sum-until", to=old.until.isoformat()))
    sentences.append(words("old-sum-now", now=_now(old, words)))
    return " ".join(sentences)


def _now(old: OldSum, words: Texts) -> str:
    """What is paid today, for as many people as the old sum was for."""
    rate, people = old.now, old.people
    if rate.tenge is not None:
        return format_money(rate.tenge * people)
    low, high = _indices(rate)
    index = old.index * people
    tenge = _span(low * index, high * index)
    return words("sum-mci-tenge", mci=_span(low * people, high * people), tenge=tenge)


def _indices(rate: Rate) -> tuple[Decimal, Decimal]:
    known = [each for each in (rate.mci, rate.mci_min, rate.mci_max) if each is not None]
    return known[0], known[-1]


def _span(low: Decimal, high: Decimal) -> str:
    ends = (low,) if low == high else (low, high)
    return "–".join(format_number(each) for each in ends)
