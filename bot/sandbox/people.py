"""What people do in the chats: write, send things, press buttons, edit, block.

Each action changes the chat at once and makes the update that Telegram would make.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.entities import FormattedText, clean, finish, utf16_length, utf16_slice
from bot.sandbox.errors import ControlError
from bot.sandbox.media import describe, sample
from bot.sandbox.methods.queries import inline_text
from bot.sandbox.methods.registry import MAX_CAPTION, MAX_TEXT
from bot.sandbox.parameters import Upload
from bot.sandbox.state import Chat, Message, Query, Telegram, User

FILE_KINDS: Final = (
    "photo",
    "voice",
    "sticker",
    "document",
    "video",
    "audio",
    "animation",
    "video_note",
)
OTHER_KINDS: Final = ("contact", "location", "venue", "poll", "dice")
CAPTIONED: Final = frozenset({"photo", "document", "video", "audio", "voice", "animation"})
ASTANA: Final = (51.128422, 71.430564)


def open_chat(telegram: Telegram, request: Mapping[str, Any]) -> Chat:
    """Makes a private chat or a group.

    Raises:
        ControlError: 400 for a wrong value, 409 when the person has a chat already.
    """
    try:
        user_id = int(request.get("user_id") or telegram.new_user_id())
    except (TypeError, ValueError):
        raise ControlError(400, "user_id must be a whole number") from None
    kind = request.get("type", "private")
    first_name = str(request.get("first_name") or "").strip()
    if not first_name or user_id <= 0:
        raise ControlError(400, "first_name must not be empty and user_id must be positive")
    user = User(
        id=user_id,
        first_name=first_name,
        last_name=request.get("last_name") or None,
        username=request.get("username") or None,
        language_code=request.get("language_code") or None,
    )
    if kind == "group":
        chat = telegram.open_group(user, str(request.get("title") or first_name))
        _join(telegram, chat)
        return chat
    if kind != "private":
        raise ControlError(400, "type must be private or group")
    if user_id in telegram.chats:
        raise ControlError(409, "this user has a chat already")
    return telegram.open_private_chat(user, started=bool(request.get("started", False)))


def _join(telegram: Telegram, chat: Chat) -> None:
    """The person adds the bot to a new group."""
    _membership_changed(telegram, chat, "left", "member")
    message = telegram.new_message(
        chat, chat.client, media={"new_chat_members": [telegram.bot.api()]}
    )
    telegram.updates.add("message", message.api(), chat.id)


def set_blocked(telegram: Telegram, chat: Chat, blocked: bool) -> None:
    """Blocks or unblocks the bot (in a group: removes or adds it)."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    _membership_changed(
        telegram, chat, *(("member", "kicked") if blocked else ("kicked", "member"))
    )
    telegram.events.publish("chat", chat.id, chat.view())


def _membership_changed(telegram: Telegram, chat: Chat, before: str, after: str) -> None:
    def member(status: str) -> dict[str, Any]:
        fields: dict[str, Any] = {"user": telegram.bot.api(), "status": status}
        if status == "kicked":
            fields["until_date"] = 0
        return fields

    update = {
        "chat": chat.api(),
        "from": chat.client.api(),
        "date": telegram.now(),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    telegram.updates.add("my_chat_member", update, chat.id)


def set_language(telegram: Telegram, chat: Chat, language: str | None) -> None:
    """Changes the language of the person's Telegram app."""
    user = chat.client
    chat.client = User(user.id, user.first_name, user.last_name, user.username, language)
    telegram.events.publish("chat", chat.id, chat.view())


def delete_chat(telegram: Telegram, chat: Chat) -> None:
    """Removes a chat with all its messages; the bot is not told."""
    del telegram.chats[chat.id]
    telegram.events.publish("chat", chat.id, {"id": chat.id, "deleted": True})
    telegram.events.forget_chat(chat.id)


def member(chat: Chat, request: Mapping[str, Any]) -> User:
    """Who acts: the person of the chat, or somebody else in a group."""
    other = request.get("sender")
    if other is None:
        return chat.client
    if chat.type == "private" or not isinstance(other, dict):
        raise ControlError(400, "sender is for groups and must be an object")
    try:
        return User(
            id=int(other["id"]),
            first_name=str(other["first_name"]),
            username=other.get("username"),
            language_code=other.get("language_code"),
        )
    except (KeyError, TypeError, ValueError):
        raise ControlError(400, "sender needs id and first_name") from None


def send_text(
    telegram: Telegram, chat: Chat, text: str, *, sender: User, reply_to: int | None = None
) -> list[Message]:
    """Sends a text; one over 4096 UTF-16 units goes as several messages, as apps do.

    Raises:
        ControlError: 400 when the text is empty or there is no message to reply to.
    """
    cleaned = clean(text).strip()
    if not cleaned:
        raise ControlError(400, "text must not be empty")
    target = None if reply_to is None else find_message(chat, reply_to)
    sent = []
    for offset in range(0, utf16_length(cleaned), MAX_TEXT):
        part = finish(FormattedText(utf16_slice(cleaned, offset, MAX_TEXT)))
        if part.text:
            sent.append(_send(telegram, chat, sender, text=part, reply_to=target))
    return sent


def find_message(chat: Chat, message_id: int) -> Message:
    """The message with this number.

    Raises:
        ControlError: 404 when there is none.
    """
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError(404, "message not found")
    return message


def _send(telegram: Telegram, chat: Chat, sender: User, **fields: Any) -> Message:
    if chat.blocked:
        set_blocked(telegram, chat, False)
    chat.started = True
    message = telegram.new_message(chat, sender, **fields)
    keyboard = chat.reply_keyboard
    if keyboard is not None and keyboard.get("one_time_keyboard"):
        chat.reply_keyboard = None
    if _bot_sees(telegram, message):
        telegram.updates.add("message", message.api(), chat.id)
    return message


def _bot_sees(telegram: Telegram, message: Message) -> bool:
    """Privacy mode: in a group a bot sees commands, mentions of it and replies to it."""
    if message.chat.type == "private" or telegram.settings.reads_all_group_messages:
        return True
    if message.reply_to is not None and message.reply_to.sender.id == telegram.bot.id:
        return True
    text = message.text or message.caption or FormattedText("")
    own = f"@{telegram.bot.username}".lower()
    for entity in text.entities:
        covered = utf16_slice(text.text, entity.offset, entity.length).lower()
        if entity.type == "mention" and covered == own:
            return True
        if entity.type == "bot_command" and ("@" not in covered or covered.endswith(own)):
            return True
    return False


def send_attachment(
    telegram: Telegram,
    chat: Chat,
    fields: Mapping[str, str],
    upload: Upload | None,
    *,
    sender: User,
) -> Message:
    """Sends a photo, voice message, contact… A kind of file without a file sends a sample.

    Raises:
        ControlError: 400 for an unknown kind or a wrong value.
    """
    kind = fields.get("kind", "")
    if kind in FILE_KINDS:
        media = {kind: _file(telegram, kind, upload)}
        if kind == "animation":
            media["document"] = media["animation"]
    elif kind in OTHER_KINDS:
        media = _other(telegram, kind, fields, sender)
    else:
        raise ControlError(400, f"kind must be one of {', '.join(FILE_KINDS + OTHER_KINDS)}")
    caption = finish(FormattedText(clean(fields.get("caption", ""))))
    if utf16_length(caption.text) > MAX_CAPTION:
        raise ControlError(400, "caption is too long")
    with_caption = caption if caption.text and kind in CAPTIONED else None
    return _send(telegram, chat, sender, media=media, caption=with_caption)


def _file(telegram: Telegram, kind: str, upload: Upload | None) -> Any:
    if upload is None:
        content, file_name, mime_type = sample(kind)
    else:
        content, file_name, mime_type = upload.content, upload.file_name, upload.mime_type
    stored = telegram.files.add(content, kind=kind, file_name=file_name, mime_type=mime_type)
    return describe(stored, kind)


def _other(
    telegram: Telegram, kind: str, fields: Mapping[str, str], sender: User
) -> dict[str, Any]:
    if kind == "contact":
        contact: dict[str, Any] = {
            "phone_number": fields.get("phone_number") or "+70000000000",
            "first_name": fields.get("first_name") or sender.first_name,
        }
        if "phone_number" not in fields:
            contact["user_id"] = sender.id
        return {"contact": contact}
    if kind == "dice":
        return {"dice": {"emoji": "🎲", "value": telegram.random.randint(1, 6)}}
    if kind == "poll":
        return {"poll": _poll(telegram, fields)}
    try:
        latitude = float(fields.get("latitude", ASTANA[0]))
        longitude = float(fields.get("longitude", ASTANA[1]))
    except ValueError:
        raise ControlError(400, "latitude and longitude must be numbers") from None
    location = {"latitude": latitude, "longitude": longitude}
    if kind == "location":
        return {"location": location}
    venue = {
        "location": location,
        "title": fields.get("title", "?"),
        "address": fields.get("address", "?"),
    }
    return {"location": location, "venue": venue}


def _poll(telegram: Telegram, fields: Mapping[str, str]) -> dict[str, Any]:
    options = [line for line in fields.get("options", "+\n-").split("\n") if line.strip()]
    return {
        "id": telegram.random_id(),
        "question": fields.get("question", "?"),
        "options": [
            {"persistent_id": str(number), "text": text, "voter_count": 0}
            for number, text in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


def edit_text(telegram: Telegram, chat: Chat, message_id: int, text: str) -> Message:
    """The person edits one of their own texts."""
    message = find_message(chat, message_id)
    if message.sender.is_bot or message.text is None:
        raise ControlError(400, "only own text messages can be edited")
    edited = finish(FormattedText(clean(text)))
    if not edited.text or utf16_length(edited.text) > MAX_TEXT:
        raise ControlError(400, "text must have 1 to 4096 UTF-16 units")
    message.text = edited
    telegram.message_edited(message)
    if _bot_sees(telegram, message):
        telegram.updates.add("edited_message", message.api(), chat.id)
    return message


def react(telegram: Telegram, chat: Chat, message_id: int, emoji: str | None) -> Message:
    """The person puts an emoji under a message, or takes it away with None."""
    message = find_message(chat, message_id)
    before = message.reactions.get(chat.client.id, [])
    after = [{"type": "emoji", "emoji": emoji}] if emoji else []
    message.reactions[chat.client.id] = after
    telegram.message_edited(message, shown=False)
    update = {
        "chat": chat.api(),
        "message_id": message_id,
        "user": chat.client.api(),
        "date": telegram.now(),
        "old_reaction": before,
        "new_reaction": after,
    }
    telegram.updates.add("message_reaction", update, chat.id)
    return message


def find_button(message: Message, request: Mapping[str, Any]) -> dict[str, Any]:
    """The inline button with this ``text`` or ``row`` and ``column``, or one with this ``data``.

    ``data`` need not be on the message: an app may still show an older keyboard, and a changed
    app may send anything (https://core.telegram.org/bots/api#callbackquery).

    Raises:
        ControlError: 404 when the message has no such button.
    """
    if isinstance(request.get("data"), str):
        return {"callback_data": request["data"]}
    rows: list[list[dict[str, Any]]] = (message.reply_markup or {}).get("inline_keyboard", [])
    if "row" in request:
        try:
            return rows[int(request["row"])][int(request.get("column", 0))]
        except (IndexError, TypeError, ValueError):
            raise ControlError(404, "no button at this place") from None
    for button in (button for row in rows for button in row):
        if button["text"] == request.get("text"):
            return button
    raise ControlError(404, "the message has no such button")


def press(telegram: Telegram, chat: Chat, message: Message, button: Mapping[str, Any]) -> Query:
    """Presses a callback button; ``answer`` of the result is what the bot will say to it.

    Raises:
        ControlError: 400 when the button carries no callback data.
    """
    if "callback_data" not in button:
        raise ControlError(400, "not a callback button")
    query = telegram.new_query(telegram.callback_queries, chat)
    update: dict[str, Any] = {
        "id": query.id,
        "from": chat.client.api(),
        "chat_instance": chat.chat_instance,
        "data": button["callback_data"],
    }
    if message.inline_message_id is not None:
        update["inline_message_id"] = message.inline_message_id
    else:
        update["message"] = message.api()
    telegram.updates.add("callback_query", update, chat.id)
    return query


async def wait_for_answer(query: Query, seconds: float) -> dict[str, Any] | None:
    """The bot's answer, or None when none came in time."""
    try:
        return await asyncio.wait_for(asyncio.shield(query.answer), seconds)
    except (TimeoutError, asyncio.CancelledError):
        return None


def ask_inline(telegram: Telegram, chat: Chat, text: str, offset: str) -> Query:
    """Types ``@bot text`` in the chat."""
    if not telegram.settings.supports_inline:
        raise ControlError(400, "the bot has no inline mode")
    query = telegram.new_query(telegram.inline_queries, chat)
    update = {
        "id": query.id,
        "from": chat.client.api(),
        "query": text,
        "offset": offset,
        "chat_type": "sender" if chat.type == "private" else chat.type,
    }
    telegram.updates.add("inline_query", update, chat.id)
    return query


def choose_inline(telegram: Telegram, chat: Chat, text: str, result: Mapping[str, Any]) -> Message:
    """Sends one of the results of an inline query.

    Raises:
        ControlError: 400 when the result is no article.
    """
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise ControlError(400, "only articles with a text can be chosen")
    inline_message_id = f"AAAA{telegram.random_id()}"
    chat.started = True
    message = telegram.new_message(
        chat,
        chat.client,
        text=inline_text(content),
        reply_markup=result.get("reply_markup"),
        via_bot=telegram.bot,
        inline_message_id=inline_message_id,
    )
    telegram.inline_messages[inline_message_id] = message
    update = {
        "result_id": result["id"],
        "from": chat.client.api(),
        "query": text,
        "inline_message_id": inline_message_id,
    }
    telegram.updates.add("chosen_inline_result", update, chat.id)
    if chat.type == "private":
        telegram.updates.add("message", message.api(), chat.id)
    return message
