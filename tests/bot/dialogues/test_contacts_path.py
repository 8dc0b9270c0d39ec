from __future__ import annotations

import pytest

from retrieval import Language
from tests.bot.dialogues.conftest import People


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "ru",
            "кому звонить в Павлодаре",
            ("К кому обратиться: Павлодарская область", "1. Карьерный центр",
             "enbek.kz/kk/zaniatost/czn-contacts", "Телефон: 1414", "Телефон: 300",
             "Телефона карьерного центра этого региона в наших текстах нет"),
        ),
        (
            "kk",
            "Қостанайда кімге хабарласамын",
            ("Кімге хабарласасыз: Қостанай облысы", "1. Мансап орталығы",
             "enbek.kz/kk/zaniatost/czn-contacts", "Телефоны: 1414",
             "мансап орталығының телефоны біздің мәтіндерде жоқ"),
        ),
    ],
)  # fmt: skip
def test_contacts_of_a_region(
    people: People, language: Language, text: str, words: tuple[str, ...]
) -> None:
    person = people.start("contacts", language, text)
    for each in words:
        assert each in person.text


def test_what_a_region_has_of_its_own_stands_after_the_centre(people: People) -> None:
    person = people.start("contacts", "ru")
    person.tap("город Астана")
    assert "2. iKomek 109, Астана" in person.text
    person = people.start("contacts", "kk")
    person.write("Абай облысы")
    assert "2. «Қаладан – ауылға», Абай облысы" in person.text


def test_contacts_for_everywhere(people: People) -> None:
    person = people.start("contacts", "ru")
    person.tap("Регион не важен")
    assert person.text.startswith("К кому обратиться\n")
    assert "Телефон: 1414" in person.text
    person = people.start("contacts", "kk")
    person.tap("Өңірі маңызды емес")
    assert "Телефоны: 1414" in person.text


def test_another_region_in_words(people: People) -> None:
    person = people.start("contacts", "ru", "кому звонить в Павлодаре")
    person.write("а в Костанае")
    assert "Костанайская область" in person.text


@pytest.mark.parametrize("text", ["сколько дают денег в Павлодаре", "что такое квота"])
def test_another_question_is_no_answer(people: People, text: str) -> None:
    assert people.start("contacts", "ru").refuses(text)
