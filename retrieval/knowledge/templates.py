"""Fills the numbers of the tables into the texts.

The words in double braces are Jinja, in its sandbox: an admin's slip becomes a finding with a
line, and a text can't reach anything but the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import CodeType
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from retrieval.knowledge.model import Language
from retrieval.knowledge.numbers import format_date, format_money, format_number, kazakh_case
from retrieval.knowledge.tables import Quota, Rate, Tables

__all__ = ["Filler", "TemplateError"]

_MCI_NAME: dict[Language, str] = {"kk": "АЕК", "ru": "МРП"}
_UNKNOWN: dict[Language, str] = {"kk": "жарияланбаған", "ru": "не опубликовано"}


class TemplateError(Exception):
    """A text can't be filled.

    Attributes:
        line: 1-based line within the text that was given.
        problem: what Jinja or a table says.
    """

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(f"line {line}: {problem}")


class _UnknownNameError(Exception):
    """A name in a text that no table has."""


@dataclass(frozen=True)
class QuotaWords:
    """A quota as it is written: grouped numbers, or words where a number isn't known."""

    region: str
    resettlers: str
    kandas: str
    total: str


class Filler:
    """Fills texts of one language with the numbers of one day.

    Args:
        tables: where the numbers come from.
        language: language of the texts.
        today: the day for which rates and the monthly calculation index are taken.
    """

    def __init__(self, tables: Tables, language: Language, today: date) -> None:
        self._tables = tables
        self._language = language
        self._today = today
        self._environment = _environment()
        self._environment.globals.update(self._words())

    def fill(self, text: str, **variables: object) -> str:
        """``text`` with every word in braces replaced.

        Raises:
            TemplateError: something in braces has no meaning; it says the line and why.
        """
        if "{" not in text:
            return text  # most headings and questions: compiling them would take most of the time
        try:
            template = jinja2.Template.from_code(
                self._environment, _compiled(text), self._environment.make_globals(None)
            )
            return template.render(variables)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(error.lineno, error.message or "syntax") from error
        except (jinja2.UndefinedError, jinja2.exceptions.SecurityError, _UnknownNameError) as error:
            raise TemplateError(_line_of(error), str(error)) from error
        except (TypeError, ValueError, KeyError, ArithmeticError) as error:
            raise TemplateError(_line_of(error), str(error)) from error

    def _words(self) -> Mapping[str, Callable[..., Any] | int]:
        return {
            "amount": self.amount,
            "tenge": self.tenge,
            "mci": self.mci,
            "in_mci": self.in_mci,
            "money": format_money,
            "number": format_number,
            "indicator": self.indicator,
            "quota": self.quota,
            "quota_total": self.quota_total,
            "quotas": self.quotas,
            "region": self.region,
            "aliases": self.aliases,
            "contact": self.contact,
            "date": self.date,
            "current_year": self._today.year,
        }

    def amount(self, key: str, times: int = 1, year: int | None = None) -> str:
        """``70 МРП (302 750 ₸)``; a range for a ranged rate; only tenge for a fixed sum."""
        rate = self._rate(key, year)
        if rate.tenge is not None:
            return format_money(rate.tenge * times)
        return f"{self._mci_words(rate, times)} ({self._tenge_words(rate, times, year)})"

    def tenge(self, key: str, times: int = 1, year: int | None = None) -> str:
        """Only the tenge of an amount."""
        return self._tenge_words(self._rate(key, year), times, year)

    def mci(self, key: str, times: int = 1, year: int | None = None) -> str:
        """Only the МРП/АЕК of an amount."""
        return self._mci_words(self._rate(key, year), times)

    def in_mci(self, low: float, high: float | None = None, year: int | None = None) -> str:
        """A number of МРП/АЕК with its tenge, for sums that are in no table of their own."""
        index = self._index(year)
        numbers = [Decimal(str(each)) for each in (low, high) if each is not None]
        return f"{self._joined(numbers)} {_MCI_NAME[self._language]} ({_range(numbers, index)})"

    def indicator(self, name: str, year: int | None = None) -> str:
        """A national value in tenge."""
        values = getattr(self._tables.indicators, name, None)
        if values is None:
            raise _UnknownNameError(f"tables/indicators.yaml has no {name!r}")
        wanted = year or self._today.year
        known = [each for each in values if each <= wanted]
        if not known or (year is not None and year not in values):
            raise _UnknownNameError(f"tables/indicators.yaml has no {name} for {wanted}")
        return format_money(values[max(known)].value)

    def quota(self, region: str, year: int) -> QuotaWords:
        """Places of a region in a year."""
        rows = self._quota_year(year).regions
        if region not in rows:
            raise _UnknownNameError(f"tables/quotas.yaml has no {region!r} in {year}")
        return self._quota_words(region, rows[region])

    def quotas(self, year: int) -> list[QuotaWords]:
        """All regions of a year, most resettlers first."""
        rows = self._quota_year(year).regions.items()
        ordered = sorted(
            rows, key=lambda item: (-(item[1].resettlers or 0), -(item[1].kandas or 0))
        )
        return [self._quota_words(slug, row) for slug, row in ordered]

    def quota_total(self, year: int) -> QuotaWords:
        """The whole country's places of a year."""
        return self._quota_words(None, self._quota_year(year).total)

    def region(self, slug: str, case: str = "nominative") -> str:
        """A region's name in a case of the language."""
        if slug not in self._tables.regions:
            raise _UnknownNameError(f"tables/regions.yaml has no {slug!r}")
        forms = self._tables.regions[slug].names[self._language]
        form: str | None = getattr(forms, case, None)
        if form is not None:
            return form
        if self._language == "kk":
            return kazakh_case(forms.nominative, case)
        raise _UnknownNameError(f"tables/regions.yaml: {slug} has no {case} in {self._language}")

    def aliases(self, slug: str) -> tuple[str, ...]:
        """Other names of a region in the language: abbreviations, old and everyday names."""
        if slug not in self._tables.regions:
            raise _UnknownNameError(f"tables/regions.yaml has no {slug!r}")
        names = self._tables.regions[slug].aliases
        return names.kk if self._language == "kk" else names.ru

    def contact(self, key: str) -> Mapping[str, str]:
        """Name, phone, url and what-for of a contact; a text asks only for what is there."""
        if key not in self._tables.contacts.root:
            raise _UnknownNameError(f"tables/contacts.yaml has no {key!r}")
        row = self._tables.contacts[key]
        words = {"name": row.name[self._language], "about": row.about[self._language]}
        return words | {k: v for k, v in (("phone", row.phone), ("url", row.url)) if v}

    def date(self, day: str) -> str:
        """An ISO date in words."""
        return format_date(date.fromisoformat(day), self._language)

    def _rate(self, key: str, year: int | None) -> Rate:
        amounts = self._tables.support.amounts
        if key not in amounts:
            raise _UnknownNameError(f"tables/support.yaml has no amount {key!r}")
        # The last day of an old year: what that year ended with is what people remember of it.
        day = self._today if year in (None, self._today.year) else date(year or 0, 12, 31)
        rate = amounts[key].rate(day)
        if rate is None:
            raise _UnknownNameError(f"tables/support.yaml: {key} has no rate on {day}")
        return rate

    def _index(self, year: int | None) -> int:
        return self._tables.indicators.mci(year or self._today.year)

    def _mci_words(self, rate: Rate, times: int) -> str:
        numbers = _mci_numbers(rate, times)
        if not numbers:
            raise _UnknownNameError("this amount is fixed in tenge and has no МРП/АЕК")
        return f"{self._joined(numbers)} {_MCI_NAME[self._language]}"

    def _tenge_words(self, rate: Rate, times: int, year: int | None) -> str:
        if rate.tenge is not None:
            return format_money(rate.tenge * times)
        return _range(_mci_numbers(rate, times), self._index(year))

    def _joined(self, numbers: list[Decimal]) -> str:
        return "–".join(format_number(each) for each in numbers)

    def _quota_year(self, year: int) -> Any:
        years = self._tables.quotas.years
        if year not in years:
            raise _UnknownNameError(f"tables/quotas.yaml has no year {year}")
        return years[year]

    def _quota_words(self, slug: str | None, row: Quota) -> QuotaWords:
        def words(value: int | None) -> str:
            return _UNKNOWN[self._language] if value is None else format_number(value)

        name = "" if slug is None else self.region(slug)
        return QuotaWords(name, words(row.resettlers), words(row.kandas), words(row.total))


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # the result is Markdown; HTML is escaped on rendering
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    return environment


@lru_cache(maxsize=4096)
def _compiled(text: str) -> CodeType:
    """The program of a text. A folder is read again on every change, and few texts change."""
    return _environment().compile(text)


def _mci_numbers(rate: Rate, times: int) -> list[Decimal]:
    return [each * times for each in (rate.mci, rate.mci_min, rate.mci_max) if each is not None]


def _range(numbers: list[Decimal], index: int) -> str:
    sums = [each * index for each in numbers]
    first = "".join(f"{format_money(each).removesuffix(' ₸')}–" for each in sums[:-1])
    return first + format_money(sums[-1])


def _line_of(error: BaseException) -> int:
    """The line of the template in a Jinja traceback: its frames carry the template's lines."""
    line = 1
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
