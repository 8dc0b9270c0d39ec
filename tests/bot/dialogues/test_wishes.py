from __future__ import annotations

import json

import pytest

from bot.dialogues import Dialogues
from retrieval import Knowledge
from tests.bot.dialogues.conftest import People
from tests.conftest import ROOT

WANTED = {
    "money": (
        "сколько я получу", "сколько мы получим?", "нас пятеро, переезжаем в село",
        "нас четверо сколько дадут", "сколько мне дадут денег", "посчитай сколько нам положено",
        "семья 4 человека переезжаем в город", "сколько денег я получу если перееду в село",
        "Сколько мы получим всего, если нас шестеро?", "я один, сколько получу",
        "қанша аламын, үшеуміз", "қанша аламыз", "маған қанша беріледі", "бизге канша береди",
        "бесеуміз, ауылға көшеміз", "kansha alamin", "отбасымызда 6 адам, қанша ақша аламыз",
        "есептеп берші, төртеуміз қалаға көшеміз",
    ),
    "eligibility": (
        "подхожу ли я", "могу ли я участвовать", "Могу ли я участвовать в программе переселения?",
        "подхожу ли я под программу", "мы подходим?", "имею ли я право участвовать",
        "қатыса аламын ба", "катыса аламын ба", "бағдарламаға қатыса аламын ба?",
    ),
    "papers": (
        "какие документы мне нужны", "какие документы нам собрать", "чек-лист документов",
        "список документов pdf", "маған қандай құжаттар керек", "қандай құжат жинаймын",
        "бізге қандай құжат керек", "құжаттар тізімі pdf",
    ),
    "regions": (
        "сравни Павлодар и Костанай", "сравни регионы", "Павлодар или Костанай, где лучше?",
        "чем отличается Павлодар от Костаная", "Павлодар мен СҚО салыстыр", "өңірлерді салыстыр",
        "Павлодар ма, Қостанай ма, қайсысы жақсы",
    ),
    "contacts": (
        "кому звонить в Павлодаре", "куда обратиться в Костанае",
        "телефон карьерного центра в Павлодаре", "Павлодарда кімге хабарласамын",
        "Павлодардағы мансап орталығының телефоны",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text"), [(path, text) for path, each in WANTED.items() for text in each]
)
def test_plain_words_ask_for_a_path(
    dialogues: Dialogues, people: People, path: str, text: str
) -> None:
    assert dialogues.wanted(text, people.entities(text)) == path


@pytest.mark.parametrize(
    "text",
    [
        "сколько дают на переезд", "сколько подъёмных", "сколько дают на аренду в селе",
        "какие документы нужны для сертификата", "кто может участвовать в программе",
        "может ли студент участвовать", "Я из Шымкента, могу участвовать?", "квота в Павлодаре",
        "кому звонить", "Сколько на съём жилья получит семья с пятью детьми?", "нас пятеро",
        "көшуге қанша ақша беріледі", "пәтер жалдауға қанша", "сертификатқа қандай құжат керек",
        "ажырасқан адам қатыса ала ма", "Павлодарда қанша орын бар",
        "Облысаралық көшудің айырмасы не?", "", "?", "🙂", "как дела",
    ],
)  # fmt: skip
def test_other_messages_ask_for_none(dialogues: Dialogues, people: People, text: str) -> None:
    assert dialogues.wanted(text, people.entities(text)) is None


def test_no_sums_are_promised_for_a_region_without_a_quota(
    dialogues: Dialogues, people: People
) -> None:
    for place, path in (("Павлодар", "money"), ("Астану", None), ("Шымкент", None)):
        text = f"сколько мы получим, нас пятеро, переезжаем в {place}"
        assert dialogues.wanted(text, people.entities(text)) == path
    for place, path in (("Павлодарға", "money"), ("Ақтауға", None)):
        text = f"бесеуміз, {place} көшеміз, қанша аламыз"
        assert dialogues.wanted(text, people.entities(text)) == path


def test_headings_and_questions_of_sections_stay_with_their_sections(
    dialogues: Dialogues, people: People, knowledge: Knowledge
) -> None:
    asked = {text for each in knowledge.sections for text in (each.heading, *each.questions)}
    taken = {text for text in asked if dialogues.wanted(text, people.entities(text)) is not None}
    assert len(taken) <= len(asked) / 500, taken


def test_questions_of_the_evaluation_stay_with_their_sections(
    dialogues: Dialogues, people: People
) -> None:
    files = (ROOT / "retrieval" / "evaluation" / "questions").glob("*.dev.jsonl")
    asked = [
        json.loads(line)["question"]
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    taken = [text for text in asked if dialogues.wanted(text, people.entities(text)) is not None]
    assert len(taken) <= len(asked) / 200, taken
