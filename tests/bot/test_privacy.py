"""Nothing that came from outside is in the log: not of libraries, not of errors that nobody caught.

Each case is a process of its own, since logging and the hooks for errors belong to a process.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

SECRET = "777:canary-token"
BEGIN = """
import logging, sys, threading, warnings
from bot.privacy import configure_logging, hide_error_messages
configure_logging("DEBUG")
hide_error_messages()
SECRET = "777:canary-token"
"""


def _said(code: str, status: int = 0) -> str:
    """What a process prints that runs ``code``; it must not have said the secret."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == status, output
    assert SECRET not in output
    assert "canary" not in output
    return output


@pytest.mark.parametrize("library", ["httpx", "httpcore", "telegram.ext", "uvicorn.error", "root"])
def test_messages_of_libraries_are_withheld(library: str) -> None:
    code = f"""
log = logging.getLogger({library!r})
log.setLevel(logging.DEBUG)
log.info("HTTP Request: POST /bot%s/sendMessage", SECRET)
log.warning("the text was %s", SECRET)
"""
    output = _said(code)
    assert output.count("withheld") == 1
    assert f"WARNING {library} (message withheld)" in output


def test_a_request_that_fails_does_not_tell_its_address() -> None:
    code = """
import asyncio
from telegram import Bot
from telegram.error import TelegramError

async def ask():
    bot = Bot(SECRET, base_url="http://127.0.0.1:1/bot")
    try:
        await bot.get_me()
    except TelegramError as error:
        logging.getLogger("bot.test").error("no answer", exc_info=error)

asyncio.run(ask())
"""
    output = _said(code)
    assert "ERROR bot.test no answer" in output
    assert "telegram.error.NetworkError" in output
    assert "httpx.ConnectError" in output


def test_our_own_messages_and_the_places_of_errors_are_written() -> None:
    code = """
def find():
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"no {SECRET}") from error

try:
    find()
except ValueError:
    logging.getLogger("bot.test").exception("the question broke")
"""
    output = _said(code)
    assert "ERROR bot.test the question broke" in output
    assert "builtins.ValueError" in output
    assert "builtins.KeyError" in output
    assert "find" in output


def test_handlers_that_libraries_brought_along_are_taken_away() -> None:
    code = """
log = logging.getLogger("library")
log.addHandler(logging.StreamHandler())
log.propagate = False
configure_logging("DEBUG")
log.error(SECRET)
"""
    assert "ERROR library (message withheld)" in _said(code)


def test_warnings_are_withheld() -> None:
    assert "WARNING py.warnings (message withheld)" in _said("warnings.warn(SECRET)")


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("raise RuntimeError(SECRET)", 1, "ended by an error"),
        (
            "def work(): raise RuntimeError(SECRET)\n"
            "thread = threading.Thread(target=work)\nthread.start()\nthread.join()",
            0,
            "thread ended",
        ),
        (
            "class Broken:\n    def __del__(self): raise RuntimeError(SECRET)\nBroken()",
            0,
            "error while cleaning up",
        ),
    ],
)
def test_errors_that_nobody_catches_are_said_without_their_words(
    code: str, status: int, message: str
) -> None:
    output = _said(code, status)
    assert f"CRITICAL bot.privacy {message}" in output
    assert "builtins.RuntimeError" in output


def test_a_message_that_can_not_be_written_is_not_printed_instead() -> None:
    assert _said("logging.getLogger('bot.test').error('%d', SECRET)") == ""


def test_a_task_that_nobody_awaits_tells_no_words() -> None:
    code = """
import asyncio, gc

async def work():
    raise RuntimeError(SECRET)

async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()

asyncio.run(main())
"""
    output = _said(code)
    assert "ERROR asyncio (message withheld)" in output
    assert "builtins.RuntimeError" in output
