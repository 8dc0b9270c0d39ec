"""Versions whose vectors a real Chroma server keeps."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from retrieval import Answerer, Encoder, IndexStore, IndexVersionError
from tests.conftest import TODAY
from tests.retrieval.index.small_folder import CountingEncoder, bodies, change

START_SECONDS = 60


@dataclass
class ChromaServer:
    """`chroma run` on a free port; ``stop`` and ``start`` are what an outage looks like."""

    folder: Path
    port: int = field(default=0)
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        program = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [
                program,
                "run",
                "--path",
                self.folder,
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        until = time.monotonic() + START_SECONDS
        with httpx.Client(transport=httpx.HTTPTransport(retries=3), trust_env=False) as client:
            while time.monotonic() < until:
                assert self._process.poll() is None
                try:
                    client.get(f"{self.url}/api/v2/heartbeat").raise_for_status()
                except httpx.HTTPError:
                    continue
                return
        raise AssertionError("the Chroma server does not answer")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    def collections(self) -> list[str]:
        return sorted(each["name"] for each in self._ask("GET", "").json())

    def delete(self, name: str) -> None:
        self._ask("DELETE", f"/{name}")

    def _ask(self, method: str, path: str) -> httpx.Response:
        address = f"{self.url}/api/v2/tenants/default_tenant/databases/default_database/collections"
        with httpx.Client(trust_env=False) as client:
            return client.request(method, address + path).raise_for_status()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running: ChromaServer) -> Iterator[ChromaServer]:
    yield running
    for name in running.collections():
        running.delete(name)


@pytest.fixture
def store(tmp_path: Path, counting: CountingEncoder, server: ChromaServer) -> IndexStore:
    return IndexStore(tmp_path / "index", counting, server.url)


def test_answers_come_and_only_changed_texts_are_embedded(
    store: IndexStore, small: Path, counting: CountingEncoder, tmp_path: Path
) -> None:
    first = store.build(small, TODAY)
    assert len(counting.passages) == first.manifest.embedded > 100
    counting.passages.clear()
    change(small, "Правка.")
    store.build(small, TODAY)
    assert len(counting.passages) == 1
    assert not list((tmp_path / "index").rglob("chroma*"))
    opened = store.open_current(TODAY)
    assert opened is not None
    section = Answerer(opened).answer("Сколько денег дают на переезд?").section
    assert section is not None
    assert section.document == "relocation-subsidy"


def test_rollback_and_dropping_of_old_versions(
    store: IndexStore, small: Path, server: ChromaServer
) -> None:
    for number in range(7):
        change(small, f"Правка {'а' * (number + 1)}.")
        store.build(small, TODAY)
    kept = [name.rpartition("-")[2] for name in server.collections()]
    assert kept == ["00003", "00004", "00005", "00006", "00007"]
    back = store.rollback(TODAY)
    assert back.manifest.name == "00006"
    assert "ааааааа" not in bodies(back)
    assert back.index.candidates("субсидия на переезд", 5)


def test_stores_of_several_bots_do_not_touch_each_other(
    store: IndexStore, small: Path, tmp_path: Path, encoder: Encoder, server: ChromaServer
) -> None:
    other_folder = tmp_path / "other-knowledge"
    shutil.copytree(small, other_folder)
    change(other_folder, "Чужая правка.")
    other = IndexStore(tmp_path / "other", CountingEncoder(encoder), server.url)
    store.build(small, TODAY)
    other.build(other_folder, TODAY)
    assert len(server.collections()) == 2
    opened = store.open_current(TODAY)
    assert opened is not None
    assert "Чужая правка." not in bodies(opened)


def test_lost_vectors_are_made_anew(
    store: IndexStore, small: Path, server: ChromaServer, counting: CountingEncoder
) -> None:
    first = store.build(small, TODAY)
    (name,) = server.collections()
    server.delete(name)
    assert store.open_current(TODAY) is None
    counting.passages.clear()
    store.build(small, TODAY)
    assert len(counting.passages) == first.manifest.embedded
    assert store.open_current(TODAY) is not None


def test_server_that_is_away_is_said_and_changes_nothing(
    small: Path, tmp_path: Path, counting: CountingEncoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = ChromaServer(tmp_path_factory.mktemp("away"))
    server.start()
    store = IndexStore(tmp_path / "index", counting, server.url)
    store.build(small, TODAY)
    server.stop()
    change(small, "Правка.")
    with pytest.raises(IndexVersionError, match="refused"):
        store.build(small, TODAY)
    with pytest.raises(IndexVersionError, match="refused"):
        store.open_current(TODAY)
    server.start()
    try:
        assert store.current_name() == "00001"
        assert store.open_current(TODAY) is not None
        assert "Правка." in bodies(store.build(small, TODAY))
        assert len(store.versions()) == len(server.collections()) == 2
    finally:
        server.stop()
