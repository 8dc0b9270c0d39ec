from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogues.speech import people_in


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("двое взрослых и трое детей", 5),
        ("2 взрослых, 3 ребёнка", 5),
        ("двое взрослых и ребёнок", 3),
        ("один взрослый и двое детей", 3),
        ("екі ересек, үш бала", 5),
        ("екі үлкен, бір бала", 3),
        ("үш бала", None),
        ("взрослые и дети", None),
        ("пятеро", None),
        ("", None),
    ],
)
def test_adults_and_children_are_added_up(text: str, people: int | None) -> None:
    assert people_in(text) == people


@given(st.text())
def test_any_text_is_counted_or_not(text: str) -> None:
    people = people_in(text)
    assert people is None or people >= 0
