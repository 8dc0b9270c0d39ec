"""Mistyped words are mended, everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language import Mender, Vocabulary, apply_habit, correct, fold
from retrieval.language.wordlists import SPOKEN

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


WEIGHTS = {
    fold(word): weight
    for word, weight in {
        "кезегіне": 4.0, "кезек": 3.0, "құжат": 2.0, "документы": 2.0, "сертификат": 2.5,
        "переезд": 2.0, "переехал": 5.0, "қанша": 1.0, "аудан": 3.0, "аудару": 6.0, "2026": 1.0,
        "полгода": 5.0, "Павлодар": 3.0,
    }.items()
}  # fmt: skip
MENDER = Mender(WEIGHTS, names=("Павлодар", "Қостанай"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("кезгіне", "кезегіне"),
        ("докумнеты", "документы"),
        ("сиртификат", "сертификат"),
        ("pereezt", "переезд"),
        ("қаншша", "қанша"),
        ("скок", "сколько"),
        ("месец", "месяц"),
    ],
)
def test_mender_takes_a_slip_back(typed: str, meant: str) -> None:
    assert MENDER.mend(fold(typed)) == fold(meant)


@pytest.mark.parametrize(
    "word",
    [
        "кезегіне",  # a word of the texts
        "документами",  # a form of one
        "погода",  # ordinary writing: near «полгода», and yet another word
        "қайда",
        "Павлодор",  # near a name: names have rules of their own
        "Қостанай",
        "ауда",  # too short
        "2027",
        "абракадабра",
    ],
)
def test_mender_leaves_the_rest_alone(word: str) -> None:
    assert MENDER.mend(fold(word)) == fold(word)


def test_mender_leaves_a_word_near_two_others_of_equal_weight() -> None:
    even = Mender({"барсак": 3.0, "барсат": 3.0})
    assert even.mend("барсау") == "барсау"
    assert Mender({"барсак": 3.0, "барсат": 6.0}).mend("барсау") == "барсак"


@given(st.text("абвгдеиклмнопрст", min_size=1, max_size=12))
def test_mender_mends_only_to_words_of_the_texts(word: str) -> None:
    mended = MENDER.mend(word)
    assert mended == word or mended in {*WEIGHTS, *map(fold, SPOKEN.values())}
    assert MENDER.mend(mended) == mended
