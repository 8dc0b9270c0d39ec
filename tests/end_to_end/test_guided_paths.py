"""The five guided paths over HTTP: by button and in words, back and stop, in both languages."""

from __future__ import annotations

from typing import Final

import pytest

from bot.dialogues import PATHS
from bot.messages import texts
from bot.sandbox.client import ClientMessage, SandboxClient
from retrieval import LANGUAGES, Language

#: Plain words that ask for a path.
WISHES: Final = {
    "kk": {
        "money": "маған қанша ақша береді, есептеп беріңізші",
        "eligibility": "мен бағдарламаға қатыса аламын ба?",
        "papers": "маған қандай құжаттар жинау керек?",
        "regions": "өңірлерді салыстыр",
        "contacts": "Павлодарда кімге хабарласамын?",
    },
    "ru": {
        "money": "сколько денег я получу?",
        "eligibility": "могу ли я участвовать?",
        "papers": "какие документы мне собрать?",
        "regions": "сравни регионы",
        "contacts": "куда мне звонить в Павлодаре?",
    },
}
#: The first answer in words to each path, and a button of the step after it.
ANSWERS: Final = {
    "kk": {
        "money": ("бесеуміз", "Ауылға"),
        "eligibility": ("қазақстан азаматымын", "Артқа"),
        "papers": ("көшу ақшасы", "Жоқ"),
        "regions": ("Павлодар", "Артқа"),
        "contacts": ("Қостанай", "Басынан"),
    },
    "ru": {
        "money": ("нас пятеро", "В село"),
        "eligibility": ("гражданин казахстана", "Назад"),
        "papers": ("деньги на переезд", "Нет"),
        "regions": ("Павлодар", "Назад"),
        "contacts": ("Костанай", "Сначала"),
    },
}
BACK: Final = {"kk": "артқа", "ru": "назад"}
STOP: Final = {"kk": "тоқта", "ru": "стоп"}


def plain(message: ClientMessage) -> str:
    return message.text.replace("\u00a0", " ")


def opened(people: SandboxClient, language: Language, path: str) -> ClientMessage:
    """The first step of a path, by its button."""
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, "/guide")
    menu = people.wait_reply(chat.id)
    people.press(chat.id, menu.id, text=texts()[language](f"dialogue-{path}-button"))
    return people.wait_edit(chat.id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_reached_in_words_too(
    people: SandboxClient, language: Language, path: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, WISHES[language][path])
    step = people.wait_reply(chat.id)
    if path == "contacts":
        # The place is said already: the outcome comes at once.
        assert texts()[language]("dialogue-restart") in step.button_texts()
    else:
        assert plain(step) == plain(opened(people, language, path))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_path_goes_on_in_words_back_and_stops(
    people: SandboxClient, language: Language, path: str
) -> None:
    first = opened(people, language, path)
    chat = first.chat_id
    said, button = ANSWERS[language][path]
    people.send_text(chat, said)
    second = people.wait_reply(chat)
    assert button in second.button_texts()
    people.send_text(chat, BACK[language])
    assert plain(people.wait_reply(chat)) == plain(first)
    people.send_text(chat, STOP[language])
    assert people.wait_reply(chat).text == texts()[language]("dialogue-stopped")
    # Left for good: what answered the step answers none now («нас пятеро» begins anew).
    people.send_text(chat, "5" if path == "money" else said)
    assert plain(people.wait_reply(chat)) != plain(second)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_back_and_stop_are_buttons_too(
    people: SandboxClient, language: Language, path: str
) -> None:
    first = opened(people, language, path)
    chat, words = first.chat_id, texts()[language]
    label = next(
        each.text for row in first.buttons for each in row if (each.callback_data or "")[-1] != ":"
    )
    people.press(chat, first.id, text=label)
    second = people.wait_edit(chat)
    people.press(chat, second.id, text=words("dialogue-back"))
    assert plain(people.wait_edit(chat)) == plain(first)
    people.press(chat, first.id, text=words("dialogue-stop"))
    assert people.wait_edit(chat).text == words("dialogue-stopped")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "нас пятеро, переезжаем в село"),
        ("kk", "бесеуміз, ауылға көшеміз"),
        ("ru", "двое взрослых и трое детей, переезжаем в село"),
    ],
)
def test_one_message_says_all_that_the_sums_need(
    people: SandboxClient, language: Language, text: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, text)
    outcome = plain(people.wait_reply(chat.id))
    # By hand, with the index of 2026, 4 325 ₸: 70 × 5; 15–30 a month; 21 × 12 in a village.
    for money in ("1 513 750 ₸", "64 875 ₸", "129 750 ₸", "1 089 900 ₸", "7 028 125 ₸"):
        assert money in outcome
    assert outcome.count(texts()[language]("dialogue-source", link="").strip()) == 3
    assert texts()[language]("dialogue-money-conditions").strip("*") in outcome


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("year", "relocation"),
    # 5 people: 70 × 3 932 in 2025, 70 × 3 692 in 2024, each times five.
    [("2025", "1 376 200 ₸"), ("2024", "1 292 200 ₸")],
)
def test_other_years_are_one_tap_away(
    people: SandboxClient, language: Language, year: str, relocation: str
) -> None:
    first = opened(people, language, "money")
    people.send_text(first.chat_id, {"kk": "бесеуміз, ауылға", "ru": "пятеро, в село"}[language])
    outcome = people.wait_reply(first.chat_id)
    label = texts()[language]("dialogue-money-year", year=year)
    people.press(first.chat_id, outcome.id, text=label)
    assert relocation in plain(people.wait_edit(first.chat_id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checklist_is_ticked_and_sent_as_a_page(
    people: SandboxClient, language: Language
) -> None:
    first = opened(people, language, "papers")
    chat, words = first.chat_id, texts()[language]
    people.press(chat, first.id, text=first.buttons[1][0].text)
    shown = people.wait_edit(chat)
    while words("dialogue-papers-pdf") not in shown.button_texts():
        people.press(chat, shown.id, text=shown.buttons[0][0].text)
        shown = people.wait_edit(chat)
    people.press(chat, shown.id, text=shown.buttons[0][0].text)
    ticked = people.wait_edit(chat)
    assert "✓" in ticked.buttons[0][0].text
    assert words("dialogue-papers-have", number="1", paper="").strip("* ").split("**")[0] in plain(
        ticked
    )
    people.send_text(chat, "pdf")
    people.wait_reply(chat)
    file = people.wait_reply(chat)
    assert file.kind == "document"
    assert file.raw["document"]["mime_type"] == "application/pdf"
    assert file.raw["document"]["file_size"] > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_regions_are_compared_in_words_and_in_a_picture(
    people: SandboxClient, language: Language
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    text = {"kk": "СҚО мен Павлодарды салыстыр", "ru": "сравни СКО и Павлодар"}[language]
    people.send_text(chat.id, text)
    said = plain(people.wait_reply(chat.id))
    assert "2 820" in said
    assert "1 655" in said
    picture = people.wait_reply(chat.id)
    assert picture.kind == "photo"
    # Whoever can't see the picture reads the same numbers.
    assert "2 820" in plain(picture)
    assert "1 655" in plain(picture)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        # A citizen, not in a quota before, moving on from a region with a year's registration …
        (("1", "1"), None),
        # A citizen of another country can't take part.
        (("4",), "dialogue-eligibility-against"),
    ],
)
def test_eligibility_is_told_as_likely_and_never_promised(
    people: SandboxClient, language: Language, answers: tuple[str, ...], outcome: str | None
) -> None:
    words = texts()[language]
    step = opened(people, language, "eligibility")
    for answer in answers:
        people.send_text(step.chat_id, answer)
        step = people.wait_reply(step.chat_id)
    if outcome is None:
        assert words("dialogue-back") in step.button_texts()
        return
    assert words(outcome).split("**")[1] in step.text
    assert words("dialogue-eligibility-no-promise") in step.text
    assert words("dialogue-source", link="").strip() in step.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_amid_a_path_is_answered(people: SandboxClient, language: Language) -> None:
    first = opened(people, language, "money")
    question = {"kk": "СҚО квотасы қанша?", "ru": "какая квота в СКО?"}[language]
    people.send_text(first.chat_id, question)
    assert "2 820" in plain(people.wait_reply(first.chat_id))


@pytest.mark.parametrize(
    ("language", "wish", "question"),
    [
        ("kk", "СҚО мен Павлодарды салыстыр", "Павлодар квотасы 2026"),
        ("ru", "сравни СКО и Павлодар", "квота Павлодар 2026"),
    ],
)
def test_a_question_on_a_region_after_a_comparison_is_answered(
    people: SandboxClient, language: Language, wish: str, question: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, wish)
    people.wait_reply(chat.id)
    assert people.wait_reply(chat.id).kind == "photo"
    people.send_text(chat.id, question)
    answer = people.wait_reply(chat.id)
    assert "1 655" in plain(answer)
    assert "2 820" not in plain(answer)
    assert texts()[language]("button-up") in answer.button_texts()


@pytest.mark.parametrize(("language", "text"), [("kk", "біз бесеуміз"), ("ru", "нас пятеро")])
def test_a_family_alone_begins_the_sums_and_after_an_answer_is_counted_for_it(
    people: SandboxClient, language: Language, text: str
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, text)
    first = people.wait_reply(chat.id)
    assert texts()[language]("dialogue-money-village") in first.button_texts()

    other = people.open_chat(language_code=language, started=True)
    people.send_text(other.id, {"kk": "көшу ақшасы қанша", "ru": "сколько на переезд"}[language])
    people.wait_reply(other.id)
    people.send_text(other.id, text)
    counted = people.wait_reply(other.id)
    assert "1 513 750" in plain(counted).splitlines()[0]
    assert texts()[language]("button-up") in counted.button_texts()
