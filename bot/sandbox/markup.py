"""``reply_markup``: inline keyboards and reply keyboards, checked as Telegram checks them.

Limits: https://core.telegram.org/bots/api#inlinekeyboardbutton and #replykeyboardmarkup. Where
Telegram silently drops what doesn't fit (a ninth button in a row) or takes the first of several
actions of one button, the sandbox refuses: a developer wants to know.
"""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.errors import bad_request
from bot.sandbox.html_markup import checked_link

MAX_CALLBACK_DATA_BYTES: Final = 64
MAX_BUTTONS: Final = 100
MAX_BUTTONS_IN_ROW: Final = 8
MAX_REPLY_KEYBOARD_BUTTONS: Final = 300
MAX_REPLY_KEYBOARD_ROW: Final = 12
MAX_PLACEHOLDER: Final = 64

INLINE_ACTIONS: Final = (
    "url",
    "login_url",
    "callback_data",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
REPLY_ACTIONS: Final = (
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
)
BUTTON_STYLES: Final = frozenset({"danger", "success", "primary"})

KEYBOARD_FLAGS: Final = ("resize_keyboard", "one_time_keyboard", "is_persistent", "selective")
BOOLEAN_FIELDS: Final = (*KEYBOARD_FLAGS, "remove_keyboard", "force_reply")
EMPTY_MEANS_ABSENT: Final = frozenset({"url", "callback_data"})

Markup = dict[str, Any]


def check_markup(markup: Any) -> Markup | None:
    """The keyboard in the form in which messages carry it; None when none was given.

    Raises:
        BotApiError: 400 with Telegram's description of what is wrong.
    """
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    for name in BOOLEAN_FIELDS:
        if not isinstance(markup.get(name, False), bool):
            raise bad_request(f'field "{name}" of the reply markup must be of the type Boolean')
    # A keyboard without buttons counts as none, and reply keyboards go before inline ones.
    keyboard = _reply_keyboard(markup) or _inline_keyboard(markup.get("inline_keyboard", []))
    if keyboard is not None:
        return keyboard
    selective = markup.get("selective", False)
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True, "selective": selective}
    if markup.get("force_reply"):
        return {"force_reply": True, "selective": selective, **_placeholder(markup)}
    return None


def check_inline_markup(markup: Any) -> Markup | None:
    """Like ``check_markup`` for edits, where only inline keyboards are allowed."""
    checked = check_markup(markup)
    if checked is not None and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def is_inline(markup: Markup | None) -> bool:
    """Whether the keyboard belongs under the message."""
    return markup is not None and "inline_keyboard" in markup


def _inline_keyboard(rows: Any) -> Markup | None:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    field = '"inline_keyboard" of the InlineKeyboardMarkup'
    checked = [
        [_inline_button(button) for button in _row(row, field, MAX_BUTTONS_IN_ROW)] for row in rows
    ]
    kept = [row for row in checked if row]
    if sum(len(row) for row in kept) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _row(row: Any, field: str, limit: int) -> list[Any]:
    if not isinstance(row, list):
        raise bad_request(f"field {field} must be an Array of Arrays")
    if len(row) > limit:
        raise bad_request("reply markup is too long")
    return row


def _inline_button(button: Any) -> dict[str, Any]:
    what = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{what}: InlineKeyboardButton must be an Object")
    text = _button_text(button, what)
    actions = [
        name
        for name in INLINE_ACTIONS
        if name in button and not (name in EMPTY_MEANS_ABSENT and button[name] == "")
    ]
    if not actions:
        raise bad_request(f"{what}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{what}: exactly one optional field must be used")
    action = actions[0]
    value = button[action]
    result: dict[str, Any] = {"text": text, action: value}
    if button.get("style") is not None:
        result["style"] = _style(button["style"])
    if action == "callback_data":
        _callback_data(value, what)
    elif action == "url":
        result["url"] = _button_url(value, what)
    elif action == "web_app":
        _web_app(value, what)
    elif action == "copy_text":
        _copy_text(value, what)
    elif action.startswith("switch_inline_query"):
        _switch_inline_query(action, value, what)
    return result


def _style(value: Any) -> str:
    if value not in BUTTON_STYLES:
        raise bad_request("invalid button style specified")
    return str(value)


def _button_text(button: dict[str, Any], what: str) -> str:
    if "text" not in button:
        raise bad_request(f'{what}: Can\'t find field "text"')
    text = button["text"]
    if not isinstance(text, str):
        raise bad_request(f'{what}: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    return text


def _callback_data(value: Any, what: str) -> None:
    if not isinstance(value, str):
        raise bad_request(f'{what}: Field "callback_data" must be of type String')
    if len(value.encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _button_url(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise bad_request(f'{what}: Field "url" must be of type String')
    link = checked_link(value)
    if not link:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return link


def _web_app(value: Any, what: str) -> None:
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        raise bad_request(f"{what}: Can't parse web_app")
    if not url.startswith("https://") or not checked_link(url):
        raise bad_request(
            f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )


def _copy_text(value: Any, what: str) -> None:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise bad_request(f"{what}: Can't parse copy_text")
    if not 1 <= len(text) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _switch_inline_query(action: str, value: Any, what: str) -> None:
    expected = dict if action.endswith("chosen_chat") else str
    if not isinstance(value, expected):
        raise bad_request(f'{what}: Field "{action}" has a wrong type')


def _reply_keyboard(markup: dict[str, Any]) -> Markup | None:
    rows = markup.get("keyboard", [])
    field = '"keyboard" of the ReplyKeyboardMarkup'
    if not isinstance(rows, list):
        raise bad_request(f"field {field} must be an Array")
    checked = [
        [_reply_button(button) for button in _row(row, field, MAX_REPLY_KEYBOARD_ROW)]
        for row in rows
    ]
    kept = [row for row in checked if row]
    if sum(len(row) for row in kept) > MAX_REPLY_KEYBOARD_BUTTONS:
        raise bad_request("reply markup is too long")
    if not kept:
        return None
    flags = {name: markup.get(name, False) for name in KEYBOARD_FLAGS}
    return {"keyboard": kept, **flags, **_placeholder(markup)}


def _reply_button(button: Any) -> dict[str, Any]:
    what = "can't parse keyboard button"
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{what}: KeyboardButton must be a String or an Object")
    text = _button_text(button, what)
    actions = [name for name in REPLY_ACTIONS if button.get(name)]
    if len(actions) > 1:
        raise bad_request(f"{what}: exactly one optional field must be used")
    return {"text": text, **{name: button[name] for name in actions}}


def _placeholder(markup: dict[str, Any]) -> dict[str, Any]:
    value = markup.get("input_field_placeholder")
    if value is None:
        return {}
    if not isinstance(value, str) or len(value) > MAX_PLACEHOLDER:
        raise bad_request("input_field_placeholder is too long")
    return {"input_field_placeholder": value} if value else {}
