"""The keys of an index."""

from __future__ import annotations

import pytest

from retrieval.language import HABITS, analyze, apply_habit


def test_gives_each_word_its_keys() -> None:
    (keys,) = analyze("Көшуге").keys
    assert (keys.exact, keys.folded, keys.stemmed) == ("көшуге", "кошуге", "кош")
    assert keys.grams == ("_кош", "кошу", "ошуг", "шуге", "уге_")


def test_a_number_is_one_key_however_it_is_spaced() -> None:
    assert analyze("302 750").exact == analyze("302750").exact == ["302750"]


def test_an_address_is_found_by_its_parts() -> None:
    keys = analyze("https://migration.enbek.kz/ru")
    assert "migration.enbek.kz" in keys.exact
    assert set(analyze("enbek").folded) <= set(keys.folded)


def test_leaves_symbols_out() -> None:
    assert analyze("?! — 🙂").keys == ()


@pytest.mark.parametrize("habit", [h for h in HABITS if h != "typo"])
@pytest.mark.parametrize(
    "text",
    [
        "Солтүстік Қазақстанға көшсем қанша ақша беріледі",
        "Қоныс аударушыларға төленетін субсидия мөлшері",
        "Сколько дают подъёмных на семью из пяти человек",
        "Документы для сертификата экономической мобильности",
    ],
)
def test_stems_are_the_same_in_every_spelling(text: str, habit: str) -> None:
    for seed in range(5):
        written = apply_habit(text, habit, seed)  # type: ignore[arg-type]
        assert analyze(written).stemmed == analyze(text).stemmed
