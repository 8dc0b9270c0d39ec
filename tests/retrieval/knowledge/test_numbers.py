from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from retrieval import format_date, format_money, format_number, kazakh_case, kazakh_suffix


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (865, "865"),
        (5997, "5 997"),
        (7028125, "7 028 125"),
        (Decimal("0.2"), "0,2"),
        (Decimal("1.50"), "1,5"),
    ],
)
def test_number_is_grouped_by_threes(value: int | Decimal, written: str) -> None:
    assert format_number(value) == written


def test_tiyn_are_shown_only_where_there_are_any() -> None:
    assert format_money(302750) == "302 750 ₸"
    assert format_money(Decimal("6487.5")) == "6 487,50 ₸"


def test_date_in_words() -> None:
    assert format_date(date(2026, 1, 1), "ru") == "1 января 2026 года"
    assert format_date(date(2026, 1, 1), "kk") == "2026 жылғы 1 қаңтар"


@pytest.mark.parametrize(
    ("case", "region", "city"),
    [
        ("nominative", "Павлодар облысы", "Шымкент қаласы"),
        ("genitive", "Павлодар облысының", "Шымкент қаласының"),
        ("dative", "Павлодар облысына", "Шымкент қаласына"),
        ("accusative", "Павлодар облысын", "Шымкент қаласын"),
        ("locative", "Павлодар облысында", "Шымкент қаласында"),
        ("ablative", "Павлодар облысынан", "Шымкент қаласынан"),
    ],
)
def test_region_name_in_its_cases(case: str, region: str, city: str) -> None:
    assert kazakh_case("Павлодар облысы", case) == region
    assert kazakh_case("Шымкент қаласы", case) == city


@pytest.mark.parametrize(
    ("word", "case", "expected"),
    [
        # Months, by the last sound of each.
        ("2026 жылғы 1 қаңтар", "ablative", "2026 жылғы 1 қаңтардан"),
        ("ақпан", "ablative", "ақпаннан"),
        ("наурыз", "ablative", "наурыздан"),
        ("сәуір", "ablative", "сәуірден"),
        ("мамыр", "ablative", "мамырдан"),
        ("маусым", "ablative", "маусымнан"),
        ("шілде", "ablative", "шілдеден"),
        ("тамыз", "ablative", "тамыздан"),
        ("қыркүйек", "ablative", "қыркүйектен"),
        ("қазан", "ablative", "қазаннан"),
        ("қараша", "ablative", "қарашадан"),
        ("желтоқсан", "ablative", "желтоқсаннан"),
        # Numbers take the ending of their last word.
        ("5", "dative", "5-ке"),
        ("6", "dative", "6-ға"),
        ("10", "dative", "10-ға"),
        ("20", "ablative", "20-дан"),
        ("30", "dative", "30-ға"),
        ("70", "dative", "70-ке"),
        ("90", "ablative", "90-нан"),
        ("100", "dative", "100-ге"),
        ("1 000", "dative", "1 000-ға"),
        ("2026", "locative", "2026-да"),
        ("70 АЕК", "dative", "70 АЕК-ке"),
        ("елу", "dative", "елуге"),
        ("Павлодар", "dative", "Павлодарға"),
        ("Көкшетау", "ablative", "Көкшетаудан"),
        ("Семей", "locative", "Семейде"),
        ("Ақтөбе", "genitive", "Ақтөбенің"),
        ("Тараз", "accusative", "Таразды"),
        ("Шымкент", "genitive", "Шымкенттің"),
    ],
)
def test_ending_follows_the_sound_of_the_word(word: str, case: str, expected: str) -> None:
    assert kazakh_suffix(word, case) == expected


def test_unknown_case_is_refused() -> None:
    with pytest.raises(KeyError):
        kazakh_suffix("қала", "vocative")
