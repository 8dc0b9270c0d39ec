"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``.

The format of Thakur et al. 2021: passages ``{"_id", "title", "text"}``, queries
``{"_id", "text"}``, judgements as tab-separated ``query-id  corpus-id  score`` below a header line.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from retrieval.errors import EvaluationError
from retrieval.evaluation.figures import Failure, Report, ranking_figures, timing_figures
from retrieval.evaluation.metrics import CUTOFF, ranking_scores
from retrieval.evaluation.protocols import Passage, PassageIndexFactory

__all__ = ["Progress", "evaluate_folder", "read_corpus", "read_judgements", "read_queries"]

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""``progress(what, total)`` gives a function to call with the part done, in the unit of total."""

_CORPUS: Final = "corpus.jsonl"
_QUERIES: Final = "queries.jsonl"
_JUDGEMENTS: Final = "qrels/test.tsv"
_NAMED_FAILURES: Final = 200


def evaluate_folder(
    folder: Path,
    build: PassageIndexFactory,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Report:
    """Index the passages apart, put every judged query, and compare with the judgements.

    The corpus is read as a stream. As BEIR does, a passage with the id of the query itself is not
    counted as found, and queries without a relevant passage are left out.

    Raises:
        EvaluationError: a file is missing or broken; names file and line.
    """
    show = progress or _silent
    queries = read_queries(folder / _QUERIES)
    judgements = read_judgements(folder / _JUDGEMENTS, queries)
    unseen = {passage for gains in judgements.values() for passage in gains}
    judged_passages = len(unseen)
    passages = 0

    def stream() -> Iterator[Passage]:
        nonlocal passages
        path = folder / _CORPUS
        with show("passages", _size(path)) as advance:
            for passage in read_corpus(path, advance):
                unseen.discard(passage.id)
                passages += 1
                yield passage

    started = clock()
    index = build(stream())
    build_seconds = clock() - started
    if passages == 0:
        raise EvaluationError(f"{folder / _CORPUS}: holds no passages")
    scores: list[Mapping[str, float]] = []
    milliseconds: list[float] = []
    failures: list[Failure] = []
    name = folder.resolve().name
    with show("queries", len(judgements)) as advance:
        for query_id, gains in judgements.items():
            started = clock()
            # One more, because the query itself may be among the passages.
            found = index.search(queries[query_id], CUTOFF + 1)
            milliseconds.append((clock() - started) * 1000)
            ranked = [item for item in dict.fromkeys(found) if item != query_id][:CUTOFF]
            score = ranking_scores(ranked, gains)
            scores.append(score)
            if not score[f"hit@{CUTOFF}"] and len(failures) < _NAMED_FAILURES:
                problem = f"none of {', '.join(sorted(gains)[:3])} in the first {CUTOFF}"
                failures.append(Failure(name, query_id, queries[query_id], problem))
            advance(1)
    notes = []
    if unseen:
        notes.append(
            f"{len(unseen)} of {judged_passages} judged passages are not in {_CORPUS}, "
            f"for example {min(unseen)!r}; they count as not found"
        )
    return Report(
        sets={
            name: {
                "kind": "beir",
                "passages": passages,
                "queries": len(judgements),
                "build_seconds": round(build_seconds, 2),
            }
        },
        figures={name: {**ranking_figures(scores), **timing_figures(milliseconds)}},
        failures=failures,
        notes=notes,
    )


def read_corpus(path: Path, advance: Callable[[int], None] | None = None) -> Iterator[Passage]:
    """The passages one by one; ``advance`` is told the bytes of each line.

    Raises:
        EvaluationError: names file and line of what is not a passage, or repeats an id.
    """
    seen: set[str] = set()
    for number, record in _json_lines(path, advance):
        place = f"{path}:{number}"
        passage = Passage(
            _text(record, "_id", place),
            _text(record, "title", place, default=""),
            _text(record, "text", place),
        )
        if passage.id in seen:
            raise EvaluationError(f"{place}: passage id {passage.id!r} appears twice")
        seen.add(passage.id)
        yield passage


def read_queries(path: Path) -> dict[str, str]:
    """Query id → text.

    Raises:
        EvaluationError: names file and line of what is not a query, or repeats an id.
    """
    queries: dict[str, str] = {}
    for number, record in _json_lines(path, None):
        place = f"{path}:{number}"
        name = _text(record, "_id", place)
        if name in queries:
            raise EvaluationError(f"{place}: query id {name!r} appears twice")
        queries[name] = _text(record, "text", place)
    return queries


def read_judgements(path: Path, queries: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Query id → passage id → gain, for the queries that have a relevant passage.

    Raises:
        EvaluationError: names file and line of what is not ``query-id, corpus-id, score``, or
            names a query that ``queries`` lacks; or nothing is judged relevant.
    """
    judgements: dict[str, dict[str, float]] = {}
    for number, line in _lines(path, None):
        place = f"{path}:{number}"
        columns = line.rstrip("\r\n").split("\t")
        if len(columns) != 3:
            raise EvaluationError(
                f"{place}: {len(columns)} columns where query-id, corpus-id, score are expected, "
                "parted by tabs"
            )
        query, passage, score = columns
        try:
            gain = float(score)
        except ValueError:
            if number == 1:
                continue
            raise EvaluationError(f"{place}: the score {score!r} is not a number") from None
        if query not in queries:
            raise EvaluationError(f"{place}: query {query!r} is not in {_QUERIES}")
        judgements.setdefault(query, {})[passage] = gain
    relevant = {
        query: gains for query, gains in judgements.items() if any(v > 0 for v in gains.values())
    }
    if not relevant:
        raise EvaluationError(f"{path}: no passage is judged relevant to any query")
    return relevant


def _json_lines(
    path: Path, advance: Callable[[int], None] | None
) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in _lines(path, advance):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise EvaluationError(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(record, dict):
            raise EvaluationError(f"{path}:{number}: not a JSON object")
        yield number, record


def _lines(path: Path, advance: Callable[[int], None] | None) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                if advance is not None:
                    advance(len(raw))
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise EvaluationError(f"{path}:{number}: not UTF-8: {error}") from error
                if line.strip():
                    yield number, line
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error


def _text(record: dict[str, object], key: str, place: str, default: str | None = None) -> str:
    value = record.get(key, default)
    if isinstance(value, int) and key == "_id":
        return str(value)
    if not isinstance(value, str):
        problem = "is missing" if key not in record else "is not a text"
        raise EvaluationError(f"{place}: {key!r} {problem}")
    return value


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be read: {error.strerror}") from error


def _silent(what: str, total: int) -> AbstractContextManager[Callable[[int], None]]:  # noqa: ARG001
    return nullcontext(lambda _: None)
