"""``qonys stats``: reports in the terminal and as files, the dashboard and its password."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.centres import CentreFileError
from bot.terminal import err, fail, out, read_settings

if TYPE_CHECKING:
    from bot.statistics.words import ReportLanguage

__all__ = ["app", "database_errors"]

app = typer.Typer(
    name="stats",
    help="Anonymous statistics: what people ask and what the texts don't answer.",
    no_args_is_help=True,
)

_PASSWORD_LENGTH = 12

_Language = Annotated[str, typer.Option("--language", "-l", help="kk, ru or en.")]


@app.command()
def report(
    form: Annotated[
        str, typer.Option("--format", "-f", help="terminal, csv, json, xlsx or html.")
    ] = "terminal",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; - is standard output.")
    ] = None,
    language: _Language = "ru",
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many closed weeks.")] = 4,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day, instead of weeks.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
) -> None:
    """Show what was asked in whole, closed weeks; small numbers are hidden."""
    from bot.clock import today_in_kazakhstan
    from bot.statistics.formats import FORMATS, print_report
    from bot.statistics.opening import open_reports

    if form != "terminal" and form not in FORMATS:
        fail(f"--format is terminal, {', '.join(FORMATS)}, not {form}.", 2)
    spoken = _language(language)
    settings = read_settings()
    today = today_in_kazakhstan()
    first, last = _range(weeks, since, until, today)
    with database_errors():
        made = open_reports(settings).report(spoken, first, last, today)
    if form == "terminal":
        print_report(made, Console(highlight=False))
        return
    data = FORMATS[form][0](made)
    if output is None or str(output) == "-":
        if form == "xlsx" and output is None and sys.stdout.isatty():
            fail("Name a file for the workbook: --output report.xlsx", 2)
        sys.stdout.buffer.write(data)
        return
    output.write_bytes(data)
    err.print(str(output), markup=False)


@app.command()
def public(
    output: Annotated[Path, typer.Argument(help="CSV file to write.")],
    week: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Monday; else the newest week.")
    ] = None,
) -> None:
    """Write a file that anybody may have: noisy counts with differential privacy, once a week."""
    from bot.clock import today_in_kazakhstan
    from bot.statistics.opening import open_reports
    from bot.statistics.public import BudgetSpentError, public_csv, release_publicly
    from bot.statistics.release import last_closed_week

    settings = read_settings()
    epsilon = settings.statistics_epsilon
    if epsilon is None:
        fail("Set STATISTICS_EPSILON, for example 1; see docs/statistics.md.", 2)
    today = today_in_kazakhstan()
    monday = last_closed_week(today) if week is None else week.date()
    with database_errors():
        reports = open_reports(settings)
        if reports.knowledge is None:
            fail("The knowledge folder can't be read; `qonys check` says why.")
        try:
            tables = release_publicly(
                reports.engine,
                monday,
                reports.knowledge,
                epsilon,
                settings.statistics_threshold,
                today,
            )
        except ImportError:
            fail("OpenDP is missing: pip install 'qonys[public]'")
        except (BudgetSpentError, ValueError) as error:
            fail(f"{error}.")
    output.write_bytes(public_csv(tables, monday, epsilon))
    err.print(str(output), markup=False)


@app.command()
def dashboard(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8090,
) -> None:
    """Serve the dashboard alone; a running bot with HTTP_PORT serves it at /dashboard too."""
    import uvicorn
    from starlette.applications import Starlette

    from bot.statistics.dashboard import Dashboard
    from bot.statistics.opening import open_reports

    settings = read_settings()
    given = settings.dashboard_password_hash
    if given is None:
        fail("Set DASHBOARD_PASSWORD_HASH; `qonys stats password` makes it.", 2)
    with database_errors():
        reports = open_reports(settings)
        try:
            pages = Dashboard(lambda: reports, given.get_secret_value())
        except ValueError as error:
            fail(str(error), 2)
        app = Starlette(routes=list(pages.routes()))
        with socket.create_server((host, port)) as listener:
            address = listener.getsockname()
            err.print(f"http://{host}:{address[1]}/dashboard", markup=False)
            config = uvicorn.Config(app, access_log=False, log_config=None, ws="none")
            uvicorn.Server(config).run(sockets=[listener])


@app.command()
def digest() -> None:
    """Print what the admins' chats get on Wednesdays: the newest week, in Kazakh and Russian."""
    from bot.clock import TIME_ZONE
    from bot.statistics.digest import write_digest
    from bot.statistics.opening import open_reports

    with database_errors():
        text = write_digest(open_reports(read_settings()), datetime.now(TIME_ZONE))
    out.print(text, markup=False)


@app.command()
def password() -> None:
    """Make DASHBOARD_PASSWORD_HASH from a password that you type (or pipe in)."""
    from bot.statistics.dashboard import hash_password

    if sys.stdin.isatty():
        chosen = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        chosen = sys.stdin.readline().rstrip("\n")
    if len(chosen) < _PASSWORD_LENGTH:
        fail(f"At least {_PASSWORD_LENGTH} characters.", 2)
    # In single quotes an .env file takes the dollar signs as they are.
    sys.stdout.write(f"DASHBOARD_PASSWORD_HASH='{hash_password(chosen)}'\n")


@app.command()
def export(
    output: Annotated[Path, typer.Argument(help="File: .csv, .json, .xlsx or .html.")],
    language: _Language = "ru",
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many closed weeks.")] = 4,
) -> None:
    """Write the report to a file; its name says in which format."""
    report(output.suffix.lstrip(".") or "no format", output, language, weeks, None, None)


def _range(
    weeks: int, since: datetime | None, until: datetime | None, today: date
) -> tuple[date, date]:
    from bot.statistics.release import last_closed_week

    last = last_closed_week(today) + timedelta(days=6) if until is None else until.date()
    first = last - timedelta(days=7 * weeks - 1) if since is None else since.date()
    if first > last:
        fail("--since is after --until.", 2)
    return first, last


def _language(value: str) -> ReportLanguage:
    from bot.statistics.words import REPORT_LANGUAGES

    language = next((each for each in REPORT_LANGUAGES if each == value), None)
    if language is None:
        fail(f"--language is {', '.join(REPORT_LANGUAGES)}, not {value}.", 2)
    return language


@contextmanager
def database_errors() -> Iterator[None]:
    """Turns what an owner can mend into one line."""
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    from bot.statistics.database import NewerDatabaseError

    try:
        yield
    except CentreFileError as error:
        fail(str(error))
    except ArgumentError:
        fail("DATABASE_URL makes no sense: postgresql://user:password@host/database", 2)
    except NewerDatabaseError:
        fail("A newer version of Qonys made the statistics database: update this one too.")
    except (SQLAlchemyError, OSError) as error:
        fail(f"The statistics database cannot be opened ({type(error).__name__}).")
