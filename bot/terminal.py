"""What the commands at a terminal share: where they print, the settings, how they fail."""

from __future__ import annotations

from typing import Final, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from bot.privacy import configure_logging
from bot.settings import Settings

__all__ = ["err", "fail", "out", "read_settings"]

# Lines are never broken here: a path cut in two can neither be copied nor searched for.
out: Final = Console(highlight=False, soft_wrap=True)
err: Final = Console(stderr=True, highlight=False, soft_wrap=True)


def read_settings(log_level: str | None = None) -> Settings:
    """The settings of the environment; starts logging as they say, or as ``log_level`` does.

    Raises:
        typer.Exit: With code 2, after a line for each setting that makes no sense.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        for each in error.errors():
            name = ".".join(str(part) for part in each["loc"]).upper()
            err.print(f"setting {name}: {each['msg']}", markup=False)
        raise typer.Exit(2) from None
    configure_logging(log_level or settings.log_level)
    return settings


def fail(message: str, code: int = 1) -> NoReturn:
    """Print what is wrong and what to do on standard error, and end with ``code``."""
    err.print(message, markup=False)
    raise typer.Exit(code)
