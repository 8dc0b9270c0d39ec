"""Thousands of people with unmistakable names and ids write unmistakable things to the real bot,
on a bad day; afterwards nothing of it is anywhere that the bot has written.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from bot.clock import today_in_kazakhstan
from bot.sandbox import SandboxServer
from bot.sandbox.client import ClientMessage, NoReplyError, SandboxClient
from bot.statistics import database_url, open_engine
from bot.statistics.dashboard import hash_password
from bot.statistics.formats import FORMATS
from bot.statistics.sources import Reports
from bot.statistics.words import REPORT_LANGUAGES
from tests.conftest import ROOT
from tests.end_to_end.conftest import BotProcess
from tests.end_to_end.failing_bot import MARK

pytestmark = pytest.mark.slow

#: Stands in everything that these people write, are called, or have.
CANARY = "qonyscanary"
#: Ids of 52 bits, the largest that Telegram gives; the upper 36 are the same for all.
FIRST_ID = 0x0F1E2D3C4B0000
TOKEN = f"777:{CANARY}-token-0123456789"
PASSWORD = f"{CANARY} password"
THREADS = 24
#: Seconds until a person gives up; some replies are lost on a bad day.
PATIENCE = 20.0

QUESTIONS = (
    "Көшуге қанша ақша беріледі? {word}",
    "сколько дают подъёмных {word}",
    "{word} квота 2026 павлодар",
    "koshuge aksha kansha {word}",
    "{word}",
    "менің ЖСН 960101300123, {word}",
    "позвоните +7 701 123 45 67 {word}@mail.kz",
    "Астанада метро бар ма {word}",
    f"{MARK} {{word}}",
    "{word} " + "ұзын сұрақ " * 120,
)
#: Of the templates above, the too long one is not answered as a question.
TOO_LONG = len(QUESTIONS) - 1
#: One person in so many also sends a document; its caption is a question too.
WITH_DOCUMENT = 50


@dataclass
class Bot:
    """A bot process, where it writes and where it listens."""

    running: BotProcess
    folder: Path
    url: str

    def output(self) -> str:
        return "\n".join(self.running.lines)


@contextmanager
def _bot(sandbox: SandboxServer, folder: Path, indexed: Path) -> Iterator[Bot]:
    data = folder / "data"
    shutil.copytree(indexed / "index", data / "index")
    temporary = folder / "tmp"
    home = folder / "home"
    for each in (temporary, home):
        each.mkdir()
    port = _free_port()
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "LANG", "CI"}}
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "tests.end_to_end.failing_bot", "run"],
        cwd=folder,
        env={
            **clean,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "QONYS_DATA": str(data),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": sandbox.url,
            "HTTP_PORT": str(port),
            "DASHBOARD_PASSWORD_HASH": hash_password(PASSWORD),
            "LOG_LEVEL": "DEBUG",
            "OMP_NUM_THREADS": "2",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = BotProcess(process)
    assert process.stdout is not None
    with process.stdout, ThreadPoolExecutor(1) as reader:
        reader.submit(running.follow)
        try:
            running.wait_for("ready: knowledge version", 120)
            yield Bot(running, folder, f"http://127.0.0.1:{port}")
        finally:
            process.kill()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _talk(sandbox: SandboxServer, people: range) -> None:
    """Each person opens a chat and writes once; now and then also something that is no text."""
    with SandboxClient(sandbox.url) as client:
        for number in people:
            word = f"{CANARY}{number:06x}"
            chat = client.open_chat(
                user_id=FIRST_ID + number,
                first_name=f"Айгүл {CANARY}name{number}",
                username=f"{CANARY}_user{number}",
                language_code=("kk", "ru", "en")[number % 3],
                started=True,
            )
            if number % WITH_DOCUMENT == 0:
                client.send_text(chat.id, f"/start {word}")
                client.send_contact(chat.id)
                client.send_document(chat.id, word.encode(), file_name=f"{word}.pdf", caption=word)
            client.send_text(chat.id, QUESTIONS[number % len(QUESTIONS)].format(word=word))
            try:
                reply = client.wait_reply(chat.id, timeout=PATIENCE)
                if number % 5 == 0:
                    _press_a_thumb(client, reply, ("f:up:", "f:down:")[number // 10 % 2])
            except (NoReplyError, httpx.TransportError):
                continue  # a bad day: the question was asked, and that is what counts


def _press_a_thumb(client: SandboxClient, reply: ClientMessage, thumb: str) -> None:
    for row in reply.buttons:
        for button in row:
            if (button.callback_data or "").startswith(thumb):
                client.press(reply.chat_id, reply.id, data=button.callback_data, timeout=PATIENCE)
                return


def _make_a_bad_day(sandbox: SandboxServer) -> None:
    with SandboxClient(sandbox.url) as client:
        client.add_fault("server_error", "sendMessage", count=None, probability=0.004, seed=1)
        client.add_fault("drop", "sendMessage", count=None, probability=0.002, seed=2)
        client.add_fault("too_many_requests", "sendMessage", count=3, retry_after=1, skip=40)
        client.add_fault("server_error", "getUpdates", count=3, skip=20)
        client.add_fault("duplicate_updates", "getUpdates", count=20)


def _everything_is_said(bot: Bot, sandbox: SandboxServer, people: range) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        parts = [people[at::THREADS] for at in range(THREADS)]
        for done in [pool.submit(_talk, sandbox, part) for part in parts]:
            done.result()
    assert "RuntimeError" in bot.output(), "some questions should have broken the bot"


def _pages(bot: Bot) -> bytes:
    """Metrics, and all that the dashboard shows and hands out."""
    pages = [httpx.get(f"{bot.url}/metrics").raise_for_status().content]
    with httpx.Client(base_url=bot.url, follow_redirects=True) as browser:
        login = browser.get("/dashboard?language=ru").raise_for_status()
        token = re.search(r'name="form_token" value="([^"]+)"', login.text)
        assert token is not None
        form = {"form_token": token[1], "password": PASSWORD}
        answer = browser.post("/dashboard/login?language=ru", data=form).raise_for_status()
        assert "/dashboard/logout" in answer.text
        for language in REPORT_LANGUAGES:
            where = f"language={language}&weeks=52"
            pages.append(browser.get(f"/dashboard?{where}").raise_for_status().content)
            pages += [
                browser.get(f"/dashboard/report.{form}?{where}").raise_for_status().content
                for form in FORMATS
            ]
    return b"".join(map(_unzipped, pages))


def _reports(bot: Bot) -> bytes:
    """The report of this very week, as it will be when the week is closed."""
    engine = open_engine(database_url(None, bot.folder / "data"))
    today = today_in_kazakhstan()
    later = today + timedelta(days=14)
    made = []
    for language in REPORT_LANGUAGES:
        report = Reports(engine, 5).report(language, today - timedelta(days=7), later, later)
        assert report.tables
        made += [_unzipped(write(report)) for write, _ in FORMATS.values()]
    engine.dispose()
    return b"".join(made)


def _unzipped(content: bytes) -> bytes:
    if not zipfile.is_zipfile(BytesIO(content)):
        return content
    with zipfile.ZipFile(BytesIO(content)) as book:
        return content + b"".join(book.read(name) for name in book.namelist())


def _needles() -> dict[str, bytes]:
    """What must be found nowhere; each is common to all the people."""
    decimal = str(FIRST_ID)[:-6]
    assert str(FIRST_ID + 0xFFFF).startswith(decimal)
    high = (FIRST_ID >> 16).to_bytes(5, "big")
    texts = {
        "a word, a name or a username": CANARY,
        "an id": decimal,
        "an id in hexadecimal": f"{FIRST_ID >> 16:x}",
        "an IIN": "960101300123",
        "a phone number": "701 123 45 67",
        "a first name": "Айгүл",
    }
    found = {"an id as a number": high, "an id as a number, backwards": high[::-1]}
    for name, text in texts.items():
        found[name] = text.lower().encode()
        found[f"{name}, UTF-16"] = text.lower().encode("utf-16-le")
        found[f"{name}, escaped"] = text.lower().encode("unicode_escape")
    return found


def _hashes(people: int) -> set[bytes]:
    """Hashes that somebody might have thought anonymous."""
    made = set()
    for number in range(people):
        for text in (str(FIRST_ID + number), f"{CANARY}_user{number}"):
            for kind in ("md5", "sha1", "sha256", "blake2b"):
                digest = hashlib.new(kind, text.encode()).digest()
                made |= {digest[:16], digest.hex()[:16].encode()}
    return made


def _assert_clean(where: str, content: bytes) -> None:
    lowered = content.lower()
    for name, needle in _needles().items():
        # bytes.lower() knows only Latin letters; others are searched as they were written too.
        assert needle not in lowered, f"{name} in {where}"
        assert needle not in content, f"{name} in {where}"
    for written in ("Айгүл", MARK):
        assert written.encode() not in content, f"{written} in {where}"


def _assert_folder_is_clean(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "statistics.db" for path in files)
    hashes = _hashes(200)
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # a temporary file of the moment before
        _assert_clean(str(path), content)
        _assert_clean("a file name", str(path.relative_to(folder)).encode())
        if path.name.startswith("statistics.db"):
            assert not any(digest in content for digest in hashes)


def _wait_for_a_write(bot: Bot) -> None:
    waiting = 1.0
    while waiting:
        metrics = httpx.get(f"{bot.url}/metrics").raise_for_status().text
        found = re.search(r"^qonys_statistics_waiting_events (\S+)$", metrics, re.MULTILINE)
        assert found is not None
        waiting = float(found[1])


def _counted(bot: Bot) -> int:
    path = bot.folder / "data" / "statistics.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT sum(count) FROM questions_by_language").fetchone()
    return int(row[0] or 0)


def _check(sandbox: SandboxServer, folder: Path, indexed: Path, questions: int) -> None:
    expected = sum(1 for number in range(questions) if number % len(QUESTIONS) != TOO_LONG)
    expected += len(range(0, questions, WITH_DOCUMENT))
    with _bot(sandbox, folder, indexed) as bot:
        _make_a_bad_day(sandbox)
        _everything_is_said(bot, sandbox, range(questions))
        _assert_clean("metrics and dashboard", _pages(bot))
        # While it runs: the write-ahead log and temporary files are there now.
        _assert_folder_is_clean(folder)
        assert bot.running.stop() == 0
        _assert_folder_is_clean(folder)
        _assert_clean("the log", bot.output().encode())
        _assert_clean("reports", _reports(bot))
        assert _counted(bot) == expected


def _check_killed(sandbox: SandboxServer, folder: Path, indexed: Path, questions: int) -> None:
    with _bot(sandbox, folder, indexed) as bot:
        _everything_is_said(bot, sandbox, range(questions // 2))
        _wait_for_a_write(bot)
        # The second half is partly in memory when the end comes.
        _everything_is_said(bot, sandbox, range(questions // 2, questions))
        bot.running.process.send_signal(signal.SIGKILL)
        bot.running.process.wait(30)
        _assert_folder_is_clean(folder)
        _assert_clean("the log", bot.output().encode())


@pytest.fixture
def quiet_sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def test_a_bad_day_leaves_nothing_of_anybody(
    quiet_sandbox: SandboxServer, tmp_path: Path, data: Path
) -> None:
    _check(quiet_sandbox, tmp_path, data, 50)


def test_a_killed_bot_leaves_nothing_of_anybody(
    quiet_sandbox: SandboxServer, tmp_path: Path, data: Path
) -> None:
    _check_killed(quiet_sandbox, tmp_path, data, 50)


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_ten_thousand_questions_on_a_bad_day_leave_nothing_of_anybody(
    quiet_sandbox: SandboxServer, tmp_path: Path, data: Path
) -> None:
    _check(quiet_sandbox, tmp_path, data, 10_000)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_bot_killed_after_a_thousand_questions_leaves_nothing_of_anybody(
    quiet_sandbox: SandboxServer, tmp_path: Path, data: Path
) -> None:
    _check_killed(quiet_sandbox, tmp_path, data, 1_000)


def test_the_search_would_find_a_leak() -> None:
    leaks = (
        f"question: {CANARY.upper()}00ff",
        f"chat {FIRST_ID + 77}",
        "Айгүл",
        "ИИН 960101300123",
    )
    for leak in leaks:
        for encoded in (leak.encode(), leak.lower().encode("utf-16-le")):
            with pytest.raises(AssertionError, match=" in a leak"):
                _assert_clean("a leak", b"\x00\x01" + encoded)
    with pytest.raises(AssertionError, match="as a number"):
        _assert_clean("a leak", (FIRST_ID + 77).to_bytes(8, "big"))
    with pytest.raises(AssertionError, match="as a number"):
        _assert_clean("a leak", (FIRST_ID + 77).to_bytes(8, "little"))
