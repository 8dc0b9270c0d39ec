"""Puts a report together: the database, the names, the weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Engine

from bot.statistics.release import (
    WeekRelease,
    closed_weeks,
    first_week,
    last_closed_week,
    read_week,
)
from bot.statistics.report import Report, make_report
from bot.statistics.words import Names, ReportLanguage, words_in
from retrieval import Knowledge

__all__ = ["Reports"]


@dataclass
class Reports:
    """Reports from one statistics database.

    Attributes:
        engine: the database.
        threshold: for weeks that are published for the first time.
        knowledge: for names; without it slugs stand in the tables.
        centres: names of centres by language and code.
    """

    engine: Engine
    threshold: int
    knowledge: Knowledge | None = None
    centres: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _published: dict[date, WeekRelease] = field(default_factory=dict, repr=False)

    def releases(self, first: date, last: date, today: date) -> list[WeekRelease]:
        """The published weeks that lie within ``first`` to ``last``, oldest first."""
        begin = first_week(self.engine)
        if begin is None:
            return []
        return [self._release(week, today) for week in closed_weeks(max(first, begin), last, today)]

    def report(self, language: ReportLanguage, first: date, last: date, today: date) -> Report:
        """The report of whole weeks within ``first`` to ``last``."""
        names = Names(words_in(language), self.knowledge, self.centres.get(language, {}))
        releases = self.releases(first, last, today)
        return make_report(releases, names, first, last, self.threshold)

    def latest(self, language: ReportLanguage, weeks: int, today: date) -> Report:
        """The report of the last ``weeks`` closed weeks."""
        last = last_closed_week(today) + timedelta(days=6)
        return self.report(language, last - timedelta(days=7 * weeks - 1), last, today)

    def _release(self, week: date, today: date) -> WeekRelease:
        # A published week never changes: it is read once.
        if week not in self._published:
            self._published[week] = read_week(self.engine, week, self.threshold, today)
        return self._published[week]
