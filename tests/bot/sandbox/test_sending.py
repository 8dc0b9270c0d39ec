from __future__ import annotations

import json
from typing import Any

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.media import sample
from bot.sandbox.parameters import Upload
from bot.sandbox.state import Chat, Telegram, User
from tests.bot.sandbox.conftest import Api

PNG = Upload("photo.png", "image/png", sample("photo")[0])


async def refusal(work: Any) -> tuple[int, str]:
    with pytest.raises(BotApiError) as caught:
        await work
    return caught.value.code, caught.value.description


async def test_message_has_telegrams_shape(
    api: Api, chat: Chat, telegram: Telegram, clock: Any
) -> None:
    message = await api("sendMessage", chat_id=chat.id, text="<b>Сәлем</b>", parse_mode="HTML")
    assert message == {
        "message_id": 1,
        "from": {
            "id": telegram.bot.id,
            "is_bot": True,
            "first_name": "Qonys",
            "username": "qonys_bot",
        },
        "chat": {"id": chat.id, "first_name": "Guest", "type": "private"},
        "date": int(clock.now),
        "text": "Сәлем",
        "entities": [{"offset": 0, "length": 5, "type": "bold"}],
    }


async def test_identifiers_grow_by_one_in_each_chat(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    other = telegram.open_private_chat(User(5, "Other"), started=True)
    for expected in (1, 2, 3):
        message = await api("sendMessage", chat_id=chat.id, text="x")
        assert message["message_id"] == expected
    assert (await api("sendMessage", chat_id=other.id, text="x"))["message_id"] == 1


@pytest.mark.parametrize(
    ("values", "description"),
    [
        ({}, "message text is empty"),
        ({"text": "  \n "}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "қ" * 4097}, "message is too long"),
        ({"text": "👍" * 2048 + "x"}, "message is too long"),
        ({"text": "<x>", "parse_mode": "html"}, None),
        ({"text": "*x*", "parse_mode": "MarkdownV2"}, None),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {}}, None),
        ({"text": "x", "message_thread_id": 3}, "message thread not found"),
        ({"text": "x", "link_preview_options": {"is_disabled": "no"}}, None),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, None),
    ],
)
async def test_wrong_messages_are_refused(
    api: Api, chat: Chat, values: dict[str, Any], description: str | None
) -> None:
    code, actual = await refusal(api("sendMessage", chat_id=chat.id, **values))
    assert code == 400
    assert actual.startswith("Bad Request: ")
    if description is not None:
        assert actual == f"Bad Request: {description}"
    assert not chat.messages


async def test_limit_is_counted_after_parsing(api: Api, chat: Chat) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"
    message = await api("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")
    assert message["text"] == "<" * 4096


@pytest.mark.parametrize("chat_id", [1, "@nobody", "x"])
async def test_unknown_chat(api: Api, chat_id: Any) -> None:
    work = api("sendMessage", chat_id=chat_id, text="x")
    assert await refusal(work) == (400, "Bad Request: chat not found")


async def test_chat_is_required(api: Api) -> None:
    assert await refusal(api("sendMessage", text="x")) == (400, "Bad Request: chat_id is empty")


async def test_text_and_buttons_are_read_before_the_chat_is_looked_for(api: Api) -> None:
    assert (await refusal(api("sendMessage")))[1] == "Bad Request: message text is empty"
    values = {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": 1}}
    assert "must be an Array" in (await refusal(api("sendMessage", **values)))[1]


async def test_bot_may_not_write_first_nor_to_who_blocked_it(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    stranger = telegram.open_private_chat(User(7, "Stranger"), started=False)
    work = api("sendMessage", chat_id=stranger.id, text="x")
    assert await refusal(work) == (403, "Forbidden: bot can't initiate conversation with a user")
    chat.blocked = True
    work = api("sendMessage", chat_id=chat.id, text="x")
    assert await refusal(work) == (403, "Forbidden: bot was blocked by the user")


async def test_reply_and_previews_are_kept(api: Api, chat: Chat) -> None:
    first = await api("sendMessage", chat_id=chat.id, text="бірінші")
    second = await api(
        "sendMessage",
        chat_id=chat.id,
        text="екінші",
        reply_parameters={"message_id": first["message_id"]},
        link_preview_options={"is_disabled": True},
        protect_content=True,
    )
    assert second["reply_to_message"]["text"] == "бірінші"
    assert second["link_preview_options"] == {"is_disabled": True}
    assert second["has_protected_content"]
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    third = await api("sendMessage", chat_id=chat.id, text="үш", reply_parameters=lenient)
    assert "reply_to_message" not in third


async def test_reply_keyboard_is_shown_to_the_person_but_not_returned(api: Api, chat: Chat) -> None:
    keyboard = {"keyboard": [["Төлем"]]}
    message = await api("sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard)
    assert "reply_markup" not in message
    assert chat.reply_keyboard is not None
    assert chat.reply_keyboard["keyboard"] == [[{"text": "Төлем"}]]
    remove = {"remove_keyboard": True}
    await api("sendMessage", chat_id=chat.id, text="x", reply_markup=remove)
    assert chat.reply_keyboard is None


async def test_photo_is_stored_and_can_be_sent_again_by_id(api: Api, chat: Chat) -> None:
    message = await api("sendPhoto", {"photo": PNG}, chat_id=chat.id, caption="QR")
    (size,) = message["photo"]
    assert (size["width"], size["height"], message["caption"]) == (320, 240, "QR")
    again = await api("sendPhoto", chat_id=chat.id, photo=size["file_id"])
    assert again["photo"] == message["photo"]
    code, description = await refusal(
        api("sendDocument", chat_id=chat.id, document=size["file_id"])
    )
    assert (code, description) == (400, "Bad Request: can't use file of type Photo as Document")


async def test_attached_document_keeps_name_and_type(api: Api, chat: Chat) -> None:
    upload = Upload("тізім.csv", "text/csv", b"a,b\n")
    message = await api("sendDocument", {"f1": upload}, chat_id=chat.id, document="attach://f1")
    document = message["document"]
    assert document["file_name"] == "тізім.csv"
    assert (document["mime_type"], document["file_size"]) == ("text/csv", 4)
    path = (await api("getFile", file_id=document["file_id"]))["file_path"]
    assert path == "documents/file_0.csv"


@pytest.mark.parametrize(
    ("files", "values", "description"),
    [
        ({}, {}, "there is no photo in the request"),
        ({}, {"photo": "attach://x"}, "there is no photo in the request"),
        ({}, {"photo": "https://egov.kz/a.png"}, "failed to get HTTP URL content"),
        ({}, {"photo": "AgAC"}, "wrong remote file identifier specified: Wrong string length"),
        ({"photo": Upload("a", "image/png", b"")}, {}, "file must be non-empty"),
        ({"photo": Upload("a", "image/png", b"GIF")}, {}, "IMAGE_PROCESS_FAILED"),
        ({"photo": PNG}, {"caption": "x" * 1025}, "message caption is too long"),
    ],
)
async def test_wrong_photos_are_refused(
    api: Api, chat: Chat, files: dict[str, Upload], values: dict[str, Any], description: str
) -> None:
    work = api("sendPhoto", files, chat_id=chat.id, **values)
    assert await refusal(work) == (400, f"Bad Request: {description}")
    assert not chat.messages


async def test_thin_and_huge_photos_are_refused(api: Api, chat: Chat) -> None:
    header = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR"
    for width, height in ((9000, 1001), (2100, 100)):
        content = header + width.to_bytes(4, "big") + height.to_bytes(4, "big")
        upload = {"photo": Upload("a.png", "image/png", content)}
        _, description = await refusal(api("sendPhoto", upload, chat_id=chat.id))
        assert description == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_chat_action(api: Api, chat: Chat, telegram: Telegram) -> None:
    assert await api("sendChatAction", chat_id=chat.id, action="typing") is True
    assert telegram.events.since(chat.id, 0)[-1].data == {"action": "typing"}
    work = api("sendChatAction", chat_id=chat.id, action="dancing")
    assert await refusal(work) == (400, "Bad Request: wrong parameter action in request")


async def test_file_errors(api: Api, telegram: Telegram) -> None:
    assert (await refusal(api("getFile")))[1] == "Bad Request: file_id is not specified"
    assert (await refusal(api("getFile", file_id="x")))[1] == "Bad Request: invalid file_id"
    big = telegram.files.add(
        bytes(20 * 1024 * 1024 + 1), kind="document", file_name="a", mime_type="text/plain"
    )
    assert (await refusal(api("getFile", file_id=big.file_id)))[1] == "Bad Request: file is too big"


async def test_results_can_be_encoded(api: Api, chat: Chat) -> None:
    message = await api("sendMessage", chat_id=chat.id, text="egov.kz /start")
    assert [entity["type"] for entity in json.loads(json.dumps(message))["entities"]] == [
        "url",
        "bot_command",
    ]
