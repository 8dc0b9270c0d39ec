"""What the sandbox has no way to show: topics of a forum, messages too old to be seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot, Message, Update
from telegram.request import BaseRequest, RequestData

from bot.replies import section_key
from bot.service import LiveAnswers
from bot.telegram.handlers import Handlers
from bot.telegram.sending import send
from retrieval import LANGUAGES, Language

ME = {"id": 1, "is_bot": True, "first_name": "Qonys", "username": "qonys_bot"}
PERSON = {"id": 7, "is_bot": False, "first_name": "Сосед"}
FORUM = {"id": -100, "type": "supergroup", "title": "Ауыл", "is_forum": True}


class Recorder(BaseRequest):
    """Telegram, as far as a bot sees it: everything is accepted and written down."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        parameters = {} if request_data is None else dict(request_data.parameters)
        self.calls.append((name, parameters))
        result: Any = True
        if name == "getMe":
            result = ME
        elif name == "sendMessage":
            result = {"message_id": 99, "date": 1, "chat": FORUM, "text": parameters["text"]}
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def sent(self) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.calls if name == "sendMessage"]


@pytest.fixture
async def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def bot(recorder: Recorder) -> Bot:
    bot = Bot("1:any", request=recorder, get_updates_request=recorder)
    await bot.initialize()
    return bot


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_answer_stays_in_its_topic_of_a_forum(
    answers: LiveAnswers, bot: Bot, recorder: Recorder, language: Language
) -> None:
    data = {"message_id": 5, "date": 1, "chat": FORUM, "from": PERSON, "text": "квота"}
    message = Message.de_json({**data, "is_topic_message": True, "message_thread_id": 42}, bot)
    await send(message, answers.replies.topics(language))
    [sent] = recorder.sent()
    assert sent["message_thread_id"] == 42
    assert sent["reply_parameters"]["message_id"] == 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["s", "o", "d"])
async def test_a_button_of_a_message_too_old_to_be_seen_still_brings_something(
    answers: LiveAnswers, bot: Bot, recorder: Recorder, language: Language, kind: str
) -> None:
    key = section_key("relocation-subsidy#amount")
    data = f"d:m:{language}:n5.sv" if kind == "d" else f"{kind}:{key}:{language}"
    update = Update.de_json(
        {
            "update_id": 1,
            "callback_query": {
                "id": "1",
                "from": PERSON,
                "chat_instance": "1",
                "data": data,
                # A date of 0 says that the message can't be seen any more.
                "message": {"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}},
            },
        },
        bot,
    )
    context: Any = None  # buttons don't need one
    await Handlers(answers).button(update, context)
    assert [name for name, _ in recorder.calls].count("answerCallbackQuery") == 1
    assert "302\u00a0750" in recorder.sent()[-1]["text"]
