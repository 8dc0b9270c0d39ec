"""Fails when anybody adds a place where a text, a name or an id could be kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Date, Engine, Integer, SmallInteger, String, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.replies import REASONS
from bot.statistics import FeedbackReason, LatencyBucket, Script, Vote, open_engine, upgrade
from bot.statistics.events import NONE, GapKind, LossReason, WordKind
from bot.statistics.models import SLUG_LIMIT, Base
from retrieval import LANGUAGES, Status
from retrieval.language import Script as RetrievalScript
from tests.bot.statistics.postgres_server import postgres_server

#: Everything that may be in the database. A new column makes these tests fail: it belongs here
#: only after somebody has asked what it could tell about a person. See docs/privacy.ru.md.
CLOSED_SETS = {
    "status": {
        "answered",
        "clarification",
        "not_in_texts",
        "out_of_scope",
        "personal_data",
        "greeting",
        "error",
    },
    "language": {"kk", "ru"},
    "script": {"standard", "no_kazakh_letters", "latin", "mixed"},
    "latency": {"le_15_ms", "le_50_ms", "le_200_ms", "le_1000_ms", "more"},
    "gap": {"not_in_texts", "clarification", "not_helpful"},
    "vote": {"up", "down"},
    "reason": {"none", "wrong", "unclear", "region", "outdated"},
    "kind": {"topic", "section", "region", "term", "version", "centre"},
}
LOSS_REASONS = {"full", "late", "refused"}
WORDS = {"topic_id", "section_id", "region_id", "term_id", "version_id", "centre_id"}
DAYS = {"day", "week"}
COUNTS = {"count", "at_least", "at_most", "threshold", "milli_epsilon"}
BOOKKEEPING = {("word", "id"), ("word", "slug"), ("writer", "writer"), ("writer", "sequence")}
TABLES = {
    "centre_visits",
    "digest",
    "feedback",
    "feedback_by_region",
    "feedback_by_topic",
    "gap_sections",
    "gap_terms",
    "losses",
    "people",
    "public_release",
    "publication",
    "questions_by_language",
    "questions_by_latency",
    "questions_by_region",
    "questions_by_script",
    "questions_by_topic",
    "questions_by_version",
    "word",
    "writer",
}
#: The one table with free text: the owner's list of public offices, whose names hang on posters.
#: Nothing that a person sends is ever written there (`bot.centres.table` alone writes it, from
#: the owner's file), nothing is counted in it, and no counter refers to it.
OFFICES = {"centre": {"code", "name_kk", "name_ru", "region"}}


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[Engine]:
    if kind == "sqlite":
        engine = open_engine(f"sqlite:///{folder / 'statistics.db'}")
        upgrade(engine)
        yield engine
        engine.dispose()
        return
    with postgres_server() as server:
        engine = open_engine(server.url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with _database(request.param, tmp_path_factory.mktemp("database")) as engine:
        yield engine


def test_what_the_code_knows_is_what_the_database_takes() -> None:
    assert {
        "status": set(Status),
        "language": set(LANGUAGES),
        "script": set(get_args(RetrievalScript)),
        "latency": set(LatencyBucket),
        "gap": set(GapKind),
        "vote": set(Vote),
        "reason": {NONE, *FeedbackReason},
        "kind": set(WordKind),
    } == CLOSED_SETS
    assert set(Script) == CLOSED_SETS["script"]
    assert set(FeedbackReason) == set(REASONS)
    assert set(LossReason) == LOSS_REASONS


def test_the_database_has_no_tables_but_the_known_ones(engine: Engine) -> None:
    assert set(inspect(engine).get_table_names()) == TABLES | OFFICES.keys() | {"alembic_version"}
    assert set(Base.metadata.tables) == TABLES | OFFICES.keys()


def test_every_column_holds_a_day_a_count_a_closed_set_or_a_word(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in TABLES:
        references = {
            column
            for key in inspector.get_foreign_keys(table)
            if key["referred_table"] == "word"
            for column in key["constrained_columns"]
        }
        for column in inspector.get_columns(table):
            name, kind = column["name"], column["type"]
            if name in DAYS:
                assert isinstance(kind, Date), (table, name)
            elif name in COUNTS:
                assert isinstance(kind, Integer | SmallInteger), (table, name)
            elif name in WORDS:
                assert name in references, (table, name)
            elif name in CLOSED_SETS:
                assert isinstance(kind, String), (table, name)
            else:
                assert (table, name) in BOOKKEEPING


def test_the_list_of_offices_stands_apart_and_has_no_other_columns(engine: Engine) -> None:
    inspector = inspect(engine)
    for table, columns in OFFICES.items():
        assert {column["name"] for column in inspector.get_columns(table)} == columns
        assert inspector.get_foreign_keys(table) == []
    referred = {
        key["referred_table"] for table in TABLES for key in inspector.get_foreign_keys(table)
    }
    assert referred == {"word"}


def test_every_closed_set_is_closed_in_the_database(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in TABLES:
        checks = [each["sqltext"] for each in inspector.get_check_constraints(table)]
        allowed = [set(check.split("'")[1::2]) for check in checks]
        for column in inspector.get_columns(table):
            values = CLOSED_SETS.get(column["name"])
            if values is not None:
                assert (LOSS_REASONS if table == "losses" else values) in allowed, table


TEXT = "мой ИИН 960101300123"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO questions_by_language VALUES (:day, :text, 'kk', 1)",
        "INSERT INTO questions_by_language VALUES (:day, 'answered', :text, 1)",
        "INSERT INTO questions_by_language VALUES (:day, 'answered', 'kk', :text)",
        "INSERT INTO questions_by_language VALUES (:text, 'answered', 'kk', 1)",
        "INSERT INTO questions_by_region VALUES (:day, 'answered', 123456789, 1)",
        "INSERT INTO feedback VALUES (:day, 'down', :text, 1)",
        "INSERT INTO people VALUES (:day, :text, 1)",
        "INSERT INTO word (kind, slug) VALUES ('region', :text)",
        "INSERT INTO word (kind, slug) VALUES ('region', '123456789')",
        "INSERT INTO word (kind, slug) VALUES ('person', 'abai')",
        "INSERT INTO word (kind, slug) VALUES ('region', :long)",
        "INSERT INTO writer VALUES (:text, 1, :day)",
        "INSERT INTO feedback_by_region VALUES (:day, 'down', 123456789, 1)",
        "INSERT INTO feedback_by_region VALUES (:day, :text, 1, 1)",
        "INSERT INTO centre VALUES ('123456789', 'А', 'Б', 'abai')",
        "INSERT INTO centre VALUES ('semey', :text, 'Б', 'abai')",
        "INSERT INTO centre VALUES ('semey', 'А', '87011234567', 'abai')",
        "INSERT INTO centre VALUES ('semey', 'А', 'aigul@mail.kz', 'abai')",
        "INSERT INTO centre VALUES ('semey', 'А', 'Б', :text)",
        "INSERT INTO centre VALUES ('semey', :long || :long, 'Б', 'abai')",
    ],
)
def test_the_database_itself_refuses_texts_and_ids(engine: Engine, statement: str) -> None:
    values = {"day": date(2026, 11, 20), "text": TEXT, "long": "a" * (SLUG_LIMIT + 1)}
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    if engine.dialect.name == "sqlite" and "day" in used:
        used["day"] = "2026-11-20"
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(statement), used)


def test_sqlite_takes_no_time_of_day(tmp_path: Path) -> None:
    statement = text(
        "INSERT INTO questions_by_language VALUES ('2026-11-20 10:15:00', 'answered', 'kk', 1)"
    )
    with (
        _database("sqlite", tmp_path) as engine,
        pytest.raises(DBAPIError),
        engine.begin() as connection,
    ):
        connection.execute(statement)


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        inspector = inspect(connection)
        for name, table in Base.metadata.tables.items():
            made = {each["name"] for each in inspector.get_check_constraints(name)}
            said = {
                str(each.name)
                for each in table.constraints
                if isinstance(each, CheckConstraint) and _is_for(each, engine.dialect.name)
            }
            assert made == said, name


def _is_for(constraint: CheckConstraint, dialect: str) -> bool:
    rule: Any = constraint._ddl_if
    return rule is None or rule.dialect == dialect


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    before = inspect(engine).get_table_names()
    upgrade(engine)
    assert inspect(engine).get_table_names() == before


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(Exception, match="SQLite or PostgreSQL"):
        open_engine("oracle://host/database")
