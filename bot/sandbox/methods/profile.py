"""Methods about the bot itself: getMe, names, descriptions, commands, menu button."""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Method, find_chat
from bot.sandbox.parameters import Parameters
from bot.sandbox.profile import (
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_SHORT_DESCRIPTION,
    Scope,
    check_commands,
    check_language,
    check_scope,
    in_language,
    set_text,
)
from bot.sandbox.state import Telegram


async def get_me(telegram: Telegram, _parameters: Parameters) -> dict[str, Any]:
    """The bot as a User with its abilities."""
    return {
        **telegram.bot.api(),
        "can_join_groups": True,
        "can_read_all_group_messages": telegram.settings.reads_all_group_messages,
        "supports_inline_queries": telegram.settings.supports_inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def log_out(_telegram: Telegram, _parameters: Parameters) -> bool:
    """Stands for logOut and close, which change nothing here."""
    return True


def _language(parameters: Parameters) -> str:
    return check_language(parameters.text("language_code"))


def _set(
    telegram: Telegram, texts: dict[str, str], parameters: Parameters, field: str, limit: int
) -> bool:
    language = _language(parameters)
    text = parameters.text(field).strip()
    if len(text) > limit:
        raise bad_request(f"{field.upper()}_TOO_LONG")
    set_text(texts, language, text)
    telegram.profile_changed()
    return True


async def set_my_name(telegram: Telegram, parameters: Parameters) -> bool:
    """Sets the name for a language; the default one is never empty."""
    texts = telegram.profile.names
    done = _set(telegram, texts, parameters, "name", MAX_NAME)
    texts.setdefault("", telegram.settings.bot_name)
    telegram.profile_changed()
    return done


async def get_my_name(telegram: Telegram, parameters: Parameters) -> dict[str, str]:
    """The name for a language, else the default one."""
    return {"name": in_language(telegram.profile.names, _language(parameters))}


async def set_my_description(telegram: Telegram, parameters: Parameters) -> bool:
    """Sets what an empty chat shows, at most 512 characters."""
    texts = telegram.profile.descriptions
    return _set(telegram, texts, parameters, "description", MAX_DESCRIPTION)


async def get_my_description(telegram: Telegram, parameters: Parameters) -> dict[str, str]:
    """The description for a language, else the default one."""
    return {"description": in_language(telegram.profile.descriptions, _language(parameters))}


async def set_my_short_description(telegram: Telegram, parameters: Parameters) -> bool:
    """Sets what the bot's profile shows, at most 120 characters."""
    texts = telegram.profile.short_descriptions
    return _set(telegram, texts, parameters, "short_description", MAX_SHORT_DESCRIPTION)


async def get_my_short_description(telegram: Telegram, parameters: Parameters) -> dict[str, str]:
    """The short description for a language, else the default one."""
    texts = telegram.profile.short_descriptions
    return {"short_description": in_language(texts, _language(parameters))}


def _commands_key(telegram: Telegram, parameters: Parameters) -> tuple[Scope, str]:
    scope = check_scope(parameters.json("scope", "BotCommandScope"))
    if len(scope) > 1 and scope[1] not in telegram.chats:
        raise bad_request("chat not found")
    return scope, _language(parameters)


async def set_my_commands(telegram: Telegram, parameters: Parameters) -> bool:
    """Sets the commands of a scope and language; an empty list removes them."""
    key = _commands_key(telegram, parameters)
    commands = check_commands(parameters.json("commands", "commands"))
    if commands:
        telegram.profile.commands[key] = commands
    else:
        telegram.profile.commands.pop(key, None)
    telegram.profile_changed()
    return True


async def get_my_commands(telegram: Telegram, parameters: Parameters) -> list[dict[str, str]]:
    """The commands of exactly this scope and language."""
    return telegram.profile.commands.get(_commands_key(telegram, parameters), [])


async def delete_my_commands(telegram: Telegram, parameters: Parameters) -> bool:
    """Removes the commands of a scope and language."""
    telegram.profile.commands.pop(_commands_key(telegram, parameters), None)
    telegram.profile_changed()
    return True


async def set_chat_menu_button(telegram: Telegram, parameters: Parameters) -> bool:
    """Sets the menu button of a chat or the default one."""
    chat_id = find_chat(telegram, parameters).id if parameters.has("chat_id") else None
    button = parameters.json("menu_button", "menu button") or {"type": "default"}
    kind = button.get("type") if isinstance(button, dict) else None
    if kind not in {"default", "commands", "web_app"}:
        raise bad_request("MenuButton has unsupported type")
    if kind == "default":
        telegram.profile.menu_buttons.pop(chat_id, None)
    else:
        telegram.profile.menu_buttons[chat_id] = button
    telegram.profile_changed()
    return True


async def get_chat_menu_button(telegram: Telegram, parameters: Parameters) -> dict[str, Any]:
    """The menu button of a chat or the default one."""
    buttons = telegram.profile.menu_buttons
    if parameters.has("chat_id"):
        chat_id = find_chat(telegram, parameters).id
        return buttons.get(chat_id, {"type": "default"})
    return buttons.get(None, {"type": "commands"})


METHODS: dict[str, Method] = {
    "getme": get_me,
    "logout": log_out,
    "close": log_out,
    "setmyname": set_my_name,
    "getmyname": get_my_name,
    "setmydescription": set_my_description,
    "getmydescription": get_my_description,
    "setmyshortdescription": set_my_short_description,
    "getmyshortdescription": get_my_short_description,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
}
