"""Standard text rewritten in the habits in which people type."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language import HABITS, apply_habit

QUESTION = "Көшуге 70 АЕК бере ме? Өтініш: https://migration.enbek.kz, a.b@mail.kz"


def test_leaves_standard_spelling_alone() -> None:
    assert apply_habit(QUESTION, "standard", 1) == QUESTION


def test_writes_kazakh_on_a_russian_keyboard() -> None:
    written = apply_habit("Көшуге ақша бере ме", "no_kazakh_letters", 1)
    assert written == "Кошуге акша бере ме"


def test_writes_the_alphabets_of_2018_and_2021() -> None:
    assert apply_habit("Көшу ақшасы", "latin_2018", 1) == "Kóshý aqshasy"
    assert apply_habit("Көшу ақшасы", "latin_2021", 1) == "Köşu aqşasy"


def test_one_writer_spells_a_letter_one_way() -> None:
    for seed in range(20):
        written = apply_habit("шашу шешу", "latin_adhoc", seed)
        assert written in {"shashu sheshu", "shashw sheshw"}


def test_keeps_capitals() -> None:
    for seed in range(10):
        agency, town = apply_habit("ШЖҚ Семей", "latin_adhoc", seed).split()
        assert agency.isupper()
        assert town.istitle()


def test_makes_at_least_one_slip_and_never_in_the_first_letter() -> None:
    for seed in range(50):
        written = apply_habit("субсидия", "typo", seed)
        assert written != "субсидия"
        assert written.startswith("с")


@pytest.mark.parametrize("habit", HABITS)
@given(seed=st.integers(0, 10_000))
def test_never_touches_digits_and_addresses(habit: str, seed: int) -> None:
    written = apply_habit(QUESTION, habit, seed)  # type: ignore[arg-type]
    assert re.findall(r"\d+", written) == ["70"]
    assert "https://migration.enbek.kz" in written
    assert "a.b@mail.kz" in written


def test_gives_the_same_text_for_the_same_seed() -> None:
    for habit in HABITS:
        assert apply_habit(QUESTION, habit, 7) == apply_habit(QUESTION, habit, 7)


def test_names_the_habits_when_one_is_unknown() -> None:
    with pytest.raises(ValueError, match="latin_2021"):
        apply_habit(QUESTION, "klingon", 1)  # type: ignore[arg-type]
