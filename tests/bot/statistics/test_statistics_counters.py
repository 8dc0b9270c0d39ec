from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError

from bot.conversation import Asked
from bot.statistics import (
    CounterStore,
    FeedbackEvent,
    FeedbackReason,
    LatencyBucket,
    QuestionEvent,
    Recorder,
    Script,
    VisitEvent,
    Vocabulary,
    Vote,
    database_url,
    open_engine,
    region_of,
    upgrade,
)
from bot.statistics.counting import Counting
from bot.statistics.database import Batch, NewerDatabaseError
from bot.statistics.events import NONE, SEVERAL, WordKind
from bot.statistics.models import (
    CentreVisits,
    Feedback,
    FeedbackByRegion,
    GapSections,
    GapTerms,
    Losses,
    People,
    QuestionsByLanguage,
    QuestionsByRegion,
    Word,
    Writer,
)
from bot.statistics.opening import _Preparation, _PreparedStore
from bot.statistics.people import PeopleCounter
from retrieval import Knowledge, Status

DAY = date(2026, 11, 20)
VOCABULARY = Vocabulary(
    {
        WordKind.TOPIC: frozenset({"quotas", "subsidies"}),
        WordKind.SECTION: frozenset({"relocation-subsidy#amount"}),
        WordKind.REGION: frozenset({"abai", "pavlodar", SEVERAL}),
        WordKind.TERM: frozenset({"t001", "t002"}),
        WordKind.VERSION: frozenset({"v00001"}),
        WordKind.CENTRE: frozenset({"pavlodar-1"}),
    }
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'statistics.db'}?timeout=0.05")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> CounterStore:
    return CounterStore(engine, lambda: VOCABULARY)


def _question(status: Status = Status.ANSWERED, **fields: Any) -> QuestionEvent:
    return QuestionEvent(status, "kk", Script.LATIN, LatencyBucket.MS_50, **fields)


def _recorder(store: Any, **options: Any) -> Recorder:
    # Not started: tests decide when it writes.
    return Recorder(store, options.pop("today", lambda: DAY), **options)


def _total(engine: Engine, model: Any) -> int:
    with engine.connect() as connection:
        total = connection.execute(select(func.coalesce(func.sum(model.count), 0))).scalar_one()
    return int(total)


def _slugs(engine: Engine, model: Any, column: Any) -> Counter[str]:
    query = select(Word.slug, model.count.label("count")).join(Word, Word.id == column)
    with engine.connect() as connection:
        return Counter({row.slug: row.count for row in connection.execute(query)})


class _FailingStore:
    """Fails a number of times, before or after the batch got through."""

    def __init__(self, store: CounterStore, failures: int, *, got_through: bool = False) -> None:
        self._store = store
        self._failures = failures
        self._got_through = got_through

    def add(self, batch: Batch, today: date) -> None:
        if self._failures and not self._got_through:
            self._failures -= 1
            raise OperationalError("statement", None, Exception("away"))
        self._store.add(batch, today)
        if self._failures:
            self._failures -= 1
            raise OperationalError("statement", None, Exception("the answer was lost"))

    def forget_writer(self, today: date) -> None:
        self._store.forget_writer(today)


def test_an_event_is_counted_once_in_each_breakdown(engine: Engine, store: CounterStore) -> None:
    recorder = _recorder(store)
    event = _question(
        Status.NOT_IN_TEXTS,
        topic="subsidies",
        section="relocation-subsidy#amount",
        region="abai",
        version="v00001",
        terms=("t002", "t001", "t002"),
    )
    recorder.record(event)
    recorder.record(event)
    assert recorder.flush()
    assert _total(engine, QuestionsByLanguage) == 2
    assert _slugs(engine, QuestionsByRegion, QuestionsByRegion.region_id) == {"abai": 2}
    assert _slugs(engine, GapSections, GapSections.section_id) == {"relocation-subsidy#amount": 2}
    assert _slugs(engine, GapTerms, GapTerms.term_id) == {"t001": 2, "t002": 2}


def test_an_answered_question_leaves_neither_section_nor_terms() -> None:
    event = _question(section="relocation-subsidy#amount", terms=("t001",))
    assert (event.section, event.terms) == (NONE, ())


def test_a_slug_that_the_folder_does_not_have_is_counted_as_none(
    engine: Engine, store: CounterStore
) -> None:
    recorder = _recorder(store)
    recorder.record(_question(region="Айгүл, 87011234567"))
    recorder.record(_question(Status.CLARIFICATION, terms=("960101300123",)))
    recorder.record(VisitEvent("friend"))
    recorder.flush()
    with engine.connect() as connection:
        assert set(connection.execute(select(Word.slug)).scalars()) == {NONE}
    assert _slugs(engine, CentreVisits, CentreVisits.centre_id) == {NONE: 1}


def test_feedback_counts_the_press_and_the_reason_apart(
    engine: Engine, store: CounterStore
) -> None:
    recorder = _recorder(store)
    recorder.record(FeedbackEvent(Vote.DOWN, "ru", topic="quotas"))
    recorder.record(FeedbackEvent(Vote.DOWN, "ru", FeedbackReason.UNCLEAR, topic="quotas"))
    recorder.flush()
    with engine.connect() as connection:
        rows = connection.execute(select(Feedback.vote, Feedback.reason, Feedback.count))
        assert set(map(tuple, rows)) == {("down", "none", 1), ("down", "unclear", 1)}
    assert _total(engine, GapSections) == 1


def test_a_thumb_down_counts_the_terms_and_the_region_of_its_question(
    engine: Engine, store: CounterStore
) -> None:
    recorder = _recorder(store)
    asked: dict[str, Any] = {"region": "abai", "terms": ("t002", "t001", "t002")}
    recorder.record(FeedbackEvent(Vote.DOWN, "ru", topic="quotas", **asked))
    recorder.record(FeedbackEvent(Vote.DOWN, "ru", topic="quotas"))
    recorder.record(FeedbackEvent(Vote.DOWN, "ru", FeedbackReason.WRONG, **asked))
    recorder.record(FeedbackEvent(Vote.UP, "ru", topic="quotas", **asked))
    recorder.flush()
    # The reason is of the same question, and 👍 is no gap: neither counts terms.
    assert _slugs(engine, GapTerms, GapTerms.term_id) == {"t001": 1, "t002": 1}
    down = FeedbackByRegion.vote == "down"
    query = select(Word.slug, FeedbackByRegion.count).join(Word).where(down)
    with engine.connect() as connection:
        assert set(map(tuple, connection.execute(query))) == {("abai", 1), (NONE, 1)}


def test_only_the_question_of_the_pressed_message_is_counted(knowledge: Knowledge) -> None:
    recorder = _recorder(store=None)
    counting = Counting(recorder)
    section = knowledge.sections[0]
    asked = Asked(22, ("t001",), ("abai", "pavlodar"))
    counting.vote(Vote.DOWN, section, (1, 22), asked=asked)
    counting.vote(Vote.DOWN, section, (1, 21), asked=asked)
    # What half an hour or a restart has taken away.
    counting.vote(Vote.DOWN, section, (1, 20))
    events = [event for _, event in recorder._events.elements()]
    known = FeedbackEvent(
        Vote.DOWN, section.language, None, section.topic, section.id, SEVERAL, ("t001",)
    )
    unknown = FeedbackEvent(Vote.DOWN, section.language, None, section.topic, section.id)
    assert events == [known, unknown, unknown]


def test_an_outage_loses_nothing(engine: Engine, store: CounterStore) -> None:
    recorder = _recorder(_FailingStore(store, 3))
    for _ in range(3):
        recorder.record(_question())
        assert not recorder.flush()
    assert recorder.state.failures == 3
    recorder.record(_question())
    assert recorder.flush()
    assert recorder.state.failures == recorder.state.events == recorder.state.lost == 0
    assert _total(engine, QuestionsByLanguage) == 4


def test_a_batch_whose_answer_was_lost_is_not_counted_twice(
    engine: Engine, store: CounterStore
) -> None:
    recorder = _recorder(_FailingStore(store, 2, got_through=True))
    recorder.record(_question())
    assert not recorder.flush()
    recorder.record(_question())
    assert not recorder.flush()
    assert recorder.flush()
    assert _total(engine, QuestionsByLanguage) == 2


def test_what_does_not_fit_is_counted_as_lost(engine: Engine, store: CounterStore) -> None:
    recorder = _recorder(_FailingStore(store, 1), limit=2)
    for region in ("abai", "pavlodar", SEVERAL, "abai"):
        recorder.record(_question(region=region))
    assert recorder.state.lost == 1
    assert not recorder.flush()
    # What waits counts against the limit too; nothing of it is given up.
    recorder.record(_question(region="abai"))
    assert recorder.state.lost == 2
    assert recorder.flush()
    assert _total(engine, QuestionsByLanguage) == 3
    assert _total(engine, Losses) == 2


def test_a_closed_day_is_not_touched_any_more(engine: Engine, store: CounterStore) -> None:
    days = [DAY]
    recorder = _recorder(_FailingStore(store, 1), today=lambda: days[0])
    recorder.record(_question())
    assert not recorder.flush()
    days[0] += timedelta(days=1)
    recorder.record(_question())
    days[0] += timedelta(days=1)
    assert recorder.flush()
    with engine.connect() as connection:
        counted = connection.execute(select(QuestionsByLanguage.day)).scalars().all()
        losses = connection.execute(select(Losses.day, Losses.reason, Losses.count)).all()
    assert counted == [DAY + timedelta(days=1)]
    assert recorder.state.lost == 1
    assert [tuple(row) for row in losses] == [(days[0], "late", 1)]


def test_a_batch_that_the_database_refuses_does_not_hold_up_the_next(
    engine: Engine, store: CounterStore, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = _recorder(store)
    recorder.record(QuestionEvent("thanks", "kk", Script.LATIN, LatencyBucket.MS_50))  # type: ignore[arg-type]
    recorder.flush()
    recorder.record(_question())
    assert recorder.flush()
    assert recorder.state.lost == 1
    assert _total(engine, QuestionsByLanguage) == 1
    assert _total(engine, Losses) == 1
    assert "refused" in caplog.text


class _MistakenStore:
    """Has a bug that shows with its first batch."""

    def __init__(self, store: CounterStore) -> None:
        self._store = store
        self._first = True

    def add(self, batch: Batch, today: date) -> None:
        first, self._first = self._first, False
        if first:
            raise KeyError("мой ИИН 960101300123")
        self._store.add(batch, today)

    def forget_writer(self, today: date) -> None:
        self._store.forget_writer(today)


def test_a_mistake_in_the_code_does_not_end_counting(
    engine: Engine, store: CounterStore, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = _recorder(_MistakenStore(store))
    recorder.record(_question())
    recorder.flush()
    recorder.record(_question())
    assert recorder.flush()
    assert _total(engine, QuestionsByLanguage) == 1
    assert recorder.state.lost == 1
    assert "refused (KeyError)" in caplog.text
    assert "960101300123" not in caplog.text


def test_a_database_that_is_emptied_under_a_running_bot_is_filled_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "statistics.db"
    engine = open_engine(f"sqlite:///{path}")
    store = _PreparedStore(_Preparation(engine), CounterStore(engine, lambda: VOCABULARY))
    recorder = _recorder(store)
    for region in ("abai", "pavlodar"):
        recorder.record(_question(region=region))
    assert recorder.flush()
    engine.dispose()
    for each in tmp_path.iterdir():
        each.unlink()
    recorder.record(_question(region="pavlodar"))
    assert not recorder.flush()
    assert recorder.flush()
    # The ids of words of the database before are forgotten too.
    slugs = _slugs(engine, QuestionsByRegion, QuestionsByRegion.region_id)
    assert slugs == {"pavlodar": 1}
    engine.dispose()


def test_tables_of_a_newer_version_are_left_alone(
    engine: Engine, store: CounterStore, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError):
        upgrade(engine)
    recorder = _recorder(_PreparedStore(_Preparation(engine), store))
    recorder.record(_question())
    assert not recorder.flush()
    assert recorder.state.events == 1
    assert "NewerDatabaseError" in caplog.text


def test_the_end_writes_what_waits_and_says_goodbye(engine: Engine, store: CounterStore) -> None:
    with Recorder(store, lambda: DAY, interval=3600) as recorder:
        recorder.record(_question())
    assert _total(engine, QuestionsByLanguage) == 1
    with engine.connect() as connection:
        assert connection.execute(select(Writer)).all() == []


def test_what_can_not_be_written_at_the_end_is_said(
    store: CounterStore, caplog: pytest.LogCaptureFixture
) -> None:
    with Recorder(_FailingStore(store, 9), lambda: DAY, interval=3600) as recorder:
        recorder.record(_question())
    assert "1 events lost" in caplog.text


def test_rows_of_killed_processes_go_after_a_week(engine: Engine, store: CounterStore) -> None:
    recorder = _recorder(store)
    recorder.record(_question())
    recorder.flush()
    other = CounterStore(engine, lambda: VOCABULARY)
    other.forget_writer(DAY + timedelta(days=7))
    with engine.connect() as connection:
        assert len(connection.execute(select(Writer)).all()) == 1
    other.forget_writer(DAY + timedelta(days=8))
    with engine.connect() as connection:
        assert connection.execute(select(Writer)).all() == []


def test_people_of_a_day_are_a_range_over_restarts(engine: Engine, store: CounterStore) -> None:
    first = _recorder(store, people=PeopleCounter())
    for person in range(100):
        first.record(_question(), person)
    first.flush()
    for person in range(50, 150):
        first.record(_question(), person)
    first.flush()
    second = _recorder(CounterStore(engine, lambda: VOCABULARY), people=PeopleCounter())
    for person in range(100, 120):
        second.record(_question(), person)
    second.flush()
    with engine.connect() as connection:
        people = connection.execute(select(People.at_least, People.at_most)).one()
    assert people.at_least == pytest.approx(150, abs=3)
    assert people.at_most == pytest.approx(170, abs=4)


def test_recording_does_not_touch_the_store() -> None:
    recorder = _recorder(store=None)
    recorder.record(_question(), 1)
    assert recorder.state.events == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, "sqlite:////data/statistics.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:////other.db", "sqlite:////other.db"),
    ],
)
def test_the_database_address(url: str | None, expected: str) -> None:
    assert database_url(url, Path("/data")) == expected


def test_a_question_on_several_regions_counts_once() -> None:
    assert region_of([]) == NONE
    assert region_of(["abai"]) == "abai"
    assert region_of(["abai", "pavlodar"]) == SEVERAL


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0.0, "le_15_ms"), (0.015, "le_15_ms"), (0.02, "le_50_ms"), (0.9, "le_1000_ms"), (2, "more")],
)
def test_latency_buckets(seconds: float, bucket: str) -> None:
    assert LatencyBucket.of(seconds) == bucket
