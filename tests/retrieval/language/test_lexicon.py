"""Everyday words for official terms."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from retrieval.language import HABITS, Lexicon, apply_habit


@dataclass(frozen=True)
class Term:
    id: str
    kk: str
    ru: str
    kk_synonyms: list[str] = field(default_factory=list)
    ru_synonyms: list[str] = field(default_factory=list)
    latin: list[str] = field(default_factory=list)


LEXICON = Lexicon(
    [
        Term("subsidy", "көшуге арналған субсидия", "субсидия на переезд",
             ["көшу ақшасы", "көтерме"], ["подъёмные"], ["podemnye"]),
        Term("allowance", "көтерме жәрдемақы", "подъёмное пособие", ["көтерме"], ["подъёмные"]),
        Term("moving", "қоныс аудару", "переселение", ["көшу"], ["переезд"]),
        Term("mci", "айлық есептік көрсеткіш", "месячный расчётный показатель", ["АЕК"], ["МРП"]),
        Term("downpayment", "бастапқы (алғашқы) жарна", "первоначальный взнос", [], ["ПВ"]),
        Term("home", "тұрғын үй / баспана", "жильё"),
    ]
)  # fmt: skip


def test_finds_the_official_and_the_everyday_word() -> None:
    assert LEXICON.terms_in("көшуге арналған субсидия қанша") == ("subsidy",)
    assert LEXICON.terms_in("көшу ақшасын қашан береді") == ("subsidy",)
    assert LEXICON.terms_in("70 МРП") == LEXICON.terms_in("70 аек") == ("mci",)


def test_a_longer_name_hides_the_shorter_one_in_it() -> None:
    assert LEXICON.terms_in("көшу керек") == ("moving",)
    assert LEXICON.terms_in("көшу ақшасы") == ("subsidy",)


def test_a_word_for_two_terms_gives_both() -> None:
    assert set(LEXICON.terms_in("сколько подъёмных")) == {"subsidy", "allowance"}


def test_leaves_out_what_stands_in_parentheses_and_takes_both_sides_of_a_slash() -> None:
    assert LEXICON.terms_in("бастапқы жарна") == ("downpayment",)
    assert LEXICON.terms_in("баспананы") == LEXICON.terms_in("тұрғын үйді") == ("home",)


@pytest.mark.parametrize("habit", [h for h in HABITS if h != "typo"])
def test_finds_terms_in_every_spelling(habit: str) -> None:
    for seed in range(5):
        text = apply_habit("Көшу ақшасы неше айлық есептік көрсеткіш", habit, seed)  # type: ignore[arg-type]
        assert LEXICON.terms_in(text) == ("subsidy", "mci")


def test_expands_to_the_official_names() -> None:
    assert LEXICON.expand("МРП") == ("айлық есептік көрсеткіш", "месячный расчётный показатель")


def test_finds_nothing_in_other_words() -> None:
    assert LEXICON.terms_in("ауа райы қандай") == ()
