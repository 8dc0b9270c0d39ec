"""A real PostgreSQL server for tests, from the ``pgserver`` wheel or from the system.

PostgreSQL refuses to run as root: there it runs as ``nobody``, from a copy of its programs that
``nobody`` can read.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

_WAIT = ("-w", "-t", "60")


@dataclass
class PostgresServer:
    """A running server; ``stop`` and ``start`` are what an outage looks like."""

    programs: Path
    home: Path
    port: int
    user: int | None

    @property
    def url(self) -> str:
        return f"postgresql://qonys:secret@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.home}"
        )
        log = self.home / "server.log"
        self._run("pg_ctl", "start", "-D", self._data, "-l", str(log), "-o", options, *_WAIT)

    def stop(self) -> None:
        """Ends the server at once, in the middle of whatever it was doing."""
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate", *_WAIT)

    def make(self) -> None:
        password = self.home / "password"
        password.write_text("secret\n", encoding="utf-8")
        if self.user is not None:
            os.chown(password, self.user, -1)
        options = ("-U", "qonys", "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8")
        self._run("initdb", "-D", self._data, *options, "--locale=C", "--no-sync")

    @property
    def _data(self) -> str:
        return str(self.home / "data")

    def _run(self, program: str, *arguments: str) -> None:
        # The server keeps what it inherits: with a pipe, waiting for its end would take forever.
        output = self.home / "output.log"
        with output.open("ab") as file:
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdout=file,
                stderr=file,
                user=self.user,
                cwd=self.home,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                check=False,
            )
        assert done.returncode == 0, output.read_text(encoding="utf-8", errors="replace")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A new server with an empty database; skips without PostgreSQL, except with ``CI=true``."""
    programs = _find_programs()
    if programs is None:
        missing = "needs PostgreSQL (pip install pgserver, or Debian's postgresql)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="qonys-pg-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        if user is not None:
            Path(folder).chmod(0o755)
            os.chown(home, user, -1)
            programs = _copied(programs, Path(folder))
        server = PostgresServer(programs, home, _free_port(), user)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _find_programs() -> Path | None:
    spec = find_spec("pgserver")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    systems = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return systems[-1].parent if systems else None


def _copied(programs: Path, folder: Path) -> Path:
    """The programs with everything that they load, below ``folder``."""
    root = programs.parent
    copy = folder / "wheel" / root.name
    shutil.copytree(root, copy, symlinks=True)
    libraries = root.parent.with_name("pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / programs.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
