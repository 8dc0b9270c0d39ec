"""Puts the Telegram application together: the one place that knows all of its parts."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from telegram import BotCommand, Message
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.conversation import MemoryStore
from bot.messages import texts
from bot.service import LiveAnswers
from bot.statistics.counting import Counting
from bot.telegram.admin import AdminCommands
from bot.telegram.handlers import Handlers
from bot.telegram.limits import RateLimiter
from bot.telegram.ordering import ChatOrder

__all__ = ["COMMANDS", "build_application", "publish_profile"]

_log = logging.getLogger(__name__)

#: Commands in the order of the menu; each has its text ``command-<name>``.
COMMANDS: Final = ("start", "guide", "topics", "language", "help", "privacy", "forget")

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def build_application(
    answers: LiveAnswers,
    token: str,
    base_url: str,
    base_file_url: str,
    counting: Counting | None = None,
    admin: AdminCommands | None = None,
    admin_chats: Sequence[int] = (),
    memory: MemoryStore | None = None,
) -> AnyApplication:
    """The bot, ready to be started.

    Args:
        answers: what questions get.
        token: of the bot; any will do for the sandbox.
        base_url: of the Bot API, up to and with ``/bot``.
        base_file_url: the same for files.
        counting: counts what happens; by default nothing is counted.
        admin: the admin's commands; without them nobody has any.
        admin_chats: chats that may use them.
        memory: what conversations were about; by default this process alone remembers.
    """
    handlers = Handlers(answers, memory, counting)
    application = (
        Application.builder()
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .rate_limiter(RateLimiter(max_retries=3))
        .concurrent_updates(ChatOrder())
        .build()
    )
    commands: Mapping[str, Any] = {
        "start": handlers.start,
        "guide": handlers.guides,
        "topics": handlers.topics,
        "language": handlers.language,
        "help": handlers.help,
        "privacy": handlers.privacy,
        "forget": handlers.forget,
    }
    # Only what a person writes: edited messages, channel posts, and answers of the bot's own that
    # somebody sends by inline mode get no answer.
    sent = filters.UpdateType.MESSAGE & ~OwnAnswer(application.bot)
    new = sent & filters.ChatType.PRIVATE
    spoken_to = sent & filters.ChatType.GROUPS & SpokenTo(application.bot)
    if admin is not None and admin_chats:
        _add_admin(application, admin, sent & filters.Chat(list(admin_chats)))
    for name in COMMANDS:
        application.add_handler(CommandHandler(name, commands[name], filters=new | spoken_to))
    for where in (new, spoken_to):
        application.add_handler(MessageHandler(where & filters.COMMAND, handlers.unknown_command))
        application.add_handler(MessageHandler(where & filters.TEXT, handlers.question))
    application.add_handler(MessageHandler(new & ~filters.StatusUpdate.ALL, handlers.other_kind))
    application.add_handler(CallbackQueryHandler(handlers.button))
    application.add_handler(InlineQueryHandler(handlers.inline))
    application.add_error_handler(handlers.failed)
    return application


def _add_admin(
    application: AnyApplication, admin: AdminCommands, where: filters.BaseFilter
) -> None:
    for name, handler in (
        ("status", admin.status),
        ("check", admin.check),
        ("reload", admin.reload),
        ("rollback", admin.rollback),
    ):
        application.add_handler(CommandHandler(name, handler, filters=where))


class OwnAnswer(filters.MessageFilter):
    """Answers of the bot's own that somebody has sent by inline mode.

    Args:
        bot: whose they are; its id is known once it is initialised.
    """

    def __init__(self, bot: ExtBot[Any]) -> None:
        super().__init__()
        self._bot = bot

    def filter(self, message: Message) -> bool:
        """Whether ``message`` is one."""
        return message.via_bot is not None and message.via_bot.id == self._bot.id


class SpokenTo(filters.MessageFilter):
    """Messages in a group that speak to the bot: they name it, or reply to it.

    Args:
        bot: whose name and id count; they are known once it is initialised.
    """

    def __init__(self, bot: ExtBot[Any]) -> None:
        super().__init__()
        self._bot = bot

    def filter(self, message: Message) -> bool:
        """Whether ``message`` speaks to the bot."""
        replied = message.reply_to_message
        author = None if replied is None else replied.from_user
        if author is not None and author.id == self._bot.id:
            return True
        name = f"@{self._bot.username}".casefold()
        # «/help@bot» names it as well: so Telegram writes a command from a group's menu.
        named = message.parse_entities(["mention", "bot_command"]).values()
        return any(each.casefold().endswith(name) for each in named)


async def publish_profile(application: AnyApplication) -> None:
    """Set the bot's commands and descriptions in each language; Kazakh is the default.

    A fault here is logged and no more: the bot answers without it too.
    """
    bot = application.bot
    for language, words in texts().items():
        commands = [BotCommand(name, words(f"command-{name}")) for name in COMMANDS]
        codes = (language, None) if language == "kk" else (language,)
        for code in codes:
            try:
                await bot.set_my_commands(commands, language_code=code)
                await bot.set_my_description(words("profile-description"), language_code=code)
                await bot.set_my_short_description(words("profile-about"), language_code=code)
            except TelegramError:
                _log.warning("profile texts not set for %s", code or "default")
