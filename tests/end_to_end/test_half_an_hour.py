"""What takes long: an answer that is waited for, and a conversation that is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.conversation import EXPIRY_SECONDS
from bot.messages import texts
from bot.sandbox import SandboxServer
from bot.sandbox.client import SandboxClient
from retrieval import LANGUAGES, Language
from tests.end_to_end.conftest import BotProcess, PatientClient, run_qonys
from tests.end_to_end.staged_bot import BROKEN, SLOW
from tests.redis_server import redis_server

QUESTION: Final = {"kk": "көшу ақшасы қанша", "ru": "сколько дают на переезд"}
FOR_TWO: Final = {"kk": "екі адамға ше?", "ru": "а на двоих?"}
SUM: Final = "302\u00a0750"
SUM_FOR_TWO: Final = "605\u00a0500"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stage")
    (folder / "clock").write_text("0")
    return folder


@pytest.fixture(scope="module")
def bot_process(
    sandbox: SandboxServer, data: Path, network_log: Path, stage: Path
) -> Iterator[BotProcess]:
    environment = {
        "TELEGRAM_BOT_TOKEN": "1:secret-token",
        "TELEGRAM_API_URL": sandbox.url,
        "QONYS_TEST_STAGE": str(stage),
    }
    with run_qonys(
        "run",
        data=data,
        network_log=network_log,
        environment=environment,
        module="tests.end_to_end.staged_bot",
    ) as process:
        process.wait_for("ready: knowledge version")
        yield process


@pytest.fixture
def people(sandbox: SandboxServer, bot_process: BotProcess) -> Iterator[SandboxClient]:
    """People who see the waiting line too."""
    with SandboxClient(sandbox.url) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slow_answer_takes_the_place_of_the_waiting_line(
    people: SandboxClient, stage: Path, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, f"{QUESTION[language]} {SLOW}")
    waiting = people.wait_reply(chat.id)
    assert waiting.text == texts()[language]("waiting")
    (stage / "ready").touch()
    answer = people.wait_edit(chat.id)
    (stage / "ready").unlink()
    assert answer.id == waiting.id
    assert SUM in answer.text
    assert texts()[language]("button-source") in answer.button_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_waiting_line_is_left_behind_when_something_breaks(
    people: SandboxClient, stage: Path, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, f"{QUESTION[language]} {BROKEN}")
    waiting = people.wait_reply(chat.id)
    (stage / "ready").touch()
    assert people.wait_reply(chat.id).text == texts()[language]("error", phone="1414")
    (stage / "ready").unlink()
    assert waiting.id not in [each.id for each in people.messages(chat.id)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_is_forgotten_after_half_an_hour_without_a_message(
    people: SandboxClient, stage: Path, language: Language
) -> None:
    clock = stage / "clock"
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, QUESTION[language])
    people.wait_reply(chat.id)
    _pass(clock, EXPIRY_SECONDS - 60)
    people.send_text(chat.id, FOR_TWO[language])
    assert SUM_FOR_TWO in people.wait_reply(chat.id).text
    _pass(clock, EXPIRY_SECONDS + 60)
    people.send_text(chat.id, FOR_TWO[language])
    assert SUM_FOR_TWO not in people.wait_reply(chat.id).text


def _pass(clock: Path, seconds: float) -> None:
    # In one step: the bot may look at any moment, and an empty file is no time.
    later = clock.with_name("later")
    later.write_text(str(float(clock.read_text()) + seconds))
    later.replace(clock)


@pytest.mark.slow
def test_buttons_of_a_dialogue_work_after_a_restart(data: Path, network_log: Path) -> None:
    with SandboxServer() as sandbox, PatientClient(sandbox.url) as people:
        environment = {"TELEGRAM_BOT_TOKEN": "1:secret-token", "TELEGRAM_API_URL": sandbox.url}
        pressed = {}
        with run_qonys("run", data=data, network_log=network_log, environment=environment) as first:
            first.wait_for("ready: knowledge version")
            for language in LANGUAGES:
                chat = people.open_chat(language_code=language, started=True)
                people.send_text(chat.id, QUESTION[language])
                answer = people.wait_reply(chat.id)
                people.press(chat.id, answer.id, data=f"d:m:{language}:n5")
                pressed[language] = (answer, people.wait_reply(chat.id))
            first.stop()
        with run_qonys(
            "run", data=data, network_log=network_log, environment=environment
        ) as second:
            second.wait_for("ready: knowledge version")
            for language, (answer, step) in pressed.items():
                words = texts()[language]
                people.press(step.chat_id, step.id, text=words("dialogue-money-village"))
                assert "1\u00a0513\u00a0750" in people.wait_edit(step.chat_id).text
                other = words("button-other-language")
                people.press(answer.chat_id, answer.id, text=other)
                assert SUM in people.wait_edit(answer.chat_id).text


@pytest.mark.slow
def test_processes_share_a_conversation_and_go_on_when_redis_dies(
    data: Path, network_log: Path
) -> None:
    with (
        redis_server() as server,
        SandboxServer() as sandbox,
        PatientClient(sandbox.url) as people,
    ):
        environment = {
            "TELEGRAM_BOT_TOKEN": "1:secret-token",
            "TELEGRAM_API_URL": sandbox.url,
            "REDIS_URL": server.url,
        }
        chats = {
            language: people.open_chat(language_code=language, started=True).id
            for language in LANGUAGES
        }
        with run_qonys("run", data=data, network_log=network_log, environment=environment) as first:
            first.wait_for("ready: knowledge version")
            for language, chat in chats.items():
                people.send_text(chat, QUESTION[language])
                people.wait_reply(chat)
            first.stop()
        with run_qonys(
            "run", data=data, network_log=network_log, environment=environment
        ) as second:
            second.wait_for("ready: knowledge version")
            for language, chat in chats.items():
                people.send_text(chat, FOR_TWO[language])
                assert SUM_FOR_TWO in people.wait_reply(chat).text
            server.stop()
            for language, chat in chats.items():
                people.send_text(chat, QUESTION[language])
                assert SUM in people.wait_reply(chat).text
                people.send_text(chat, FOR_TWO[language])
                assert SUM_FOR_TWO in people.wait_reply(chat).text
            second.wait_for("Redis is not used")
