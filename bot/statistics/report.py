"""A report: tables made of published weeks, in Kazakh, Russian or English.

Everything here adds up what `bot.statistics.release` lets out; nothing is read from the database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from bot.statistics.events import NONE, GapKind, Vote, gap_of
from bot.statistics.gate import Split
from bot.statistics.release import WeekRelease
from bot.statistics.words import Names, ReportLanguage, Words
from retrieval import Status

__all__ = ["HIDDEN", "Report", "ReportTable", "Row", "Totals", "Value", "make_report", "row_count"]

#: A number, a share, a text, or ``None`` for what is hidden.
Value = int | float | str | None

_UNANSWERED: Final = (Status.CLARIFICATION, Status.NOT_IN_TEXTS)
#: Key of the row that says what the hidden parts amount to.
HIDDEN: Final = "hidden"


@dataclass(frozen=True)
class Row:
    """A line of a table.

    Attributes:
        key: slug, the same in every language.
        label: as people read it.
        values: one for each of the table's measures.
    """

    key: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ReportTable:
    """A table of a report.

    Attributes:
        key: the same in every language.
        head: heading of the labels, then one for each measure.
        measures: keys of the measures; ``share`` is a share from 0 to 1.
    """

    key: str
    title: str
    head: tuple[str, ...]
    measures: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str | None = None


def row_count(table: ReportTable, row: Row) -> int:
    """How much of what a table counts is in a row: the questions, or all kinds of gaps together."""
    wanted = next((name for name in _WHOLE if name in table.measures), None)
    names = tuple(GapKind) if wanted is None else (wanted,)
    values = dict(zip(table.measures, row.values, strict=True))
    return sum(value for name in names if isinstance(value := values.get(name), int))


#: Measures that are the whole of a row, where a table has one.
_WHOLE: Final = ("questions", "count", "visits")


@dataclass(frozen=True)
class Totals:
    """The numbers that stand above everything else; ``None`` where they can't be shown."""

    questions: int | None = None
    answered: int | None = None
    unanswered: int | None = None
    share: float | None = None
    people_a_day: int | None = None
    up: int | None = None
    down: int | None = None
    visits: int | None = None


@dataclass(frozen=True)
class Report:
    """Published weeks as tables.

    Attributes:
        first: first day.
        last: last day.
        threshold: the largest threshold of the weeks.
        trend: totals of every week, oldest first.
    """

    language: ReportLanguage
    first: date
    last: date
    threshold: int
    totals: Totals
    trend: tuple[tuple[date, Totals], ...]
    tables: tuple[ReportTable, ...]

    def table(self, key: str) -> ReportTable | None:
        """The table ``key``, if there is anything in it."""
        return next((table for table in self.tables if table.key == key), None)


def make_report(
    releases: Sequence[WeekRelease], names: Names, first: date, last: date, threshold: int
) -> Report:
    """The report of some weeks.

    Args:
        releases: published weeks, oldest first; may be none.
        names: what things are called, in the report's language.
        first: first day that was asked for; shown when there is no week.
        last: last day that was asked for.
        threshold: shown when there is no week.
    """
    tables = [make(releases, names) for make in _TABLES]
    weeks = [release.week for release in releases]
    return Report(
        language=names.words.language,
        first=min(weeks, default=first),
        last=max(weeks, default=last - timedelta(days=6)) + timedelta(days=6),
        threshold=max((release.threshold for release in releases), default=threshold),
        totals=_totals(releases),
        trend=tuple((release.week, _totals([release])) for release in releases),
        tables=tuple(table for table in tables if table is not None and table.rows),
    )


def _totals(releases: Sequence[WeekRelease]) -> Totals:
    by_status = _added(release.questions for release in releases).parts
    people = [count for release in releases for count in release.people.values()]
    votes = _added(release.feedback.votes for release in releases)
    return Totals(
        questions=_sum(r.questions.total for r in releases if r.questions is not None),
        answered=by_status.get(Status.ANSWERED),
        unanswered=_sum(by_status.get(status) for status in _UNANSWERED),
        share=_share(releases),
        people_a_day=round(sum(people) / len(people)) if people else None,
        up=votes.parts.get(Vote.UP),
        down=votes.parts.get(Vote.DOWN),
        visits=_sum(r.visits.total for r in releases if r.visits is not None),
    )


def _share(releases: Sequence[WeekRelease]) -> float | None:
    """Answered among questions on the programme, of the weeks in which all of these are shown."""
    wanted = (Status.ANSWERED, *_UNANSWERED)
    whole = [
        release.questions.parts
        for release in releases
        if release.questions is not None and all(each in release.questions.parts for each in wanted)
    ]
    asked = sum(parts[status] for parts in whole for status in wanted)
    return sum(parts[Status.ANSWERED] for parts in whole) / asked if asked else None


@dataclass
class _Sum:
    """Splits added up: parts that some week shows, and what all weeks hide."""

    parts: Counter[str] = field(default_factory=Counter)
    hidden: int = 0

    def add(self, split: Split | None) -> None:
        if split is not None:
            self.parts.update(split.parts)
            self.hidden += split.hidden


def _added(splits: Iterable[Split | None]) -> _Sum:
    added = _Sum()
    for split in splits:
        added.add(split)
    return added


def _splits(releases: Sequence[WeekRelease], dimension: str) -> Mapping[str, _Sum]:
    """Questions by one dimension, for each status that is shown."""
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for release in releases:
        for status, splits in release.by.items():
            sums[status].add(splits.get(dimension))
    return sums


def _sum(values: Iterable[int | None]) -> int | None:
    """The sum of what can be shown; ``None`` when nothing can."""
    shown = [value for value in values if value is not None]
    return sum(shown) if shown else None


def _table(
    key: str,
    words: Words,
    label: str,
    measures: tuple[str, ...],
    rows: Iterable[Row],
    note: str | None = None,
) -> ReportTable:
    head = (words(f"column-{label}"), *(words(f"column-{each}") for each in measures))
    return ReportTable(key, words(f"table-{key}"), head, measures, tuple(rows), note)


def _overview(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    words = names.words
    rows = []
    for release in releases:
        week, totals = release.week, _totals([release])
        by_status = {} if release.questions is None else release.questions.parts
        values = (
            totals.questions,
            by_status.get(Status.ANSWERED),
            by_status.get(Status.CLARIFICATION),
            by_status.get(Status.NOT_IN_TEXTS),
            totals.share,
            totals.people_a_day,
        )
        rows.append(Row(week.isoformat(), _days(week), values))
    measures = ("questions", "answered", "clarification", "not_in_texts", "share", "people")
    return _table("overview", words, "week", measures, rows, words("week-note"))


def _statuses(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    words = names.words
    added = _added(release.questions for release in releases)
    rows = _counts(added, lambda status: words(f"status-{status}"), words)
    return _table("statuses", words, "status", ("count",), rows)


def _by_outcome(
    key: str, label: str, dimension: str, name: Callable[[Names], Callable[[str], str]]
) -> Callable[[Sequence[WeekRelease], Names], ReportTable]:
    """A table of questions, answered and unanswered, by one dimension."""

    def make(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
        sums = _splits(releases, dimension)
        slugs = {slug for added in sums.values() for slug in added.parts}
        rows = [_outcomes(slug, name(names)(slug), sums) for slug in slugs]
        rows.sort(key=lambda row: (row.key == NONE, -_first(row), row.label))
        hidden = _hidden_outcomes(sums, names.words)
        measures = ("questions", "answered", "unanswered")
        return _table(key, names.words, label, measures, [*rows, *hidden] if rows else [])

    return make


def _outcomes(slug: str, label: str, sums: Mapping[str, _Sum]) -> Row:
    counts = {status: added.parts.get(slug) for status, added in sums.items()}
    unanswered = _sum(counts.get(status) for status in _UNANSWERED)
    return Row(slug, label, (_sum(counts.values()), counts.get(Status.ANSWERED), unanswered))


def _hidden_outcomes(sums: Mapping[str, _Sum], words: Words) -> list[Row]:
    total = sum(added.hidden for added in sums.values())
    answered = sums[Status.ANSWERED].hidden if Status.ANSWERED in sums else 0
    unanswered = sum(sums[status].hidden for status in _UNANSWERED if status in sums)
    if not total:
        return []
    return [Row(HIDDEN, words("hidden"), (total, answered, unanswered))]


def _first(row: Row) -> float:
    value = row.values[0]
    return value if isinstance(value, int | float) else 0


def _counts(added: _Sum, name: Callable[[str], str], words: Words) -> list[Row]:
    rows = [Row(slug, name(slug), (count,)) for slug, count in added.parts.items()]
    rows.sort(key=lambda row: (row.key == NONE, -_first(row), row.label))
    if rows and added.hidden:
        rows.append(Row(HIDDEN, words("hidden"), (added.hidden,)))
    return rows


def _by_day(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    sums = _splits(releases, "day")
    people = {day: count for release in releases for day, count in release.people.items()}
    days = sorted(
        {date.fromisoformat(day) for added in sums.values() for day in added.parts} | set(people)
    )
    rows = []
    for day in days:
        questions = _sum(added.parts.get(day.isoformat()) for added in sums.values())
        rows.append(Row(day.isoformat(), _day(day), (questions, people.get(day))))
    hidden = sum(added.hidden for added in sums.values())
    if rows and hidden:
        rows.append(Row(HIDDEN, names.words("hidden"), (hidden, None)))
    note = names.words("people-note")
    return _table("days", names.words, "day", ("questions", "people_of_day"), rows, note)


def _gap_sections(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    counts: _Gaps = defaultdict(Counter)
    topics: dict[str, str] = {}
    for release in releases:
        for kind, gap in release.gaps.items():
            for topic, split in gap.sections.items():
                for section, count in split.parts.items():
                    counts[section][kind] += count
                    topics[section] = names.topic(topic)
    counts.pop(NONE, None)
    rows = [
        Row(row.key, row.label, (topics[row.key], *row.values))
        for row in _gap_rows(counts, names.section)
    ]
    return _table("gap-sections", names.words, "section", ("topic", *GapKind), rows)


def _gap_regions(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    by_status = _splits(releases, "region")
    sums = {gap_of(status): by_status.get(status, _Sum()) for status in _UNANSWERED}
    sums[GapKind.NOT_HELPFUL] = _added(r.feedback.regions.get(Vote.DOWN) for r in releases)
    counts: _Gaps = defaultdict(Counter)
    for kind, added in sums.items():
        for slug, count in added.parts.items():
            counts[slug][str(kind)] += count
    counts.pop(NONE, None)
    rows = _gap_rows(counts, names.region)
    return _table("gap-regions", names.words, "region", tuple(GapKind), rows)


def _gap_terms(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    counts: _Gaps = defaultdict(Counter)
    for release in releases:
        for kind, gap in release.gaps.items():
            for term, count in gap.terms.items():
                counts[term][kind] += count
    words = names.words
    rows = _gap_rows(counts, names.term)
    return _table("gap-terms", words, "term", tuple(GapKind), rows, words("terms-note"))


_Gaps = defaultdict[str, Counter[str]]


def _gap_rows(counts: _Gaps, name: Callable[[str], str]) -> list[Row]:
    """A row for each slug with its count of every kind, those missing most often first."""
    rows = [
        Row(slug, name(slug), tuple(kinds.get(kind) for kind in GapKind))
        for slug, kinds in counts.items()
    ]
    rows.sort(key=lambda row: (-counts[row.key].total(), row.label))
    return rows


def _feedback(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    sums = {
        vote: _added(release.feedback.topics.get(vote) for release in releases) for vote in Vote
    }
    topics = {topic for added in sums.values() for topic in added.parts}
    rows = [
        Row(topic, names.topic(topic), tuple(sums[vote].parts.get(topic) for vote in Vote))
        for topic in topics
    ]
    rows.sort(key=lambda row: (-_first(row), row.label))
    hidden = tuple(sums[vote].hidden for vote in Vote)
    if rows and any(hidden):
        rows.append(Row(HIDDEN, names.words("hidden"), hidden))
    return _table("feedback", names.words, "topic", ("up", "down"), rows)


def _reasons(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    words = names.words
    added = _added(release.feedback.reasons for release in releases)
    rows = _counts(added, lambda reason: words(f"reason-{reason}"), words)
    return _table("reasons", words, "reason", ("count",), rows)


def _centres(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    added = _added(release.visits for release in releases)
    return _table(
        "centres", names.words, "centre", ("visits",), _counts(added, names.centre, names.words)
    )


def _by_count(
    key: str, label: str, dimension: str, name: Callable[[Names], Callable[[str], str]]
) -> Callable[[Sequence[WeekRelease], Names], ReportTable]:
    """A table of all questions by one dimension, whatever became of them."""

    def make(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
        added = _Sum()
        for each in _splits(releases, dimension).values():
            added.parts.update(each.parts)
            added.hidden += each.hidden
        rows = _counts(added, name(names), names.words)
        if dimension == "latency":
            rows.sort(key=lambda row: _LATENCIES.get(row.key, len(_LATENCIES)))
        return _table(key, names.words, label, ("count",), rows)

    return make


def _losses(releases: Sequence[WeekRelease], names: Names) -> ReportTable:
    counts: Counter[str] = Counter()
    for release in releases:
        counts.update(release.losses)
    words = names.words
    rows = [
        Row(reason, words(f"loss-{reason}"), (count,)) for reason, count in counts.most_common()
    ]
    return _table("losses", words, "reason", ("count",), rows)


_LATENCIES: Final = {
    key: at for at, key in enumerate(("le_15_ms", "le_50_ms", "le_200_ms", "le_1000_ms", "more"))
}


def _phrase(prefix: str) -> Callable[[Names], Callable[[str], str]]:
    return lambda names: lambda slug: names.words(f"{prefix}-{slug}")


_TABLES: Final[tuple[Callable[[Sequence[WeekRelease], Names], ReportTable], ...]] = (
    _overview,
    _statuses,
    _by_outcome("topics", "topic", "topic", lambda names: names.topic),
    _by_outcome("regions", "region", "region", lambda names: names.region),
    _by_outcome("languages", "language", "language", _phrase("language")),
    _by_outcome("scripts", "script", "script", _phrase("script")),
    _gap_sections,
    _gap_terms,
    _gap_regions,
    _feedback,
    _reasons,
    _centres,
    _by_day,
    _by_count("latency", "latency", "latency", _phrase("latency")),
    _by_count("versions", "version", "version", lambda names: names.version),
    _losses,
)


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def _days(week: date) -> str:
    return f"{week:%d.%m} – {week + timedelta(days=6):%d.%m.%y}"
