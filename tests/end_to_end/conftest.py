"""The real bot process against the sandbox, over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.messages import texts
from bot.sandbox import SandboxServer
from bot.sandbox.client import DEFAULT_WAIT_SECONDS, ClientMessage, SandboxClient
from retrieval import Encoder, IndexStore
from tests.conftest import ROOT

NO_NETWORK = Path(__file__).parent / "no_network"
START_SECONDS = 60


@dataclass
class BotProcess:
    """A running `qonys run`.

    Attributes:
        lines: everything it has written to standard output and error so far.
    """

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def follow(self) -> None:
        """Collect the output until the process ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, text: str, seconds: float = START_SECONDS) -> str:
        """The first line with ``text``; fails with the whole output when it doesn't come."""

        def found() -> bool:
            return any(text in line for line in self.lines) or self.process.poll() is not None

        with self._changed:
            self._changed.wait_for(found, seconds)
        for line in self.lines:
            if text in line:
                return line
        raise AssertionError(f"no {text!r} in:\n" + "\n".join(self.lines))

    def stop(self) -> int:
        """End it as systemd would; gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def run_qonys(
    *arguments: str,
    data: Path,
    network_log: Path,
    environment: Mapping[str, str] | None = None,
    module: str = "bot",
) -> Iterator[BotProcess]:
    """`python -m bot …` with its own data folder and without a way to the network."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("TELEGRAM_", "QONYS_", "WEBHOOK", "HTTP_", "SANDBOX_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=data,
        env={
            **clean,
            "QONYS_DATA": str(data),
            "QONYS_TEST_NETWORK_LOG": str(network_log),
            "PYTHONPATH": os.pathsep.join((str(NO_NETWORK), str(ROOT))),
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
            **(environment or {}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = BotProcess(process)
    reader = threading.Thread(target=running.follow, daemon=True)
    reader.start()
    try:
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        reader.join(10)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, shipped_folder: Path, encoder: Encoder) -> Path:
    """A data folder with the shipped texts indexed, so that bots start at once."""
    from bot.clock import today_in_kazakhstan

    folder = tmp_path_factory.mktemp("data")
    IndexStore(folder / "index", encoder).build(shipped_folder, today_in_kazakhstan())
    return folder


@pytest.fixture(scope="session")
def network_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where forbidden connections are written down."""
    return tmp_path_factory.mktemp("network") / "forbidden.log"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture(scope="module")
def bot_process(sandbox: SandboxServer, data: Path, network_log: Path) -> Iterator[BotProcess]:
    """The bot as it runs on Telegram, only that Telegram is the sandbox."""
    environment = {"TELEGRAM_BOT_TOKEN": "1:secret-token", "TELEGRAM_API_URL": sandbox.url}
    with run_qonys("run", data=data, network_log=network_log, environment=environment) as process:
        process.wait_for("ready: knowledge version")
        yield process


class PatientClient(SandboxClient):
    """People who wait for the answer itself where a busy machine sends the waiting line first."""

    def wait_reply(self, chat_id: int, timeout: float = DEFAULT_WAIT_SECONDS) -> ClientMessage:
        """The next answer of the bot."""
        reply = super().wait_reply(chat_id, timeout)
        if reply.text in {words("waiting") for words in texts().values()}:
            return self.wait_edit(chat_id, timeout)
        return reply


@pytest.fixture
def people(sandbox: SandboxServer, bot_process: BotProcess) -> Iterator[SandboxClient]:
    """People who talk to the running bot."""
    with PatientClient(sandbox.url) as client:
        yield client
