from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.statistics import (
    CounterStore,
    FeedbackEvent,
    FeedbackReason,
    LatencyBucket,
    QuestionEvent,
    Script,
    VisitEvent,
    Vocabulary,
    Vote,
    open_engine,
    upgrade,
)
from bot.statistics.database import Batch
from bot.statistics.events import Event, WordKind
from bot.statistics.gate import Split
from bot.statistics.models import Base
from bot.statistics.people import PeopleChange
from bot.statistics.release import (
    WeekRelease,
    closed_weeks,
    first_week,
    last_closed_week,
    read_week,
)
from retrieval import Status

MONDAY = date(2026, 11, 9)
LATER = date(2026, 11, 20)
TOPICS = ("certificate", "housing", "quotas", "subsidies")
SECTIONS = tuple(f"{topic}#{anchor}" for topic in TOPICS for anchor in ("amount", "who"))
VOCABULARY = Vocabulary(
    {
        WordKind.TOPIC: frozenset(TOPICS),
        WordKind.SECTION: frozenset(SECTIONS),
        WordKind.REGION: frozenset({"abai", "pavlodar", "turkistan"}),
        WordKind.TERM: frozenset({"t001", "t002"}),
        WordKind.CENTRE: frozenset({"semey", "taraz"}),
    }
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'statistics.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def _store(engine: Engine, events: Counter[tuple[date, Event]], **people: Any) -> None:
    store = CounterStore(engine, lambda: VOCABULARY)
    store.add(Batch(1, events, **people), MONDAY)


def _question(status: Status = Status.ANSWERED, **fields: Any) -> QuestionEvent:
    section = fields.pop("section", "quotas#amount")
    topic = section.partition("#")[0]
    return QuestionEvent(
        status,
        fields.pop("language", "kk"),
        fields.pop("script", Script.STANDARD),
        fields.pop("latency", LatencyBucket.MS_15),
        topic=topic,
        section=section,
        **fields,
    )


def test_a_week_is_published_from_wednesday_on() -> None:
    assert last_closed_week(date(2026, 11, 17)) == date(2026, 11, 2)
    assert last_closed_week(date(2026, 11, 18)) == MONDAY
    assert last_closed_week(date(2026, 11, 24)) == MONDAY


def test_a_range_of_days_becomes_the_whole_weeks_within_it() -> None:
    weeks = closed_weeks(date(2026, 10, 27), date(2026, 11, 16), LATER)
    assert weeks == [date(2026, 11, 2), date(2026, 11, 9)]
    assert closed_weeks(date(2026, 11, 10), date(2026, 11, 20), LATER) == []


def test_a_week_that_can_still_change_is_not_published(engine: Engine) -> None:
    with pytest.raises(ValueError, match="not closed"):
        read_week(engine, MONDAY, 10, date(2026, 11, 17))
    with pytest.raises(ValueError, match="not a Monday"):
        read_week(engine, MONDAY + timedelta(days=1), 10, LATER)


def test_an_empty_week_shows_nothing(engine: Engine) -> None:
    assert first_week(engine) is None
    assert read_week(engine, MONDAY, 10, LATER) == WeekRelease(MONDAY, 10)


def test_what_is_published_of_a_week(engine: Engine) -> None:
    events = Counter[tuple[date, Event]]()
    for at in range(40):
        day = MONDAY + timedelta(days=at % 2)
        events[day, _question(region="abai" if at % 4 else "pavlodar")] += 1
    gap = _question(Status.NOT_IN_TEXTS, section="housing#who", terms=("t001",), region="turkistan")
    events[MONDAY, gap] += 15
    events[MONDAY, _question(Status.NOT_IN_TEXTS, section="housing#who")] += 12
    events[MONDAY, FeedbackEvent(Vote.UP, "kk", topic="quotas", section="quotas#amount")] += 20
    down = FeedbackEvent(
        Vote.DOWN, "kk", None, "quotas", "quotas#amount", region="abai", terms=("t001", "t002")
    )
    events[MONDAY, down] += 13
    forgotten = FeedbackEvent(Vote.DOWN, "kk", topic="quotas", section="quotas#amount")
    events[MONDAY, forgotten] += 12
    events[MONDAY, FeedbackEvent(Vote.DOWN, "kk", FeedbackReason.WRONG, topic="quotas")] += 11
    events[MONDAY, VisitEvent("semey")] += 30
    events[MONDAY, VisitEvent()] += 10
    # Days of other weeks don't count.
    events[MONDAY - timedelta(days=1), _question()] += 100
    events[MONDAY + timedelta(days=7), _question()] += 100
    people = {MONDAY: PeopleChange(25, 25), MONDAY + timedelta(days=1): PeopleChange(9, 9)}
    _store(engine, events, people=people)

    week = read_week(engine, MONDAY, 10, LATER)

    assert week.questions == Split(67, {"answered": 40, "not_in_texts": 27})
    answered = week.by["answered"]
    assert answered["day"] == Split(40, {"2026-11-09": 20, "2026-11-10": 20})
    assert answered["region"] == Split(40, {"abai": 30, "pavlodar": 10})
    assert answered["language"] == Split(40, {"kk": 40})
    assert week.by["not_in_texts"]["region"] == Split(27, {"turkistan": 15, "none": 12})
    assert week.gaps["not_in_texts"].sections == {"housing": Split(27, {"housing#who": 27})}
    assert week.gaps["not_in_texts"].terms == {"t001": 15}
    assert week.feedback.votes == Split(45, {"down": 25, "up": 20})
    assert week.feedback.reasons == Split(25, {"none": 14, "wrong": 11})
    assert week.feedback.regions["down"] == Split(25, {"abai": 13, "none": 12})
    assert week.gaps["not_helpful"].sections == {"quotas": Split(25, {"quotas#amount": 25})}
    # «At least»: 13 rounded down, and the dozen without the terms stays a group.
    assert week.gaps["not_helpful"].terms == {"t001": 10, "t002": 10}
    assert week.visits == Split(40, {"semey": 30, "none": 10})
    assert week.people == {MONDAY: 25}
    assert first_week(engine) == MONDAY - timedelta(days=7)


def test_the_threshold_of_the_first_time_stays_with_a_week(engine: Engine) -> None:
    _store(engine, Counter({(MONDAY, _question()): 12, (MONDAY, _question(language="ru")): 7}))
    first = read_week(engine, MONDAY, 15, LATER)
    assert first.threshold == 15
    # Later, with a lower threshold, the same week still hides what it hid.
    assert read_week(engine, MONDAY, 5, LATER) == first


def test_nothing_is_shown_below_a_status_that_is_hidden(engine: Engine) -> None:
    events: Counter[tuple[date, Event]] = Counter(
        {
            (MONDAY, _question()): 100,
            (MONDAY, _question(Status.NOT_IN_TEXTS, terms=("t001",))): 4,
            (MONDAY, _question(Status.CLARIFICATION)): 20,
        }
    )
    _store(engine, events)
    week = read_week(engine, MONDAY, 10, LATER)
    assert week.questions == Split(124, {"answered": 100})
    assert set(week.by) == {"answered"}
    assert week.gaps == {}


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), size=st.integers(0, 400), threshold=st.integers(5, 15))
def test_every_number_of_a_release_keeps_the_threshold(
    engine: Engine, seed: int, size: int, threshold: int
) -> None:
    rng = random.Random(seed)
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    events = Counter[tuple[date, Event]]()
    for _ in range(size):
        day = MONDAY + timedelta(days=rng.randrange(7))
        section = rng.choices(SECTIONS, [50, 20, 10, 5, 5, 5, 3, 2])[0]
        status = rng.choices(list(Status), [50, 10, 20, 5, 3, 10, 2])[0]
        terms = ("t001", "t002") if rng.random() < 0.3 else ("t001",)
        events[day, _question(status, section=section, terms=terms)] += 1
        if rng.random() < 0.4:
            vote = rng.choice(list(Vote))
            region = rng.choices(["abai", "pavlodar", "turkistan", "none"], [20, 5, 2, 10])[0]
            asked: dict[str, Any] = {"region": region, "terms": terms}
            topic = section.partition("#")[0]
            events[day, FeedbackEvent(vote, "kk", None, topic, section, **asked)] += 1
        if rng.random() < 0.2:
            events[day, VisitEvent(rng.choice(["semey", "taraz", "none"]))] += 1
    _store(engine, events)
    release = read_week(engine, MONDAY, threshold, LATER)
    for split in _splits(release):
        assert split.total >= threshold
        assert all(count >= threshold for count in split.parts.values())
        assert split.hidden == 0 or split.hidden >= threshold
    # The tree holds: what is split again is a part that is shown, with exactly its count.
    for name, splits in release.by.items():
        assert release.questions is not None
        assert {split.total for split in splits.values()} == {release.questions.parts[name]}
    feedback = release.feedback
    for by in (feedback.topics, feedback.regions):
        if feedback.votes is not None:
            assert {vote: split.total for vote, split in by.items()} == feedback.votes.parts
    for kind, gap in release.gaps.items():
        shown = (
            release.feedback.topics["down"] if kind == "not_helpful" else release.by[kind]["topic"]
        )
        assert {topic: split.total for topic, split in gap.sections.items()} == shown.parts
        assert all(threshold <= count for count in gap.terms.values())


def _splits(release: WeekRelease) -> Iterator[Split]:
    feedback = release.feedback
    for split in (release.questions, release.visits, feedback.votes, feedback.reasons):
        if split is not None:
            yield split
    yield from feedback.topics.values()
    yield from feedback.regions.values()
    for splits in release.by.values():
        yield from splits.values()
    for gap in release.gaps.values():
        yield from gap.sections.values()
