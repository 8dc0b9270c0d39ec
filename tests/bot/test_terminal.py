"""What the commands share: lines that stay whole, settings that are named when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_a_long_path_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QONYS_DATA", str(tmp_path))
    path = tmp_path / ("a" * 100) / "centres.csv"
    path.parent.mkdir()
    path.write_text("code,name_kk,name_ru,region\nТараз,А,Б,zhambyl\n", encoding="utf-8")
    code, said = run("centres", "import", str(path))
    assert code == 1
    assert f"{path}:2: code 'Тараз'" in said


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "[loud]")
    code, said = run("index", "--list")
    assert code == 2
    assert said.startswith("setting LOG_LEVEL: ")
    assert said.count("\n") == 1


def test_an_unknown_language_is_told_without_a_trace() -> None:
    assert run("ask", "сколько дают", "--language", "de") == (
        2,
        "language must be kk or ru, not 'de'\n",
    )
