from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox import people
from bot.sandbox.errors import BotApiError, ControlError
from bot.sandbox.state import Chat, SandboxSettings, Telegram, User
from tests.bot.sandbox.conftest import Api, Clock


async def updates(api: Api, telegram: Telegram, **values: Any) -> list[dict[str, Any]]:
    """New updates, confirmed."""
    found: list[dict[str, Any]] = await api("getUpdates", **values)
    if found:
        await api("getUpdates", offset=found[-1]["update_id"] + 1)
    return found


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [kind for update in found for kind in update if kind != "update_id"]


def say(telegram: Telegram, chat: Chat, text: str, **options: Any) -> int:
    options.setdefault("sender", chat.client)
    return people.send_text(telegram, chat, text, **options)[-1].message_id


@pytest.mark.parametrize("kind", [*people.FILE_KINDS, *people.OTHER_KINDS])
async def test_every_kind_reaches_the_bot(
    api: Api, chat: Chat, telegram: Telegram, kind: str
) -> None:
    people.send_attachment(telegram, chat, {"kind": kind}, None, sender=chat.client)
    (update,) = await updates(api, telegram)
    content = update["message"][kind]
    assert content
    if kind in people.FILE_KINDS:
        file_id = (content[0] if isinstance(content, list) else content)["file_id"]
        assert (await api("getFile", file_id=file_id))["file_size"] > 0


async def test_samples_of_pictures_are_pictures(chat: Chat, telegram: Telegram) -> None:
    message = people.send_attachment(
        telegram, chat, {"kind": "photo", "caption": "үй"}, None, sender=chat.client
    )
    view = message.view()
    assert view["caption"] == "үй"
    assert (view["photo"][0]["width"], view["photo"][0]["height"]) == (320, 240)


def test_unknown_kind_and_wrong_numbers_are_refused(chat: Chat, telegram: Telegram) -> None:
    for fields in ({"kind": "smell"}, {}, {"kind": "location", "latitude": "north"}):
        with pytest.raises(ControlError):
            people.send_attachment(telegram, chat, fields, None, sender=chat.client)


async def test_long_texts_are_split_as_apps_do(api: Api, chat: Chat, telegram: Telegram) -> None:
    say(telegram, chat, "қ" * 5000)
    found = await updates(api, telegram)
    assert [len(update["message"]["text"]) for update in found] == [4096, 904]


async def test_edit_and_reply_of_a_person(api: Api, chat: Chat, telegram: Telegram) -> None:
    first = say(telegram, chat, "сұрак")
    people.edit_text(telegram, chat, first, "сұрақ")
    say(telegram, chat, "осыған", reply_to=first)
    _, edited, reply = await updates(api, telegram)
    assert edited["edited_message"]["text"] == "сұрақ"
    assert "edit_date" in edited["edited_message"]
    assert reply["message"]["reply_to_message"]["message_id"] == first
    with pytest.raises(ControlError):
        people.edit_text(telegram, chat, first, "  ")


async def test_pressed_button(api: Api, chat: Chat, telegram: Telegram) -> None:
    markup = {"inline_keyboard": [[{"text": "Ия", "callback_data": "yes"}]]}
    await api("sendMessage", chat_id=chat.id, text="?", reply_markup=markup)
    message = chat.messages[1]
    query = people.press(telegram, chat, message, people.find_button(message, {"text": "Ия"}))
    (update,) = await updates(api, telegram)
    callback = update["callback_query"]
    assert callback["id"] == query.id
    assert callback["data"] == "yes"
    assert callback["from"]["id"] == chat.id
    assert callback["message"]["text"] == "?"
    assert callback["chat_instance"] == chat.chat_instance
    answer = {"callback_query_id": query.id, "text": "Жарайды", "show_alert": True}
    assert await api("answerCallbackQuery", **answer) is True
    assert await people.wait_for_answer(query, 1) == {
        "query_id": query.id,
        "text": "Жарайды",
        "show_alert": True,
        "url": None,
    }


async def test_old_unknown_and_answered_queries_are_refused(
    api: Api, chat: Chat, telegram: Telegram, clock: Clock
) -> None:
    markup = {"inline_keyboard": [[{"text": "Ия", "callback_data": "yes"}]]}
    await api("sendMessage", chat_id=chat.id, text="?", reply_markup=markup)
    button = {"callback_data": "yes"}
    answered, old = (people.press(telegram, chat, chat.messages[1], button) for _ in range(2))
    await api("answerCallbackQuery", callback_query_id=answered.id)
    clock.now += telegram.settings.query_lifetime + 1
    for query_id in (answered.id, old.id, "77", ""):
        with pytest.raises(BotApiError) as caught:
            await api("answerCallbackQuery", callback_query_id=query_id)
        assert caught.value.description == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_answers_have_limits(api: Api) -> None:
    with pytest.raises(BotApiError, match="MESSAGE_TOO_LONG"):
        await api("answerCallbackQuery", callback_query_id="1", text="x" * 201)
    with pytest.raises(BotApiError, match="URL_INVALID"):
        await api("answerCallbackQuery", callback_query_id="1", url="https://egov.kz")


async def test_unanswered_button_gives_nothing(chat: Chat, telegram: Telegram, api: Api) -> None:
    markup = {"inline_keyboard": [[{"text": "Ия", "callback_data": "yes"}]]}
    await api("sendMessage", chat_id=chat.id, text="?", reply_markup=markup)
    query = people.press(telegram, chat, chat.messages[1], {"callback_data": "yes"})
    assert await people.wait_for_answer(query, 0) is None


async def test_buttons_are_found_by_text_data_or_place(chat: Chat, api: Api) -> None:
    buttons = [[{"text": "A", "callback_data": "a"}, {"text": "B", "callback_data": "b"}]]
    await api("sendMessage", chat_id=chat.id, text="?", reply_markup={"inline_keyboard": buttons})
    message = chat.messages[1]
    for request in ({"text": "B"}, {"data": "b"}, {"row": 0, "column": 1}):
        assert people.find_button(message, request)["callback_data"] == "b"
    assert people.find_button(message, {"data": "gone"}) == {"callback_data": "gone"}
    for request in ({"text": "C"}, {"row": 5}, {}):
        with pytest.raises(ControlError):
            people.find_button(message, request)


async def test_blocking_is_told_and_writing_unblocks(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    people.set_blocked(telegram, chat, True)
    (update,) = await updates(api, telegram)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    say(telegram, chat, "қайттым")
    found = await updates(api, telegram)
    assert kinds(found) == ["my_chat_member", "message"]
    assert found[0]["my_chat_member"]["new_chat_member"]["status"] == "member"


async def test_one_time_keyboard_goes_after_use(api: Api, chat: Chat, telegram: Telegram) -> None:
    keyboard = {"keyboard": [["x"]], "one_time_keyboard": True}
    await api("sendMessage", chat_id=chat.id, text="?", reply_markup=keyboard)
    say(telegram, chat, "x")
    assert chat.reply_keyboard is None


async def test_reactions_reach_bots_that_asked_for_them(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    number = say(telegram, chat, "x")
    people.react(telegram, chat, number, "👍")
    assert kinds(await updates(api, telegram)) == ["message"]
    await api("getUpdates", allowed_updates=["message_reaction"])
    people.react(telegram, chat, number, None)
    (update,) = await updates(api, telegram)
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["new_reaction"] == []


async def test_privacy_mode_in_groups(api: Api, telegram: Telegram) -> None:
    group = people.open_chat(
        telegram, {"first_name": "Guest", "type": "group", "title": "Көршілер"}
    )
    assert kinds(await updates(api, telegram)) == ["my_chat_member", "message"]
    sent = await api("sendMessage", chat_id=group.id, text="Сәлем")
    assert sent["chat"] == {"id": group.id, "type": "group", "title": "Көршілер"}
    other = User(77, "Neighbour")
    say(telegram, group, "жай сөз", sender=other)
    say(telegram, group, "/start@other_bot")
    assert await updates(api, telegram) == []
    say(telegram, group, "/start", sender=other)
    say(telegram, group, "@Qonys_bot көмектес")
    say(telegram, group, "рақмет", reply_to=sent["message_id"])
    found = await updates(api, telegram)
    assert kinds(found) == ["message"] * 3
    assert found[0]["message"]["from"]["first_name"] == "Neighbour"


async def test_without_privacy_mode_a_bot_sees_everything() -> None:
    telegram = Telegram(SandboxSettings(reads_all_group_messages=True))
    group = people.open_chat(telegram, {"first_name": "Guest", "type": "group"})
    telegram.updates.drop_all()
    say(telegram, group, "жай сөз")
    assert len(telegram.updates) == 1


async def test_inline_query_and_choice(api: Api, chat: Chat, telegram: Telegram) -> None:
    query = people.ask_inline(telegram, chat, "төлем", "")
    (update,) = await updates(api, telegram)
    assert update["inline_query"]["query"] == "төлем"
    content = {"message_text": "<b>70 АЕК</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "Төлем", "input_message_content": content}
    values = {"inline_query_id": query.id, "results": [result]}
    assert await api("answerInlineQuery", **values) is True
    answer = await people.wait_for_answer(query, 1)
    assert answer is not None
    message = people.choose_inline(telegram, chat, "төлем", answer["results"][0])
    assert message.view()["via_bot"]["username"] == "qonys_bot"
    chosen, sent = await updates(api, telegram)
    assert chosen["chosen_inline_result"]["result_id"] == "1"
    assert sent["message"]["text"] == "70 АЕК"
    identifier = chosen["chosen_inline_result"]["inline_message_id"]
    assert await api("editMessageText", inline_message_id=identifier, text="жаңа") is True


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ("x", "can't parse inline query results JSON object"),
        ([{}] * 51, "RESULTS_TOO_MUCH"),
        ([{"type": "article", "id": ""}], "RESULT_ID_INVALID"),
        ([{"type": "article", "id": "1", "title": "x"}], "message text is empty"),
        ([{"type": "gif", "id": "1"}, {"type": "gif", "id": "1"}], "RESULT_ID_DUPLICATE"),
        ([{"type": "gif", "id": "1"}], None),
    ],
)
async def test_wrong_inline_answers_are_refused(
    api: Api, results: Any, description: str | None
) -> None:
    with pytest.raises(BotApiError) as caught:
        await api("answerInlineQuery", inline_query_id="1", results=results)
    expected = description or (
        "query is too old and response timeout expired or query ID is invalid"
    )
    assert caught.value.description == f"Bad Request: {expected}"


def test_chats_are_checked(telegram: Telegram) -> None:
    people.open_chat(telegram, {"first_name": "A", "user_id": 5})
    for request, status in (
        ({"first_name": "B", "user_id": 5}, 409),
        ({"first_name": " "}, 400),
        ({"first_name": "B", "user_id": "x"}, 400),
        ({"first_name": "B", "type": "planet"}, 400),
    ):
        with pytest.raises(ControlError) as caught:
            people.open_chat(telegram, request)
        assert caught.value.status == status


async def test_events_are_numbered_and_waited_for(telegram: Telegram, chat: Chat) -> None:
    start = telegram.events.last_seq
    waiting = asyncio.create_task(telegram.events.wait(chat.id, start, 30))
    await asyncio.sleep(0)
    say(telegram, chat, "x")
    (event,) = await waiting
    assert (event.type, event.seq) == ("message", start + 1)
    assert await telegram.events.wait(chat.id, event.seq, 0) == []


def test_same_seed_gives_same_identifiers() -> None:
    first, second = (Telegram(SandboxSettings(seed=7)) for _ in range(2))
    assert [first.random_id() for _ in range(3)] == [second.random_id() for _ in range(3)]
