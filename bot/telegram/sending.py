"""Puts replies into a chat: sends them, edits them in place, adds files."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot.dialogues import Attachment
from bot.rendering import RichText
from bot.replies import Button, Reply, Rows

__all__ = [
    "SHARED",
    "attach",
    "deep_link",
    "edit",
    "edit_buttons",
    "keyboard",
    "seen",
    "send",
    "send_anew",
    "thread_of",
]

_log = logging.getLogger(__name__)

#: First part of the /start payload of a shared answer.
SHARED: Final = "s"


async def send(message: Message, reply: Reply) -> Message:
    """Send ``reply`` into the chat of ``message``; the buttons go under its last part.

    In a group it is a reply to the question, since others go on talking meanwhile.

    Returns:
        The message with the buttons.
    """
    sent = message
    for part, buttons in _parts(message, reply):
        sent = await _send_part(message, part, buttons)
    return sent


def seen(query: CallbackQuery) -> Message | None:
    """The message of a button; ``None`` where it is too old to be seen, and so to be edited."""
    message = query.message
    return message if isinstance(message, Message) and message.is_accessible else None


async def send_anew(chat: Chat, bot: Bot, reply: Reply) -> None:
    """Send ``reply`` into a chat of which no message can be seen any more."""
    parts = reply.text.messages()
    for number, part in enumerate(parts, start=1):
        rows = reply.buttons if number == len(parts) else ()
        await bot.send_message(
            chat_id=chat.id,
            text=part.html(),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=keyboard(rows, bot.username),
        )


async def edit(
    message: Message, reply: Reply, markup: InlineKeyboardMarkup | None = None
) -> Message:
    """Put ``reply`` in the place of one of the bot's own messages, if anything differs.

    Args:
        message: the bot's own.
        reply: what takes its place; more than one message holds goes on below it.
        markup: buttons instead of those of the reply.

    Returns:
        The message that shows it: another one where the first can't be edited any more.
    """
    (part, buttons), *rest = _parts(message, reply)
    if markup is not None and not rest:
        buttons = markup
    bot, shown = message.get_bot(), message
    try:
        if not _shows(message, part, buttons):
            await bot.edit_message_text(
                chat_id=message.chat_id,
                message_id=message.message_id,
                text=part.html(),
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=buttons,
            )
    except BadRequest as error:
        if "not modified" not in error.message:
            # The message is gone or too old to be edited.
            shown = await _send_part(message, part, buttons)
    for each, below in rest:
        shown = await _send_part(message, each, below)
    return shown


async def edit_buttons(message: Message, markup: InlineKeyboardMarkup) -> None:
    """Put other buttons under one of the bot's own messages."""
    if message.reply_markup == markup:
        return
    try:
        await message.get_bot().edit_message_reply_markup(
            chat_id=message.chat_id, message_id=message.message_id, reply_markup=markup
        )
    except BadRequest:
        _log.info("buttons stay as they are")


def _parts(message: Message, reply: Reply) -> list[tuple[RichText, InlineKeyboardMarkup | None]]:
    """The messages of a reply, each with the buttons below it."""
    *firsts, last = reply.text.messages()
    username = message.get_bot().username
    return [*((part, None) for part in firsts), (last, keyboard(reply.buttons, username))]


def _shows(message: Message, part: RichText, buttons: InlineKeyboardMarkup | None) -> bool:
    """Whether a message has this text and these buttons already."""
    return message.text == part.shown.strip() and message.reply_markup == buttons


async def _send_part(
    message: Message, part: RichText, buttons: InlineKeyboardMarkup | None
) -> Message:
    bot = message.get_bot()
    asked = message.from_user is not None and message.from_user.id != bot.id
    in_group = message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    return await bot.send_message(
        chat_id=message.chat_id,
        text=part.html(),
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=buttons,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True)
        if in_group and asked
        else None,
        message_thread_id=thread_of(message),
    )


def thread_of(message: Message) -> int | None:
    """The topic of a forum that a message stands in."""
    return message.message_thread_id if message.is_topic_message else None


def keyboard(rows: Rows, username: str) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram wants them; ``None`` for no buttons.

    Args:
        rows: the buttons.
        username: of the bot, for links that share an answer.
    """
    if not rows:
        return None
    return InlineKeyboardMarkup([[_inline(each, username) for each in row] for row in rows])


def _inline(button: Button, username: str) -> InlineKeyboardButton:
    url = button.url
    if button.share is not None:
        link = deep_link(username, button.share)
        url = f"https://t.me/share/url?url={quote(link, safe='')}"
    return InlineKeyboardButton(button.label, url=url, callback_data=button.data)


def deep_link(username: str, share: str) -> str:
    """The address that opens the bot at an answer; ``share`` as in `Button`."""
    return f"https://t.me/{username}?start={SHARED}_{share}"


async def attach(message: Message, attachments: Sequence[Attachment]) -> None:
    """Send files that were made in memory into the chat of ``message``."""
    bot = message.get_bot()
    for each in attachments:
        file = InputFile(each.content, filename=each.name)
        thread = thread_of(message)
        if each.kind == "photo":
            await bot.send_photo(
                message.chat_id, file, caption=each.caption, message_thread_id=thread
            )
        else:
            await bot.send_document(
                message.chat_id, file, caption=each.caption, message_thread_id=thread
            )
