"""The list of centres in the database, and how it comes there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from bot.__main__ import app
from bot.centres import Centre, Centres
from bot.centres.live import LiveCentres
from bot.centres.table import CentreChanges, read_table, write_table
from bot.statistics import database_url, open_engine, upgrade
from tests.bot.statistics.postgres_server import postgres_server

HEAD = "code,name_kk,name_ru,region"
SEMEY = Centre("semey", {"kk": "Семей орталығы", "ru": "Центр Семея"}, "abai")
TARAZ = Centre("taraz", {"kk": "Тараз орталығы", "ru": "Центр Тараза"}, "zhambyl")
AYAGOZ = Centre("ayagoz", {"kk": "Аягөз орталығы", "ru": "Центр Аягоза"}, "abai")


def _centres(*centres: Centre) -> Centres:
    return Centres({centre.code: centre for centre in centres})


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_engine(database_url(None, tmp_path))
        yield engine
        engine.dispose()
        return
    with postgres_server() as server:
        engine = open_engine(server.url)
        yield engine
        engine.dispose()


def test_the_table_becomes_the_list(engine: Engine) -> None:
    upgrade(engine)
    assert read_table(engine) == Centres()
    assert write_table(engine, _centres(TARAZ, SEMEY)) == CentreChanges(("semey", "taraz"))
    assert read_table(engine) == _centres(SEMEY, TARAZ)
    renamed = Centre("semey", {**SEMEY.names, "kk": "Семей қаласының орталығы"}, "abai")
    changes = write_table(engine, _centres(renamed, AYAGOZ))
    assert changes == CentreChanges(("ayagoz",), ("semey",), ("taraz",))
    assert read_table(engine) == _centres(AYAGOZ, renamed)
    assert not write_table(engine, _centres(AYAGOZ, renamed))


def test_a_database_of_the_version_before_gets_the_table(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        for table in ("centre", "feedback_by_region", "digest"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO word (kind, slug) VALUES ('centre', 'semey')"))
    upgrade(engine)
    assert write_table(engine, _centres(SEMEY)).added == ("semey",)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT slug FROM word")).scalars().all() == ["semey"]


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(database_url(None, tmp_path))
    upgrade(engine)
    yield engine
    engine.dispose()


def test_a_running_bot_sees_a_list_that_is_imported(sqlite: Engine) -> None:
    centres = LiveCentres(sqlite, lambda: None)
    assert centres.refresh()
    assert centres().code("semey") is None
    write_table(sqlite, _centres(SEMEY))
    assert centres.refresh()
    assert centres().code("semey") == "semey"


def test_the_owners_file_counts_at_once_and_goes_into_the_database(sqlite: Engine) -> None:
    write_table(sqlite, _centres(TARAZ))
    centres = LiveCentres(sqlite, lambda: None, _centres(SEMEY))
    assert centres().code("semey") == "semey"
    assert centres.refresh()
    assert read_table(sqlite) == _centres(SEMEY)


def test_what_was_read_stays_while_the_database_is_away(sqlite: Engine) -> None:
    write_table(sqlite, _centres(SEMEY))
    away = False

    def prepare() -> None:
        if away:
            raise OperationalError("statement", None, Exception("away"))

    with LiveCentres(sqlite, prepare) as centres:
        # The first reading is waited for: visits may have come while the bot was away.
        assert centres().code("semey") == "semey"
    away = True
    assert not centres.refresh()
    assert centres().code("semey") == "semey"


class _Owner:
    """Somebody at the command line, with a data folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str, *lines: str) -> Path:
        path = self.folder / name
        path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
        return path

    def __call__(self, *arguments: Any, typed: str | None = None) -> str:
        result = CliRunner().invoke(app, [str(each) for each in arguments], input=typed)
        return f"{result.exit_code}: {result.output}"

    def counted(self) -> Centres:
        engine = open_engine(database_url(None, self.folder))
        try:
            return read_table(engine)
        finally:
            engine.dispose()


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Owner:
    monkeypatch.setenv("QONYS_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return _Owner(tmp_path)


def test_a_list_is_imported_shown_exported_and_imported_again(owner: _Owner) -> None:
    path = owner.file("list.csv", "semey,Семей орталығы,Центр Семея,abai")
    assert "1 centres in the database: 1 added" in owner("centres", "import", path)
    assert "Центр Семея" in owner("centres", "list")
    exported = owner.folder / "exported.csv"
    assert owner("centres", "export", exported).startswith("0:")
    assert Centres.read(exported) == _centres(SEMEY)
    path = owner.file("list.csv", "taraz,Тараз орталығы,Центр Тараза,zhambyl")
    answer = owner("centres", "import", path)
    assert "1 added, 0 changed, 1 removed" in answer
    assert "count as none now: semey" in answer
    assert owner.counted() == _centres(TARAZ)


def test_a_list_may_come_through_a_pipe(owner: _Owner) -> None:
    line = "semey,Семей орталығы,Центр Семея,abai"
    assert owner("centres", "import", "-", typed=f"{HEAD}\n{line}\n").startswith("0:")
    assert owner.counted() == _centres(SEMEY)
    answer = owner("centres", "import", "-", typed=f"{HEAD}\n{line}mys\n")
    assert "standard input:2: region 'abaimys'" in answer


def test_a_wrong_list_changes_nothing(owner: _Owner) -> None:
    owner("centres", "import", owner.file("list.csv", "semey,Семей орталығы,Центр Семея,abai"))
    answer = owner("centres", "import", owner.file("list.csv", "Тараз,А,Б,zhambyl"))
    assert answer.startswith("1:")
    assert "list.csv:2: code 'Тараз'" in answer
    assert owner.counted() == _centres(SEMEY)


def test_the_file_that_the_bot_reads_can_not_be_overruled_unnoticed(owner: _Owner) -> None:
    own = owner.file("centres.csv", "semey,Семей орталығы,Центр Семея,abai")
    other = owner.file("other.csv", "taraz,Тараз орталығы,Центр Тараза,zhambyl")
    answer = owner("centres", "import", other)
    assert answer.startswith("1:")
    assert str(own) in answer
    assert "at every start" in owner("centres", "import")
    assert owner.counted() == _centres(SEMEY)
    own.unlink()
    assert owner("centres", "import", other).startswith("0:")


def test_posters_of_a_whole_list_make_its_codes_count(owner: _Owner) -> None:
    path = owner.file("list.csv", "semey,Семей орталығы,Центр Семея,abai")
    posters = owner.folder / "posters"
    options = ("--bot", "qonys_bot", "-l", "kk", "-o", posters)
    assert owner("link", "--all", path, *options).startswith("0:")
    assert (posters / "semey.kk.pdf").exists()
    assert owner.counted() == _centres(SEMEY)
    # From now on without the file.
    path.unlink()
    assert "https://t.me/qonys_bot?start=semey" in owner("link", "semey", *options)


def test_posters_are_made_without_a_database_too(
    owner: _Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://qonys@127.0.0.1:1/qonys")
    path = owner.file("list.csv", "semey,Семей орталығы,Центр Семея,abai")
    options = ("--bot", "qonys_bot", "-l", "ru", "-o", owner.folder)
    answer = owner("link", "--all", path, *options)
    assert answer.startswith("0:")
    assert "qonys centres import list.csv" in answer
    assert (owner.folder / "semey.ru.pdf").exists()
