"""Whatever a person writes or presses, the bot gives exactly one well-formed reply.

The sandbox refuses what Telegram refuses: markup that is not well-formed, texts that are too long,
button data over 64 bytes. So a reply that arrives is one that people would see.
"""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.messages import texts
from bot.replies import CALLBACK_LIMIT, REASONS, section_key
from bot.sandbox.client import ClientMessage, SandboxClient, SandboxClientError
from bot.service import LiveAnswers
from retrieval import LANGUAGES, Status
from tests.end_to_end.conftest import BotProcess

TELEGRAM_LIMIT: Final = 4096
ERRORS: Final = {texts()[each]("error", phone="1414") for each in LANGUAGES}

over_http = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _fits(text: str) -> bool:
    return bool(text.strip()) and len(text.encode("utf-16-le")) // 2 <= TELEGRAM_LIMIT


#: Any Unicode, words of the programme amid it, and texts as long as Telegram lets through.
WORDS: Final = (
    *("квота", "көшу", "сертификат", "переезд", "Павлодар", "қанша", "сколько", "2026", "35 МРП"),
    *("4,5 млн", "900101300017", "жить не хочется", "дурак", "нас пятеро", "в село", "а", "ше?"),
    *("<b>", "&lt;", "**", "[a](https://x.y)", "`", "\u202e", "\u200d", "👩‍👩‍👧", "\x00", "\ufeff"),
)
any_text = st.one_of(
    st.text(min_size=1, max_size=300),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), min_size=1, max_size=12).map(
        " ".join
    ),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=20), st.just(200)),
).filter(_fits)

KEYS: Final = st.one_of(st.just("0000000000"), st.from_regex(r"[0-9a-f]{10}", fullmatch=True))
SPEECH: Final = st.sampled_from(("kk", "ru", "en", ""))
shaped_data = st.one_of(
    st.builds("{}:{}:{}".format, st.sampled_from(("s", "o")), KEYS, SPEECH),
    st.builds(
        "{}:{}:{}:{}".format,
        st.sampled_from(("o", "m")),
        KEYS,
        SPEECH,
        st.from_regex(r"([nca][0-9a-f]{0,10}\.?){0,3}", fullmatch=True),
    ),
    st.builds("f:{}:{}:{}".format, st.sampled_from(("up", "down", *REASONS)), KEYS, SPEECH),
    st.builds("t:{}".format, st.sampled_from(("quotas", "subsidies", "nowhere", ""))),
    st.builds("l:{}".format, SPEECH),
    st.builds("w:{}:{}:{}".format, st.sampled_from(("yes", "no")), st.text(max_size=9), SPEECH),
    st.builds(
        "d:{}:{}:{}".format,
        st.sampled_from("mpdcwxhz"),
        SPEECH,
        st.from_regex(r"([a-z][a-z0-9]{0,3}\.?){0,5}", fullmatch=True),
    ),
)
any_data = st.one_of(st.text(min_size=1, max_size=64), shaped_data).filter(
    lambda data: 0 < len(data.encode()) <= CALLBACK_LIMIT
)


def replies(people: SandboxClient, chat_id: int) -> list[ClientMessage]:
    return [each for each in people.messages(chat_id) if each.from_bot]


@over_http
@given(text=any_text)
@example(text="/" + "x" * 64)
@example(text="@")
@example(text="a" * TELEGRAM_LIMIT)
@example(text="\u0301" * 50)
@example(text="9" * 400)
def test_any_text_gets_exactly_one_reply(
    people: SandboxClient, bot_process: BotProcess, text: str
) -> None:
    chat = people.open_chat(language_code="kk", started=True)
    try:
        people.send_text(chat.id, text)
    except SandboxClientError as refused:
        # Nothing that can be seen: Telegram doesn't let it through to a bot.
        assume("must not be empty" not in str(refused))
        raise
    reply = people.wait_reply(chat.id)
    assert reply.text.strip()
    assert reply.text not in ERRORS
    # A second message makes sure that nothing more came of the first.
    people.send_text(chat.id, "/privacy")
    people.wait_reply(chat.id)
    assert len([each for each in replies(people, chat.id) if each.kind == "text"]) == 2
    assert not any("update failed" in line for line in bot_process.lines)


@over_http
@given(data=any_data)
@example(data=":")
@example(data="d:m:kk:" + "a" * 57)
@example(data="w:yes:../../x:ru")
def test_any_button_is_answered_and_breaks_nothing(
    people: SandboxClient, bot_process: BotProcess, data: str
) -> None:
    chat = people.open_chat(language_code="ru", started=True)
    people.send_text(chat.id, "субсидия на переезд")
    reply = people.wait_reply(chat.id)
    assert people.press(chat.id, reply.id, data=data).answered
    people.send_text(chat.id, "/privacy")
    last = people.wait_reply(chat.id)
    shown = [each.text for each in replies(people, chat.id)]
    # The answer, at most one message of the button, and what was asked for afterwards.
    assert 2 <= len([each for each in shown if each]) <= 3 or data.startswith("d:")
    assert last.text
    assert not set(shown) & ERRORS
    assert not any("update failed" in line for line in bot_process.lines)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(any_text, st.text()), ask_back=st.booleans())
@example(text="", ask_back=True)
@example(text=" \n\t", ask_back=True)
@example(text="%" * 1000, ask_back=False)
def test_any_question_has_one_outcome(answers: LiveAnswers, text: str, ask_back: bool) -> None:
    turn = answers.ask(text, ask_back=ask_back)
    assert turn.answer.status is not Status.ERROR
    assert (turn.answer.section is not None) or turn.answer.status is not Status.ANSWERED
    [message] = turn.reply.text.messages()
    assert message.plain.strip()
    assert len(message.plain.encode("utf-16-le")) // 2 <= TELEGRAM_LIMIT
    for row in turn.reply.buttons:
        for button in row:
            assert button.label.strip()
            if button.data is not None:
                assert 0 < len(button.data.encode()) <= CALLBACK_LIMIT


def test_every_section_fits_into_one_message_with_its_footer(answers: LiveAnswers) -> None:
    for section in answers.version.knowledge.sections:
        turn = answers.section(section_key(section.id), section.language)
        assert turn is not None
        assert len(turn.reply.text.messages()) == 1, section.id
