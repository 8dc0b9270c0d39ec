from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.service import LiveAnswers
from retrieval import Concern, Knowledge, Status
from retrieval.distress import Concerns
from tests.conftest import ROOT

NEED, LIFE, VIOLENCE, INSULT = Concern.NEED, Concern.LIFE, Concern.VIOLENCE, Concern.INSULT

NOTICED = [
    ("Нет денег, дети голодные", NEED),
    ("net deneg, deti golodnye", NEED),
    ("Денег на еду нет совсем", NEED),
    ("нас выгнали из дома с тремя детьми", NEED),
    ("Ақша жоқ, балаларым аш отыр", NEED),
    ("акша жок балаларым аш отыр", NEED),
    ("aqsha joq, balalarym ash otyr", NEED),
    ("көшіп келдік, далада қалдық", NEED),
    ("Тамаққа ақшамыз жоқ", NEED),
    ("жить не хочется", LIFE),
    ("Больше не хочу жить.", LIFE),
    ("zhit ne hochetsya", LIFE),
    ("өмір сүргім келмейді", LIFE),
    ("омир сургим келмейди", LIFE),
    ("ömir sürgim kelmeidi", LIFE),
    ("өлгім келеді", LIFE),
    ("муж бьёт, хочу уехать с детьми", VIOLENCE),
    ("Муж меня избивает", VIOLENCE),
    ("у нас домашнее насилие", VIOLENCE),
    ("Күйеуім ұрады, кетсем бола ма?", VIOLENCE),
    ("куйеуим урады", VIOLENCE),
    ("küieuim urady", VIOLENCE),
    ("тупой бот", INSULT),
    ("Сен ақымақсың", INSULT),
    ("aqymaq", INSULT),
    ("иди нахуй", INSULT),
]
#: Like them, but ordinary.
ORDINARY = [
    "не хочу жить в Шымкенте, куда можно переехать?",
    "жить не хочется в городе, хочу в село",
    "где жить после переезда?",
    "ауылда мал ұстауға бола ма?",
    "можно ли взять с собой собаку и скотину?",
    "есть ли деньги на переезд?",
    "ақша жоқ болса көшуге бола ма?",
    "балалар ашық мектепке бара ма?",
    "өмір сүруге ыңғайлы өңір қай жер?",
    "урожай в СКО какой?",
    "муж работает в Павлодаре, можно к нему?",
    "хочу умерить расходы",
    "балам аш үйге кірді деген не",
]


@pytest.fixture(scope="module")
def concerns(knowledge: Knowledge) -> Concerns:
    return Concerns(knowledge.tables.requests)


@pytest.mark.parametrize(("text", "concern"), NOTICED)
def test_distress_and_insults_are_noticed_in_every_spelling(
    concerns: Concerns, text: str, concern: Concern
) -> None:
    noticed = concerns.notice(text)
    assert noticed is not None
    assert noticed.concern is concern


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_questions_are_left_alone(concerns: Concerns, text: str) -> None:
    assert concerns.notice(text) is None


def _questions() -> Iterator[dict[str, Any]]:
    folder = Path(ROOT, "retrieval", "evaluation", "questions")
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def test_no_false_alarm_on_the_question_sets(concerns: Concerns) -> None:
    questions = list(_questions())
    assert len(questions) > 1000
    alarms = [
        each["id"]
        for each in questions
        if concerns.notice(each["question"]) is not None and each.get("expect") != "out_of_scope"
    ]
    assert alarms == []


def test_no_false_alarm_on_the_questions_of_the_texts(
    concerns: Concerns, knowledge: Knowledge
) -> None:
    alarms = [
        (section.id, text)
        for section in knowledge.sections
        for text in (section.heading, *section.questions)
        if concerns.notice(text) is not None and section.document != "help-in-need"
    ]
    assert alarms == []


def test_the_gravest_concern_counts(concerns: Concerns) -> None:
    noticed = concerns.notice("дебилы, дети голодные, жить не хочется")
    assert noticed is not None
    assert noticed.concern is LIFE


def test_distress_gets_the_section_with_help(answers: LiveAnswers) -> None:
    turn = answers.ask("Нет денег, дети голодные", default="ru")
    assert turn.answer.status is Status.ANSWERED
    assert turn.answer.section is not None
    assert turn.answer.section.id == "help-in-need#where-to-start"
    assert turn.reply.text.plain.startswith("Мне жаль")
    assert "1414" in turn.reply.text.plain


def test_what_was_asked_in_distress_is_one_tap_away(answers: LiveAnswers) -> None:
    answer = answers.ask("Денег на еду нет. Сколько дают подъёмных на переезд?").answer
    assert answer.concern is NEED
    assert answer.related[0].document == "relocation-subsidy"


@pytest.mark.parametrize("text", ["жить не хочется", "муж бьёт меня", "өлгім келеді"])
def test_no_number_is_told_in_a_crisis_that_the_contacts_do_not_have(
    answers: LiveAnswers, text: str
) -> None:
    said = answers.ask(text).reply.text.plain.split("\n\n•")[0]
    before_help = said[: said.index("1414") + 4]
    assert not any(number in before_help for number in ("112", "102", "103", "150"))


def test_an_insult_gets_a_calm_line(answers: LiveAnswers) -> None:
    turn = answers.ask("Сен миғұла ботсың")
    assert turn.answer.status is Status.OUT_OF_SCOPE
    assert turn.answer.concern is INSULT
    assert "ашуланып" in turn.reply.text.plain.casefold()


def test_whoever_swears_and_asks_gets_the_answer(answers: LiveAnswers) -> None:
    turn = answers.ask("дебилы, сколько подъёмных дают?", default="ru")
    assert turn.answer.status is Status.ANSWERED
    assert "302 750" in turn.reply.text.plain
