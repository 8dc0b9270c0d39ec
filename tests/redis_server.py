"""A real Redis of a test's own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["RedisServer", "redis_server"]

_MEMORY_ONLY = ("--save", "", "--appendonly", "no")


class RedisServer:
    """A Redis on a socket in ``folder``; ``stop`` and ``start`` are what an outage looks like."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._socket = folder / "redis.sock"
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL is set to."""
        return f"unix://{self._socket}"

    def start(self, *options: str) -> None:
        """Start it and wait until it answers; without options nothing is written to disk."""
        self._process = subprocess.Popen(
            [
                self._program,
                *("--port", "0", "--unixsocket", self._socket),
                *(options or _MEMORY_ONLY),
            ],
            stdout=subprocess.PIPE,
            cwd=self._socket.parent,
            text=True,
        )
        assert self._process.stdout is not None
        assert any("ready to accept" in line.lower() for line in self._process.stdout)

    def stop(self) -> None:
        """Kill it, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A server that is running; the test is skipped where no Redis is installed."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("needs Redis (Debian: apt install redis-server)")
    # Not below pytest's folders: the path of a socket may be no longer than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(program, Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()
