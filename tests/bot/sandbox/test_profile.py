from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.state import Chat, Telegram
from tests.bot.sandbox.conftest import Api


async def refusal(work: Any) -> str:
    with pytest.raises(BotApiError) as caught:
        await work
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: ")


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"о {name}"} for name in names]


async def test_me(api: Api) -> None:
    me = await api("getMe")
    assert me["is_bot"]
    assert me["username"] == "qonys_bot"
    assert me["can_read_all_group_messages"] is False


@pytest.mark.parametrize(
    ("method", "field", "limit"),
    [
        ("MyDescription", "description", 512),
        ("MyShortDescription", "short_description", 120),
        ("MyName", "name", 64),
    ],
)
async def test_texts_by_language_with_limits(api: Api, method: str, field: str, limit: int) -> None:
    await api(f"set{method}", **{field: "Қоныс", "language_code": "kk"})
    await api(f"set{method}", **{field: "x" * limit})
    assert (await api(f"get{method}", language_code="kk"))[field] == "Қоныс"
    assert (await api(f"get{method}", language_code="ru"))[field] == "x" * limit
    assert (await refusal(api(f"set{method}", **{field: "x" * (limit + 1)}))).endswith("_TOO_LONG")
    await api(f"set{method}", **{field: "", "language_code": "kk"})
    assert (await api(f"get{method}", language_code="kk"))[field] == "x" * limit


async def test_new_default_name_shows_in_messages(api: Api, chat: Chat) -> None:
    await api("setMyName", name="Қоныс")
    message = await api("sendMessage", chat_id=chat.id, text="x")
    assert message["from"]["first_name"] == "Қоныс"
    await api("setMyName", name="")
    assert (await api("getMe"))["first_name"] == "Qonys"


async def test_commands_are_kept_by_scope_and_language(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    own = {"type": "chat", "chat_id": chat.id}
    private = {"type": "all_private_chats"}
    await api("setMyCommands", commands=commands("start", "help"))
    await api("setMyCommands", commands=commands("start"), language_code="kk")
    await api("setMyCommands", commands=commands("private"), scope=private)
    await api("setMyCommands", commands=commands("own"), scope=own)

    def shown(language: str) -> list[str]:
        found = telegram.profile.shown_commands(chat.id, "private", language)
        return [command["command"] for command in found]

    assert await api("getMyCommands") == commands("start", "help")
    assert await api("getMyCommands", language_code="ru") == []
    assert shown("kk") == ["own"]
    await api("deleteMyCommands", scope=own)
    assert shown("kk") == ["private"]
    await api("deleteMyCommands", scope=private)
    assert shown("kk") == ["start"]
    assert shown("ru") == ["start", "help"]
    await api("deleteMyCommands")
    assert shown("ru") == []


@pytest.mark.parametrize(
    ("values", "description"),
    [
        ({"commands": "x"}, "can't parse commands JSON object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": commands("Start")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("көмек")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("a-b")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("")}, "command must be non-empty"),
        ({"commands": commands("a" * 33)}, "command length must not exceed 32"),
        ({"commands": commands(*["a"] * 101)}, "BOT_COMMANDS_TOO_MUCH"),
        (
            {"commands": [{"command": "a", "description": " "}]},
            "command description must be non-empty",
        ),
        (
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "command description length must not exceed 256",
        ),
        ({"commands": [{"command": "a"}]}, None),
        ({"commands": [], "language_code": "kaz"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "planet"}}, "unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat"}}, "chat_id is empty"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
    ],
)
async def test_wrong_commands_are_refused(
    api: Api, values: dict[str, Any], description: str | None
) -> None:
    actual = await refusal(api("setMyCommands", **values))
    assert actual == (description or actual)


async def test_leading_slash_of_a_command_is_dropped(api: Api) -> None:
    await api("setMyCommands", commands=commands("/start"))
    assert (await api("getMyCommands"))[0]["command"] == "start"


async def test_menu_button(api: Api, chat: Chat) -> None:
    assert await api("getChatMenuButton") == {"type": "commands"}
    button = {"type": "web_app", "text": "x", "web_app": {"url": "https://egov.kz"}}
    await api("setChatMenuButton", chat_id=chat.id, menu_button=button)
    assert await api("getChatMenuButton", chat_id=chat.id) == button
    await api("setChatMenuButton", chat_id=chat.id)
    assert await api("getChatMenuButton", chat_id=chat.id) == {"type": "default"}
    assert "unsupported type" in await refusal(
        api("setChatMenuButton", menu_button={"type": "pizza"})
    )


async def test_unknown_method(api: Api) -> None:
    with pytest.raises(BotApiError) as caught:
        await api("sendPigeon")
    assert caught.value.code == 404
