"""The statistics database: opening it, bringing it up to date, adding batches to the counters."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.statistics.events import (
    NONE,
    Event,
    FeedbackEvent,
    GapKind,
    LossReason,
    QuestionEvent,
    Vocabulary,
    Vote,
    WordKind,
    gap_of,
)
from bot.statistics.models import (
    CentreVisits,
    Digest,
    Feedback,
    FeedbackByRegion,
    FeedbackByTopic,
    GapSections,
    GapTerms,
    Losses,
    People,
    QuestionsByLanguage,
    QuestionsByLatency,
    QuestionsByRegion,
    QuestionsByScript,
    QuestionsByTopic,
    QuestionsByVersion,
    Word,
    Writer,
)
from bot.statistics.people import PeopleChange

__all__ = [
    "Batch",
    "CounterStore",
    "NewerDatabaseError",
    "claim_digest",
    "database_url",
    "open_engine",
    "reading",
    "upgrade",
]

#: Seconds that a connection, a lock and a statement may take before the buffer tries later.
_CONNECT_SECONDS: Final = 5
_LOCK_SECONDS: Final = 10
_STATEMENT_SECONDS: Final = 15
#: Any number will do as long as nothing else in the database locks the same one.
_MIGRATION_LOCK: Final = 7_216_841
#: Rows of processes that were killed go after as many days.
_WRITER_DAYS: Final = 7
_READS: Final = "qonys_reads"

_Key = tuple[Any, ...]
_Cells = dict[type[Any], Counter[_Key]]


def database_url(url: str | None, data: Path) -> str:
    """The address of the database: ``url``, or a SQLite file below ``data``.

    ``postgres://`` and ``postgresql://`` mean the psycopg driver.
    """
    if not url:
        return f"sqlite:///{data / 'statistics.db'}"
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def open_engine(url: str) -> Engine:
    """An engine that several processes may use on the same database.

    Raises:
        sqlalchemy.exc.ArgumentError: the address makes no sense, or is of neither SQLite nor
            PostgreSQL.
    """
    parsed = make_url(url)
    # A failing statement must not carry its values into a log.
    common: dict[str, Any] = {"hide_parameters": True}
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        if "timeout" not in parsed.query:
            parsed = parsed.update_query_dict({"timeout": str(_LOCK_SECONDS)})
        engine = create_engine(parsed, **common)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediately)
        return engine
    if parsed.get_backend_name() != "postgresql":
        raise ArgumentError("the statistics database is SQLite or PostgreSQL")
    options = f"-c statement_timeout={_STATEMENT_SECONDS * 1000}"
    return create_engine(
        parsed,
        pool_pre_ping=True,
        pool_size=2,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "options": options},
        **common,
    )


def reading(engine: Engine) -> Engine:
    """The same database for reading only: readers of SQLite then don't keep writers waiting."""
    return engine.execution_options(**{_READS: True})


class NewerDatabaseError(SQLAlchemyError):
    """A newer version of Qonys made the tables; this one doesn't know them."""


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest version; several processes may do so at once.

    Raises:
        NewerDatabaseError: a newer version of Qonys has been here.
        sqlalchemy.exc.SQLAlchemyError: the database can't be reached, or refuses.
    """
    config = Config()
    folder = resources.files("bot.statistics.migrations")
    config.set_main_option("script_location", str(folder))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK}
            )
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise NewerDatabaseError("the tables are of a newer version") from error


def claim_digest(engine: Engine, week: date) -> bool:
    """Whether the digest of ``week`` is the caller's to send: nobody else has claimed it.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database can't be reached; nothing is claimed.
    """
    dialect: Any = postgresql if engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(Digest).values(week=week).on_conflict_do_nothing()
    with engine.begin() as connection:
        return connection.execute(row.returning(Digest.week)).first() is not None


@dataclass
class Batch:
    """Events by day, counted, that go into the database together or not at all.

    Attributes:
        sequence: number of the batch within its process, from 1.
        events: how often each event happened on each day.
        losses: events that will not be counted.
        people: news of the estimate of people, by day.
    """

    sequence: int
    events: Counter[tuple[date, Event]] = field(default_factory=Counter)
    losses: Counter[tuple[date, LossReason]] = field(default_factory=Counter)
    people: dict[date, PeopleChange] = field(default_factory=dict)


class CounterStore:
    """Adds batches to the counters, each exactly once.

    Args:
        engine: see `open_engine`; the tables must be there.
        vocabulary: the slugs that may be stored, asked anew for every batch.
    """

    def __init__(self, engine: Engine, vocabulary: Callable[[], Vocabulary]) -> None:
        self._engine = engine
        self._vocabulary = vocabulary
        # Says nothing of who runs the process: it only tells two of them apart.
        self._writer = secrets.randbelow(2**31)
        self._ids: dict[tuple[WordKind, str], int] = {}

    def add(self, batch: Batch, today: date) -> None:
        """Add ``batch``, unless an earlier try got through without our learning of it.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: nothing was added, or the answer was lost; in both
                cases the same batch may be added again.
        """
        cells = _cells(batch)
        # Until this got through: the database may be another one afterwards (restored, or emptied).
        known, self._ids = self._ids, {}
        with self._engine.begin() as connection:
            if self._is_added(connection, batch):
                return
            ids = self._word_ids(connection, cells, known)
            for model in sorted(cells, key=lambda each: each.__tablename__):
                _add_counts(connection, model, _rows(model, cells[model], ids))
            _add_people(connection, batch)
            _upsert(
                connection,
                Writer,
                [{"writer": self._writer, "sequence": batch.sequence, "day": today}],
                {"sequence": _Excluded, "day": _Excluded},
            )
        # Only now: a transaction that was rolled back has taken its new words along.
        self._ids = ids

    def forget_writer(self, today: date) -> None:
        """Remove this process's row, and those of processes that ended long ago."""
        old = Writer.day < today - timedelta(days=_WRITER_DAYS)
        with self._engine.begin() as connection:
            connection.execute(delete(Writer).where(old | (Writer.writer == self._writer)))

    def _is_added(self, connection: Connection, batch: Batch) -> bool:
        row = select(Writer.sequence).where(Writer.writer == self._writer)
        last = connection.execute(row).scalar()
        return last is not None and last >= batch.sequence

    def _word_ids(
        self, connection: Connection, cells: _Cells, ids: dict[tuple[WordKind, str], int]
    ) -> dict[tuple[WordKind, str], int]:
        """Ids of all words in ``cells``; new ones are written. Unknown slugs become ``NONE``."""
        vocabulary = self._vocabulary()
        wanted: set[tuple[WordKind, str]] = set()
        for model, counts in cells.items():
            for position, kind in _word_columns(model):
                known = Counter[_Key]()
                for key, count in counts.items():
                    slug = vocabulary.slug(kind, key[position])
                    wanted.add((kind, slug))
                    known[(*key[:position], slug, *key[position + 1 :])] += count
                counts = known  # noqa: PLW2901
            cells[model] = counts
        missing = sorted(wanted - ids.keys())
        if not missing:
            return ids
        rows = [{"kind": str(kind), "slug": slug} for kind, slug in missing]
        _upsert(connection, Word, rows, {})
        found = connection.execute(select(Word.kind, Word.slug, Word.id))
        return {(WordKind(kind), slug): number for kind, slug, number in found}


class _Excluded:
    """Stands for «the new value» in the update of an upsert."""


def _cells(batch: Batch) -> _Cells:
    """Which cell of which table each event of a batch goes to, and how often."""
    cells: _Cells = {}
    for (day, each), count in batch.events.items():
        for model, *key in _places(each):
            cells.setdefault(model, Counter())[(day, *key)] += count
    for (day, reason), count in batch.losses.items():
        cells.setdefault(Losses, Counter())[(day, str(reason))] += count
    return cells


def _places(each: Event) -> Iterator[tuple[Any, ...]]:
    """The tables that an event counts in, each with the cell."""
    if isinstance(each, QuestionEvent):
        yield from _question_places(each)
    elif isinstance(each, FeedbackEvent):
        yield from _feedback_places(each)
    else:
        yield CentreVisits, each.centre


def _question_places(each: QuestionEvent) -> Iterator[tuple[Any, ...]]:
    status = str(each.status)
    yield QuestionsByLanguage, status, each.language
    yield QuestionsByScript, status, str(each.script)
    yield QuestionsByTopic, status, each.topic
    yield QuestionsByRegion, status, each.region
    yield QuestionsByLatency, status, str(each.latency)
    yield QuestionsByVersion, status, each.version
    gap = gap_of(each.status)
    if gap is not None:
        yield GapSections, str(gap), each.topic, each.section
        for term in each.terms:
            yield GapTerms, str(gap), term


def _feedback_places(each: FeedbackEvent) -> Iterator[tuple[Any, ...]]:
    vote = str(each.vote)
    yield Feedback, vote, NONE if each.reason is None else str(each.reason)
    if each.reason is None:
        yield FeedbackByTopic, vote, each.topic
        yield FeedbackByRegion, vote, each.region
        if each.vote is Vote.DOWN:
            gap = str(GapKind.NOT_HELPFUL)
            yield GapSections, gap, each.topic, each.section
            for term in each.terms:
                yield GapTerms, gap, term


def _word_columns(model: type[Any]) -> list[tuple[int, WordKind]]:
    """Which columns of a table's key refer to words, and of which kind."""
    columns: Sequence[Any] = model.__table__.primary_key.columns
    return [
        (position, WordKind(column.name.removesuffix("_id")))
        for position, column in enumerate(columns)
        if column.foreign_keys
    ]


def _rows(
    model: type[Any], counts: Counter[_Key], ids: Mapping[tuple[WordKind, str], int]
) -> list[dict[str, Any]]:
    names = [column.name for column in model.__table__.primary_key.columns]
    words = dict(_word_columns(model))
    # The same order in every process: two that upsert the same rows never wait for each other.
    return [
        dict(
            zip(
                names,
                (ids[words[at], part] if at in words else part for at, part in enumerate(key)),
                strict=True,
            ),
            count=count,
        )
        for key, count in sorted(counts.items())
    ]


def _add_counts(connection: Connection, model: type[Any], rows: list[dict[str, Any]]) -> None:
    table: Table = model.__table__
    _upsert(connection, model, rows, {"count": lambda new: table.c.count + new.count})


def _add_people(connection: Connection, batch: Batch) -> None:
    table: Any = People.__table__
    larger = func.max if connection.dialect.name == "sqlite" else func.greatest
    for day, change in sorted(batch.people.items()):
        merged = change.merged
        _upsert(
            connection,
            People,
            [
                {
                    "day": day,
                    "at_least": change.now,
                    "at_most": change.now if merged else change.more,
                }
            ],
            {
                "at_least": lambda new: larger(table.c.at_least, new.at_least),
                "at_most": (lambda new: larger(table.c.at_most, new.at_most))
                if merged
                else (lambda new: table.c.at_most + new.at_most),
            },
        )


def _upsert(
    connection: Connection,
    model: type[Any],
    rows: Iterable[dict[str, Any]],
    updates: Mapping[str, Any],
) -> None:
    """Insert rows; where the key is there already, apply ``updates`` (nothing if empty)."""
    table: Table = model.__table__
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    if updates:
        new = statement.excluded
        values = {
            name: new[name] if how is _Excluded else how(new) for name, how in updates.items()
        }
        keys = list(table.primary_key.columns)
        statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, list(rows))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver would begin transactions late and as readers: two writers could then block
    # each other for good. It is told to leave that to `_begin_immediately`.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_immediately(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
