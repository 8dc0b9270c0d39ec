"""The command line: ``qonys run``, ``ask``, ``chat``, ``check``, ``index`` and more."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup
from typer.main import get_group

from bot.privacy import hide_error_messages
from bot.settings import Settings
from bot.terminal import err, fail, out, read_settings

__all__ = ["main"]


class _Commands(TyperGroup):
    """The commands below, and those of other modules, which are imported once they are asked for.

    To import the benchmarks or the dashboard would make every start of the bot slower.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of all commands."""
        return [*super().list_commands(ctx), *_ELSEWHERE]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, if there is one."""
        add = _ELSEWHERE.get(cmd_name)
        if add is None:
            return super().get_command(ctx, cmd_name)
        others = typer.Typer(add_completion=False)
        add(others)
        return get_group(others).commands[cmd_name]


app = typer.Typer(
    name="qonys",
    cls=_Commands,
    help="A Telegram bot on moving to another region of Kazakhstan under the state programme.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point of ``qonys`` and ``python -m bot``."""
    app()


@contextmanager
def _progress(title: str) -> Iterator[Any]:
    """A progress bar on standard error; it shows itself only when there is work."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
    )
    window = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=window, transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)
            if done >= total:
                bar.stop()  # what is printed next begins on a line of its own

        yield advance


def _open_answers(settings: Settings) -> Any:
    from bot.service import open_answers
    from retrieval import KnowledgeError, RetrievalError

    try:
        with _progress("index") as advance:
            return open_answers(settings, advance)
    except KnowledgeError as error:
        from bot.indexing import show_findings

        err.print(f"The knowledge folder {settings.qonys_knowledge} has errors:", markup=False)
        show_findings(error.findings, err)
        raise typer.Exit(1) from None
    except RetrievalError as error:
        fail(str(error))


@app.command()
def run() -> None:
    """Run the bot: on Telegram with TELEGRAM_BOT_TOKEN, else in the sandbox in your browser."""
    from telegram.error import InvalidToken, NetworkError

    from bot.allocation import keep_few_arenas
    from bot.runtime import BotApi, run_bot

    keep_few_arenas()
    hide_error_messages()
    settings = read_settings()
    answers = _open_answers(settings)
    token = settings.telegram_bot_token
    try:
        if token is not None:
            api = BotApi.telegram(settings, token.get_secret_value())
            out.print("Starting on Telegram. Stop with Ctrl-C.")
            asyncio.run(run_bot(settings, answers, api))
        else:
            _run_in_sandbox(settings, answers)
    except InvalidToken:
        fail("Telegram does not know this TELEGRAM_BOT_TOKEN. Copy it from @BotFather again.")
    except NetworkError:
        fail(f"Telegram at {settings.telegram_api_url} cannot be reached. Check the network.")
    except OSError as error:
        fail(f"{error.strerror or error}: is another program on that port?")


def _run_in_sandbox(settings: Settings, answers: Any) -> None:
    from bot.runtime import BotApi, run_bot
    from bot.sandbox import SandboxServer

    with SandboxServer(port=settings.sandbox_port) as server:
        api = BotApi("1:sandbox", server.bot_api_url, server.bot_file_url)

        def ready() -> None:
            out.print("There is no TELEGRAM_BOT_TOKEN: the bot runs in the sandbox.")
            out.print(f"Open [bold]{server.url}[/bold] in your browser. Stop with Ctrl-C.")

        asyncio.run(run_bot(settings, answers, api, ready))


@app.command()
def sandbox(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
) -> None:
    """Open a local Bot API server with a chat page, for a bot that you start yourself."""
    from bot.sandbox import SandboxServer

    settings = read_settings()
    try:
        server = SandboxServer(host, settings.sandbox_port if port is None else port)
    except OSError as error:
        fail(f"Cannot listen on {host}: {error.strerror}. Try `qonys sandbox --port 0`.")
    out.print(f"Chat page: [bold]{server.url}[/bold]")
    out.print(f"A bot joins with TELEGRAM_API_URL={server.url} TELEGRAM_BOT_TOKEN=1:any")
    server.run()


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="Read questions as JSON lines, answer each in a line.")
    ] = False,
    language: Annotated[str | None, typer.Option(help="Answer in kk or ru.")] = None,
    region: Annotated[str | None, typer.Option(help="Region the question is about.")] = None,
    explain: Annotated[bool, typer.Option(help="Show what made each section rank there.")] = False,
) -> None:
    """Answer one question, or one per line of standard input."""
    settings = read_settings()
    if as_lines:
        _answer_lines(_open_answers(settings))
        return
    if question is None:
        fail('Give a question: qonys ask "кошу акшасы канша"', 2)
    try:
        chosen = _language(language)
    except ValueError as error:
        fail(str(error), 2)
    answers = _open_answers(settings)
    started = time.perf_counter()
    turn = answers.ask(question, language=chosen, region=region)
    took_ms = (time.perf_counter() - started) * 1000
    if as_json:
        from bot.answer_json import answer_json

        print(json.dumps(answer_json(turn, "1", took_ms), ensure_ascii=False))
        return
    out.print(turn.reply.text.plain, markup=False)
    if explain:
        _explain(turn)


def _answer_lines(answers: Any) -> None:
    """JSON lines in, JSON lines out, in order; a bad line gets an error line, not an end."""
    from bot.answer_json import answer_json, error_json

    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        started = time.perf_counter()
        try:
            row = _question_row(line)
            turn = answers.ask(
                row["question"], language=row.get("language"), region=row.get("region")
            )
            took_ms = (time.perf_counter() - started) * 1000
            answer = answer_json(turn, str(row.get("id", number)), took_ms)
        except ValueError as error:
            answer = error_json(str(number), f"line {number}: {error}")
        print(json.dumps(answer, ensure_ascii=False), flush=True)


def _question_row(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise ValueError('expected {"id": …, "question": "…"}')
    _language(row.get("language"))
    return row


def _language(value: object) -> Any:
    if value in (None, "kk", "ru"):
        return value
    raise ValueError(f"language must be kk or ru, not {value!r}")


def _explain(turn: Any) -> None:
    from rich.table import Table

    table = Table("section", "score", "what matched", "best by words")
    for hit in turn.answer.hits:
        features = ", ".join(f"{k} {v:.2f}" for k, v in hit.features.items() if v)
        table.add_row(hit.section_id, f"{hit.score:.2f}", features, hit.best[:80])
    table.columns[0].overflow = "fold"
    out.print(table)
    out.print(f"{turn.answer.status}, confidence {turn.answer.confidence:.2f}")


@app.command()
def chat() -> None:
    """Talk to the bot in the terminal; an empty line or Ctrl-D ends it."""
    settings = read_settings()
    answers = _open_answers(settings)
    out.print(answers.replies.start("kk").text.plain, markup=False)
    out.print(answers.replies.start("ru").text.plain, markup=False)
    language: Any = "kk"
    while True:
        try:
            text = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            break
        if not text:
            break
        turn = answers.ask(text, default=language)
        language = turn.answer.language
        out.print(turn.reply.text.plain, markup=False)
        for row in turn.reply.buttons:
            for button in row:
                out.print(
                    f"  [{button.label}]" + (f" {button.url}" if button.url else ""), markup=False
                )


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="The knowledge folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    language: Annotated[
        str | None, typer.Option(help="Of the report: kk, ru or en. Else LC_ALL or LANG, else ru.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(help="Folder of facts: report which of them the texts answer.")
    ] = None,
    strict: Annotated[bool, typer.Option(help="Warnings make exit code 1 too.")] = False,
) -> None:
    """Check the knowledge folder: every finding with file, line and what to do.

    Exit code 0: the folder can go live; 1: it has errors; 2: there is nothing to check.
    """
    from bot.checking import check_and_show
    from bot.clock import today_in_kazakhstan
    from bot.messages.admin import admin_language

    try:
        chosen = admin_language(language, os.environ)
    except ValueError as error:
        fail(str(error), 2)
    folder = path or read_settings().qonys_knowledge
    code = check_and_show(
        folder,
        today_in_kazakhstan(),
        out,
        as_json=as_json,
        language=chosen,
        facts=facts,
        strict=strict,
    )
    raise typer.Exit(code)


@app.command()
def index(
    watch: Annotated[bool, typer.Option(help="Stay and index again on every change.")] = False,
    show: Annotated[bool, typer.Option("--list", help="Show the versions that are kept.")] = False,
) -> None:
    """Build the next index version beside the live one, and let it go live."""
    settings = read_settings()
    if show:
        from bot.versions import show_versions

        show_versions(settings, out)
        return
    from bot.indexing import build_once, watch_folder

    with _progress("index") as advance:
        ok = build_once(settings, out, advance)
    if watch:
        watch_folder(settings, out)
    elif not ok:
        raise typer.Exit(1)


@app.command()
def rollback() -> None:
    """Go back one index version."""
    from bot.versions import roll_back

    if not roll_back(read_settings(), out):
        raise typer.Exit(1)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="PDF, DOCX, HTML or TXT files.")],
    to: Annotated[
        Path | None, typer.Option(help="Folder for the drafts; else drafts/ in the knowledge.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the notes: kk, ru or en. Else LC_ALL or LANG, else ru.")
    ] = None,
) -> None:
    """Make drafts of files: Markdown with front matter to complete, which the bot does not read.

    Exit code 0: a draft of every file; 1: some file was refused.
    """
    from bot.importing import import_files
    from bot.messages.admin import admin_language

    try:
        chosen = admin_language(language, os.environ)
    except ValueError as error:
        fail(str(error), 2)
    knowledge = read_settings().qonys_knowledge
    with _progress("import") as advance:
        done = import_files(files, to or knowledge / "drafts", knowledge, out, chosen, advance)
    if not done:
        raise typer.Exit(1)


def _open_system(baseline: Any) -> Any:
    """The product as `qonys evaluate` measures it, or a baseline over its texts."""
    from retrieval import Answerer, load_encoder
    from retrieval.evaluation.systems import baseline_system, system_of

    settings = read_settings()
    answers = _open_answers(settings)
    if baseline is not None:
        return baseline_system(baseline, answers.version.knowledge.sections)
    encoder = load_encoder(settings.embedding_model)
    return system_of(
        Answerer(answers.version),
        encoder,
        write=lambda answer: answers.replies.answer(answer).text.plain,
    )


def _add_stats(others: typer.Typer) -> None:
    from bot.statistics.cli import app as stats

    others.add_typer(stats)


def _add_bench(others: typer.Typer) -> None:
    from bot.bench import app as bench

    others.add_typer(bench)


def _add_centres(others: typer.Typer) -> None:
    from bot.centres.cli import app as centres

    others.add_typer(centres)


def _add_link(others: typer.Typer) -> None:
    from bot.centres.cli import link

    others.command()(link)


def _add_evaluate(others: typer.Typer) -> None:
    from retrieval.evaluation.cli import add_evaluate

    add_evaluate(others, _open_system)


_ELSEWHERE: Final[Mapping[str, Callable[[typer.Typer], None]]] = {
    "stats": _add_stats,
    "bench": _add_bench,
    "centres": _add_centres,
    "link": _add_link,
    "evaluate": _add_evaluate,
}


if __name__ == "__main__":
    main()
