"""Counts in memory and writes now and then, so that nobody waits for the database."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import TracebackType
from typing import Final, Protocol, Self

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from bot.statistics.database import Batch
from bot.statistics.events import Event, LossReason
from bot.statistics.people import PeopleCounter

__all__ = ["BufferState", "Recorder", "Store"]

_log = logging.getLogger(__name__)

#: Seconds between two writes; what a killed process loses at most.
FLUSH_SECONDS: Final = 3.0
#: Different events that may wait in memory. The same event again takes no more room, so that a
#: day of outage fits: 20,000 different ones are some 10 MB.
LIMIT: Final = 20_000
#: A day can be added to until the end of the next one; then its week may be published.
LATE_DAYS: Final = 1
_STOP_SECONDS: Final = 20.0


class Store(Protocol):
    """Where batches go; `CounterStore` is the one."""

    def add(self, batch: Batch, today: date) -> None:
        """Add a batch exactly once, or raise."""

    def forget_writer(self, today: date) -> None:
        """This process will add no more."""


@dataclass(frozen=True)
class BufferState:
    """How the buffer is doing.

    Attributes:
        waiting: different events in memory.
        events: events in memory.
        lost: events that were not counted since the start of the process.
        failures: writes in a row that failed; 0 when the database is well.
    """

    waiting: int
    events: int
    lost: int
    failures: int


class Recorder:
    """Takes events and writes them in the background; a context manager.

    `record` takes a lock for one addition in memory and returns: it never raises, never waits for
    the database and never blocks on it. An event that finds the buffer full is counted as lost.

    Args:
        store: where batches go.
        today: the day in Kazakhstan.
        people: counts people, if that is wanted.
        interval: seconds between two writes.
        limit: how many different events may wait.
    """

    def __init__(
        self,
        store: Store,
        today: Callable[[], date],
        people: PeopleCounter | None = None,
        interval: float = FLUSH_SECONDS,
        limit: int = LIMIT,
    ) -> None:
        self._store = store
        self._today = today
        self._people = people
        self._interval = interval
        self._limit = limit
        self._lock = threading.Lock()
        self._events: Counter[tuple[date, Event]] = Counter()
        self._losses: Counter[tuple[date, LossReason]] = Counter()
        self._batch: Batch | None = None
        self._sequence = 0
        self._lost = 0
        self._failures = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="statistics", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def record(self, event: Event, person: int | None = None) -> None:
        """Count ``event`` on today's page.

        Args:
            event: what happened.
            person: Telegram id of who did it; it goes into the estimate of today's people under
                a key that nobody knows, and is not kept.
        """
        day = self._today()
        if person is not None and self._people is not None:
            self._people.add(person, day)
        key = (day, event)
        with self._lock:
            waiting = len(self._events) + (len(self._batch.events) if self._batch else 0)
            if waiting >= self._limit and key not in self._events:
                self._losses[day, LossReason.FULL] += 1
                self._lost += 1
            else:
                self._events[key] += 1

    @property
    def state(self) -> BufferState:
        """How the buffer is doing now."""
        with self._lock:
            batch = self._batch.events if self._batch else Counter()
            return BufferState(
                waiting=len(self._events) + len(batch),
                events=self._events.total() + batch.total(),
                lost=self._lost,
                failures=self._failures,
            )

    def flush(self) -> bool:
        """Write what waits; gives whether nothing is left to write. One thread at a time."""
        today = self._today()
        while (batch := self._next_batch(today)) is not None:
            try:
                self._store.add(batch, today)
            except (IntegrityError, DataError) as error:
                # Trying again would not help, and everything after it would wait for ever.
                self._refused(batch, today, error)
                continue
            except (SQLAlchemyError, OSError) as error:
                self._failed(error)
                return False
            except Exception as error:  # noqa: BLE001 a mistake in one batch must not end counting
                self._refused(batch, today, error)
                continue
            with self._lock:
                self._batch = None
                self._failures = 0
        return True

    def stop(self) -> None:
        """Write what waits and end; what can't be written by then is lost and said so."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
            self._thread = None
        left = self.state
        if left.events:
            _log.error("statistics: %d events lost at the end, no database", left.events)

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self.flush()
        if self.flush():
            try:
                self._store.forget_writer(self._today())
            except (SQLAlchemyError, OSError):
                _log.info("statistics: row of this process stays for a week")

    def _next_batch(self, today: date) -> Batch | None:
        """The batch that failed before, or a new one of all that waits; ``None`` when empty."""
        # Replicas may be asked here, so not under the lock that events wait for.
        people = self._people.take(today) if self._people is not None and not self._batch else {}
        with self._lock:
            if self._batch is not None:
                self._drop_late(self._batch, today)
                return self._batch
            if not self._events and not self._losses and not people:
                return None
            self._sequence += 1
            batch = Batch(self._sequence, self._events, self._losses, people)
            self._events, self._losses = Counter(), Counter()
            self._drop_late(batch, today)
            self._batch = batch
            return batch

    def _drop_late(self, batch: Batch, today: date) -> None:
        """Days that may have been published by now are not touched any more."""
        for day, event in [key for key in batch.events if _is_late(key[0], today)]:
            count = batch.events.pop((day, event))
            batch.losses[today, LossReason.LATE] += count
            self._lost += count
        for day in [day for day in batch.people if _is_late(day, today)]:
            del batch.people[day]

    def _refused(self, batch: Batch, today: date, error: Exception) -> None:
        count = batch.events.total()
        with self._lock:
            self._batch = None
            self._lost += count
            if count:
                self._losses[today, LossReason.REFUSED] += count
        _log.error("statistics: %d events refused (%s)", count, type(error).__name__)

    def _failed(self, error: Exception) -> None:
        with self._lock:
            self._failures += 1
            failures = self._failures
        # Once when it begins and then every few minutes.
        if failures == 1 or failures % 100 == 0:
            _log.warning("statistics: database not reached (%s), counting on", type(error).__name__)


def _is_late(day: date, today: date) -> bool:
    return day < today - timedelta(days=LATE_DAYS)
