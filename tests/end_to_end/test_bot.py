"""The bot over HTTP, as a person meets it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest

from bot.messages import texts
from bot.sandbox.client import ClientMessage, SandboxClient
from retrieval import Language
from tests.end_to_end.conftest import BotProcess

# What a person must be able to find out, in both languages: question, what the answer must say.
MAIN_QUESTIONS = [
    ("Көшуге берілетін төлем қанша?", "70 АЕК (302 750 ₸)"),
    ("сколько дают подъёмных", "70 МРП (302 750 ₸)"),
    ("Субсидия на переезд 2026", "70 МРП (302 750 ₸)"),
    ("Солтүстік Қазақстан облысының 2026 жылғы квотасы қанша?", "2 820"),
    ("Какая квота в Северо-Казахстанской области на 2026 год?", "2 820"),
    ("Пәтер жалдауға қанша ақша береді?", "15–30 АЕК"),
    ("Сколько платят за аренду жилья?", "15–30 МРП"),
    ("Экономикалық мобильділік сертификаты қанша теңге?", "7 028 125"),
    ("На какую сумму дают сертификат экономической мобильности?", "1 625 МРП (7 028 125 ₸)"),
    ("Өтінішті қайда беремін?", "migration.enbek.kz"),
    ("Куда подать заявление на переселение?", "eGov.kz"),
]


def readable(message: ClientMessage) -> str:
    """The text with ordinary spaces, as it is searched for."""
    return message.text.replace("\u00a0", " ")


def ask(people: SandboxClient, text: str, language: str = "ru") -> ClientMessage:
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, text)
    return people.wait_reply(chat.id)


@pytest.mark.parametrize(
    ("language", "greeting"), [("kk", "Сәлеметсіз бе"), ("ru", "Здравствуйте")]
)
def test_start_greets_in_the_language_of_the_client(
    people: SandboxClient, language: str, greeting: str
) -> None:
    chat = people.open_chat(language_code=language)
    people.send_text(chat.id, "/start")
    reply = people.wait_reply(chat.id)
    assert reply.text.startswith(greeting)
    # Six topics, three examples, two guided paths and two languages.
    assert len(reply.button_texts()) == 13


@pytest.mark.parametrize(("question", "expected"), MAIN_QUESTIONS)
def test_main_questions_are_answered(people: SandboxClient, question: str, expected: str) -> None:
    # The client's language is the other one: the answer follows the question.
    other = "ru" if set(question.lower()) & set("әғқңөұүһі") else "kk"
    reply = ask(people, question, other)
    assert expected in readable(reply)


@pytest.mark.parametrize(("question", "expected"), MAIN_QUESTIONS)
def test_answer_names_date_and_source(people: SandboxClient, question: str, expected: str) -> None:
    reply = ask(people, question)
    links = [entity for entity in reply.entities if entity["type"] == "text_link"]
    assert links, "the source is a link"
    assert any(word in reply.text for word in ("Дереккөз", "Источник"))
    assert any(word in reply.text for word in ("жарамды", "Действует"))
    assert any(button.url for row in reply.buttons for button in row)


def test_typing_is_shown_before_the_answer(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="kk", started=True)
    people.send_text(chat.id, "көшу ақшасы қанша")
    assert people.wait_action(chat.id) == "typing"
    assert "302" in people.wait_reply(chat.id).text


def test_topic_button_opens_questions_and_these_open_answers(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "/start")
    start = people.wait_reply(chat.id)
    topic = start.buttons[0][0]
    assert people.press(chat.id, start.id, text=topic.text).answered
    menu = people.wait_edit(chat.id)
    first = menu.buttons[0][0]
    assert people.press(chat.id, menu.id, text=first.text).answered
    assert "Источник" in people.wait_reply(chat.id).text


def test_other_language_of_the_same_answer(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="kk", started=True)
    people.send_text(chat.id, "көшу ақшасы қанша")
    reply = people.wait_reply(chat.id)
    people.press(chat.id, reply.id, text="Орысша оқу")
    assert "МРП" in people.wait_edit(chat.id).text


def test_thumb_up_is_thanked_for(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "субсидия на переезд")
    reply = people.wait_reply(chat.id)
    answer = people.press(chat.id, reply.id, text="👍 Полезно")
    assert answer.text == texts()["ru"]("feedback-thanks")
    assert "👍 Полезно" not in people.wait_edit(chat.id).button_texts()


def test_thumb_down_asks_why_with_one_tap(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="kk", started=True)
    people.send_text(chat.id, "көшу ақшасы қанша")
    reply = people.wait_reply(chat.id)
    assert people.press(chat.id, reply.id, text="👎 Пайдасыз").text == texts()["kk"]("feedback-why")
    why = people.wait_edit(chat.id)
    assert why.button_texts() == ["Қате", "Түсініксіз", "Менің өңірім туралы емес", "Ескірген"]
    thanks = people.press(chat.id, reply.id, text="Ескірген")
    assert thanks.text == texts()["kk"]("feedback-thanks")
    assert "Дереккөз" in people.wait_edit(chat.id).button_texts()


def test_shared_link_opens_the_answer(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="kk", started=True)
    people.send_text(chat.id, "көшу ақшасы қанша")
    reply = people.wait_reply(chat.id)
    [share] = [each for row in reply.buttons for each in row if each.text == "Бөлісу"]
    assert share.url is not None
    link = unquote(share.url.partition("?url=")[2])
    payload = link.partition("?start=")[2]
    friend = people.open_chat(language_code="ru")
    people.send_text(friend.id, f"/start {payload}")
    shared = people.wait_reply(friend.id).text
    # The friend gets the whole answer, only not what was asked back in the other conversation.
    question = texts()["kk"]("clarify-family")
    assert shared == reply.text.removesuffix(question).rstrip()


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("сколько дают на переезд", "а на ребёнка?", "302 750"),
        ("Солтүстік Қазақстан квотасы қанша", "ал Павлодарға ше?", "1 655"),
        ("квота СКО", "а в Костанае?", "485"),
        ("көшу ақшасы қанша", "екі адамға ше?", "605 500"),
    ],
)
def test_follow_up_is_understood(
    people: SandboxClient, first: str, then: str, expected: str
) -> None:
    chat = people.open_chat(language_code="kk", started=True)
    people.send_text(chat.id, first)
    people.wait_reply(chat.id)
    people.send_text(chat.id, then)
    assert expected in readable(people.wait_reply(chat.id))


def test_forgotten_conversation_is_not_gone_on_with(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "квота СКО")
    people.wait_reply(chat.id)
    people.send_text(chat.id, "/forget")
    people.wait_reply(chat.id)
    people.send_text(chat.id, "а на двоих?")
    assert "2 820" not in readable(people.wait_reply(chat.id))


def test_chosen_language_is_the_default_but_the_question_decides(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "/language")
    choice = people.wait_reply(chat.id)
    people.press(chat.id, choice.id, text="Қазақша")
    assert people.wait_edit(chat.id).text.startswith("Сәлеметсіз бе")
    people.send_text(chat.id, "/help")
    assert "Не сұрауға болады" in people.wait_reply(chat.id).text
    people.send_text(chat.id, "сколько дают на переезд?")
    assert "МРП" in people.wait_reply(chat.id).text


KINDS: list[tuple[str, Callable[[SandboxClient, int], ClientMessage]]] = [
    ("kind-photo", lambda people, chat: people.send_photo(chat)),
    ("kind-document", lambda people, chat: people.send_document(chat)),
    ("kind-voice", lambda people, chat: people.send_voice(chat)),
    ("kind-sticker", lambda people, chat: people.send_sticker(chat)),
    ("kind-video", lambda people, chat: people.send_video(chat)),
    ("kind-contact", lambda people, chat: people.send_contact(chat)),
    # In the Atlantic: near no region of the country.
    ("kind-location", lambda people, chat: people.send_location(chat, 30.0, -40.0)),
]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(("key", "send"), KINDS)
def test_each_kind_of_message_gets_its_line(
    people: SandboxClient,
    key: str,
    send: Callable[[SandboxClient, int], ClientMessage],
    language: Language,
) -> None:
    chat = people.open_chat(language_code=language, started=True)
    send(people, chat.id)
    assert people.wait_reply(chat.id).text == texts()[language](key)


def test_personal_data_is_not_used(people: SandboxClient) -> None:
    reply = ask(people, "Мой ИИН 900101300017, сколько мне дадут на переезд?")
    assert "ИИН" in reply.text
    assert "900101300017" not in reply.text
    assert "302" not in reply.text


def test_other_subjects_are_declined(people: SandboxClient) -> None:
    assert ask(people, "Какая завтра погода?").text == texts()["ru"]("out-of-scope")


def test_what_the_texts_do_not_say_is_said_so(people: SandboxClient) -> None:
    reply = ask(people, "Какая квота будет в 2027 году?")
    assert "гадать не буду" in reply.text
    assert "migration.enbek.kz" in reply.text


def test_nonsense_and_markup_get_a_reply(people: SandboxClient) -> None:
    for text in ("<b>", "&lt;", "?", "🤷", "a" * 3000, "<script>alert(1)</script> квота"):
        assert ask(people, text).text


def test_an_old_button_says_so_kindly(people: SandboxClient) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "субсидия на переезд")
    reply = people.wait_reply(chat.id)
    # A button of a section that a later version no longer has.
    answer = people.press(chat.id, reply.id, data="s:0000000000:ru")
    assert answer.text == texts()["ru"]("button-gone")


def test_commands_are_published_in_both_languages(people: SandboxClient) -> None:
    for language, word in (("kk", "Тақырыптар"), ("ru", "Темы")):
        chat = people.open_chat(language_code=language)
        assert people.commands(chat.id)["topics"] == word


def test_log_holds_neither_text_nor_token(people: SandboxClient, bot_process: BotProcess) -> None:
    ask(people, "өзгеше сөз: шаттықбұлақ-777")
    log = "\n".join(bot_process.lines)
    assert "шаттықбұлақ" not in log
    assert "secret-token" not in log
