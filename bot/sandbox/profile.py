"""What a bot says of itself: names, descriptions, command lists and menu buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.errors import bad_request

MAX_NAME: Final = 64
MAX_DESCRIPTION: Final = 512
MAX_SHORT_DESCRIPTION: Final = 120
MAX_COMMANDS: Final = 100
MAX_COMMAND: Final = 32
MAX_COMMAND_DESCRIPTION: Final = 256
COMMAND_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")

Scope = tuple[str | int, ...]
DEFAULT_SCOPE: Final[Scope] = ("default",)
PLAIN_SCOPES: Final = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
CHAT_SCOPES: Final = frozenset({"chat", "chat_administrators"})

Command = dict[str, str]


@dataclass
class BotProfile:
    """Texts by language code (an empty code is the default) and commands by scope."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def shown_commands(self, chat_id: int, chat_type: str, language: str) -> list[Command]:
        """The list a person sees: narrowest scope first, their language before the default.

        Rule: https://core.telegram.org/bots/api#determining-list-of-commands
        """
        group = "all_private_chats" if chat_type == "private" else "all_group_chats"
        for scope in (("chat", chat_id), (group,), DEFAULT_SCOPE):
            for code in (language, ""):
                if (scope, code) in self.commands:
                    return self.commands[scope, code]
        return []


def in_language(texts: dict[str, str], language: str) -> str:
    """The text for a person with this language, else the default one."""
    return texts.get(language) or texts.get("", "")


def set_text(texts: dict[str, str], language: str, text: str) -> None:
    """Stores a text; an empty one removes it."""
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)


def check_language(code: str) -> str:
    """A two-letter code or an empty text.

    Raises:
        BotApiError: 400 for anything else.
    """
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        raise bad_request("invalid language code specified")
    return code


def check_scope(value: Any) -> Scope:
    """A BotCommandScope object as a key.

    Raises:
        BotApiError: 400 when it is no known scope.
    """
    if value is None:
        return DEFAULT_SCOPE
    if not isinstance(value, dict):
        raise bad_request("BotCommandScope must be an Object")
    kind = value.get("type")
    if kind in PLAIN_SCOPES:
        return (str(kind),)
    if kind in CHAT_SCOPES or kind == "chat_member":
        chat_id = _identifier(value.get("chat_id"))
        if chat_id is None:
            raise bad_request("chat_id is empty")
        if kind != "chat_member":
            return (str(kind), chat_id)
        user_id = _identifier(value.get("user_id"))
        if user_id is None:
            raise bad_request("invalid user_id specified")
        return (str(kind), chat_id, user_id)
    raise bad_request("unsupported type specified")


def _identifier(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def check_commands(items: Any) -> list[Command]:
    """A list of BotCommand objects, with leading slashes removed.

    Raises:
        BotApiError: 400 naming what is wrong.
    """
    if items is None:
        return []
    if not isinstance(items, list):
        raise bad_request("expected an Array of BotCommand")
    if len(items) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_check_command(item) for item in items]


def _check_command(item: Any) -> Command:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(item.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    command = item["command"].strip().removeprefix("/")
    description = item["description"].strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > MAX_COMMAND:
        raise bad_request("command length must not exceed 32")
    if not set(command) <= COMMAND_CHARACTERS:
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise bad_request("command description length must not exceed 256")
    return {"command": command, "description": description}
