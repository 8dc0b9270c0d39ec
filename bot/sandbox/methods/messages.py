"""Methods on messages that exist: edits, deletions, reactions, and the chat itself."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.errors import bad_request
from bot.sandbox.markup import check_inline_markup, is_inline
from bot.sandbox.methods.registry import (
    Method,
    find_chat,
    find_message,
    find_writable_chat,
    read_caption,
    read_text,
)
from bot.sandbox.methods.sending import read_link_preview
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Message, Telegram

DELETABLE_SECONDS: Final = 48 * 3600
MAX_DELETED_AT_ONCE: Final = 100
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
# fmt: off
REACTION_EMOJI: Final = frozenset(
    {
        "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱",
        "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡",
        "🥱", "🥴", "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡",
        "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈",
        "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃", "🙈", "😇", "😨",
        "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
        "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂",
        "🤷", "🤷‍♀", "😡",
    }
)
# fmt: on
"""https://core.telegram.org/bots/api#reactiontypeemoji"""


async def edit_message_text(telegram: Telegram, parameters: Parameters) -> Any:
    """Replaces text, buttons and preview of a message of the bot."""
    text = read_text(parameters)
    markup = _new_markup(parameters)
    preview = read_link_preview(parameters)
    message = _editable(telegram, parameters)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    same_content = message.text == text and message.link_preview_options == preview
    if same_content and message.reply_markup == markup:
        raise bad_request(NOT_MODIFIED)
    message.text, message.reply_markup = text, markup
    message.link_preview_options = preview
    return _edited(telegram, message, parameters)


async def edit_message_caption(telegram: Telegram, parameters: Parameters) -> Any:
    """Replaces caption and buttons under a photo or document of the bot."""
    caption = read_caption(parameters)
    markup = _new_markup(parameters)
    message = _editable(telegram, parameters)
    above = parameters.boolean("show_caption_above_media")
    if message.text is not None:
        raise bad_request("there is no caption in the message to edit")
    unchanged = (message.caption, message.caption_above) == (caption, above)
    if unchanged and message.reply_markup == markup:
        raise bad_request(NOT_MODIFIED)
    message.caption, message.caption_above, message.reply_markup = caption, above, markup
    return _edited(telegram, message, parameters)


async def edit_message_reply_markup(telegram: Telegram, parameters: Parameters) -> Any:
    """Replaces or removes the inline buttons of a message of the bot."""
    markup = _new_markup(parameters)
    message = _editable(telegram, parameters)
    if message.reply_markup == markup:
        raise bad_request(NOT_MODIFIED)
    message.reply_markup = markup
    return _edited(telegram, message, parameters)


def _editable(telegram: Telegram, parameters: Parameters) -> Message:
    """The bot's own message that an edit names."""
    if parameters.has("inline_message_id") and not parameters.has("chat_id"):
        inline = telegram.inline_messages.get(parameters.text("inline_message_id"))
        if inline is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return inline
    chat = find_writable_chat(telegram, parameters)
    message = find_message(chat, parameters, "message to edit not found")
    other_keyboard = message.reply_markup is not None and not is_inline(message.reply_markup)
    if message.sender.id != telegram.bot.id or other_keyboard:
        raise bad_request("message can't be edited")
    return message


def _new_markup(parameters: Parameters) -> dict[str, Any] | None:
    return check_inline_markup(parameters.json("reply_markup", "reply keyboard markup"))


def _edited(telegram: Telegram, message: Message, parameters: Parameters) -> Any:
    telegram.message_edited(message)
    return message.api() if parameters.has("chat_id") else True


async def delete_message(telegram: Telegram, parameters: Parameters) -> bool:
    """Deletes a message not older than 48 hours; in groups only one of the bot."""
    chat = find_chat(telegram, parameters)
    message = find_message(chat, parameters, "message to delete not found")
    _check_deletable(telegram, message)
    telegram.delete_message(message)
    return True


async def delete_messages(telegram: Telegram, parameters: Parameters) -> bool:
    """Deletes up to 100 messages of a chat; unknown ones are skipped."""
    chat = find_chat(telegram, parameters)
    identifiers = parameters.json("message_ids", "message identifiers")
    if not isinstance(identifiers, list) or not identifiers:
        raise bad_request("message identifiers are not specified")
    if len(identifiers) > MAX_DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[number] for number in identifiers if number in chat.messages]
    for message in found:
        _check_deletable(telegram, message)
    for message in found:
        telegram.delete_message(message)
    return True


def _check_deletable(telegram: Telegram, message: Message) -> None:
    foreign = message.chat.type != "private" and message.sender.id != telegram.bot.id
    if foreign or telegram.now() - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")


async def set_message_reaction(telegram: Telegram, parameters: Parameters) -> bool:
    """Sets or, without one, removes the bot's reaction to a message."""
    chat = find_writable_chat(telegram, parameters)
    message = find_message(chat, parameters, "message to react not found")
    reactions = parameters.json("reaction", "reaction types") or []
    if not isinstance(reactions, list):
        raise bad_request("can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if not isinstance(reaction, dict) or reaction.get("emoji") not in REACTION_EMOJI:
            raise bad_request("REACTION_INVALID")
    message.reactions[telegram.bot.id] = [
        {"type": "emoji", "emoji": reaction["emoji"]} for reaction in reactions
    ]
    telegram.message_edited(message, shown=False)
    return True


async def get_chat(telegram: Telegram, parameters: Parameters) -> dict[str, Any]:
    """ChatFullInfo with the fields that are never left out."""
    chat = find_chat(telegram, parameters)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    full = {
        **chat.api(),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            **dict.fromkeys(gifts, chat.type == "private"),
            "gifts_from_channels": chat.type == "private",
        },
    }
    if chat.type != "private":
        full["permissions"] = {"can_send_messages": True}
    return full


METHODS: dict[str, Method] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "setmessagereaction": set_message_reaction,
    "getchat": get_chat,
}
