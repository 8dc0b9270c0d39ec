"""Going back a version without opening it, and when that is not safe."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from retrieval import IndexVersionError, VersionFolders
from retrieval.knowledge import load_knowledge
from tests.conftest import TODAY

OLDER, LIVE = "00001", "00002"


@pytest.fixture
def folders(tmp_path: Path) -> VersionFolders:
    """Two versions whose texts differ; their vectors are an empty database."""
    folders = VersionFolders(tmp_path / "index")
    for name in (OLDER, LIVE):
        folders.knowledge(name).joinpath("money").mkdir(parents=True)
        folders.knowledge(name).joinpath("money", "a.ru.md").write_text(f"Текст {name}.")
        folders.vectors(name).mkdir()
        _database(folders.vectors(name) / "chroma.sqlite3")
        manifest = {
            "format": 1,
            "name": name,
            "built_at": "2026-10-01T08:00:00+00:00",
            "encoder": "model-1",
            "entries_digest": name,
            "changed_files": [],
            "sections": 1,
            "embedded": 1,
            "ask": [],
            "filled_on": TODAY.isoformat(),
            "filled_until": date(TODAY.year + 1, 1, 1).isoformat(),
        }
        folders.home(name).joinpath("manifest.json").write_text(json.dumps(manifest))
    folders.make_current(LIVE)
    return folders


def _database(path: Path) -> None:
    code = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('create table t (a)')"
    subprocess.run([sys.executable, "-c", code, path], check=True)


def _change(folders: VersionFolders, **values: object) -> None:
    path = folders.home(OLDER) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_the_older_version_is_live_and_the_texts_that_were_left_are_held(
    folders: VersionFolders,
) -> None:
    manifest = folders.step_back(TODAY)
    assert manifest is not None
    assert manifest.name == folders.current_name() == OLDER
    assert folders.is_held(folders.knowledge(LIVE))
    assert not folders.is_held(folders.knowledge(OLDER))
    with pytest.raises(IndexVersionError, match="no older version"):
        folders.step_back(TODAY)


def test_nothing_that_searches_is_imported(folders: VersionFolders) -> None:
    code = (
        "import sys, datetime, pathlib; from retrieval import VersionFolders;"
        f"VersionFolders(pathlib.Path({str(folders.root)!r})).step_back({TODAY!r});"
        "print(*sys.modules, sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert "retrieval.index.folders" in loaded
    assert loaded.isdisjoint({"chromadb", "langchain_core", "numpy", "retrieval.answering"})
    assert folders.current_name() == OLDER


@pytest.mark.parametrize(
    "day", [TODAY - timedelta(days=1), date(TODAY.year + 1, 1, 1), date(TODAY.year + 2, 3, 1)]
)
def test_on_a_day_of_perhaps_other_sums_nothing_is_done(folders: VersionFolders, day: date) -> None:
    assert folders.step_back(day) is None
    assert folders.current_name() == LIVE
    assert not folders.held()


@pytest.mark.parametrize("values", [{"encoder": "model-2"}, {"filled_on": "", "filled_until": ""}])
def test_a_version_that_may_need_making_anew_is_not_taken_unseen(
    folders: VersionFolders, values: dict[str, object]
) -> None:
    _change(folders, **values)
    assert folders.step_back(TODAY) is None
    assert folders.current_name() == LIVE


def test_lost_or_damaged_vectors_are_seen(folders: VersionFolders) -> None:
    database = folders.vectors(OLDER) / "chroma.sqlite3"
    database.write_bytes(b"damaged" * 1000)
    assert folders.step_back(TODAY) is None
    shutil.rmtree(folders.vectors(OLDER))
    assert folders.step_back(TODAY) is None
    assert folders.current_name() == LIVE


def test_texts_are_the_same_until_the_day_that_is_named(folder: Path) -> None:
    until = load_knowledge(folder, TODAY).filled_until
    assert until == date(TODAY.year + 1, 1, 1)
    assert _bodies(folder, TODAY) == _bodies(folder, until - timedelta(days=1))


def test_a_new_rate_ends_the_time_for_which_texts_are_filled_in(folder: Path) -> None:
    table = folder / "tables" / "support.yaml"
    starts = date(TODAY.year, 12, 15)
    text = table.read_text(encoding="utf-8")
    row = "      - {mci: 70, from: 2021-04-01,"
    assert row in text
    planted = f"      - {{mci: 71, from: {starts}, facts: [SUP-001]}}\n"
    table.write_text(text.replace(row, planted + row), encoding="utf-8")
    assert load_knowledge(folder, TODAY).filled_until == starts
    before = _bodies(folder, TODAY)
    assert before == _bodies(folder, starts - timedelta(days=1))
    assert before != _bodies(folder, starts)


def _bodies(folder: Path, day: date) -> list[str]:
    return [section.body for section in load_knowledge(folder, day).sections]
