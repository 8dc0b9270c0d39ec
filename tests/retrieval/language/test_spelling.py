"""The folded form in which all spellings of a word meet."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.language import HABITS, apply_habit, fold, fold_word

LETTERS = (
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяabcdefghijklmnopqrstuvwxyzñöşğıýáúń'’ -0123456789"
)


@pytest.mark.parametrize(
    "spellings",
    [
        "қонысқа коныска qonysqa qonısqa qońysqa konyska",
        "көшуге кошуге koshuge kóshýge köşuge köşwge ko's'y'ge",
        "ақша акша aqsha aqşa aksha aqs'a",
        "мәртебесі мартебеси мэртебеси martebesi mártebesi mərtebesi",
        "маңғыстау мангистау mangystau mańǵystaý mañğystau",
        "өңір онир onir óńir öñır ongir",
        "әлеуметтік элеуметтик алеуметтик aleumettik äleumettık",
        "әйелім айелим эйелим ayelim",
        "жұмыс жумыс jumys zhumys jumıs",
        "қалаңыз каланыз qalangyz qalañyz",
        "субсидияны subsidiyany subsidiany",
        "қоқан қокан kokan",
    ],
)
def test_kazakh_spellings_meet(spellings: str) -> None:
    assert len(set(map(fold, spellings.split()))) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        "подъёмных подъемных подьемных podyemnyh podyomnykh podemnyh podemnih",
        "семья semya semia",
        "субсидия subsidiya subsidia",
        "расчётный расчетный raschetnyi",
        "жильё жилье zhilyo zhile",
        "центр tsentr centr",
        "экономика ekonomika",
        "щучинск shchuchinsk",
        "объект обьект об'ект",
    ],
)
def test_russian_spellings_meet(spellings: str) -> None:
    assert len(set(map(fold, spellings.split()))) == 1


def test_look_alike_letters_meet() -> None:
    latin_i_in_a_cyrillic_word = "кәсiпкер"
    assert fold(latin_i_in_a_cyrillic_word) == fold("кәсіпкер")
    assert fold("кӛшу ӊ") == fold("көшу ң")


def test_a_capital_e_with_dots_typed_in_two_parts_is_the_same() -> None:
    assert fold("Подъе\u0308мные") == fold("Подъёмные")


@pytest.mark.parametrize("name", ["eGov", "enbek.kz", "Otbasy", "WhatsApp"])
def test_latin_names_stay_findable_in_any_case(name: str) -> None:
    assert fold(name) == fold(name.lower()) == fold(name.upper())
    assert fold(name) in fold(f"Өтінішті {name} арқылы беріңіз")


def test_leaves_different_words_different() -> None:
    words = ["қала", "қалай", "бала", "ауыл", "аула", "жер", "жыр", "ел", "ал", "мың", "мен"]
    assert len(set(map(fold, words))) == len(words)


SENTENCES = [
    "Солтүстік Қазақстанға көшсем, әр адамға қанша теңге беріледі?",
    "Жұмыс күшінің ұтқырлығын арттыру үшін қоныс аударушыларға субсидия төленеді",
    "Әлеуметтік көмекке өтінішті мансап орталығына тапсырыңыз",
    "Какие документы нужны, чтобы получить подъёмные на семью из пяти человек?",
    "Жильё покупают за счёт сертификата экономической мобильности",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("habit", [h for h in HABITS if h != "typo"])
def test_a_whole_sentence_folds_alike_in_every_habit(sentence: str, habit: str) -> None:
    folded = fold(sentence).split()
    for seed in range(10):
        written = fold(apply_habit(sentence, habit, seed)).split()  # type: ignore[arg-type]
        # «ng» for ң and «э» at the start of a word can be read two ways.
        agreeing = sum(one == other for one, other in zip(folded, written, strict=True))
        assert agreeing >= len(folded) - 1


@given(st.text(LETTERS, max_size=40))
@example("a''b")
@example("ссчч шшш")
@example("шшч ссчшш шсч")
@example("'aqs'asy'")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_folding_any_text_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(LETTERS, max_size=40))
def test_never_touches_digits(text: str) -> None:
    assert re.findall(r"\d", fold(text)) == re.findall(r"\d", text)


@given(st.text(LETTERS.replace(" ", ""), min_size=1, max_size=15))
def test_a_remembered_word_folds_like_the_text(word: str) -> None:
    assert fold_word(word) == fold(word)
