"""What may be seen of a week: the only module that reads the counters, and only through the gate.

A week (Monday to Sunday) is published once it can't change any more, and always in the same way.
There is nothing smaller and nothing else: reports over several weeks add what their weeks publish,
so subtracting one report from another gives published weeks again, never a day more or less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.statistics.database import reading
from bot.statistics.events import NONE, GapKind, LatencyBucket, LossReason, Script, Vote, gap_of
from bot.statistics.gate import Split, protect, protect_terms
from bot.statistics.models import (
    CentreVisits,
    Feedback,
    FeedbackByRegion,
    FeedbackByTopic,
    GapSections,
    GapTerms,
    Losses,
    People,
    Publication,
    QuestionsByLanguage,
    QuestionsByLatency,
    QuestionsByRegion,
    QuestionsByScript,
    QuestionsByTopic,
    QuestionsByVersion,
    Word,
)
from retrieval import LANGUAGES, Status

__all__ = [
    "DIMENSIONS",
    "FeedbackRelease",
    "GapRelease",
    "WeekRelease",
    "closed_weeks",
    "last_closed_week",
    "monday_of",
    "read_week",
    "weekly_counts",
]

_WEEK: Final = timedelta(days=7)
#: The buffer adds to a day until the end of the next one (`bot.statistics.buffer.LATE_DAYS`); one
#: day more, and no clock that is off and no slow write can change what was published.
_CLOSED_AFTER: Final = timedelta(days=2)

#: How questions of one status are split: the table, the column, and the values it can have where
#: they are few (a value that did not occur must look like one that is hidden).
DIMENSIONS: Final[Mapping[str, tuple[type[Any], str, tuple[str, ...]]]] = {
    "language": (QuestionsByLanguage, "language", LANGUAGES),
    "script": (QuestionsByScript, "script", tuple(Script)),
    "topic": (QuestionsByTopic, "topic_id", ()),
    "region": (QuestionsByRegion, "region_id", ()),
    "latency": (QuestionsByLatency, "latency", tuple(LatencyBucket)),
    "version": (QuestionsByVersion, "version_id", ()),
}


@dataclass(frozen=True)
class GapRelease:
    """What is missing, of one kind.

    Attributes:
        sections: for each published topic, the sections that were nearest.
        terms: glossary terms in these questions, each «at least» so often.
    """

    sections: Mapping[str, Split] = field(default_factory=dict)
    terms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FeedbackRelease:
    """Presses of 👍 and 👎.

    Attributes:
        votes: how many of each.
        topics: for each published vote, the topics of the answers.
        regions: for each published vote, the regions that the questions were about.
        reasons: why 👎; ``none`` where no reason was given.
    """

    votes: Split | None = None
    topics: Mapping[str, Split] = field(default_factory=dict)
    regions: Mapping[str, Split] = field(default_factory=dict)
    reasons: Split | None = None


@dataclass(frozen=True)
class WeekRelease:
    """Everything that may be seen of one week.

    Attributes:
        week: its Monday.
        threshold: nothing smaller is shown.
        questions: by status.
        by: for each published status, its splits: the keys of ``DIMENSIONS`` and ``day``.
        gaps: by kind.
        visits: conversations begun, by centre.
        people: estimated people by day.
        losses: events not counted, by reason.
    """

    week: date
    threshold: int
    questions: Split | None = None
    by: Mapping[str, Mapping[str, Split]] = field(default_factory=dict)
    gaps: Mapping[str, GapRelease] = field(default_factory=dict)
    feedback: FeedbackRelease = FeedbackRelease()
    visits: Split | None = None
    people: Mapping[date, int] = field(default_factory=dict)
    losses: Mapping[str, int] = field(default_factory=dict)


def monday_of(day: date) -> date:
    """The first day of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def last_closed_week(today: date) -> date:
    """The newest week that can't change any more: that of the Sunday before last Wednesday."""
    return monday_of(today - _CLOSED_AFTER) - _WEEK


def closed_weeks(first: date, last: date, today: date) -> list[date]:
    """Mondays of the published weeks that lie within ``first`` to ``last``, oldest first."""
    week = monday_of(first + timedelta(days=6))
    weeks = []
    while week + timedelta(days=6) <= last and week <= last_closed_week(today):
        weeks.append(week)
        week += _WEEK
    return weeks


def read_week(engine: Engine, week: date, threshold: int, today: date) -> WeekRelease:
    """What may be seen of the week that begins on ``week``.

    Args:
        engine: the statistics database.
        week: a Monday.
        threshold: for a week that is published for the first time; later it keeps its own.
        today: the day in Kazakhstan.

    Raises:
        ValueError: ``week`` is no Monday, or the week is not closed yet.
    """
    if week != monday_of(week):
        raise ValueError(f"{week} is not a Monday")
    if week > last_closed_week(today):
        raise ValueError(f"the week of {week} is not closed yet")
    own = _threshold(engine, week, threshold)
    with reading(engine).begin() as connection:
        return _Week(connection, week, own).release()


def weekly_counts(engine: Engine, week: date, dimension: str) -> Mapping[tuple[str, str], int]:
    """Exact counts of a week by status and one dimension, for `bot.statistics.public` alone."""
    model, column, _ = DIMENSIONS[dimension]
    with reading(engine).begin() as connection:
        table = _Week(connection, week, 0).table(model, "status", column)
    return {
        (status, value): count
        for status, counts in table.items()
        for value, count in counts.items()
    }


def first_week(engine: Engine) -> date | None:
    """Monday of the first week with a question; ``None`` before there is any."""
    with reading(engine).connect() as connection:
        day = connection.execute(select(func.min(QuestionsByLanguage.day))).scalar()
    return None if day is None else monday_of(day)


def _threshold(engine: Engine, week: date, threshold: int) -> int:
    """The week's own threshold; ``threshold`` becomes it when there is none yet."""
    found = select(Publication.threshold).where(Publication.week == week)
    with reading(engine).connect() as connection:
        own = connection.execute(found).scalar()
    if own is not None:
        return own
    dialect: Any = postgresql if engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(Publication).values(week=week, threshold=threshold)
    with engine.begin() as connection:
        connection.execute(row.on_conflict_do_nothing())
        return connection.execute(found).scalar_one()


class _Week:
    def __init__(self, connection: Connection, week: date, threshold: int) -> None:
        self._connection = connection
        self._week = week
        self._threshold = threshold
        words = connection.execute(select(Word.id, Word.slug)).all()
        self._slugs = {word.id: word.slug for word in words}

    def release(self) -> WeekRelease:
        days = self.table(QuestionsByLanguage, "status", "day")
        questions = self._split({each: sum(days.get(each, {}).values()) for each in Status})
        shown = () if questions is None else tuple(questions.parts)
        feedback = self._feedback()
        return WeekRelease(
            week=self._week,
            threshold=self._threshold,
            questions=questions,
            by={status: self._splits(status, days[status]) for status in shown},
            gaps=self._gaps(shown, feedback),
            feedback=feedback,
            visits=self._split(_flat(self.table(CentreVisits, "centre_id"))),
            people=self._people(),
            losses=self._losses(),
        )

    def _splits(self, status: str, days: Mapping[str, int]) -> Mapping[str, Split]:
        every_day = {(self._week + timedelta(days=at)).isoformat(): 0 for at in range(7)}
        splits = {"day": self._split({**every_day, **days})}
        for name, (model, column, domain) in DIMENSIONS.items():
            counts = self._tables(model, "status", column)[status]
            splits[name] = self._split({**dict.fromkeys(map(str, domain), 0), **counts})
        return {name: split for name, split in splits.items() if split is not None}

    def _gaps(self, shown: tuple[str, ...], feedback: FeedbackRelease) -> Mapping[str, GapRelease]:
        kinds = [gap for status in shown if (gap := gap_of(Status(status))) is not None]
        if feedback.votes is not None and Vote.DOWN in feedback.votes.parts:
            kinds.append(GapKind.NOT_HELPFUL)
        gaps: dict[str, GapRelease] = {}
        for kind in kinds:
            terms = self._tables(GapTerms, "gap", "term_id")[kind]
            total = sum(self._tables(GapSections, "gap", "topic_id")[kind].values())
            gaps[kind] = GapRelease(
                self._sections(kind), protect_terms(_known(terms), total, self._threshold)
            )
        return gaps

    def _sections(self, kind: str) -> Mapping[str, Split]:
        """Nearest sections, below the topics that are published for the same questions."""
        topics = self._split(self._tables(GapSections, "gap", "topic_id")[kind])
        if topics is None:
            return {}
        by_topic: dict[str, dict[str, int]] = defaultdict(dict)
        query = (
            select(GapSections.topic_id, GapSections.section_id, func.sum(GapSections.count))
            .where(GapSections.gap == kind, *self._in_week(GapSections))
            .group_by(GapSections.topic_id, GapSections.section_id)
        )
        for topic, section, count in self._connection.execute(query):
            by_topic[self._slugs[topic]][self._slugs[section]] = int(count)
        splits = {topic: self._split(by_topic[topic]) for topic in topics.parts}
        return {topic: split for topic, split in splits.items() if split is not None}

    def _feedback(self) -> FeedbackRelease:
        reasons = self.table(Feedback, "vote", "reason")
        votes = self._split({vote: reasons.get(vote, {}).get(NONE, 0) for vote in Vote})
        if votes is None:
            return FeedbackRelease()
        given = None
        if Vote.DOWN in votes.parts:
            # A person may give several reasons: then they are no parts of the presses any more.
            counts = {name: n for name, n in reasons[Vote.DOWN].items() if name != NONE}
            rest = votes.parts[Vote.DOWN] - sum(counts.values())
            given = self._split({**counts, NONE: max(0, rest)})
        return FeedbackRelease(
            votes,
            self._votes(FeedbackByTopic, "topic_id", votes),
            self._votes(FeedbackByRegion, "region_id", votes),
            given,
        )

    def _votes(self, model: type[Any], column: str, votes: Split) -> Mapping[str, Split]:
        """For each published vote, its presses by one column."""
        counts = self._tables(model, "vote", column)
        splits = {vote: self._split(counts[vote]) for vote in votes.parts}
        return {vote: split for vote, split in splits.items() if split is not None}

    def _people(self) -> Mapping[date, int]:
        query = select(People.day, People.at_least).where(*self._in_week(People))
        rows = self._connection.execute(query.order_by(People.day))
        return {day: count for day, count in rows if count >= self._threshold}

    def _losses(self) -> Mapping[str, int]:
        counts = _flat(self.table(Losses, "reason"))
        return {each: n for each in LossReason if (n := counts.get(each, 0)) >= self._threshold}

    def _split(self, counts: Mapping[str, int]) -> Split | None:
        return protect(counts, self._threshold)

    def _tables(self, model: type[Any], *columns: str) -> defaultdict[str, dict[str, int]]:
        return defaultdict(dict, self.table(model, *columns))

    def table(self, model: type[Any], *columns: str) -> dict[str, dict[str, int]]:
        """Counts of the week by one or two columns, ids as slugs and days as ISO dates."""
        chosen = [getattr(model, column) for column in columns]
        query = (
            select(*chosen, func.sum(model.count)).where(*self._in_week(model)).group_by(*chosen)
        )
        table: dict[str, dict[str, int]] = defaultdict(dict)
        for *key, count in self._connection.execute(query):
            names = [self._name(c, value) for c, value in zip(columns, key, strict=True)]
            table[names[0]]["".join(names[1:])] = int(count)
        return dict(table)

    def _name(self, column: str, value: Any) -> str:
        return self._slugs[value] if column.endswith("_id") else str(value)

    def _in_week(self, model: type[Any]) -> Iterator[Any]:
        yield model.day >= self._week
        yield model.day < self._week + _WEEK


def _flat(table: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(counts.values()) for name, counts in table.items()}


def _known(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name != NONE}
