from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.service import LiveAnswers
from retrieval import Knowledge, Language, Status, find_personal_data
from retrieval import PersonalDataKind as Kind
from tests.conftest import ROOT

#: Made-up texts: numbers right in form and check digit, and harmless ones that look like them.
LABELLED = Path(__file__).parent / "data" / "personal_data.jsonl"

# Made-up numbers that are right in form and check digit.
PERSONAL = [
    ("мой ИИН 900101300017", Kind.IIN),
    ("ЖСН: 900101 300 017 көшуге болама", Kind.IIN),
    ("звоните +7 701 123 45 67", Kind.PHONE),
    ("8(701)123-45-67", Kind.PHONE),
    ("телефоным 87011234567", Kind.PHONE),
    ("карта 4111 1111 1111 1111", Kind.CARD),
    ("счёт KZ86 125K ZT50 0410 0100", Kind.IBAN),
    ("почта aigul.test@mail.kz", Kind.EMAIL),
    ("удостоверение 012345678", Kind.DOCUMENT),
    ("жеке куәлігім № 012345678", Kind.DOCUMENT),
    ("паспорт N12345678", Kind.DOCUMENT),
]

HARMLESS = [
    "көшуге 302 750 теңге бере ме",
    "7 028 125 теңге сертификат",
    "сертификат 7028125 тенге",
    "приказ № 234 от 22.06.2023",
    "реестр 37453, приказ V2500037453",
    "квота 2 820 на 2026 год, 2281 и 5997",
    "позвонил на 1414 и 8-800-080-7777",
    "с 01.01.2026 по 31.12.2026",
    "нас 5 человек, дети 2010, 2014 и 2018 года",
    "1 730 000 000 000 тенге бюджет",
    "100 000 000 000 теңге",
    "900101300018",  # wrong check digit
    "4111 1111 1111 1112",  # wrong Luhn digit
    "номер 012345678",  # nine digits without the word for a document
    "migration.enbek.kz және egov.kz",
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_personal_data_is_noticed(text: str, kind: Kind) -> None:
    assert [each.kind for each in find_personal_data(text)] == [kind]


@pytest.mark.parametrize("text", HARMLESS)
def test_sums_dates_and_hotlines_are_harmless(text: str) -> None:
    assert find_personal_data(text) == []


def test_every_place_is_found_once() -> None:
    text = "ИИН 900101300017, тел. 87011234567"
    found = find_personal_data(text)
    assert [text[each.start : each.end] for each in found] == ["900101300017", "87011234567"]


def test_precision_and_recall_on_the_labelled_texts() -> None:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 400
    right = wrong = missed = 0
    for row in rows:
        found = {each.kind.value for each in find_personal_data(row["text"])}
        wanted = set(row["kinds"])
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.98


def test_no_false_alarm_on_the_programme_texts(knowledge: Knowledge) -> None:
    alarms = [
        section.id
        for section in knowledge.sections
        for text in (section.body, section.heading, *section.questions)
        if find_personal_data(text)
    ]
    assert alarms == []


def test_the_question_sets_hold_personal_data_only_where_they_say_so() -> None:
    for path in Path(ROOT, "retrieval", "evaluation", "questions").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            expected = row.get("expect") == "personal_data"
            assert bool(find_personal_data(row["question"])) == expected, row["id"]


def test_digits_of_every_script_count() -> None:
    assert [each.kind for each in find_personal_data("ЖСН ９００１０１３０００１７")] == [Kind.IIN]
    assert [each.kind for each in find_personal_data("٨٧٠١١٢٣٤٥٦٧")] == [Kind.PHONE]


@pytest.mark.parametrize(
    ("text", "language", "again"),
    [
        ("мой ИИН 900101300017, сколько дадут?", "ru", "Напишите вопрос ещё раз без них"),
        ("ЖСН-ім 900101300017, қанша береді?", "kk", "Сұрағыңызды сол дерексіз қайта жазыңызшы"),
    ],
)
def test_the_person_is_asked_to_ask_again_without_the_data(
    answers: LiveAnswers, text: str, language: Language, again: str
) -> None:
    turn = answers.ask(text)
    assert (turn.answer.status, turn.answer.language) == (Status.PERSONAL_DATA, language)
    assert again in turn.reply.text.plain
    assert "900101300017" not in turn.reply.text.plain
