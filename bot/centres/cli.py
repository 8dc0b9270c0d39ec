"""``qonys link``: links, QR codes and posters of centres. ``qonys centres``: the list of them."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.centres.links import deep_link, qr_png, qr_svg, qr_terminal
from bot.centres.registry import COLUMNS, Centre, CentreError, Centres
from bot.settings import Settings
from bot.terminal import err, fail, out, read_settings
from retrieval import LANGUAGES, Language, read_knowledge

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.centres.table import CentreChanges

__all__ = ["app", "link"]

app = typer.Typer(
    name="centres",
    help="The centres whose links are counted: import a list, look at it, export it.",
    no_args_is_help=True,
)


_STANDARD_INPUT = Path("-")
_EXAMPLE = Path(__file__).with_name("centres.example.csv")


def link(
    code: Annotated[
        str | None, typer.Argument(help="Code of a centre; with --all a CSV file.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All centres of the list.")] = False,
    centres: Annotated[
        Path | None, typer.Option(help="The list, CSV; else CENTRES_FILE, else the database.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder.")] = Path("posters"),
    bot: Annotated[
        str | None, typer.Option(help="@name of the bot; else it is asked of Telegram.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Posters in kk or ru; else both.")
    ] = None,
) -> None:
    """Make the deep link, QR code and A4 poster (PDF and PNG) of a centre.

    With --all of every centre; a CSV file that is named with it becomes the list that is counted.
    """
    given = Path(code) if every and code is not None else centres
    if code is None and not every:
        fail("Name a centre, or --all: qonys link semey", 2)
    if every and code is not None and centres is not None:
        fail("Name the list once: qonys link --all centres.csv", 2)
    languages = tuple(each for each in LANGUAGES if language in {None, each})
    if not languages:
        fail(f"--language is kk or ru, not {language}.", 2)
    settings = read_settings()
    try:
        listed = _listed(settings, given)
        chosen = list(listed) if every else [listed[code or ""]]
    except CentreError as error:
        fail(str(error))
    if every and code is not None:
        _import_for_links(settings, Path(code), listed)
    username = bot or settings.telegram_bot_username or _ask_telegram(settings)
    try:
        links = {centre.code: deep_link(username, centre.code) for centre in chosen}
    except ValueError as error:
        fail(str(error), 2)
    output.mkdir(parents=True, exist_ok=True)
    if len(chosen) == 1:
        out.print(links[chosen[0].code], markup=False)
        err.print(qr_terminal(links[chosen[0].code]), markup=False)
    _make_all(chosen, username, languages, output)
    if len(chosen) > 1:
        lines = [f"{centre_code},{address}" for centre_code, address in links.items()]
        (output / "links.csv").write_text("\n".join(["code,link", *lines, ""]), encoding="utf-8")
    err.print(f"{output}: {len(chosen)} × {', '.join(languages)}", markup=False)


def _make_all(
    chosen: list[Centre], username: str, languages: tuple[Language, ...], output: Path
) -> None:
    """Draw on all cores; a bar shows how far it is."""
    if len(chosen) == 1:
        _make(chosen[0], username, languages, output)
        return
    with ProcessPoolExecutor() as pool:
        jobs = {
            pool.submit(_make, centre, username, languages, output): centre for centre in chosen
        }
        done = track(as_completed(jobs), "posters", total=len(jobs), console=Console(stderr=True))
        for job in done:
            job.result()


def _make(centre: Centre, username: str, languages: Iterable[Language], output: Path) -> None:
    from bot.centres.posters import PosterFontError, poster_pdf, poster_png

    address = deep_link(username, centre.code)
    (output / f"{centre.code}.qr.svg").write_bytes(qr_svg(address))
    (output / f"{centre.code}.qr.png").write_bytes(qr_png(address))
    for language in languages:
        stem = f"{centre.code}.{language}"
        try:
            (output / f"{stem}.pdf").write_bytes(poster_pdf(centre, username, language))
            (output / f"{stem}.png").write_bytes(poster_png(centre, username, language))
        except PosterFontError as error:
            fail(f"{centre.code}: {error}")


@app.command("import")
def import_centres(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="The list, CSV; - is standard input; else CENTRES_FILE or centres.csv."
        ),
    ] = None,
) -> None:
    """Read a list into the database: from then on it is the list that is counted."""
    settings = read_settings()
    source = path or _own_file(settings)
    try:
        _refuse_two_lists(settings, source)
        listed = _read(source, settings)
    except CentreError as error:
        fail(str(error))
    with _database(settings) as engine:
        _tell(_write(engine, listed), len(listed))
    if _own_file(settings).exists():
        err.print(
            f"The bot reads {source} at every start; without that file the database counts.",
            markup=False,
        )


@app.command("list")
def list_centres() -> None:
    """Show the centres whose links are counted."""
    settings = read_settings()
    try:
        listed = _listed(settings, None)
    except CentreError as error:
        fail(str(error))
    table = Table("code", "name_kk", "name_ru", "region")
    for centre in listed:
        table.add_row(centre.code, centre.names["kk"], centre.names["ru"], centre.region)
    Console(highlight=False).print(table)


@app.command("export")
def export_centres(
    output: Annotated[Path, typer.Argument(help="CSV file to write; - is standard output.")],
) -> None:
    """Write the list as CSV, to change it and import it again."""
    settings = read_settings()
    try:
        listed = _listed(settings, None)
    except CentreError as error:
        fail(str(error))
    if str(output) == "-":
        _write_csv(sys.stdout, listed)
        return
    # With a mark in front, spreadsheets know that it is UTF-8.
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        _write_csv(file, listed)
    err.print(f"{output}: {len(listed)}", markup=False)


def _write_csv(file: TextIO, listed: Centres) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for centre in listed:
        writer.writerow((centre.code, centre.names["kk"], centre.names["ru"], centre.region))


def _own_file(settings: Settings) -> Path:
    from bot.statistics.opening import centres_path

    return centres_path(settings)


def _listed(settings: Settings, given: Path | None) -> Centres:
    """The list of ``given``, else that of the owner's file, else that of the database.

    Raises:
        CentreError: the list has an error, or is empty.
    """
    path = given or _own_file(settings)
    if given is not None or path.exists():
        return _read(path, settings)
    with _database(settings) as engine:
        from bot.centres.table import read_table

        listed = read_table(engine)
    if not len(listed):
        raise CentreError(
            f"There are no centres: neither in {path} nor in the database. "
            f"Begin with a copy of {_EXAMPLE}, then: qonys centres import FILE"
        )
    return listed


def _read(path: Path, settings: Settings) -> Centres:
    """The list in a file, with regions checked against the knowledge folder where there is one.

    Raises:
        CentreError: the list has an error, or is empty.
    """
    from bot.clock import today_in_kazakhstan

    regions = None
    if settings.qonys_knowledge.is_dir():
        knowledge, _ = read_knowledge(settings.qonys_knowledge, today_in_kazakhstan())
        regions = None if knowledge is None else knowledge.tables.regions.root
    if path == _STANDARD_INPUT:
        listed = Centres.parse(sys.stdin.buffer.read(), "standard input", regions)
    else:
        listed = Centres.read(path, regions)
    if not len(listed):
        raise CentreError(f"There are no centres in {path}. Begin with a copy of {_EXAMPLE}")
    return listed


def _refuse_two_lists(settings: Settings, source: Path) -> None:
    """At the next start the bot would make the database the same as its own file again.

    Raises:
        CentreError: there is such a file, and it is not ``source``.
    """
    own = _own_file(settings)
    same = source.exists() and own.exists() and own.samefile(source)
    if own.exists() and not same:
        raise CentreError(
            f"The bot reads its list from {own} at every start. "
            f"Change that file, or remove it and import {source} again."
        )


def _import_for_links(settings: Settings, source: Path, listed: Centres) -> None:
    """Codes on posters must be counted; but posters can be made where there is no database."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.statistics.opening import open_database

    try:
        _refuse_two_lists(settings, source)
        engine = open_database(settings)
        _tell(_write(engine, listed), len(listed))
        engine.dispose()
    except CentreError as error:
        err.print(f"Not imported: {error}", markup=False)
    except (SQLAlchemyError, OSError):
        err.print(
            "Not imported, the statistics database cannot be opened. "
            f"Where the bot runs: qonys centres import {source.name}",
            markup=False,
        )


def _write(engine: Engine, listed: Centres) -> CentreChanges:
    from bot.centres.table import write_table

    return write_table(engine, listed)


def _tell(changes: CentreChanges, count: int) -> None:
    err.print(
        f"{count} centres in the database: {len(changes.added)} added, "
        f"{len(changes.changed)} changed, {len(changes.removed)} removed.",
        markup=False,
    )
    if changes.removed:
        codes = ", ".join(changes.removed)
        err.print(f"Visits through these links count as none now: {codes}", markup=False)


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    from bot.statistics.cli import database_errors
    from bot.statistics.opening import open_database

    with database_errors():
        engine = open_database(settings)
        try:
            yield engine
        finally:
            engine.dispose()


def _ask_telegram(settings: Settings) -> str:
    from telegram import Bot
    from telegram.error import TelegramError

    token = settings.telegram_bot_token
    if token is None:
        fail("What is the bot's name? --bot qonys_bot, or TELEGRAM_BOT_USERNAME.", 2)

    async def ask() -> str:
        root = settings.telegram_api_url.rstrip("/")
        async with Bot(token.get_secret_value(), base_url=f"{root}/bot") as telegram:
            return telegram.username

    try:
        return asyncio.run(ask())
    except TelegramError:
        fail("Telegram did not tell the bot's name; give it with --bot.")
