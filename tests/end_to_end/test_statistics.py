"""The running bot counts what happens in its chats."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.client import ClientMessage, SandboxClient
from tests.end_to_end.conftest import BotProcess, run_qonys


@dataclass
class Counted:
    """A bot of its own, whose numbers a test can look at."""

    bot: BotProcess
    people: SandboxClient
    folder: Path
    url: str

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the database has once the bot has ended."""
        with closing(sqlite3.connect(self.folder / "statistics.db")) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def counted(tmp_path: Path, data: Path, network_log: Path) -> Iterator[Counted]:
    folder = tmp_path / "data"
    shutil.copytree(data / "index", folder / "index")
    centres = "code,name_kk,name_ru,region\nsemey,Семей орталығы,Центр Семея,abai\n"
    (folder / "centres.csv").write_text(centres, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with SandboxServer() as sandbox, SandboxClient(sandbox.url) as people:
        environment = {
            "TELEGRAM_BOT_TOKEN": "1:any",
            "TELEGRAM_API_URL": sandbox.url,
            "HTTP_PORT": str(port),
        }
        with run_qonys("run", data=folder, network_log=network_log, environment=environment) as bot:
            bot.wait_for("ready: knowledge version")
            yield Counted(bot, people, folder, f"http://127.0.0.1:{port}")


def _press(people: SandboxClient, message: ClientMessage, start: str) -> None:
    data = [
        button.callback_data
        for row in message.buttons
        for button in row
        if (button.callback_data or "").startswith(start)
    ]
    people.press(message.chat_id, message.id, data=data[0])


def test_questions_feedback_visits_and_people_are_counted(counted: Counted) -> None:
    people = counted.people
    for start in ("/start semey", "/start SEMEY", "/start nobody", "/start"):
        chat = people.open_chat(language_code="kk")
        people.send_text(chat.id, start)
        people.wait_reply(chat.id)
        people.send_text(chat.id, "Көшуге берілетін төлем қанша?")
        answer = people.wait_reply(chat.id)
        _press(people, answer, "f:down:")
        asked = people.wait_edit(chat.id)
        _press(people, asked, "f:unclear:")
    people.send_text(chat.id, "Астанада бүгін ауа райы қандай?")
    people.wait_reply(chat.id)

    metrics = httpx.get(f"{counted.url}/metrics").raise_for_status().text
    assert 'qonys_questions_total{status="answered"} 4.0' in metrics
    assert 'qonys_feedback_total{vote="down"} 4.0' in metrics
    assert "qonys_answer_seconds_count 5.0" in metrics
    assert counted.bot.stop() == 0

    languages = "SELECT status, language, count FROM questions_by_language"
    assert ("answered", "kk", 4) in counted.rows(languages)
    assert sum(int(str(row[2])) for row in counted.rows(languages)) == 5
    feedback = "SELECT vote, reason, count FROM feedback ORDER BY reason"
    assert counted.rows(feedback) == [("down", "none", 4), ("down", "unclear", 4)]
    visits = "SELECT slug, count FROM centre_visits JOIN word ON word.id = centre_id ORDER BY slug"
    assert counted.rows(visits) == [("none", 2), ("semey", 2)]
    assert counted.rows("SELECT at_least, at_most FROM people") == [(4, 4)]
    assert counted.rows("SELECT count(*) FROM writer") == [(0,)]
    versions = "SELECT DISTINCT slug FROM questions_by_version JOIN word ON word.id = version_id"
    assert [str(row[0])[0] for row in counted.rows(versions)] == ["v"]


def test_a_thumb_down_tells_what_its_question_was_about(counted: Counted) -> None:
    people = counted.people
    # The second of them lets the conversation be forgotten before pressing.
    for forgets in (False, True):
        chat = people.open_chat(language_code="kk", started=True)
        people.send_text(chat.id, "Павлодар облысына көшуге квота қанша?")
        answer = people.wait_reply(chat.id)
        if forgets:
            people.send_text(chat.id, "/forget")
            people.wait_reply(chat.id)
        _press(people, answer, "f:down:")
        people.wait_edit(chat.id)
    assert counted.bot.stop() == 0
    joined = "SELECT slug, count FROM {} JOIN word ON word.id = {} ORDER BY slug"
    regions = counted.rows(joined.format("feedback_by_region", "region_id"))
    assert regions == [("none", 1), ("pavlodar", 1)]
    terms = counted.rows("SELECT gap, count FROM gap_terms")
    assert terms
    assert set(terms) == {("not_helpful", 1)}


def test_without_a_database_the_bot_answers_all_the_same(
    data: Path, tmp_path: Path, network_log: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data / "index", folder / "index")
    with SandboxServer() as sandbox, SandboxClient(sandbox.url) as people:
        environment = {
            "TELEGRAM_BOT_TOKEN": "1:any",
            "TELEGRAM_API_URL": sandbox.url,
            # Nobody listens there.
            "DATABASE_URL": "postgresql://qonys:hidden-password@127.0.0.1:1/qonys",
        }
        with run_qonys("run", data=folder, network_log=network_log, environment=environment) as bot:
            bot.wait_for("ready: knowledge version")
            chat = people.open_chat(language_code="ru", started=True)
            people.send_text(chat.id, "Сколько дают на переезд?")
            assert "МРП" in people.wait_reply(chat.id).text
            bot.wait_for("database not reached")
            assert bot.stop() == 0
            assert "1 events lost" in "\n".join(bot.lines)
            assert "hidden-password" not in "\n".join(bot.lines)
