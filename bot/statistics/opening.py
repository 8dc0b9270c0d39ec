"""Opens the statistics that the settings name: for the bot that counts, and for reports."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redis import RedisError
from sqlalchemy import Engine
from starlette.routing import BaseRoute

from bot.centres import CentreFileError, Centres
from bot.service import LiveAnswers, today_in_kazakhstan
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
    "open_reports",
    "open_statistics",
    "read_centres",
]

_log = logging.getLogger(__name__)


def centres_path(settings: Settings) -> Path:
    """Where the owner's list of centres is."""
    return settings.centres_file or settings.qonys_data / "centres.csv"


def read_centres(settings: Settings) -> Centres:
    """The owner's centres; none, with a line in the log, where the list has an error."""
    try:
        return Centres.read(centres_path(settings))
    except CentreFileError as error:
        _log.error("centres are not counted: %s", error)
        return Centres()


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
    centres = read_centres(settings)
    engine = _engine(settings)

    def vocabulary() -> Vocabulary:
        version = answers.version
        return Vocabulary.of(
            version.knowledge, [version_slug(version.manifest.name)], centres.by_code
        )

    made = Reports(engine, settings.statistics_threshold, None, _centre_names(centres))

    def reports() -> Reports:
        made.knowledge = answers.version.knowledge
        return made

    store = _PreparedStore(engine, CounterStore(engine, vocabulary))
    metrics = Metrics()
    replicas = _replicas(settings)
    try:
        with Recorder(store, today, PeopleCounter(replicas)) as recorder:
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
    centres = Centres.read(centres_path(settings), regions)
    engine = _engine(settings)
    upgrade(engine)
    return Reports(engine, settings.statistics_threshold, knowledge, _centre_names(centres))


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


class _PreparedStore:
    """Brings the tables up to date before the first batch, whenever the database is there."""

    def __init__(self, engine: Engine, store: CounterStore) -> None:
        self._engine = engine
        self._store = store
        self._ready = False

    def add(self, batch: Batch, today: date) -> None:
        """See `CounterStore.add`."""
        self._prepare()
        self._store.add(batch, today)

    def forget_writer(self, today: date) -> None:
        """See `CounterStore.forget_writer`."""
        self._store.forget_writer(today)

    def _prepare(self) -> None:
        if not self._ready:
            upgrade(self._engine)
            self._ready = True
