import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from retrieval.evaluation import cli
from retrieval.evaluation.baselines import Baseline, baseline_index
from retrieval.evaluation.cli import add_evaluate
from retrieval.evaluation.gate import accept, load_accepted
from retrieval.evaluation.protocols import Response
from retrieval.evaluation.questions import load_questions
from retrieval.evaluation.systems import System
from tests.retrieval.evaluation.small_world import (
    KOSTANAY,
    PAVLODAR,
    SUBSIDY,
    FixedRanker,
    response,
)

QUESTIONS: dict[str, list[dict[str, object]]] = {
    "a.dev.jsonl": [
        {"facts": ["Q1"], "must": ["977"]},
        {"facts": ["S1"], "must": ["302 750"], "language": "ru", "question": "Сколько платят?"},
        {"facts": [], "expect": "out_of_scope", "question": "Ауа райы қандай?"},
    ],
    "a.test.jsonl": [{"facts": ["Q2"], "must": ["485"]}],
}


class OneAnswer:
    def respond(self, question: str) -> Response:  # noqa: ARG002
        return response(text="Павлодарда 977 орын")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    for file, records in QUESTIONS.items():
        lines = [
            json.dumps(
                {
                    "id": f"{file}-{number}",
                    "question": "Квота қанша?",
                    "language": "kk",
                    "spelling": "standard",
                    "topic": "quotas",
                    **record,
                }
            )
            for number, record in enumerate(records)
        ]
        (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")

    def load(split: str, folder: Path) -> object:
        return load_questions([tmp_path / f"a.{split}.jsonl"])

    monkeypatch.setattr("retrieval.evaluation.suite.load_split", load)
    monkeypatch.setattr(cli, "load_accepted", lambda: load_accepted(tmp_path / "accepted.json"))
    monkeypatch.setattr(cli, "accept", lambda report: accept(report, tmp_path / "accepted.json"))
    app = typer.Typer()

    def open_system(baseline: Baseline | None) -> System:
        return System(
            catalogue=[PAVLODAR, KOSTANAY, SUBSIDY],
            ranker=FixedRanker(PAVLODAR, KOSTANAY),
            responder=None if baseline else OneAnswer(),
            passages=baseline_index(baseline or "words"),
            threshold=0.5,
        )

    add_evaluate(app, open_system)
    return app


def run(app: typer.Typer, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_json_has_the_documented_shape_and_the_right_numbers(app: typer.Typer) -> None:
    code, out, _ = run(app, "--json", "--no-spellings")
    report = json.loads(out)
    assert code == 0
    assert set(report) == {
        "sets",
        "figures",
        "intervals",
        "groups",
        "robustness",
        "failures",
        "notes",
    }
    assert report["sets"]["dev"]["questions"] == 3
    assert report["sets"]["dev"]["answerable"] == 2
    dev, test = report["figures"]["dev"], report["figures"]["test"]
    assert dev["hit@1"] == 0.5
    assert test["hit@1"] == 0
    assert test["mrr@10"] == 0.5
    assert dev["fully_right"] == 0.5
    assert dev["right_language"] == pytest.approx(2 / 3, abs=1e-4)
    assert dev["abstention_recall"] == 0
    assert test["wrong_region"] == 1
    low, high = report["intervals"]["dev"]["hit@1"]
    assert low < 0.5 < high
    kazakh = [
        item
        for item in report["groups"]
        if (item["set"], item["language"], item["spelling"], item["topic"])
        == ("dev", "kk", None, None)
    ]
    assert [(item["questions"], item["answerable"]) for item in kazakh] == [(2, 1)]
    assert kazakh[0]["figures"]["hit@1"] == 1


def test_respelled_questions_are_sets_of_their_own(app: typer.Typer) -> None:
    _, out, _ = run(app, "--json", "--split", "dev")
    report = json.loads(out)
    assert list(report["sets"]) == ["dev", "dev-respelled"]
    assert {item["habit"] for item in report["robustness"]} >= {"typo", "latin_2021"}
    assert all(item["lost"] == 0 for item in report["robustness"])


def test_the_table_names_the_figures_and_the_failures(app: typer.Typer) -> None:
    code, out, _ = run(app, "--split", "test", "--no-spellings")
    assert code == 0
    assert "hit@1" in out
    assert "wrong region kostanay" not in out
    assert "missing 485" in out


def test_a_beir_folder_is_measured_apart(app: typer.Typer, tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "d", "text": "алма ағашы"}\n', encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "алма"}\n', encoding="utf-8")
    (folder / "qrels/test.tsv").write_text("q\td\t1\n", encoding="utf-8")
    code, out, _ = run(app, str(folder), "--json", "--baseline", "grams")
    report = json.loads(out)
    assert code == 0
    assert report["sets"]["beir"]["passages"] == 1
    assert report["figures"]["beir"]["mrr@10"] == 1
    assert report["figures"]["beir"]["ms_per_query"] > 0


def test_charts_are_written_as_pictures(app: typer.Typer, tmp_path: Path) -> None:
    curve, chart = tmp_path / "curve.png", tmp_path / "chart.png"
    code, _, _ = run(app, "--curve", str(curve), "--chart", str(chart), "--no-spellings")
    assert code == 0
    assert curve.read_bytes().startswith(b"\x89PNG")
    assert chart.read_bytes().startswith(b"\x89PNG")


def test_a_curve_without_confidences_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    code, out, _ = run(app, "--baseline", "words", "--curve", str(tmp_path / "curve.png"))
    assert code == 2
    assert "no curve to draw" in out


def test_an_unwritable_chart_is_said(app: typer.Typer, tmp_path: Path) -> None:
    code, out, _ = run(app, "--no-spellings", "--chart", str(tmp_path / "none" / "chart.png"))
    assert code == 2
    assert "chart cannot be written" in out.replace("\n", " ")


def test_the_gate_passes_what_was_accepted_and_names_what_got_worse(
    app: typer.Typer, tmp_path: Path
) -> None:
    assert run(app, "--accept", "--no-spellings")[0] == 0
    code, out, _ = run(app, "--gate", "--no-spellings")
    assert code == 0
    assert "No figure is worse" in out
    path = tmp_path / "accepted.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["figures"]["dev"]["hit@1"] = 0.9
    path.write_text(json.dumps(content), encoding="utf-8")
    code, out, _ = run(app, "--gate", "--no-spellings")
    assert code == 1
    assert "Worse: dev hit@1 is now 0.5, accepted 0.9" in out


def test_the_gate_without_accepted_figures_is_an_error(app: typer.Typer) -> None:
    code, out, _ = run(app, "--gate", "--no-spellings")
    assert code == 2
    assert "--accept" in out


def test_a_broken_folder_ends_with_a_message_not_a_traceback(
    app: typer.Typer, tmp_path: Path
) -> None:
    code, out, _ = run(app, str(tmp_path / "nothing"))
    assert code == 2
    assert "cannot be read" in out.replace("\n", " ")
