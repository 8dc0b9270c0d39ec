"""`qonys bench`: every command works, on sizes that say nothing about speed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.bench.figures import Benchmark, Figure, Machine, Row, timings
from bot.bench.passages import made_texts, questions_about, read_texts
from bot.bench.processes import BenchmarkError
from retrieval import Knowledge
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all commands: the first one indexes the texts."""
    return tmp_path_factory.mktemp("data")


def bench(data: Path, *arguments: str) -> dict[str, Any]:
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("TELEGRAM_", "QONYS_", "WEBHOOK", "HTTP_", "SANDBOX_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", "bench", *arguments, "--json"],
        cwd=data,
        env={**clean, "QONYS_DATA": str(data), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    benchmark: dict[str, Any] = json.loads(done.stdout)
    assert benchmark["machine"]["cores"] >= 1
    return benchmark


def figures(benchmark: dict[str, Any], row: int = 0) -> dict[str, float]:
    return {each["name"]: each["value"] for each in benchmark["rows"][row]["figures"]}


def test_ask(data: Path) -> None:
    found = figures(bench(data, "ask", "--limit", "5"))
    assert found["questions"] == 5
    assert 0 < found["median"] <= found["p95"] <= found["longest"]


def test_search_over_a_file_with_a_chart(data: Path, tmp_path: Path) -> None:
    passages = tmp_path / "passages.jsonl"
    lines = [json.dumps({"title": f"Т{n}", "text": f"көшу ақшасы {n} " * 60}) for n in range(20)]
    passages.write_text("\n".join(lines), encoding="utf-8")
    chart = tmp_path / "growth.png"
    benchmark = bench(
        data,
        *("search", "--passages", str(passages), "--size", "10", "--size", "30"),
        *("--queries", "4", "--chart", str(chart)),
    )
    assert [row["of"] for row in benchmark["rows"]] == ["10 sections", "30 sections"]
    assert figures(benchmark, 1)["memory of the index"] >= 0
    assert chart.read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_load(data: Path) -> None:
    benchmark = bench(data, "load", "--rate", "4", "--seconds", "2")
    found = figures(benchmark)
    assert found["updates sent"] == 8
    assert found["lost"] == found["out of order within a chat"] == found["other messages"] == 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_start(data: Path) -> None:
    benchmark = bench(data, "start", "--times", "1")
    assert [row["of"] for row in benchmark["rows"]] == [
        "first start, index to be built",
        "later starts, worst of 1",
    ]
    for row in range(2):
        found = figures(benchmark, row)
        assert found["peak memory"] > 0
        assert found["of it on a processor"] > 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_update(data: Path) -> None:
    benchmark = bench(data, "update", "--times", "2")
    assert [row["of"] for row in benchmark["rows"]] == [
        "one changed file",
        "qonys rollback",
        "/rollback",
    ]
    for row, times in enumerate((2, 1, 1)):
        found = figures(benchmark, row)
        assert found["changes" if row == 0 else "rollbacks"] == times
        assert found["wrong answers meanwhile"] == 0
        assert found["answers meanwhile"] >= times


def test_long_texts_give_several_passages(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(json.dumps({"text": "бір екі үш " * 100}) + "\n", encoding="utf-8")
    texts = read_texts(file, 100)
    assert len(texts) > 2
    assert "".join(texts).split() == ("бір екі үш " * 100).split()
    assert all(len(text) <= 360 for text in texts)
    assert read_texts(file, 2) == texts[:2]


@pytest.mark.parametrize("line", ["no json", "[1]", "{}", '{"text": 5}'])
def test_line_that_is_no_passage_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "good"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"texts\.jsonl:2"):
        read_texts(file, 10)


def test_passages_made_of_the_texts_are_many_and_the_same_each_time(knowledge: Knowledge) -> None:
    texts = made_texts(knowledge.sections, 300)
    assert len(texts) == 300
    assert len(set(texts)) > 290
    assert texts == made_texts(knowledge.sections, 300)


def test_half_of_the_questions_are_people_s_own() -> None:
    own = [f"сұрақ {number}" for number in range(50)]
    questions = questions_about(["көшу ақшасы туралы ұзақ мәтін"], own, 20)
    assert len(questions) == 20
    assert sum(question in own for question in questions) == 10


def test_figure_over_its_budget_is_told() -> None:
    machine = Machine("any", 2, "3.11", 0.0)
    over = Row("row", timings([10.0, 20.0], {"p95": 5.0}))
    kept = Row("row", (Figure("lost", 0, budget=0),))
    assert not Benchmark("any", machine, (over, kept)).kept
    assert Benchmark("any", machine, (kept,)).to_json()["budgets_kept"] is True
