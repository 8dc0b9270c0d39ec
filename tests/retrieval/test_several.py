"""Two questions in one message get two answers, one question never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service import LiveAnswers
from retrieval import Answerer, Status
from retrieval.several import Parts, split_questions


@pytest.fixture(scope="module")
def answerer(answers: LiveAnswers) -> Answerer:
    return Answerer(answers.version)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Сколько дают? Куда подавать?", "Сколько дают?", "Куда подавать?"),
        ("Нас пятеро. Сколько дают? Где подать?", "Нас пятеро. Сколько дают?", "Где подать?"),
        ("Көшу ақшасы қанша және қандай құжат керек?", "Көшу ақшасы қанша", "қандай құжат керек?"),
        ("сколько дают и какие документы", "сколько дают", "какие документы"),
        ("қанша береді\nқайда барамын", "қанша береді\nқайда барамын", ""),
    ],
)
def test_parts_two_questions(text: str, first: str, second: str) -> None:
    parts = split_questions(text)
    assert parts == (Parts(first, second) if second else None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "Сколько дают на переезд?",
        "Солтүстік пен Павлодарға көшсек, қанша береді?",
        "Сертификат несие ме, әлде тегін бе?",
        "Что делать, если хозяин против?",
        "Сколько? Где? Когда?",
        "жена и двое детей",
        "квота и субсидия",
    ],
)
def test_leaves_one_question_whole(text: str) -> None:
    assert split_questions(text) is None


def test_a_comma_parts_loosely() -> None:
    assert split_questions("квота қанша орын, қайда өтініш беремін") == Parts(
        "квота қанша орын", "қайда өтініш беремін", loose=True
    )


@given(st.text(max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    parts = split_questions(text)
    if parts is not None:
        assert parts.first.strip()
        assert parts.second.strip()


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "Сколько дают на переезд и какие документы нужны?",
            "relocation-subsidy",
            "which-papers",
        ),
        (
            "Көшу ақшасы қанша? Ал үй жалдауға ақша бере ме?",
            "relocation-subsidy",
            "rent-subsidy",
        ),
        ("Нас пятеро. Сколько получим? Куда подавать?", "relocation-subsidy", "relocation-subsidy"),
    ],
)
def test_two_questions_get_two_answers(
    answerer: Answerer, text: str, first: str, second: str
) -> None:
    answer = answerer.answer(text)
    assert answer.status is Status.ANSWERED
    assert answer.section is not None
    assert answer.section.document == first
    assert answer.also is not None
    assert answer.also.section is not None
    assert answer.also.section.document == second
    assert answer.also.section.id != answer.section.id


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("Квота СКО и Павлодара 2026", {"quota-2026#north-kazakhstan", "quota-2026#pavlodar"}),
        (
            "2025 және 2026 жылы Қостанай квотасы қанша?",
            {"quota-2025#kostanay", "quota-2026#kostanay"},
        ),
    ],
)
def test_two_regions_or_years_get_both_rows(
    answerer: Answerer, text: str, sections: set[str]
) -> None:
    answer = answerer.answer(text)
    assert answer.section is not None
    assert answer.also is not None
    assert answer.also.section is not None
    assert {answer.section.id, answer.also.section.id} == sections


@pytest.mark.parametrize(
    "text",
    [
        "Сколько дают на переезд? Какая погода в Астане?",
        "Көшу ақшасы қанша?",
        "Сколько дают на семью из пяти человек в селе?",
    ],
)
def test_no_second_answer_is_made_up(answerer: Answerer, text: str) -> None:
    assert answerer.answer(text).also is None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Астанаға көшуге субсидия бар ма", "quota-2026#astana"),
        ("переезжаем из Тараза в Шымкент, какая сумма сертификата", "quota-2026#shymkent"),
        ("Маңғыстауға көшсем жалдау ақшасы қанша", "quota-2026#mangystau"),
        ("Ақтөбеден Астанаға көшеміз, көшу пұлын бере ме", "quota-2026#astana"),
        ("продам дом по сертификату и перееду в Астану, можно?", "quota-2026#astana"),
    ],
)
def test_help_within_a_quota_is_not_told_alone_for_a_region_without_one(
    answerer: Answerer, text: str, row: str
) -> None:
    answer = answerer.answer(text)
    assert answer.section is not None
    assert answer.section.id in {row, "quota-country-2026#no-quota"}


@pytest.mark.parametrize(
    ("text", "section"),
    [
        # who leaves from there may move
        ("переезжаем из Шымкента, какая сумма сертификата", "economic-mobility-certificate#amount"),
        ("переезжаем в Павлодар, какая сумма сертификата", "economic-mobility-certificate#amount"),
        # holds everywhere
        ("переезжаем в Астану, как поставить ребёнка в очередь в садик", "kindergarten#queue"),
        # not asked of today
        ("сколько подъёмных давали в Астану в 2020 году", "relocation-subsidy#old-sums"),
    ],
)
def test_a_region_without_a_quota_is_named_only_where_it_matters(
    answerer: Answerer, text: str, section: str
) -> None:
    answer = answerer.answer(text)
    assert answer.section is not None
    assert answer.section.id == section
    assert answer.also is None


@pytest.mark.parametrize(
    "text",
    [
        "Сколько подъёмных при переезде в Шымкент? Какие документы нужны?",
        "Переезжаем в Астану или Шымкент, какая сумма сертификата?",
    ],
)
def test_no_sum_is_told_without_the_warning(answerer: Answerer, text: str) -> None:
    answer = answerer.answer(text)
    assert answer.section is not None
    assert answer.section.document.startswith("quota-")
    assert answer.also is not None


def test_a_region_with_places_for_kandas_alone_has_none_for_others(answerer: Answerer) -> None:
    moving = "переезжаю в Акмолинскую область, какая сумма сертификата"
    other = answerer.answer(moving)
    assert other.section is not None
    assert other.section.id == "quota-2026#akmola"
    assert other.also is not None
    kandas = answerer.answer(f"я кандас, {moving}")
    assert kandas.section is not None
    assert kandas.section.id == "economic-mobility-certificate#amount"


@pytest.mark.parametrize(
    "text",
    [
        "6 адамбыз Түркістаннан Петропавлға, барлығы қанша аламыз",
        "нас 6 человек из Туркестана в Петропавловск, сколько всего получим",
        "семьей в Павлодар переезжаем сколько подъемных",
    ],
)
def test_places_do_not_hide_what_is_the_same_everywhere(answerer: Answerer, text: str) -> None:
    answer = answerer.answer(text)
    assert answer.status is Status.ANSWERED
    assert answer.section is not None
    assert answer.section.document == "relocation-subsidy"


def test_rents_of_a_town_are_not_answered_with_help_for_rent(answerer: Answerer) -> None:
    for text in (
        "Петропавлда бір бөлмелі пәтер айына қанша тұрады",
        "переезжаем в Павлодар, сколько стоит снять квартиру",
    ):
        assert answerer.answer(text).status is not Status.ANSWERED


def test_how_many_people_moved_is_no_question_on_money(answerer: Answerer) -> None:
    answer = answerer.answer("Сколько всего переехало в Северо-Казахстанскую область?")
    assert answer.section is not None
    assert answer.section.id == "north-kazakhstan#arrived"
