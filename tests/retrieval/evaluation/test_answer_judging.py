from collections.abc import Callable

import pytest

from retrieval.evaluation.answers import JudgedAnswer, appears, figures_of_answers, judge
from retrieval.evaluation.protocols import CatalogueSection, Response
from retrieval.evaluation.questions import Question
from retrieval.evaluation.ranking import as_asked, right_sections
from tests.retrieval.evaluation.small_world import (
    KOSTANAY,
    PAVLODAR,
    PAVLODAR_2025,
    SUBSIDY,
    UNKNOWN,
    response,
)

Ask = Callable[..., Question]


@pytest.fixture
def judged(catalogue: list[CatalogueSection]) -> Callable[[Question, Response], JudgedAnswer]:
    sections = {section.id: section for section in catalogue}

    def make(question: Question, given: Response) -> JudgedAnswer:
        right = right_sections(question, catalogue)
        return judge(as_asked(question), given, right, sections)

    return make


Judged = Callable[[Question, Response], JudgedAnswer]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("302 750", "Әр адамға 302\u00a0750 ₸ беріледі"),
        ("302750", "302 750 ₸"),
        ("302 750", "302750 теңге"),
        ("7 028 125", "7\u202f028\u202f125 ₸"),
        ("15-30", "15–30 АЕК"),
        ("50%", "құнының 50 %-ы"),
        ("мансап орталы", "Мансап  орталығына барыңыз"),
        ("485", "Қостанай: 485."),
        ("70", "70 АЕК (302 750 ₸)"),
    ],
)
def test_finds_what_is_there_however_it_is_typeset(wanted: str, text: str) -> None:
    assert appears(wanted, text)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("485", "1 485 орын"),
        ("485", "485,5"),
        ("5", "1,5 АЕК"),
        ("30", "2030 жыл"),
        ("302 750", "1 302 750"),
        ("70", "702 750"),
    ],
)
def test_a_number_inside_another_number_is_not_found(wanted: str, text: str) -> None:
    assert not appears(wanted, text)


def test_a_year_before_a_sum_does_not_swallow_it() -> None:
    assert appears("302 750", "2026 302 750")
    assert appears("2026", "2026 302 750")


def test_an_answer_with_everything_is_fully_right(ask: Ask, judged: Judged) -> None:
    question = ask(must=["977", ["орын", "адам"]], must_not=["200"])
    assert judged(question, response(text="Павлодарда 977 орын бар")).fully_right


def test_names_what_is_missing_and_what_must_not_be_said(ask: Ask, judged: Judged) -> None:
    question = ask(must=["977", ["орын", "адам"]], must_not=["200"])
    item = judged(question, response(text="Павлодарда 200 бар"))
    assert not item.fully_right
    assert item.missing == ("977", "орын")
    assert item.forbidden == ("200",)


def test_an_answer_in_the_other_language_is_not_right(ask: Ask, judged: Judged) -> None:
    item = judged(ask(), response(language="ru"))
    assert not item.fully_right
    assert judged(ask(language="other"), response(language="ru")).language_right


def test_another_region_is_a_wrong_region(ask: Ask, judged: Judged) -> None:
    item = judged(ask(), response(sections=[KOSTANAY]))
    assert item.wrong_regions == {"kostanay"}
    assert not item.wrong_years


def test_another_year_is_a_wrong_year(ask: Ask, judged: Judged) -> None:
    item = judged(ask(), response(sections=[PAVLODAR_2025]))
    assert item.wrong_years == {2025}
    assert not item.wrong_regions


def test_a_section_about_the_whole_country_is_no_wrong_region(ask: Ask, judged: Judged) -> None:
    assert not judged(ask(), response(sections=[SUBSIDY])).wrong_regions


def test_a_second_section_of_another_region_is_wrong_only_where_a_region_is_named(
    ask: Ask, judged: Judged
) -> None:
    both = response(sections=[PAVLODAR, KOSTANAY])
    assert not judged(ask(), both).wrong_regions
    assert judged(ask(regions=["pavlodar"]), both).wrong_regions == {"kostanay"}


def test_an_unknown_year_answered_with_a_known_one_is_a_wrong_year(
    ask: Ask, judged: Judged
) -> None:
    question = ask(facts=[], expect="not_in_texts", years=[2027])
    assert judged(question, response()).wrong_years == {2026}
    assert not judged(question, response("not_in_texts")).wrong_years


def test_a_section_that_says_it_is_unknown_counts_as_abstaining(ask: Ask, judged: Judged) -> None:
    question = ask(facts=[], expect="not_in_texts", accept_sections=[UNKNOWN.id])
    honest = judged(question, response(sections=[UNKNOWN]))
    assert honest.abstained
    assert honest.status_right
    assert honest.found
    other = judged(question, response(sections=[SUBSIDY]))
    assert not other.abstained
    assert not other.status_right


def test_a_fault_is_neither_an_answer_nor_abstaining(ask: Ask, judged: Judged) -> None:
    assert not judged(ask(), response("error")).abstained


def test_figures_of_a_known_mixture(ask: Ask, judged: Judged) -> None:
    missing = {"facts": [], "expect": "not_in_texts"}
    items = [
        judged(ask("1", must=["977"]), response(text="977")),
        judged(ask("2", must=["977"]), response(text="978")),
        judged(ask("3"), response("not_in_texts")),
        judged(ask("4", **missing), response("not_in_texts", sections=[])),
        judged(ask("5", **missing), response("out_of_scope", sections=[])),
        judged(ask("6", **missing), response(sections=[KOSTANAY])),
    ]
    figures = {name: figure.value for name, figure in figures_of_answers(items).items()}
    assert figures["fully_right"] == pytest.approx(1 / 3)
    assert figures["right_language"] == 1
    assert figures["status_right"] == pytest.approx(3 / 6)
    assert figures["abstention_precision"] == pytest.approx(2 / 3)
    assert figures["abstention_recall"] == pytest.approx(2 / 3)
    assert figures["recall_not_in_texts"] == pytest.approx(2 / 3)
    assert figures["exact_not_in_texts"] == pytest.approx(1 / 3)
    assert figures["wrong_region"] == 0
    assert figures["answer_ms_per_query"] == 1.0


def test_a_secret_in_a_refusal_is_counted_as_forbidden(ask: Ask, judged: Judged) -> None:
    question = ask(facts=[], expect="personal_data", must_not=["000000000000"])
    item = judged(question, response("personal_data", text="ЖСН 000000000000 жазбаңыз"))
    assert figures_of_answers([item])["forbidden"].value == 1
