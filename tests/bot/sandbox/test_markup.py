from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.markup import check_inline_markup, check_markup


def inline(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def refusal(markup: Any) -> str:
    with pytest.raises(BotApiError) as caught:
        check_markup(markup)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: ")


def test_callback_data_may_have_64_bytes_of_utf8() -> None:
    longest = {"text": "Ия", "callback_data": "қ" * 32}
    assert check_markup(inline(longest)) == inline(longest)
    assert refusal(inline({"text": "Ия", "callback_data": "қ" * 33})) == "BUTTON_DATA_INVALID"


def test_button_needs_text_and_exactly_one_action() -> None:
    what = "can't parse inline keyboard button: "
    no_action = "Text buttons are unallowed in the inline keyboard"
    assert refusal(inline({"text": "x"})) == what + no_action
    assert refusal(inline({"text": "x", "callback_data": ""})) == what + no_action
    assert refusal(inline({"callback_data": "x"})) == what + 'Can\'t find field "text"'
    assert refusal(inline({"text": 1, "callback_data": "x"})).startswith(what + 'Field "text"')
    assert refusal(inline({"text": "x", "callback_data": "y", "url": "egov.kz"})).startswith(what)
    assert refusal(inline("x")).startswith(what)
    assert refusal(inline({"text": " ", "callback_data": "y"})).endswith("must be non-empty")


def test_links_of_buttons_are_checked_and_completed() -> None:
    checked = check_markup(inline({"text": "x", "url": "egov.kz"}))
    assert checked == inline({"text": "x", "url": "http://egov.kz/"})
    assert refusal(inline({"text": "x", "url": "http://localhost"})) == (
        "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL"
    )
    app = {"text": "x", "web_app": {"url": "http://egov.kz"}}
    assert refusal(inline(app)).endswith("Only HTTPS links are allowed")


def test_other_actions_are_checked() -> None:
    for button in (
        {"text": "x", "copy_text": {"text": "1414"}},
        {"text": "x", "switch_inline_query_current_chat": ""},
        {"text": "x", "callback_data": "y", "style": "danger"},
    ):
        assert check_markup(inline(button)) == inline(button)
    assert refusal(inline({"text": "x", "copy_text": {"text": ""}})) == "BUTTON_COPY_TEXT_INVALID"
    assert "style" in refusal(inline({"text": "x", "callback_data": "y", "style": "pink"}))


def test_keyboards_have_limits() -> None:
    button = {"text": "x", "callback_data": "y"}
    assert check_markup({"inline_keyboard": [[button] * 8] * 12}) is not None
    assert refusal({"inline_keyboard": [[button] * 8] * 13}) == "reply markup is too long"
    assert refusal(inline(*[button] * 9)) == "reply markup is too long"
    assert refusal({"keyboard": [["x"] * 12] * 26}) == "reply markup is too long"


def test_empty_inline_keyboard_means_none() -> None:
    assert check_markup({"inline_keyboard": [[], []]}) is None
    assert check_markup({"keyboard": []}) is None
    assert check_markup({"remove_keyboard": False}) is None
    assert check_markup({}) is None
    assert check_markup(None) is None


def test_reply_keyboards_are_completed() -> None:
    checked = check_markup(
        {
            "keyboard": [["Төлем", {"text": "Нөмір", "request_contact": True}], []],
            "resize_keyboard": True,
            "input_field_placeholder": "Сұрақ",
        }
    )
    assert checked is not None
    assert checked["keyboard"] == [[{"text": "Төлем"}, {"text": "Нөмір", "request_contact": True}]]
    assert checked["resize_keyboard"]
    assert not checked["one_time_keyboard"]
    assert checked["input_field_placeholder"] == "Сұрақ"


def test_removal_and_forced_reply() -> None:
    assert check_markup({"remove_keyboard": True}) == {"remove_keyboard": True, "selective": False}
    assert check_markup({"force_reply": True}) == {"force_reply": True, "selective": False}


@pytest.mark.parametrize(
    "markup",
    [
        [],
        "keyboard",
        {"remove_keyboard": "yes"},
        {"inline_keyboard": {}},
        {"inline_keyboard": [{}]},
        {"keyboard": "x"},
        {"keyboard": [[{"text": "x", "request_contact": True, "request_location": True}]]},
        {"keyboard": [["x"]], "input_field_placeholder": "x" * 65},
        {"keyboard": [[1]]},
    ],
)
def test_other_shapes_are_refused(markup: Any) -> None:
    assert refusal(markup)


def test_edits_take_inline_keyboards_only() -> None:
    with pytest.raises(BotApiError, match="inline keyboard expected"):
        check_inline_markup({"keyboard": [["x"]]})
