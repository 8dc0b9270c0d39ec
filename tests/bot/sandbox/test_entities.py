from __future__ import annotations

import pytest

from bot.sandbox.entities import (
    Entity,
    FormattedText,
    clean,
    find_entities,
    finish,
    read_entities,
    utf16_length,
    utf16_slice,
)
from bot.sandbox.errors import BotApiError


def found(text: str) -> list[tuple[str, str]]:
    return [
        (entity.type, utf16_slice(text, entity.offset, entity.length))
        for entity in find_entities(text)
    ]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/help@qonys_bot сұрақ", [("bot_command", "/help@qonys_bot")]),
        ("және/немесе", []),
        ("/көмек", []),
        ("жазыңыз: a.b@mail.kz.", [("email", "a.b@mail.kz")]),
        ("(migration.enbek.kz),", [("url", "migration.enbek.kz")]),
        ("https://egov.kz/a(b)?", [("url", "https://egov.kz/a(b)")]),
        ("01.01.2026 4.325", []),
        ("@qonys_bot #қоныс #12", [("mention", "@qonys_bot"), ("hashtag", "#қоныс")]),
        ("👍 /start", [("bot_command", "/start")]),
    ],
)
def test_links_and_commands_are_found(text: str, entities: list[tuple[str, str]]) -> None:
    assert found(text) == entities


def test_text_is_trimmed_and_entities_move_with_it() -> None:
    formatted = finish(FormattedText(" \n бір екі  ", (Entity("bold", 0, 11),)))
    assert formatted == FormattedText("бір екі", (Entity("bold", 0, 7),))


def test_nothing_is_found_inside_links_and_code() -> None:
    text = "egov.kz /start"
    given = (Entity("text_link", 0, 7, url="https://x.kz/"), Entity("code", 8, 6))
    assert finish(FormattedText(text, given)).entities == given


def test_control_characters_become_spaces() -> None:
    assert clean("a\r\nb\tc\x00d") == "a\nb c d"


def test_entities_of_a_bot_are_taken_over() -> None:
    items = [{"type": "bold", "offset": 0, "length": 2}, {"type": "url", "offset": 0, "length": 2}]
    assert read_entities(items, "👍") == (Entity("bold", 0, 2),)


@pytest.mark.parametrize(
    "items",
    [
        {"type": "bold"},
        ["bold"],
        [{"type": "bold", "offset": "0", "length": 1}],
        [{"type": "blink", "offset": 0, "length": 1}],
        [{"type": "bold", "offset": 1, "length": 2}],
        [{"type": "bold", "offset": -1, "length": 1}],
    ],
)
def test_wrong_entities_are_refused(items: object) -> None:
    with pytest.raises(BotApiError) as caught:
        read_entities(items, "👍")
    assert caught.value.code == 400


def test_length_counts_surrogate_pairs_twice() -> None:
    assert utf16_length("қә👍") == 4
