"""The bot over HTTP, as a person meets it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest

from bot.messages import texts
from bot.replies import REASONS
from bot.sandbox.client import ClientMessage, SandboxClient
from bot.service import LiveAnswers
from bot.telegram.application import COMMANDS
from retrieval import LANGUAGES, Language
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


RELOCATION = {"kk": "көшу ақшасы қанша", "ru": "сколько дают на переезд"}


def asked(people: SandboxClient, language: Language) -> ClientMessage:
    """The answer on the relocation payment, in a new chat."""
    chat = people.open_chat(language_code=language, started=True)
    people.send_text(chat.id, RELOCATION[language])
    return people.wait_reply(chat.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_thumb_up_is_thanked_for_and_all_other_buttons_stay(
    people: SandboxClient, language: Language
) -> None:
    words = texts()[language]
    reply = asked(people, language)
    answer = people.press(reply.chat_id, reply.id, text=words("button-up"))
    assert answer.text == words("feedback-thanks")
    thumbs = {words("button-up"), words("button-down")}
    left = [each for each in reply.button_texts() if each not in thumbs]
    assert people.wait_edit(reply.chat_id).button_texts() == left


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_thumb_down_asks_why_with_one_tap(
    people: SandboxClient, language: Language, reason: str
) -> None:
    words = texts()[language]
    reply = asked(people, language)
    note = people.press(reply.chat_id, reply.id, text=words("button-down")).text
    assert note == words("feedback-why")
    why = people.wait_edit(reply.chat_id).button_texts()
    assert {words(f"reason-{each}") for each in REASONS} <= set(why)
    assert not {words("button-up"), words("button-down")} & set(why)
    thanks = people.press(reply.chat_id, reply.id, text=words(f"reason-{reason}"))
    assert thanks.text == words("feedback-thanks")
    left = people.wait_edit(reply.chat_id).button_texts()
    assert words("button-source") in left
    assert words(f"reason-{reason}") not in left


@pytest.mark.parametrize("language", LANGUAGES)
def test_shared_link_opens_the_answer(people: SandboxClient, language: Language) -> None:
    reply = asked(people, language)
    label = texts()[language]("button-share")
    [share] = [each for row in reply.buttons for each in row if each.text == label]
    assert share.url is not None
    payload = unquote(share.url.partition("?url=")[2]).partition("?start=")[2]
    # The friend's client speaks the other language; the answer that was shared stays as it is.
    friend = people.open_chat(language_code="ru" if language == "kk" else "kk")
    people.send_text(friend.id, f"/start {payload}")
    assert people.wait_reply(friend.id).text == reply.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("payload", ["s_0000000000_kk", "s_", "s", "c_нет", "x" * 64, "%00'--"])
def test_a_link_that_leads_nowhere_still_greets(
    people: SandboxClient, language: Language, payload: str
) -> None:
    chat = people.open_chat(language_code=language)
    people.send_text(chat.id, f"/start {payload}")
    reply = people.wait_reply(chat.id).text
    words = texts()[language]
    assert "Qonys" in reply
    assert reply.startswith(words("share-gone")) == (payload.partition("_")[0] == "s")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_family_stays_in_the_other_language(people: SandboxClient, language: Language) -> None:
    reply = asked(people, language)
    people.send_text(reply.chat_id, {"kk": "біз бесеуміз", "ru": "нас пятеро"}[language])
    counted = people.wait_reply(reply.chat_id)
    people.press(reply.chat_id, counted.id, text=texts()[language]("button-other-language"))
    other = people.wait_edit(reply.chat_id)
    assert "1 513 750" in readable(counted)
    assert "1 513 750" in readable(other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_related_questions_are_sections_of_the_folder(
    people: SandboxClient, language: Language, answers: LiveAnswers
) -> None:
    reply = asked(people, language)
    related = [
        each for row in reply.buttons for each in row if (each.callback_data or "").startswith("s:")
    ]
    assert 1 <= len(related) <= 3
    for each in related:
        key = (each.callback_data or "").split(":")[1]
        assert answers.section(key, language) is not None
        people.press(reply.chat_id, reply.id, text=each.text)
        assert texts()[language]("button-source") in people.wait_reply(reply.chat_id).button_texts()


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("сколько дают на переезд", "а на ребёнка?", "302 750"),
        ("Солтүстік Қазақстан квотасы қанша", "ал Павлодарға ше?", "1 655"),
        ("квота СКО", "а в Костанае?", "485"),
        ("көшу ақшасы қанша", "екі адамға ше?", "605 500"),
        ("сколько дают на переезд", "а аренда?", "15–30 МРП"),
        ("көшу ақшасы қанша", "ал пәтерге ше?", "15–30 АЕК"),
        ("сколько дают на переезд", "куда подавать?", "карьерный центр"),
        ("көшу ақшасы қанша", "ал қай жерде?", "мансап орталығы"),
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_forgotten_conversation_is_not_gone_on_with(
    people: SandboxClient, language: Language
) -> None:
    reply = asked(people, language)
    people.send_text(reply.chat_id, "/forget")
    assert people.wait_reply(reply.chat_id).text == texts()[language]("forgotten")
    people.send_text(reply.chat_id, {"kk": "екі адамға ше?", "ru": "а на двоих?"}[language])
    assert "605 500" not in readable(people.wait_reply(reply.chat_id))


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


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ru", "Мой ИИН 900101300017, сколько мне дадут на переезд?"),
        ("kk", "Менің ЖСН 900101300017, көшуге маған қанша береді?"),
    ],
)
def test_personal_data_is_not_used(
    people: SandboxClient, language: Language, question: str
) -> None:
    reply = ask(people, question, language)
    kind = texts()[language]("personal-data-iin")
    assert reply.text == texts()[language]("personal-data", kinds=kind)
    assert "900101300017" not in reply.text
    assert "302" not in reply.text


@pytest.mark.parametrize(
    ("language", "question"), [("ru", "Какая завтра погода?"), ("kk", "Ертең ауа райы қандай?")]
)
def test_other_subjects_are_declined(
    people: SandboxClient, language: Language, question: str
) -> None:
    assert ask(people, question, language).text == texts()[language]("out-of-scope")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Какая квота будет в 2027 году?", "гадать не буду"),
        ("2027 жылы квота қанша болады?", "болжап айтпаймын"),
    ],
)
def test_what_the_texts_do_not_say_is_said_so(
    people: SandboxClient, question: str, said: str
) -> None:
    reply = ask(people, question)
    assert said in reply.text
    assert "migration.enbek.kz" in reply.text


def test_nonsense_and_markup_get_a_reply(people: SandboxClient) -> None:
    for text in ("<b>", "&lt;", "?", "🤷", "a" * 3000, "<script>alert(1)</script> квота"):
        assert ask(people, text).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("old", ["s:0000000000:{}", "o:0000000000:{}:n5", "m:0000000000:{}", "zz"])
def test_an_old_button_says_so_kindly(people: SandboxClient, language: Language, old: str) -> None:
    reply = asked(people, language)
    # A button of a section that a later version no longer has.
    answer = people.press(reply.chat_id, reply.id, data=old.format(language))
    assert answer.text == texts()[language]("button-gone")


@pytest.mark.parametrize("language", [*LANGUAGES, "en", ""])
def test_profile_is_published_by_language_and_kazakh_is_the_default(
    people: SandboxClient, language: str
) -> None:
    words = texts()["ru" if language == "ru" else "kk"]
    profile = people.bot(language)
    assert profile["description"] == words("profile-description")
    assert profile["short_description"] == words("profile-about")
    # Telegram's own limits.
    assert len(profile["description"]) <= 512
    assert len(profile["short_description"]) <= 120
    chat = people.open_chat(language_code=language or None)
    assert people.commands(chat.id) == {name: words(f"command-{name}") for name in COMMANDS}


def test_log_holds_neither_text_nor_token(people: SandboxClient, bot_process: BotProcess) -> None:
    ask(people, "өзгеше сөз: шаттықбұлақ-777")
    log = "\n".join(bot_process.lines)
    assert "шаттықбұлақ" not in log
    assert "secret-token" not in log
