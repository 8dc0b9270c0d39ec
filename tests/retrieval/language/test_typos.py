"""Mistyped words are mended, everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language import Vocabulary, apply_habit, correct, fold

NAMES = (
    "Павлодар", "Қостанай", "Ақтау", "Ақтөбе", "Атырау", "Жетісу", "Жетісай", "Түркістан", "Абай",
    "Қарағанды", "Маңғыстау", "Жамбыл", "Шымкент", "Көкшетау", "Кентау", "Алматы",
)  # fmt: skip
VOCABULARY = Vocabulary(("субсидия", "сертификат", "көтерме", "қандас", "ипотека"), names=NAMES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("субисдия", "субсидия"),
        ("субсдия", "субсидия"),
        ("сертефикат", "сертификат"),
        ("сиртефикат", "сертификат"),
        ("котормe", "көтерме"),
        ("sertifkat", "сертификат"),
        ("павладар", "Павлодар"),
    ],
)
def test_mends_a_slip(typed: str, meant: str) -> None:
    assert correct(typed, VOCABULARY) == fold(meant)


@pytest.mark.parametrize("word", ["сертификатты", "субсидияны", "Ақтауға", "мектеп", "ақы", "да"])
def test_leaves_right_words_and_case_forms_alone(word: str) -> None:
    assert correct(word, VOCABULARY) == word


@pytest.mark.parametrize("word", ["2026", "2025", "302750", "70АЕК"])
def test_leaves_numbers_alone(word: str) -> None:
    assert correct(word, Vocabulary(("2027", "302751", "71аек", "субсидия"))) == word


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_turns_into_another(name: str) -> None:
    assert correct(name, VOCABULARY) == name
    others = {fold(other) for other in NAMES if other != name}
    for seed in range(60):
        assert correct(apply_habit(name, "typo", seed), VOCABULARY) not in others


def test_leaves_a_word_that_two_words_are_equally_near() -> None:
    assert correct("бозан", Vocabulary(("бозар", "бозам"))) == "бозан"


def test_takes_plain_collections_too() -> None:
    assert correct("субисдия", ["субсидия"]) == "субсидиа"


@given(st.text("абвгдеиклмнопрст", min_size=1, max_size=12))
def test_mends_only_to_words_of_the_vocabulary(word: str) -> None:
    mended = correct(word, VOCABULARY)
    assert mended == word or mended in VOCABULARY
