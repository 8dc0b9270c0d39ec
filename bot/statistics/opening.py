"""Opens the statistics that the settings name: for the bot that counts, and for reports."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redis import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import BaseRoute

from bot.centres import CentreFileError, Centres
from bot.centres.live import LiveCentres
from bot.centres.table import read_table
from bot.clock import today_in_kazakhstan
from bot.service import LiveAnswers
from bot.settings import Settings
from bot.statistics.buffer import Recorder
from bot.statistics.counting import Counting
from bot.statistics.dashboard import Dashboard
from bot.statistics.database import Batch, CounterStore, database_url, open_engine, upgrade
from bot.statistics.events import Vocabulary, version_slug
from bot.statistics.metrics import Metrics, metrics_route
from bot.statistics.people import PeopleCounter
from bot.statistics.replicas import PersistentRedisError, RedisDay
from bot.statistics.sources import Reports
from retrieval import Knowledge, read_knowledge

__all__ = [
    "Statistics",
    "centres_path",
    "listed_centres",
    "open_database",
    "open_reports",
    "open_statistics",
]

_log = logging.getLogger(__name__)


def centres_path(settings: Settings) -> Path:
    """Where the owner's list of centres is."""
    return settings.centres_file or settings.qonys_data / "centres.csv"


def listed_centres(settings: Settings, regions: Iterable[str] | None = None) -> Centres | None:
    """The owner's file; ``None`` where there is none, or nothing in it: then the table counts.

    Raises:
        CentreFileError: the list has an error.
    """
    return Centres.read(centres_path(settings), regions) or None


def _listed_or_logged(settings: Settings) -> Centres | None:
    try:
        return listed_centres(settings)
    except CentreFileError as error:
        _log.error("the list of centres is not read, those in the database count: %s", error)
        return None


@dataclass(frozen=True)
class Statistics:
    """The statistics of a running bot.

    Attributes:
        counting: for the handlers.
        routes: for its web server: /metrics, and the dashboard where there is a password.
        reports: for the weekly digest.
    """

    counting: Counting
    routes: tuple[BaseRoute, ...]
    reports: Callable[[], Reports]


@contextmanager
def open_statistics(
    settings: Settings,
    answers: LiveAnswers,
    today: Callable[[], date] = today_in_kazakhstan,
) -> Iterator[Statistics]:
    """Counts until the end of the block; then what waits is written.

    A database that can't be reached does not keep the bot from answering: the tables are made
    when it is back.
    """
    engine = _engine(settings)
    prepare = _Preparation(engine)
    centres = LiveCentres(engine, prepare, _listed_or_logged(settings))

    def vocabulary() -> Vocabulary:
        version = answers.version
        return Vocabulary.of(
            version.knowledge, [version_slug(version.manifest.name)], centres().by_code
        )

    made = Reports(engine, settings.statistics_threshold)

    def reports() -> Reports:
        made.knowledge = answers.version.knowledge
        made.centres = _centre_names(centres())
        return made

    store = _PreparedStore(prepare, CounterStore(engine, vocabulary))
    metrics = Metrics()
    replicas = _replicas(settings)
    try:
        with centres, Recorder(store, today, PeopleCounter(replicas)) as recorder:
            metrics.watch(lambda: recorder.state)
            routes = (metrics_route(metrics), *_dashboard(settings, reports, recorder))
            yield Statistics(Counting(recorder, metrics, centres), routes, reports)
    finally:
        engine.dispose()
        if replicas is not None:
            replicas.close()


def _replicas(settings: Settings) -> RedisDay | None:
    """Where bot processes meet to count people; ``None`` when this one counts by itself."""
    url = settings.statistics_redis_url
    if url is None:
        return None
    try:
        return RedisDay(url.get_secret_value())
    except (PersistentRedisError, RedisError) as error:
        _log.error("people are counted by each process by itself: %s", type(error).__name__)
        return None


def _dashboard(
    settings: Settings, reports: Callable[[], Reports], recorder: Recorder
) -> tuple[BaseRoute, ...]:
    given = settings.dashboard_password_hash
    if given is None:
        return ()
    return Dashboard(reports, given.get_secret_value(), lambda: recorder.state).routes()


def open_reports(settings: Settings) -> Reports:
    """Reports from the database of the settings, with names from its knowledge folder.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database can't be opened.
        CentreFileError: the list of centres has an error.
    """
    knowledge = _knowledge(settings)
    regions = None if knowledge is None else knowledge.tables.regions.root
    listed = listed_centres(settings, regions)
    engine = open_database(settings)
    centres = read_table(engine) if listed is None else listed
    return Reports(engine, settings.statistics_threshold, knowledge, _centre_names(centres))


def open_database(settings: Settings) -> Engine:
    """The statistics database of the settings, with its tables.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: it can't be opened.
    """
    engine = _engine(settings)
    upgrade(engine)
    return engine


def _centre_names(centres: Centres) -> Mapping[str, Mapping[str, str]]:
    """Names by language of the report; English readers get the Russian ones."""
    return {"kk": centres.names("kk"), "ru": centres.names("ru"), "en": centres.names("ru")}


def _engine(settings: Settings) -> Engine:
    url = settings.database_url
    given = None if url is None else url.get_secret_value()
    return open_engine(database_url(given, settings.qonys_data))


def _knowledge(settings: Settings) -> Knowledge | None:
    """The folder as far as it can be read: a report is worth having with slugs too."""
    if not settings.qonys_knowledge.is_dir():
        return None
    return read_knowledge(settings.qonys_knowledge, today_in_kazakhstan())[0]


class _Preparation:
    """Brings the tables up to date once, as soon as the database is there; for any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._ready = False

    def __call__(self) -> None:
        with self._lock:
            if not self._ready:
                upgrade(self._engine)
                self._ready = True

    def again(self) -> None:
        """The next call looks at the tables anew."""
        self._ready = False


class _PreparedStore:
    """Brings the tables up to date before the first batch, and again after a failure.

    A database that failed may come back as another one: restored from a backup, or empty.
    """

    def __init__(self, prepare: _Preparation, store: CounterStore) -> None:
        self._prepare = prepare
        self._store = store

    def add(self, batch: Batch, today: date) -> None:
        """See `CounterStore.add`."""
        self._prepare()
        try:
            self._store.add(batch, today)
        except SQLAlchemyError:
            self._prepare.again()
            raise

    def forget_writer(self, today: date) -> None:
        """See `CounterStore.forget_writer`."""
        self._store.forget_writer(today)
