"""A long answer: what matters at once, the details behind one button, nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.clock import today_in_kazakhstan
from bot.messages import texts
from bot.sandbox import SandboxServer
from bot.sandbox.client import SandboxClient
from retrieval import LANGUAGES, Encoder, IndexStore, Language
from tests.end_to_end.conftest import BotProcess, run_qonys

DETAIL: Final = {
    "kk": "Вокзал жанындағы шатырлы базарда көктем сайын көшет сатылып, ел бау-бақша егеді.",
    "ru": "На крытом рынке у вокзала каждую весну продают саженцы, и люди разводят сады.",
}
CONDITION: Final = {
    "kk": "Көшет өсірушіге жер тек сонда тіркелген соң беріледі.",
    "ru": "Землю под саженцы дают только после регистрации на месте.",
}
HEADING: Final = {
    "kk": "Көшет өсіретін бақшаға жер бере ме?",
    "ru": "Дают ли землю под саженцы для сада?",
}
FRONT: Final = """---
id: sapling-garden
title: {title}
topic: housing
applies_to: [everyone]
regions: []
effective_from: 2026-01-01
effective_to: null
reviewed_on: 2026-11-20
verification: secondary
sources:
  - {{title: "egov.kz", url: "https://egov.kz/", act: null, date: 2026-01-01}}
facts: []
---

"""


@pytest.fixture(scope="module")
def long_folder(tmp_path_factory: pytest.TempPathFactory, shipped_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("long") / "knowledge"
    shutil.copytree(shipped_folder, folder)
    for language in LANGUAGES:
        body = f"{CONDITION[language]}\n\n" + "\n\n".join([DETAIL[language]] * 12)
        body += f"\n\n{CONDITION[language]}"
        text = FRONT.format(title=HEADING[language].rstrip("?"))
        text += f"## {HEADING[language]} {{#right}}\n\n{body}\n"
        (folder / "housing" / f"sapling-garden.{language}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bot_process(
    sandbox: SandboxServer,
    long_folder: Path,
    encoder: Encoder,
    tmp_path_factory: pytest.TempPathFactory,
    network_log: Path,
) -> Iterator[BotProcess]:
    data = tmp_path_factory.mktemp("long-data")
    IndexStore(data / "index", encoder).build(long_folder, today_in_kazakhstan())
    environment = {
        "TELEGRAM_BOT_TOKEN": "1:secret-token",
        "TELEGRAM_API_URL": sandbox.url,
        "QONYS_KNOWLEDGE": str(long_folder),
    }
    with run_qonys("run", data=data, network_log=network_log, environment=environment) as process:
        process.wait_for("ready: knowledge version")
        yield process


@pytest.mark.parametrize("language", LANGUAGES)
def test_details_wait_behind_one_button_and_conditions_do_not(
    people: SandboxClient, language: Language
) -> None:
    words = texts()[language]
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, HEADING[language])
    first = people.wait_reply(chat.id)
    assert len(first.text) <= 1000
    assert first.text.count(CONDITION[language]) == 2
    assert words("answer-more", button=words("button-more")) in first.text
    assert words("answer-source", source="").strip() in first.text

    people.press(chat.id, first.id, text=words("button-more"))
    whole = people.wait_edit(chat.id)
    assert whole.id == first.id
    assert whole.text.count(DETAIL[language]) == 12
    # The other buttons stay, the thumbs among them.
    others = [each for each in first.button_texts() if each != words("button-more")]
    assert whole.button_texts() == others
    assert words("button-up") in others


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_language_is_short_at_first_too(
    people: SandboxClient, language: Language
) -> None:
    other: Language = "ru" if language == "kk" else "kk"
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, HEADING[language])
    first = people.wait_reply(chat.id)
    people.press(chat.id, first.id, text=texts()[language]("button-other-language"))
    translated = people.wait_edit(chat.id)
    assert translated.text.count(CONDITION[other]) == 2
    assert texts()[other]("button-more") in translated.button_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_inline_the_rest_is_one_tap_away(people: SandboxClient, language: Language) -> None:
    chat = people.open_chat(language_code=language, started=True)
    [result] = people.inline_query(chat.id, HEADING[language])
    assert len(result["input_message_content"]["message_text"]) <= 1300
    [[button]] = result["reply_markup"]["inline_keyboard"]
    assert button["text"] == texts()[language]("button-open")
