"""The bot and the sandbox as processes of their own, so that measuring costs them nothing."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

__all__ = ["BenchmarkError", "Running", "bot_process", "run_to_end", "sandbox_process"]

_READY_SECONDS: Final = 300.0
_STOP_SECONDS: Final = 30.0

#: Nothing that is measured may reach what the owner's own bot counts, keeps or tells.
_OWN: Final = {
    "TELEGRAM_BOT_TOKEN": "1:benchmark",
    "ADMIN_CHAT_IDS": "",
    "CHROMA_URL": "",
    "DATABASE_URL": "",
    "HTTP_PORT": "",
    "LOG_LEVEL": "INFO",
    "REDIS_URL": "",
    "STATISTICS_REDIS_URL": "",
    "WEBHOOK_URL": "",
}


class BenchmarkError(Exception):
    """Something could not be measured; the text says what."""


@dataclass
class Running:
    """A process and the last lines that it wrote.

    Attributes:
        started: `time.perf_counter` when it was started.
    """

    process: asyncio.subprocess.Process
    started: float
    _lines: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self.process.pid

    async def wait_for(self, pattern: str) -> str:
        """What ``pattern`` finds in the output.

        Raises:
            BenchmarkError: the process ends without it, or it takes minutes.
        """
        try:
            async with asyncio.timeout(_READY_SECONDS), self._changed:
                while True:
                    for line in self._lines:
                        if found := re.search(pattern, line):
                            return found.group()
                    if self.process.returncode is not None:
                        break
                    await self._changed.wait()
        except TimeoutError:
            pass
        raise BenchmarkError("the process did not start:\n" + "\n".join(self._lines))

    async def follow(self) -> None:
        """Read the output until the process ends; a full pipe would stop it."""
        if self.process.stdout is None:
            raise BenchmarkError("the process has no output")
        async for line in self.process.stdout:
            async with self._changed:
                self._lines.append(line.decode(errors="replace").rstrip())
                self._changed.notify_all()
        await self.process.wait()
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def sandbox_process() -> AsyncIterator[str]:
    """A sandbox on a free port; gives its address."""
    async with _qonys("sandbox", "--port", "0") as running:
        yield await running.wait_for(r"http://127\.0\.0\.1:\d+")


@asynccontextmanager
async def bot_process(
    address: str, environment: Mapping[str, str], *, wait: bool = True
) -> AsyncIterator[Running]:
    """`qonys run` against the sandbox at ``address``.

    Args:
        address: of the sandbox.
        environment: settings beside those of this process.
        wait: whether to wait until it takes updates.
    """
    settings = {**_OWN, "TELEGRAM_API_URL": address, **environment}
    async with _qonys("run", environment=settings) as running:
        if wait:
            await running.wait_for(r"ready: knowledge version")
        yield running


async def run_to_end(*arguments: str, environment: Mapping[str, str]) -> float:
    """`qonys …`; gives the `time.perf_counter` at which it had ended.

    Raises:
        BenchmarkError: it failed.
    """
    async with _qonys(*arguments, environment={**_OWN, **environment}) as running:
        code = await running.process.wait()
        ended = time.perf_counter()
    if code != 0:
        raise BenchmarkError(f"qonys {' '.join(arguments)} ended with {code}")
    return ended


@asynccontextmanager
async def _qonys(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Running]:
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **(environment or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Running(process, started)
    reading = asyncio.create_task(running.follow())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await reading
        except TimeoutError:
            process.kill()
            await reading
