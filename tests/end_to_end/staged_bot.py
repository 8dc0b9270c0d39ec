"""The bot, but a test holds its clock and the moment at which a slow answer is ready.

It stands in for half an hour that passes, and for a machine that is busy. ``QONYS_TEST_STAGE``
names a folder: ``clock`` holds seconds that the clock is ahead, ``ready`` lets slow answers go.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import bot.redis_memory
from bot.__main__ import main
from bot.conversation import RamMemory
from bot.service import LiveAnswers, Turn

SLOW = "баяу"
BROKEN = "сынық"

_STAGE = Path(os.environ.get("QONYS_TEST_STAGE", "."))
_ask = LiveAnswers.ask
_wait = threading.Event()


def _now() -> float:
    return time.monotonic() + float((_STAGE / "clock").read_text())


def _staged(self: LiveAnswers, text: str, **options: Any) -> Turn:
    if SLOW in text or BROKEN in text:
        while not (_STAGE / "ready").exists():
            _wait.wait(0.02)
    if BROKEN in text:
        raise RuntimeError("broken for a test")
    return _ask(self, text.replace(SLOW, ""), **options)


if __name__ == "__main__":
    LiveAnswers.ask = _staged  # type: ignore[method-assign]
    setattr(bot.redis_memory, "RamMemory", lambda: RamMemory(now=_now))  # noqa: B010
    main()
