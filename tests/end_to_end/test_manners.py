"""How the bot behaves in a chat: edits, groups, commands amid a dialogue, attachments."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from bot.messages import texts
from bot.sandbox.client import ClientMessage, SandboxClient
from retrieval import LANGUAGES, Language
from tests.end_to_end.conftest import BotProcess

QUESTION: Final = {"kk": "көшу ақшасы қанша", "ru": "сколько дают на переезд"}
SUM: Final = "302\u00a0750"
LIMIT: Final = 4096


def said(people: SandboxClient, chat_id: int) -> list[ClientMessage]:
    return [each for each in people.messages(chat_id) if each.from_bot]


def mark(people: SandboxClient, chat_id: int, language: Language) -> None:
    """Ask for what always gets one reply: whatever came before it has been worked off by then."""
    people.send_text(chat_id, "/privacy")
    while "Telegram" not in people.wait_reply(chat_id).text:
        pass


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edited_message_gets_no_second_answer(people: SandboxClient, language: Language) -> None:
    chat = people.open_chat(language_code=language, started=True)
    sent = people.send_text(chat.id, QUESTION[language])
    people.wait_reply(chat.id)
    people.edit_text(chat.id, sent.id, QUESTION[language] + "?")
    mark(people, chat.id, language)
    assert len(said(people, chat.id)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_own_inline_answer_in_the_chat_with_the_bot_is_no_question(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    [result] = people.inline_query(chat.id, QUESTION[language])
    people.choose_inline(chat.id, QUESTION[language], result)
    mark(people, chat.id, language)
    # Telegram shows the answer as the person's own; the bot adds nothing to it.
    assert len(said(people, chat.id)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_inline_answer_is_sourced_and_opens_the_bot(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    [result] = people.inline_query(chat.id, QUESTION[language])
    text = result["input_message_content"]["message_text"]
    assert SUM in text
    assert texts()[language]("answer-source", source="").strip() in text
    [[button]] = result["reply_markup"]["inline_keyboard"]
    payload = button["url"].partition("?start=")[2]
    people.send_text(chat.id, f"/start {payload}")
    assert SUM in people.wait_reply(chat.id).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_inline_personal_data_gets_nothing(people: SandboxClient, language: Language) -> None:
    chat = people.open_chat(language_code=language, started=True)
    assert people.inline_query(chat.id, f"{QUESTION[language]} 900101300017") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_is_answered_and_the_picture_is_not_looked_at(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_photo(chat.id, caption=QUESTION[language])
    reply = people.wait_reply(chat.id).text
    assert reply.startswith(texts()[language]("caption-only"))
    assert SUM in reply
    people.send_photo(chat.id, caption="  ")
    assert people.wait_reply(chat.id).text == texts()[language]("kind-photo")


@pytest.mark.parametrize("language", LANGUAGES)
def test_personal_data_in_a_caption_is_not_used(people: SandboxClient, language: Language) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_document(chat.id, caption="900101300017")
    words = texts()[language]
    kinds = words("personal-data-iin")
    assert words("personal-data", kinds=kinds) in people.wait_reply(chat.id).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_group_the_answer_replies_to_the_question(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, type="group", title="Ауыл")
    name = people.bot()["username"]
    people.send_text(chat.id, QUESTION[language])
    sent = people.send_text(chat.id, f"@{name} {QUESTION[language]}")
    reply = people.wait_reply(chat.id)
    assert SUM in reply.text
    assert reply.raw["reply_to_message"]["message_id"] == sent.id
    # The question before it didn't name the bot.
    assert len(said(people, chat.id)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_group_a_command_is_answered_if_it_names_the_bot(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, type="group", title="Ауыл")
    name = people.bot()["username"]
    for text in ("/help", "/help@another_bot", "/topics"):
        people.send_text(chat.id, text)
    people.send_text(chat.id, f"/topics@{name}")
    assert people.wait_reply(chat.id).text == texts()[language]("topics")
    assert len(said(people, chat.id)) == 1


@pytest.mark.parametrize(
    ("language", "wish", "question"),
    [
        ("kk", "қанша ақша аламын", "**Неше адам көшесіз?**"),
        ("ru", "сколько я получу", "**Сколько человек переезжает?**"),
    ],
)
def test_a_second_start_leaves_the_dialogue(
    people: SandboxClient, language: Language, wish: str, question: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, wish)
    asked = people.wait_reply(chat.id)
    assert question.strip("*") in asked.text
    for _ in range(2):
        people.send_text(chat.id, "/start")
        assert "Qonys" in people.wait_reply(chat.id).text
    # The number is no answer to the dialogue any more …
    people.send_text(chat.id, "5")
    assert "1\u00a0513\u00a0750" not in people.wait_reply(chat.id).text
    # … but its buttons still work.
    people.press(chat.id, asked.id, text="5")
    assert texts()[language]("dialogue-money-town") in people.wait_edit(chat.id).button_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_as_long_as_telegram_allows_is_kindly_declined(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    text = (QUESTION[language] + " ") * LIMIT
    people.send_text(chat.id, text[: LIMIT - 1] + "?")
    assert people.wait_reply(chat.id).text == texts()[language]("too-long")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pressing_twice_edits_once(people: SandboxClient, language: Language) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, "/topics")
    menu = people.wait_reply(chat.id)
    people.press(chat.id, menu.id, data="t:quotas")
    people.wait_edit(chat.id)
    before = _edits(people)
    assert people.press(chat.id, menu.id, data="t:quotas").answered
    mark(people, chat.id, language)
    assert _edits(people) == before


def _edits(people: SandboxClient) -> int:
    return sum(count for (method, _), count in people.calls().items() if "edit" in method)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_last_turns_is_that_of_commands(
    people: SandboxClient, language: Language
) -> None:
    other: Language = "ru" if language == "kk" else "kk"
    chat = people.open_chat(language_code=other, started=True)
    people.send_text(chat.id, QUESTION[language])
    people.wait_reply(chat.id)
    people.send_text(chat.id, "/topics")
    assert people.wait_reply(chat.id).text == texts()[language]("topics")
    # Forgotten: the client's language again.
    people.send_text(chat.id, "/forget")
    people.wait_reply(chat.id)
    people.send_text(chat.id, "/topics")
    assert people.wait_reply(chat.id).text == texts()[other]("topics")


@pytest.mark.parametrize(
    ("language", "told", "question"),
    [
        ("kk", "отбасымызда бес адам, ауылға көшеміз", "көшуге қанша ақша береді?"),
        ("ru", "нас пятеро, переезжаем в село", "сколько дают на переезд?"),
    ],
)
def test_a_family_told_once_is_counted_for_later(
    people: SandboxClient, language: Language, told: str, question: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, told)
    assert "1\u00a0513\u00a0750" in people.wait_reply(chat.id).text
    people.send_text(chat.id, question)
    first = people.wait_reply(chat.id).text.splitlines()[0]
    assert "1\u00a0513\u00a0750" in first  # 70 × 5 × 4 325


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_callback_of_a_conversation_is_answered(
    people: SandboxClient, bot_process: BotProcess, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, "/start")
    start = people.wait_reply(chat.id)
    for button in (each for row in start.buttons for each in row):
        pressed = people.press(chat.id, start.id, data=button.callback_data)
        assert pressed.answered, button
    assert not any("update failed" in line for line in bot_process.lines)


def test_nothing_that_was_written_stands_in_buttons(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "нас пятеро, я Ерболат, переезжаем в Павлодар, сколько дают")
    raw: Any = people.wait_reply(chat.id).raw.get("reply_markup")
    assert "Ербол" not in json.dumps(raw, ensure_ascii=False)
