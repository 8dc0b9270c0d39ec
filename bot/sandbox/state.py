"""The sandbox's Telegram: people, chats, messages, files and updates, in memory only."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.sandbox.entities import FormattedText
from bot.sandbox.events import EventHub
from bot.sandbox.faults import Faults
from bot.sandbox.markup import Markup, is_inline
from bot.sandbox.media import FileStore
from bot.sandbox.profile import BotProfile, in_language
from bot.sandbox.updates import UpdateQueue

BOT_ID: Final = 7_000_000_001
FIRST_USER_ID: Final = 900_000_001
FIRST_GROUP_ID: Final = -4_000_000_001
OFFLINE_AFTER_SECONDS: Final = 3.0


@dataclass(frozen=True)
class SandboxSettings:
    """How a sandbox behaves.

    Args:
        token: the only token accepted; None accepts every well-formed one.
        bot_name: shown in the header until the bot sets its own name.
        bot_username: without @.
        seed: makes ids and random faults repeatable.
        clock: seconds since the epoch.
        allowed_hosts: names beside 127.0.0.1, ::1 and localhost that a Host header may carry.
        query_lifetime: seconds in which a callback or inline query can be answered. Telegram
            does not publish its own value.
        webhook_retry: seconds before the third attempt to deliver an update; the second one
            follows at once, each later one waits twice as long.
        reads_all_group_messages: whether privacy mode is off.
        supports_inline: whether inline queries reach the bot.
    """

    token: str | None = None
    bot_name: str = "Qonys"
    bot_username: str = "qonys_bot"
    seed: int = 0
    clock: Callable[[], float] = time.time
    allowed_hosts: tuple[str, ...] = ()
    query_lifetime: float = 60.0
    webhook_retry: float = 1.0
    reads_all_group_messages: bool = False
    supports_inline: bool = True


@dataclass(frozen=True)
class User:
    """A person or the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def api(self) -> dict[str, Any]:
        """The object of the Bot API."""
        fields: dict[str, Any] = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass
class Chat:
    """A private chat of ``client`` with the bot, or a group in which both are.

    ``started`` is whether the person has ever written: before that a bot may not write.
    """

    id: int
    type: str
    client: User
    title: str | None = None
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    reply_keyboard: Markup | None = None
    chat_instance: str = ""

    def api(self) -> dict[str, Any]:
        """The object of the Bot API."""
        if self.type != "private":
            return {"id": self.id, "type": self.type, "title": self.title}
        user = self.client
        fields = {
            "id": self.id,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "username": user.username,
            "type": "private",
        }
        return {name: value for name, value in fields.items() if value is not None}

    def view(self) -> dict[str, Any]:
        """What the chat page and the test client see."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title or self.client.first_name,
            "user": self.client.api(),
            "started": self.started,
            "blocked": self.blocked,
            "reply_keyboard": self.reply_keyboard,
        }


@dataclass
class Message:
    """One message; ``media`` holds the fields of its kind, for example ``photo``."""

    message_id: int
    chat: Chat
    sender: User
    date: int
    text: FormattedText | None = None
    caption: FormattedText | None = None
    media: dict[str, Any] = field(default_factory=dict)
    reply_markup: Markup | None = None
    reply_to: Message | None = None
    edit_date: int | None = None
    link_preview_options: dict[str, Any] | None = None
    caption_above: bool = False
    protected: bool = False
    via_bot: User | None = None
    inline_message_id: str | None = None
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def api(self, *, with_reply: bool = True) -> dict[str, Any]:
        """The Message object of the Bot API."""
        result: dict[str, Any] = {
            "message_id": self.message_id,
            "from": self.sender.api(),
            "chat": self.chat.api(),
            "date": self.date,
        }
        if self.edit_date is not None:
            result["edit_date"] = self.edit_date
        if with_reply and self.reply_to is not None:
            result["reply_to_message"] = self.reply_to.api(with_reply=False)
        if self.via_bot is not None:
            result["via_bot"] = self.via_bot.api()
        result.update(self.media)
        result.update(_text_fields(self.text, "text", "entities"))
        result.update(_text_fields(self.caption, "caption", "caption_entities"))
        if self.caption is not None and self.caption_above:
            result["show_caption_above_media"] = True
        if self.link_preview_options is not None:
            result["link_preview_options"] = self.link_preview_options
        if self.protected:
            result["has_protected_content"] = True
        if is_inline(self.reply_markup):
            result["reply_markup"] = self.reply_markup
        return result

    def view(self) -> dict[str, Any]:
        """What the chat page and the test client see."""
        return {
            **self.api(),
            "from_bot": self.sender.is_bot,
            "outgoing": self.sender.id == self.chat.client.id,
            "keyboard": None if is_inline(self.reply_markup) else self.reply_markup,
            "reactions": [
                reaction for reactions in self.reactions.values() for reaction in reactions
            ],
        }


def _text_fields(text: FormattedText | None, name: str, entities: str) -> dict[str, Any]:
    if text is None or not text.text:
        return {}
    fields: dict[str, Any] = {name: text.text}
    if text.entities:
        fields[entities] = [entity.api() for entity in text.entities]
    return fields


@dataclass
class Query:
    """A callback or inline query that waits for the bot's answer."""

    id: str
    chat_id: int
    made_at: float
    answer: asyncio.Future[dict[str, Any]]


@dataclass
class Webhook:
    """Where updates go instead of waiting for getUpdates, and how the last failure went.

    ``trust`` accepts only the certificate the bot uploaded; None means the usual authorities.
    """

    url: str
    secret_token: str
    max_connections: int
    trust: ssl.SSLContext | None = None
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None


class Telegram:
    """Everything the sandbox knows. Used from one event loop only."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.clock = settings.clock
        self.random = random.Random(settings.seed)  # noqa: S311 - ids must be repeatable
        self.bot = User(BOT_ID, settings.bot_name, username=settings.bot_username, is_bot=True)
        self.profile = BotProfile(names={"": settings.bot_name})
        self.files = FileStore()
        self.events = EventHub()
        self.faults = Faults(settings.seed)
        self.chats: dict[int, Chat] = {}
        self.callback_queries: dict[str, Query] = {}
        self.inline_queries: dict[str, Query] = {}
        self.inline_messages: dict[str, Message] = {}
        self.calls: Counter[tuple[str, int]] = Counter()
        self.updates = UpdateQueue(settings.clock, on_polling=self._polling_changed)
        self.webhook: Webhook | None = None
        self._shown_online = False
        self._next_user_id = FIRST_USER_ID
        self._next_group_id = FIRST_GROUP_ID

    def now(self) -> int:
        """Seconds since the epoch, as messages carry them."""
        return int(self.clock())

    def random_id(self) -> str:
        """An opaque identifier, repeatable with the same seed."""
        return str(self.random.randrange(10**17, 10**18))

    # The bot

    @property
    def bot_online(self) -> bool:
        """Whether a bot fetches updates or has a webhook."""
        return self.updates.is_polled or self.updates.webhook_active

    def bot_view(self, language: str) -> dict[str, Any]:
        """What a person with this client language sees of the bot."""
        return {
            "id": self.bot.id,
            "username": self.bot.username,
            "name": in_language(self.profile.names, language),
            "description": in_language(self.profile.descriptions, language),
            "short_description": in_language(self.profile.short_descriptions, language),
            "online": self.bot_online,
            "pending_update_count": len(self.updates),
        }

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Sets or removes the webhook; what is pending goes to the new one."""
        self.webhook = webhook
        self.updates.webhook_active = webhook is not None
        self.updates.notify()
        self.show_online()

    def profile_changed(self) -> None:
        """Tells the page that name, texts or commands of the bot changed."""
        self.bot = replace(self.bot, first_name=in_language(self.profile.names, ""))
        self.events.publish("bot", None, {"online": self.bot_online})

    def _polling_changed(self, polling: bool) -> None:
        """Tells the page, not for every pause between two polls."""
        if polling:
            self.show_online()
        else:
            asyncio.get_running_loop().call_later(OFFLINE_AFTER_SECONDS, self.show_online)

    def show_online(self) -> None:
        """Tells the page when the bot came or went."""
        if self.bot_online != self._shown_online:
            self._shown_online = self.bot_online
            self.events.publish("bot", None, {"online": self._shown_online})

    # Chats

    def open_private_chat(self, user: User, *, started: bool) -> Chat:
        """A new chat of a person with the bot."""
        chat = Chat(user.id, "private", user, started=started, chat_instance=self.random_id())
        self.chats[chat.id] = chat
        self.events.publish("chat", chat.id, chat.view())
        return chat

    def open_group(self, user: User, title: str) -> Chat:
        """A new group of a person and the bot."""
        chat = Chat(
            self._next_group_id,
            "group",
            user,
            title=title,
            started=True,
            chat_instance=self.random_id(),
        )
        self._next_group_id -= 1
        self.chats[chat.id] = chat
        self.events.publish("chat", chat.id, chat.view())
        return chat

    def new_user_id(self) -> int:
        """An id that nobody has yet."""
        while self._next_user_id in self.chats:
            self._next_user_id += 1
        self._next_user_id += 1
        return self._next_user_id - 1

    # Messages

    def new_message(self, chat: Chat, sender: User, **fields: Any) -> Message:
        """Adds a message to the end of the chat and tells the page."""
        chat.last_message_id += 1
        message = Message(chat.last_message_id, chat, sender, self.now(), **fields)
        chat.messages[message.message_id] = message
        self._follow_keyboard(message)
        self.events.publish("message", chat.id, message.view())
        return message

    def message_edited(self, message: Message, *, shown: bool = True) -> None:
        """Marks the message as edited; a change of buttons alone shows no mark."""
        if shown:
            message.edit_date = max(self.now(), message.date)
        self.events.publish("edited", message.chat.id, message.view())

    def delete_message(self, message: Message) -> None:
        """Removes a message for everybody."""
        del message.chat.messages[message.message_id]
        self.events.publish("deleted", message.chat.id, {"message_id": message.message_id})

    def _follow_keyboard(self, message: Message) -> None:
        """A reply keyboard stays until another one replaces it or the bot removes it."""
        markup = message.reply_markup
        if markup is None or is_inline(markup):
            return
        message.chat.reply_keyboard = None if "remove_keyboard" in markup else markup

    # Queries

    def new_query(self, queries: dict[str, Query], chat: Chat) -> Query:
        """A query that waits for the bot's answer."""
        query = Query(
            self.random_id(), chat.id, self.clock(), asyncio.get_running_loop().create_future()
        )
        queries[query.id] = query
        return query

    def take_query(self, queries: dict[str, Query], query_id: str) -> Query | None:
        """The query, once, while it is young enough to be answered."""
        query = queries.pop(query_id, None)
        if query is None or self.clock() - query.made_at > self.settings.query_lifetime:
            return None
        return query

    def close(self) -> None:
        """Ends everything that waits: the server is stopping."""
        self.updates.end_poll()
        self.events.close()
        for query in [*self.callback_queries.values(), *self.inline_queries.values()]:
            query.answer.cancel()
