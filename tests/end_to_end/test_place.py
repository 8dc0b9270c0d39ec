"""A place that somebody sends: the region is guessed, and used only if the person agrees."""

from __future__ import annotations

import pytest

from bot.messages import texts
from bot.sandbox.client import SandboxClient
from retrieval import Language
from tests.end_to_end.conftest import BotProcess

PAVLODAR = (52.287303, 76.967402)


@pytest.mark.parametrize(
    ("language", "region", "yes"),
    [("kk", "Павлодар облысы", "Иә"), ("ru", "Павлодарская область", "Да")],
)
def test_on_yes_the_region_is_shown_and_goes_on_in_the_conversation(
    people: SandboxClient, language: Language, region: str, yes: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_location(chat.id, *PAVLODAR)
    asked = people.wait_reply(chat.id)
    assert region in asked.text
    assert people.press(chat.id, asked.id, text=yes).answered
    shown = people.wait_edit(chat.id)
    assert "1\u00a0655" in shown.text
    people.send_text(chat.id, "ал Қостанайға ше?" if language == "kk" else "а в Костанае?")
    assert "485" in people.wait_reply(chat.id).text


@pytest.mark.parametrize(("language", "no"), [("kk", "Жоқ"), ("ru", "Нет")])
def test_on_no_the_region_is_asked_for_in_words(
    people: SandboxClient, language: Language, no: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_location(chat.id, *PAVLODAR)
    asked = people.wait_reply(chat.id)
    people.press(chat.id, asked.id, text=no)
    assert people.wait_edit(chat.id).text == texts()[language]("kind-location")


def test_the_place_stands_in_no_button_message_or_log(
    people: SandboxClient, bot_process: BotProcess
) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_location(chat.id, *PAVLODAR)
    asked = people.wait_reply(chat.id)
    left = [asked.text, *(str(each.callback_data) for row in asked.buttons for each in row)]
    left += bot_process.lines
    assert not any(part in text for text in left for part in ("52.28", "76.96"))
