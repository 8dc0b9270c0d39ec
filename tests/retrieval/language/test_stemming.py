"""Stems of Kazakh and Russian words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language import fold_word, stem_kk, stem_ru, stem_ru_folded

KAZAKH = {
    "көш": "көшу көшуге көшсем көшкен көшіп көшемін көшкім көшетін көшушілер көшпесе көшуіміз",
    "ақша": "ақша ақшаны ақшасы ақшаға ақшаның ақшамен",
    "ал": "аламын алады алатын алғым алуға алып алсақ алмаймын",
    "бер": "береді беріледі берілетін берілген берілмейді бере берсе берген",
    "қала": "қала қаладан қаласы қаласында қалалар қалаға қалалардағы",
    "облыс": "облыс облысы облысына облысынан облыстан облыстағы облыстар",
    "аудан": "аудан ауданы ауданында ауданға аудандардың",
    "субсидия": "субсидия субсидияны субсидиясын субсидиялар субсидияға",
    "сертификат": "сертификат сертификатты сертификаты сертификаттар сертификатпен",
    "құжат": "құжат құжатты құжаттар құжаттарды құжаттарым",
    "мектеп": "мектеп мектепке мектебі мектептегі",
    "көмек": "көмек көмегі көмекке көмегін",
    "куәлік": "куәлік куәлігі куәлікпен",
    "отбасы": "отбасы отбасым отбасыма отбасымызбен отбасылар",
    "павлодар": "павлодар павлодарға павлодардан павлодардың павлодарда",
    "бала": "балам балаларым балаларға баланы балалы",
    "төле": "төлейді төленеді төлеу төлеген төлемейді төлесе",
    "жұмыс": "жұмысым жұмысқа жұмысты жұмыспен жұмысы",
}


@pytest.mark.parametrize(("stem", "words"), KAZAKH.items())
def test_forms_of_a_kazakh_word_have_one_stem(stem: str, words: str) -> None:
    stems = {stem_kk(word) for word in words.split()}
    assert stems == {stem}


@pytest.mark.parametrize("words", KAZAKH.values())
def test_stems_of_folded_words_are_folded_stems(words: str) -> None:
    for word in words.split():
        assert stem_kk(fold_word(word)) == fold_word(stem_kk(word))


@pytest.mark.parametrize(
    "word",
    ["ақша", "аудан", "қоныс", "қазақстан", "отбасы", "зейнетақы", "мемлекет", "астана", "қандай"],
)
def test_keeps_roots_that_look_inflected(word: str) -> None:
    assert stem_kk(word) == word


def test_follows_vowel_harmony() -> None:
    assert stem_kk("мектепті") == "мектеп"
    assert stem_kk("мектепты") == "мектепты"


def test_keeps_a_stem_with_a_vowel() -> None:
    assert stem_kk("мкрга") == "мкрга"


@given(st.text("аәбгғдежзийкқлмнңоөпрстуұүшыі", min_size=1, max_size=14))
def test_a_kazakh_stem_is_the_start_of_the_word_but_for_its_last_sound(word: str) -> None:
    stem = stem_kk(word)
    assert stem
    assert word.startswith(stem[:-1])
    assert len(stem) <= len(word)


def test_russian_stems_are_those_of_snowball() -> None:
    assert {stem_ru(word) for word in ["субсидия", "субсидии", "субсидию"]} == {"субсид"}
    assert stem_ru("Подъёмные") == stem_ru("подъемных")


@pytest.mark.parametrize(
    "words",
    [
        "субсидия субсидии субсидию subsidiya subsidii",
        "подъёмные подъемных podyemnye podemnyh",
        "документ документы документов dokumenty",
        "семья семью семьи semya semyu",
        "область области областью oblast oblasti",
        "переселенцы переселенцев pereselencev переселенцам",
        "экономическая экономической ekonomicheskoy",
    ],
)
def test_forms_of_a_folded_russian_word_have_one_stem_in_both_scripts(words: str) -> None:
    assert len({stem_ru_folded(fold_word(word)) for word in words.split()}) == 1
