"""Puts replies into a chat: sends them, edits them in place, adds files."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.dialogues import Attachment
from bot.replies import Button, Reply, Rows

__all__ = ["SHARED", "attach", "edit", "edit_buttons", "keyboard", "send"]

_log = logging.getLogger(__name__)

#: First part of the /start payload of a shared answer.
SHARED: Final = "s"


async def send(message: Message, reply: Reply) -> Message:
    """Send ``reply`` into the chat of ``message``; the buttons go under its last part.

    Returns:
        The message with the buttons.
    """
    bot = message.get_bot()
    sent = message
    parts = reply.text.messages()
    for number, part in enumerate(parts, start=1):
        last = number == len(parts)
        sent = await bot.send_message(
            chat_id=message.chat_id,
            text=part.html(),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=keyboard(reply.buttons, bot.username) if last else None,
        )
    return sent


async def edit(message: Message, reply: Reply) -> Message:
    """Put ``reply`` in the place of one of the bot's own messages.

    Returns:
        The message that shows it: another one where the first can't be edited any more.
    """
    bot = message.get_bot()
    try:
        await bot.edit_message_text(
            chat_id=message.chat_id,
            message_id=message.message_id,
            text=reply.text.html(),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=keyboard(reply.buttons, bot.username),
        )
    except BadRequest as error:
        if "not modified" not in error.message:
            # The message is gone or too old to be edited.
            return await send(message, reply)
    return message


async def edit_buttons(message: Message, rows: Rows) -> None:
    """Put other buttons under one of the bot's own messages."""
    bot = message.get_bot()
    try:
        await bot.edit_message_reply_markup(
            chat_id=message.chat_id,
            message_id=message.message_id,
            reply_markup=keyboard(rows, bot.username),
        )
    except BadRequest:
        _log.info("buttons stay as they are")


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
        link = f"https://t.me/{username}?start={SHARED}_{button.share}"
        url = f"https://t.me/share/url?url={quote(link, safe='')}"
    return InlineKeyboardButton(button.label, url=url, callback_data=button.data)


async def attach(message: Message, attachments: Sequence[Attachment]) -> None:
    """Send files that were made in memory into the chat of ``message``."""
    bot = message.get_bot()
    for each in attachments:
        file = InputFile(each.content, filename=each.name)
        if each.kind == "photo":
            await bot.send_photo(message.chat_id, file, caption=each.caption)
        else:
            await bot.send_document(message.chat_id, file, caption=each.caption)
