"""Which language a message is in, which to answer in, and how it is spelt."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language import apply_habit, identify
from retrieval.language.measurement import measure, read_messages, table

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Көшуге ақша бере ме?", "standard"),
        ("кошуге акша бере ме", "no_kazakh_letters"),
        ("солтустик казакстанга кошсем канша акша берет", "no_kazakh_letters"),
        ("kvota qansha", "latin"),
        ("koshu aqshasy", "latin"),
        ("kóshý aqshasy", "latin"),
        ("köşu aqşasy", "latin"),
        ("salem, kvota бар ма", "mixed"),
    ],
)
def test_knows_kazakh_in_every_spelling(text: str, script: str) -> None:
    found = identify(text)
    assert found.answer_language == "kk"
    assert found.script == script


@pytest.mark.parametrize(
    "text", ["сколько дают подъемных", "skolko dayut podyemnyh", "что такое МРП", "был в Костанае"]
)
def test_knows_russian_in_both_scripts(text: str) -> None:
    assert identify(text).answer_language == "ru"


def test_a_kazakh_and_a_russian_word_of_one_folded_form_are_told_apart() -> None:
    assert identify("биыл").answer_language == "kk"
    assert identify("был").answer_language == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "How much money do I get for moving?",
        "How do I renew my visa?",
        "Taşınmak için ne kadar para veriyorlar",
        "Кўчиш учун қанча пул берилади",
        "Скільки грошей дають?",
        "搬家有补贴吗",
    ],
)
def test_knows_that_a_language_is_neither(text: str) -> None:
    found = identify(text)
    assert (found.language, found.answer_language) == ("other", None)


@pytest.mark.parametrize("text", ["квота", "Павлодар 2026", "kvota", "1414", "👍", ""])
def test_leaves_the_choice_to_the_caller_when_nothing_tells(text: str) -> None:
    assert identify(text).answer_language is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Маған подъёмный қанша береді", "kk"),
        ("Работодатель қандай справка береді", "kk"),
        ("сколько дают көшу ақшасы", "ru"),
        ("Рахмет, а куда подавать?", "ru"),
    ],
)
def test_answers_a_mixed_message_in_the_language_of_its_grammar(text: str, answer: str) -> None:
    found = identify(text)
    assert (found.language, found.answer_language) == ("mixed", answer)


def test_an_ending_shows_the_language_of_a_borrowed_word() -> None:
    assert identify("субсидияны").answer_language == "kk"
    assert identify("Павлодарға").answer_language == "kk"
    assert identify("субсидию").answer_language == "ru"


def test_is_surer_of_a_longer_message() -> None:
    short, long = identify("көшу"), identify("көшу үшін маған не керек")
    assert 0.5 < short.confidence < long.confidence <= 1


@pytest.mark.parametrize(("name", "allowed"), [("dev", 0.005), ("test", 0.01)])
def test_answers_labelled_messages_in_the_right_language(name: str, allowed: float) -> None:
    rows = measure(read_messages(DATA / f"messages_{name}.tsv"))
    written, everything = rows[-2], rows[-1]
    for row in (written, everything):
        assert row.messages - row.answer_right <= allowed * row.messages, "\n" + table(rows)
    assert everything.script_right >= 0.98 * everything.messages


@given(st.text(max_size=60))
def test_any_text_gets_an_identification(text: str) -> None:
    found = identify(text)
    assert 0 <= found.confidence <= 1
    assert (found.answer_language is None) or found.language != "other"


def test_a_slip_of_the_finger_does_not_change_the_language() -> None:
    text = "Қоныс аударушыларға қанша ақша төленеді"
    for seed in range(50):
        assert identify(apply_habit(text, "typo", seed)).answer_language == "kk"
