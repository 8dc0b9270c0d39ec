"""The indexer is killed at any point, again and again; people's answers never notice."""

from __future__ import annotations

import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.messages import texts
from bot.sandbox import SandboxServer
from bot.sandbox.client import SandboxClient
from retrieval import Answerer, Encoder, IndexStore
from tests.conftest import TODAY
from tests.end_to_end.conftest import run_qonys

#: Runs that are killed; after so many kills one is let to end, so that versions do change.
TIMES = 50
LET_END = 10
TEXT = Path("subsidies", "relocation-subsidy.ru.md")
OLD, NEW = "Её платят один раз.", "Её платят только один раз."
QUESTION = "субсидия на переезд"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@dataclass
class Asking:
    """Somebody who asks the same question all the time, and what was answered."""

    people: SandboxClient
    chat: int
    answers: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self._stop.is_set():
            self.answers.append(self.ask())

    def ask(self) -> str:
        self.people.send_text(self.chat, QUESTION)
        reply = self.people.wait_reply(self.chat, timeout=60)
        if reply.text == texts()["ru"]("waiting"):
            # On a busy machine: the answer takes the place of that line.
            reply = self.people.wait_edit(self.chat, timeout=60)
        return reply.text

    @contextmanager
    def all_the_time(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


@dataclass
class Indexer:
    """`qonys index` over a folder that is changed before each run."""

    folder: Path
    data: Path
    network_log: Path

    @property
    def root(self) -> Path:
        return self.data / "index"

    def change(self) -> None:
        """Save the sentence that the live version doesn't have."""
        current = (self.root / "current").read_text(encoding="utf-8").strip()
        live = (self.root / "versions" / current / "knowledge" / TEXT).read_text(encoding="utf-8")
        before, after = (OLD, NEW) if OLD in live else (NEW, OLD)
        (self.folder / TEXT).write_text(live.replace(before, after), encoding="utf-8")

    def run(self, seconds: float | None = None) -> int:
        """Gives the exit code; after ``seconds`` it is killed."""
        environment = {"QONYS_KNOWLEDGE": str(self.folder)}
        with run_qonys(
            "index", data=self.data, network_log=self.network_log, environment=environment
        ) as indexer:
            try:
                return indexer.process.wait(seconds)
            except subprocess.TimeoutExpired:
                indexer.process.kill()
                return indexer.process.wait(60)


@pytest.fixture
def indexer(tmp_path: Path, folder: Path, data: Path, network_log: Path) -> Indexer:
    own = tmp_path / "data"
    shutil.copytree(data, own)
    return Indexer(folder, own, network_log)


def test_killed_indexers_leave_right_answers_and_a_sound_store(
    indexer: Indexer, tmp_path: Path, encoder: Encoder, network_log: Path
) -> None:
    # The bot has a folder of its own, so that every version is the indexer's work.
    served = tmp_path / "served"
    shutil.copytree(indexer.folder, served)
    chance = random.Random(20261120)
    with SandboxServer() as server, SandboxClient(server.url) as people:
        environment = {
            "TELEGRAM_BOT_TOKEN": "1:any",
            "TELEGRAM_API_URL": server.url,
            "QONYS_KNOWLEDGE": str(served),
        }
        with run_qonys(
            "run", data=indexer.data, network_log=network_log, environment=environment
        ) as bot:
            bot.wait_for("ready: knowledge version")
            asking = Asking(people, people.open_chat(language_code="ru", started=True).id)
            # What the conversation was about may change the answer: thrice, and it stays.
            right = {asking.ask() for _ in range(3)}
            assert all(OLD in each for each in right)
            right |= {each.replace(OLD, NEW) for each in right}
            indexer.change()
            started = time.monotonic()
            assert indexer.run() == 0
            whole = time.monotonic() - started
            with asking.all_the_time():
                killed = 0
                for number in range(TIMES * 3):
                    indexer.change()
                    if number % LET_END == LET_END - 1:
                        # The machine may have become quicker or slower since the last time.
                        started = time.monotonic()
                        assert indexer.run() == 0
                        whole = time.monotonic() - started
                    else:
                        # A third is the start of Python, in which nothing is written yet.
                        killed += indexer.run(chance.uniform(whole / 3, whole)) == -9
                    _assert_current_is_whole(indexer.root)
                    if killed == TIMES:
                        break
            assert killed == TIMES
            assert len(asking.answers) > TIMES
            assert set(asking.answers) <= right
            assert {NEW in each for each in asking.answers} == {True, False}

            indexer.change()
            wanted = NEW if NEW in (indexer.folder / TEXT).read_text(encoding="utf-8") else OLD
            assert indexer.run() == 0
            name = (indexer.root / "current").read_text(encoding="utf-8").strip()
            bot.wait_for(f"knowledge version {name} is live")
            assert wanted in asking.ask()
    _assert_sound(indexer.root, encoder, wanted)


def _assert_current_is_whole(root: Path) -> None:
    current = (root / "current").read_text(encoding="utf-8").strip()
    assert (root / "versions" / current / "manifest.json").is_file()


def _assert_sound(root: Path, encoder: Encoder, wanted: str) -> None:
    store = IndexStore(root, encoder)
    complete = [each.name for each in store.versions()]
    assert sorted(each.name for each in (root / "versions").iterdir()) == sorted(complete)
    assert len(complete) <= 5
    assert store.current_name() == complete[0]
    version = store.open_current(TODAY)
    assert version is not None
    section = Answerer(version).answer(QUESTION).section
    assert section is not None
    assert wanted in section.body
    assert store.rollback(TODAY).manifest.name == complete[1]
