from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.media import sample
from bot.sandbox.parameters import Upload
from bot.sandbox.people import send_text
from bot.sandbox.state import Chat, Telegram
from tests.bot.sandbox.conftest import Api, Clock

BUTTONS = {"inline_keyboard": [[{"text": "Ия", "callback_data": "yes"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


async def refusal(work: Any) -> str:
    with pytest.raises(BotApiError) as caught:
        await work
    assert caught.value.code == 400
    return caught.value.description


async def test_edit_replaces_text_and_drops_the_keyboard(
    api: Api, chat: Chat, clock: Clock
) -> None:
    sent = await api("sendMessage", chat_id=chat.id, text="бір", reply_markup=BUTTONS)
    clock.now += 5
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    edited = await api("editMessageText", **place, text="<i>екі</i>", parse_mode="HTML")
    assert edited["text"] == "екі"
    assert edited["entities"][0]["type"] == "italic"
    assert edited["date"] == sent["date"]
    assert edited["edit_date"] == sent["date"] + 5
    assert "reply_markup" not in edited


async def test_same_content_is_refused(api: Api, chat: Chat) -> None:
    sent = await api("sendMessage", chat_id=chat.id, text="бір", reply_markup=BUTTONS)
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    work = api("editMessageText", **place, text=" бір ", reply_markup=BUTTONS)
    assert await refusal(work) == NOT_MODIFIED
    assert await refusal(api("editMessageReplyMarkup", **place, reply_markup=BUTTONS)) == (
        NOT_MODIFIED
    )
    assert "reply_markup" not in await api("editMessageReplyMarkup", **place)


async def test_what_cannot_be_edited(api: Api, chat: Chat, telegram: Telegram) -> None:
    place = {"chat_id": chat.id, "message_id": 99}
    assert await refusal(api("editMessageText", **place, text="x")) == (
        "Bad Request: message to edit not found"
    )
    assert await refusal(api("editMessageText", chat_id=chat.id, text="x")) == (
        "Bad Request: message identifier is not specified"
    )
    (own,) = send_text(telegram, chat, "менікі", sender=chat.client)
    place["message_id"] = own.message_id
    assert await refusal(api("editMessageText", **place, text="x")) == (
        "Bad Request: message can't be edited"
    )
    keyboard = {"keyboard": [["x"]]}
    sent = await api("sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard)
    place["message_id"] = sent["message_id"]
    assert await refusal(api("editMessageText", **place, text="y")) == (
        "Bad Request: message can't be edited"
    )


async def test_captions_belong_to_media_and_texts_to_texts(api: Api, chat: Chat) -> None:
    upload = {"photo": Upload("a.png", "image/png", sample("photo")[0])}
    photo = await api("sendPhoto", upload, chat_id=chat.id, caption="бір")
    text = await api("sendMessage", chat_id=chat.id, text="бір")
    on_photo = {"chat_id": chat.id, "message_id": photo["message_id"]}
    on_text = {"chat_id": chat.id, "message_id": text["message_id"]}
    edited = await api("editMessageCaption", **on_photo, caption="екі")
    assert edited["caption"] == "екі"
    assert await refusal(api("editMessageCaption", **on_photo, caption="екі")) == NOT_MODIFIED
    assert await refusal(api("editMessageText", **on_photo, text="x")) == (
        "Bad Request: there is no text in the message to edit"
    )
    assert await refusal(api("editMessageCaption", **on_text, caption="x")) == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_deleting(api: Api, chat: Chat, telegram: Telegram, clock: Clock) -> None:
    first = await api("sendMessage", chat_id=chat.id, text="x")
    place = {"chat_id": chat.id, "message_id": first["message_id"]}
    assert await api("deleteMessage", **place) is True
    assert await refusal(api("deleteMessage", **place)) == (
        "Bad Request: message to delete not found"
    )
    (own,) = send_text(telegram, chat, "менікі", sender=chat.client)
    clock.now += 48 * 3600 + 1
    place["message_id"] = own.message_id
    assert await refusal(api("deleteMessage", **place)) == (
        "Bad Request: message can't be deleted for everyone"
    )


async def test_deleting_many_skips_unknown_ones(api: Api, chat: Chat) -> None:
    for _ in range(3):
        await api("sendMessage", chat_id=chat.id, text="x")
    assert await api("deleteMessages", chat_id=chat.id, message_ids=[1, 3, 77]) is True
    assert list(chat.messages) == [2]
    assert await refusal(api("deleteMessages", chat_id=chat.id, message_ids=[])) == (
        "Bad Request: message identifiers are not specified"
    )
    assert await refusal(
        api("deleteMessages", chat_id=chat.id, message_ids=list(range(1, 102)))
    ) == ("Bad Request: too many message identifiers specified")


async def test_reactions(api: Api, chat: Chat) -> None:
    sent = await api("sendMessage", chat_id=chat.id, text="x")
    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    thumb = {"type": "emoji", "emoji": "👍"}
    assert await api("setMessageReaction", **place, reaction=[thumb]) is True
    assert chat.messages[1].view()["reactions"] == [thumb]
    assert await refusal(
        api("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "🐫"}])
    ) == ("Bad Request: REACTION_INVALID")
    assert await refusal(api("setMessageReaction", **place, reaction=[thumb, thumb])) == (
        "Bad Request: REACTIONS_TOO_MANY"
    )
    await api("setMessageReaction", **place)
    assert chat.messages[1].view()["reactions"] == []


async def test_chat_is_described_in_full(api: Api, chat: Chat) -> None:
    full = await api("getChat", chat_id=chat.id)
    assert (full["id"], full["type"], full["first_name"]) == (chat.id, "private", "Guest")
    assert full["max_reaction_count"] == 11
