"""Logs that can't hold what people wrote, who they are, or the bot's token.

Only messages of this project are written out, since they are known to hold neither. Of every
other library a line says its logger and level, and of every exception its type and the places in
the code: never its message, which may quote a text, an address with the token, or a user.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Final

__all__ = ["SafeFormatter", "configure_logging", "describe_error", "hide_error_messages"]

_log = logging.getLogger(__name__)

#: Loggers whose messages are written with nothing but fixed words, names of files and counts.
OWN_LOGGERS: Final = ("bot", "retrieval")

_FRAMES = 12


class SafeFormatter(logging.Formatter):
    """Formats a record without anything that came from outside."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``; the message of a foreign logger is withheld."""
        safe = logging.makeLogRecord(
            {
                "name": record.name,
                "levelname": record.levelname,
                "levelno": record.levelno,
                "created": record.created,
                "msecs": record.msecs,
                "msg": record.getMessage() if _is_own(record) else "(message withheld)",
            }
        )
        line = super().format(safe)
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{describe_error(error)}"


def describe_error(error: BaseException) -> str:
    """Type of an exception and of its causes, each with the code it came through; no message."""
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        kind = type(cause)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        lines += _places(cause.__traceback__)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace, limit=-_FRAMES)
    return [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN_LOGGERS


def configure_logging(level: str) -> None:
    """Send every logger of the process to standard error through `SafeFormatter`.

    Args:
        level: lowest level of our own messages; other libraries speak from WARNING on.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    # Some libraries set a level of their own when they are imported, whatever the root says.
    handler.addFilter(lambda record: _is_own(record) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(level)
    # Libraries that bring handlers of their own would go around the formatter.
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
    logging.captureWarnings(True)


def hide_error_messages() -> None:
    """Let errors that nobody catches go through the log too: their place without their words.

    Python would print them with their messages: those that end the process or a thread, and those
    that it can only report. A message that can't be written to the log is dropped, not printed.
    """
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _report("thread ended", args.exc_value)
    sys.unraisablehook = lambda args: _report("error while cleaning up", args.exc_value)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _report("ended by an error", error)


def _report(what: str, error: BaseException | None) -> None:
    if not isinstance(error, SystemExit):
        _log.critical(what, exc_info=error)
