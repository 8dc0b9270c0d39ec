"""``qonys bench``: the commands."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bot.bench.asking import measure_asking, own_questions
from bot.bench.counting import KEYS, measure_counting
from bot.bench.figures import Benchmark
from bot.bench.load import POOL, RATE, SECONDS, measure_load
from bot.bench.passages import made_texts, read_texts
from bot.bench.processes import BenchmarkError
from bot.bench.searching import SIZES, draw_growth, measure_searching
from bot.bench.starting import measure_starting
from bot.bench.updating import editable_section, measure_updating
from bot.service import LiveAnswers, open_answers
from bot.settings import Settings
from bot.terminal import err, fail, read_settings
from retrieval import RetrievalError, Status
from retrieval.evaluation import Question

__all__ = ["app"]

app = typer.Typer(
    name="bench",
    help="Measure speed and memory on this machine, beside the budgets.",
    no_args_is_help=True,
)

#: Shorter questions may lean on what was said before.
_WHOLE_SENTENCE: Final = 30

_Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
_Limit = Annotated[int | None, typer.Option(min=1, help="Only so many questions.")]


@app.command()
def ask(as_json: _Json = False, limit: _Limit = None) -> None:
    """How long an answer takes inside a running process, over the project's own questions."""
    with _errors():
        answers = open_answers(read_settings("WARNING"))
        _show(measure_asking(answers, own_questions()[:limit]), as_json=as_json)


@app.command()
def search(
    as_json: _Json = False,
    passages: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help='Passages, JSON lines with "text" (.xz, .gz too). Else made from the texts.',
        ),
    ] = None,
    size: Annotated[
        list[int] | None, typer.Option(min=10, help="Sections in the index; give it several times.")
    ] = None,
    queries: Annotated[int, typer.Option(min=1, help="Questions at each size.")] = 200,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw how cost grows, as PNG or SVG.")
    ] = None,
) -> None:
    """How cost grows with the number of sections, from 1,000 to 100,000."""
    sizes = size or list(SIZES)
    with _errors():
        settings = read_settings("WARNING")
        if passages is not None:
            texts = read_texts(passages, max(sizes))
        else:
            sections = open_answers(settings).version.knowledge.sections
            texts = made_texts(sections, max(sizes))
        own = [each.question for each in own_questions()]
        benchmark = measure_searching(
            texts,
            sizes,
            own,
            settings.embedding_model,
            queries,
            lambda count: err.print(f"{count:,} sections …"),
        )
        _show(benchmark, as_json=as_json)
        if chart is not None:
            draw_growth(benchmark, chart)


@app.command()
def load(
    as_json: _Json = False,
    rate: Annotated[float, typer.Option(min=0.1, help="Updates a second.")] = RATE,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long.")] = SECONDS,
) -> None:
    """The bot as a process under load, from a person's message to the answer, by the Bot API."""
    with _errors(), _own_index() as (_, answers, environment):
        alike = (each.question for each in own_questions() if _is_plain(each, answers))
        questions = list(islice(alike, POOL))
        _show(measure_load(questions, environment, rate, seconds), as_json=as_json)


@app.command()
def start(
    as_json: _Json = False,
    times: Annotated[int, typer.Option(min=0, help="Starts with an index there.")] = 3,
) -> None:
    """How long `qonys run` takes from the start to the first answer, and its memory."""
    with _errors():
        settings = read_settings("WARNING")
        question = next(each.question for each in own_questions() if each.answerable)
        environment = {"QONYS_KNOWLEDGE": str(settings.qonys_knowledge.resolve())}
        _show(measure_starting(question, environment, times), as_json=as_json)


@app.command()
def update(
    as_json: _Json = False,
    times: Annotated[int, typer.Option(min=1, help="How many changes.")] = 5,
) -> None:
    """How long a saved file takes to be live, with people asking all the while."""
    with _errors(), _own_index() as (settings, answers, environment):
        folder = settings.qonys_knowledge
        benchmark = measure_updating(editable_section(answers, folder), folder, environment, times)
        _show(benchmark, as_json=as_json)


@app.command()
def count(
    as_json: _Json = False,
    keys: Annotated[int, typer.Option(min=1, help="How often people are estimated.")] = KEYS,
) -> None:
    """What counting a question costs, and how far off the estimate of people is."""
    with _errors(), _own_index() as (settings, answers, _):
        questions = [each.question for each in own_questions()[:POOL]]
        _show(measure_counting(answers, questions, settings.qonys_data, keys=keys), as_json=as_json)


def _is_plain(question: Question, answers: LiveAnswers) -> bool:
    """Whether a question speaks for itself in any conversation and gets one message."""
    if not question.answerable or len(question.question) < _WHOLE_SENTENCE:
        return False
    turn = answers.ask(question.question, default="ru")
    return turn.answer.status is Status.ANSWERED and len(turn.reply.text.messages()) == 1


@contextmanager
def _own_index() -> Iterator[tuple[Settings, LiveAnswers, dict[str, str]]]:
    """A data folder for the benchmark alone, with an index of the owner's texts."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings("WARNING").model_copy(
            update={"qonys_data": Path(folder), "chroma_url": None, "database_url": None}
        )
        environment = {
            "QONYS_DATA": folder,
            "QONYS_KNOWLEDGE": str(settings.qonys_knowledge.resolve()),
        }
        yield settings, open_answers(settings), environment


def _show(benchmark: Benchmark, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(benchmark.to_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        benchmark.show(Console(highlight=False))


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (BenchmarkError, RetrievalError) as error:
        fail(str(error))
