import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.errors import EvaluationError
from retrieval.evaluation.baselines import BASELINES, Baseline, baseline_index
from retrieval.evaluation.beir import evaluate_folder, read_corpus
from retrieval.evaluation.protocols import Passage, PassageIndex

PASSAGES = [
    {"_id": "d1", "title": "Субсидия", "text": "Көшуге берілетін субсидия жетпіс АЕК"},
    {"_id": "d2", "title": "", "text": "Квота Павлодар облысына бөлінді"},
    {"_id": "d3", "text": "Балабақша кезегіне тұру тәртібі"},
]
QUERIES = [{"_id": "q1", "text": "көшуге субсидия"}, {"_id": "q2", "text": "балабақша кезегі"}]
JUDGEMENTS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td3\t1\nq2\td2\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    write_lines(tmp_path / "corpus.jsonl", PASSAGES)
    write_lines(tmp_path / "queries.jsonl", QUERIES)
    (tmp_path / "qrels/test.tsv").write_text(JUDGEMENTS, encoding="utf-8")
    return tmp_path


def write_lines(path: Path, records: Iterable[object]) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, encoding="utf-8")


def fixed(*ranked: str) -> Callable[[Iterable[Passage]], PassageIndex]:
    class Fixed:
        def search(self, query: str, limit: int) -> list[str]:  # noqa: ARG002
            return list(ranked)[:limit]

    def build(passages: Iterable[Passage]) -> PassageIndex:
        list(passages)
        return Fixed()

    return build


def values(folder: Path, build: Callable[[Iterable[Passage]], PassageIndex]) -> dict[str, float]:
    report = evaluate_folder(folder, build)
    return {name: figure.value for name, figure in report.figures[folder.name].items()}


def test_figures_of_a_fixed_order(folder: Path) -> None:
    figures = values(folder, fixed("d1", "d2", "d3"))
    assert figures["hit@1"] == 0.5
    assert figures["hit@5"] == 1
    assert figures["mrr@10"] == pytest.approx((1 + 1 / 3) / 2)
    assert figures["ndcg@10"] == pytest.approx((1 + 0.5) / 2)


@pytest.mark.parametrize("kind", BASELINES)
def test_baselines_find_the_passage_that_shares_words(folder: Path, kind: Baseline) -> None:
    assert values(folder, baseline_index(kind))["hit@1"] == 1


def test_counts_of_passages_and_queries_are_reported(folder: Path) -> None:
    about = evaluate_folder(folder, fixed("d1")).sets[folder.name]
    assert (about["kind"], about["passages"], about["queries"]) == ("beir", 3, 2)


def test_the_query_itself_among_the_passages_is_not_a_find(folder: Path) -> None:
    write_lines(folder / "corpus.jsonl", [*PASSAGES, {"_id": "q1", "text": "көшуге субсидия"}])
    assert values(folder, fixed("q1", "d1", "d3"))["mrr@10"] == pytest.approx((1 + 1 / 3) / 2)


def test_queries_without_a_relevant_passage_are_left_out(folder: Path) -> None:
    (folder / "qrels/test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t0\n", encoding="utf-8"
    )
    assert evaluate_folder(folder, fixed("d1")).sets[folder.name]["queries"] == 1


def test_a_judged_passage_outside_the_corpus_is_noted_and_not_found(folder: Path) -> None:
    (folder / "qrels/test.tsv").write_text(JUDGEMENTS + "q1\tgone\t1\n", encoding="utf-8")
    report = evaluate_folder(folder, fixed("d1"))
    assert "1 of 4 judged passages are not in corpus.jsonl, for example 'gone'" in report.notes[0]
    assert report.figures[folder.name]["ndcg@10"].value == pytest.approx(
        0.5 * 1 / 1.63093, abs=1e-4
    )


def test_a_header_line_may_be_missing_and_gains_may_be_graded(folder: Path) -> None:
    (folder / "qrels/test.tsv").write_text("q1\td1\t2\nq1\td2\t1\nq2\td3\t1\n", encoding="utf-8")
    figures = values(folder, fixed("d2", "d1"))
    assert figures["ndcg@10"] == pytest.approx(
        ((1 + 2 / 1.58496) / (2 + 1 / 1.58496)) / 2, abs=1e-4
    )


def test_the_corpus_is_read_passage_by_passage(folder: Path) -> None:
    path = folder / "corpus.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "broken\n", encoding="utf-8")
    passages = read_corpus(path)
    assert [next(passages).id for _ in PASSAGES] == ["d1", "d2", "d3"]
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl:4: not JSON"):
        next(passages)


def test_progress_is_told_every_byte_and_every_query(folder: Path) -> None:
    done: dict[str, tuple[int, int]] = {}

    @contextmanager
    def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
        parts: list[int] = []
        yield parts.append
        done[what] = (sum(parts), total)

    evaluate_folder(folder, fixed("d1"), progress)
    size = (folder / "corpus.jsonl").stat().st_size
    assert done == {"passages": (size, size), "queries": (2, 2)}


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        (
            "corpus.jsonl",
            '{"_id": "d1", "text": "a"}\n{"_id": "d1", "text": "b"}\n',
            ":2: passage id",
        ),
        ("corpus.jsonl", '{"_id": "d1"}\n', ":1: 'text' is missing"),
        ("corpus.jsonl", "[1]\n", ":1: not a JSON object"),
        ("corpus.jsonl", "\n", "holds no passages"),
        ("queries.jsonl", '{"_id": "q1", "text": 5}\n', ":1: 'text' is not a text"),
        ("queries.jsonl", '{"_id": "q1", "text": "a"}\n', ":3: query 'q2' is not in queries.jsonl"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 d1 1\n", ":2: 1 columns"),
        ("qrels/test.tsv", "q1\td1\t1\nq1\td2\tyes\n", ":2: the score 'yes'"),
        ("qrels/test.tsv", "q1\td1\t0\n", "no passage is judged relevant"),
    ],
)
def test_says_file_line_and_what_is_wrong(
    folder: Path, file: str, content: str, message: str
) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError) as caught:
        evaluate_folder(folder, fixed("d1"))
    assert message in str(caught.value)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(EvaluationError, match="cannot be read"):
        evaluate_folder(folder, fixed("d1"))


def test_a_line_that_is_not_utf_8_is_named(folder: Path) -> None:
    (folder / "queries.jsonl").write_bytes(b'{"_id": "q1", "text": "\xff"}\n')
    with pytest.raises(EvaluationError, match=r"queries\.jsonl:1: not UTF-8"):
        evaluate_folder(folder, fixed("d1"))
