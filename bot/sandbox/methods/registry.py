"""The shape of a method, and what several families read from the parameters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.entities import FormattedText, clean, finish, read_entities, utf16_length
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.html_markup import parse_html
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Chat, Message, Telegram

Method = Callable[[Telegram, Parameters], Awaitable[Any]]

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024


@dataclass(frozen=True)
class Described:
    """A result that comes with a ``description``, as those of setWebhook do."""

    result: Any
    description: str


def find_chat(telegram: Telegram, parameters: Parameters) -> Chat:
    """The chat of ``chat_id``.

    Raises:
        BotApiError: 400 when it is missing or unknown.
    """
    raw = parameters.text("chat_id").strip()
    if not raw:
        raise bad_request("chat_id is empty")
    try:
        chat = telegram.chats.get(int(raw))
    except ValueError:
        chat = None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def find_writable_chat(telegram: Telegram, parameters: Parameters) -> Chat:
    """The chat of ``chat_id`` when the bot may write there.

    Raises:
        BotApiError: 400 when it is unknown, 403 when the person blocked the bot or never wrote.
    """
    chat = find_chat(telegram, parameters)
    if chat.blocked:
        if chat.type == "private":
            raise forbidden("bot was blocked by the user")
        raise forbidden("bot was kicked from the group chat")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if parameters.integer("message_thread_id"):
        raise bad_request("message thread not found")
    return chat


def find_message(chat: Chat, parameters: Parameters, missing: str) -> Message:
    """The message of ``message_id``.

    Raises:
        BotApiError: 400 with the description ``missing`` when there is none.
    """
    if not parameters.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request(missing)
    return message


def read_text(parameters: Parameters) -> FormattedText:
    """``text`` with its formatting, 1 to 4096 UTF-16 units after parsing.

    Raises:
        BotApiError: 400 when it is empty, too long or badly formatted.
    """
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    return check_text(formatted(parameters, "text", "entities"))


def check_text(text: FormattedText) -> FormattedText:
    """The text itself; raises as ``read_text``."""
    if not text.text:
        raise bad_request("text must be non-empty")
    if utf16_length(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def read_caption(parameters: Parameters) -> FormattedText | None:
    """``caption`` with its formatting, at most 1024 UTF-16 units after parsing.

    Raises:
        BotApiError: 400 when it is too long or badly formatted.
    """
    caption = formatted(parameters, "caption", "caption_entities")
    if utf16_length(caption.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return caption if caption.text else None


def formatted(parameters: Parameters, name: str, entities: str) -> FormattedText:
    """A text by ``parse_mode`` or with the entities the bot gives."""
    mode = parameters.text("parse_mode").strip().lower()
    source = clean(parameters.text(name))
    if mode == "html":
        return finish(parse_html(source))
    if mode in {"markdown", "markdownv2"}:
        raise bad_request("can't parse entities: this sandbox reads parse_mode HTML only")
    if mode not in {"", "none"}:
        raise bad_request("unsupported parse_mode")
    given = parameters.json(entities, "entities")
    items = read_entities(given, source) if given is not None else ()
    return finish(FormattedText(source, items))
