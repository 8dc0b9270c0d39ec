"""The link of a centre and its QR code."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Final

import segno

from bot.centres.registry import CODE_PATTERN

__all__ = ["deep_link", "qr_matrix", "qr_png", "qr_svg", "qr_terminal"]

_USERNAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")
#: Light modules around the code; readers need four.
QUIET_ZONE: Final = 4
#: A quarter of the code may be dirty or torn and it is still read.
_ERROR_LEVEL: Final = "q"


def deep_link(username: str, code: str) -> str:
    """The link that opens the bot with a centre's code.

    Args:
        username: of the bot, with or without ``@``.
        code: of the centre.

    Raises:
        ValueError: Telegram would not take one of them
            (https://core.telegram.org/bots/features#deep-linking).
    """
    name = username.removeprefix("@")
    if not _USERNAME.fullmatch(name):
        raise ValueError(f"{username!r} is no name of a bot")
    if not CODE_PATTERN.fullmatch(code):
        raise ValueError(f"{code!r} is no code of a centre")
    return f"https://t.me/{name}?start={code}"


def qr_matrix(link: str) -> Sequence[Sequence[int]]:
    """The modules of the QR code: rows of 1 (dark) and 0, without the quiet zone."""
    return tuple(tuple(row) for row in _code(link).matrix)


def qr_png(link: str, scale: int = 16) -> bytes:
    """The QR code as PNG, ``scale`` pixels a module."""
    buffer = io.BytesIO()
    _code(link).save(buffer, kind="png", scale=scale, border=QUIET_ZONE)
    return buffer.getvalue()


def qr_svg(link: str) -> bytes:
    """The QR code as SVG, for any size."""
    buffer = io.BytesIO()
    _code(link).save(buffer, kind="svg", scale=4, border=QUIET_ZONE, xmldecl=True)
    return buffer.getvalue()


def qr_terminal(link: str) -> str:
    """The QR code for a terminal, two modules to a character."""
    buffer = io.StringIO()
    _code(link).terminal(buffer, border=2, compact=True)
    return buffer.getvalue()


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error=_ERROR_LEVEL, boost_error=False)
