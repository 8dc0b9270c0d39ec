"""``qonys link``: the link, the QR code and the posters of a centre, or of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import track

from bot.centres.links import deep_link, qr_png, qr_svg, qr_terminal
from bot.centres.registry import Centre, CentreError, Centres
from bot.privacy import configure_logging
from bot.settings import Settings
from retrieval import LANGUAGES, Language, read_knowledge

__all__ = ["link"]

_err = Console(stderr=True, highlight=False)
_out = Console(highlight=False, soft_wrap=True)

_EXAMPLE = Path(__file__).with_name("centres.example.csv")


def link(
    code: Annotated[str | None, typer.Argument(help="Code of a centre.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All centres of the list.")] = False,
    centres: Annotated[Path | None, typer.Option(help="The list, CSV; else CENTRES_FILE.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder.")] = Path("posters"),
    bot: Annotated[
        str | None, typer.Option(help="@name of the bot; else it is asked of Telegram.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Posters in kk or ru; else both.")
    ] = None,
) -> None:
    """Make the deep link, QR code and A4 poster (PDF and PNG) of a centre."""
    if (code is None) is not every:
        _fail("Name a centre, or --all: qonys link semey", 2)
    languages = tuple(each for each in LANGUAGES if language in {None, each})
    if not languages:
        _fail(f"--language is kk or ru, not {language}.", 2)
    settings = _settings()
    path = centres or settings.centres_file or settings.qonys_data / "centres.csv"
    try:
        listed = _read(path, settings)
        chosen = list(listed) if code is None else [listed[code]]
    except CentreError as error:
        _fail(str(error))
    username = bot or settings.telegram_bot_username or _ask_telegram(settings)
    try:
        links = {centre.code: deep_link(username, centre.code) for centre in chosen}
    except ValueError as error:
        _fail(str(error), 2)
    output.mkdir(parents=True, exist_ok=True)
    if len(chosen) == 1:
        _out.print(links[chosen[0].code], markup=False)
        _err.print(qr_terminal(links[chosen[0].code]), markup=False)
    _make_all(chosen, username, languages, output)
    if len(chosen) > 1:
        lines = [f"{centre_code},{address}" for centre_code, address in links.items()]
        (output / "links.csv").write_text("\n".join(["code,link", *lines, ""]), encoding="utf-8")
    _err.print(f"{output}: {len(chosen)} × {', '.join(languages)}", markup=False)


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
        done = track(as_completed(jobs), "posters", total=len(jobs), console=_err)
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
            _fail(f"{centre.code}: {error}")


def _read(path: Path, settings: Settings) -> Centres:
    """The list, with regions checked against the knowledge folder where there is one.

    Raises:
        CentreError: the list has an error, or is empty.
    """
    from bot.service import today_in_kazakhstan

    regions = None
    if settings.qonys_knowledge.is_dir():
        knowledge, _ = read_knowledge(settings.qonys_knowledge, today_in_kazakhstan())
        regions = None if knowledge is None else knowledge.tables.regions.root
    listed = Centres.read(path, regions)
    if not len(listed):
        raise CentreError(f"There are no centres in {path}. Begin with a copy of {_EXAMPLE}")
    return listed


def _ask_telegram(settings: Settings) -> str:
    from telegram import Bot
    from telegram.error import TelegramError

    token = settings.telegram_bot_token
    if token is None:
        _fail("What is the bot's name? --bot qonys_bot, or TELEGRAM_BOT_USERNAME.", 2)

    async def ask() -> str:
        root = settings.telegram_api_url.rstrip("/")
        async with Bot(token.get_secret_value(), base_url=f"{root}/bot") as telegram:
            return telegram.username

    try:
        return asyncio.run(ask())
    except TelegramError:
        _fail("Telegram did not tell the bot's name; give it with --bot.")


def _settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as error:
        for each in error.errors():
            name = ".".join(str(part) for part in each["loc"]).upper()
            _err.print(f"[red]setting {name}:[/red] {each['msg']}")
        raise typer.Exit(2) from None
    configure_logging(settings.log_level)
    return settings


def _fail(message: str, code: int = 1) -> NoReturn:
    _err.print(message, markup=False)
    raise typer.Exit(code)
