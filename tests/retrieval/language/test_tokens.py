"""Words, numbers and addresses in a message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.language import tokenize


def surfaces(text: str, kind: str) -> list[str]:
    return [token.surface for token in tokenize(text) if token.kind == kind]


def test_joins_a_number_with_spaces_between_thousands() -> None:
    (number,) = [token for token in tokenize("302 750 теңге") if token.kind == "number"]
    assert number.surface == "302 750"
    assert number.number == 302750


def test_keeps_neighbouring_numbers_apart() -> None:
    assert surfaces("2026 жылы 70 АЕК, 12 3456", "number") == ["2026", "70", "12", "3456"]


def test_reads_a_decimal_comma() -> None:
    assert [token.number for token in tokenize("1,5 млн")] == [1.5, None]


def test_cuts_letters_from_digits_and_words_at_hyphens() -> None:
    assert surfaces("5-ке 2026жылы көші-қон", "word") == ["ке", "жылы", "көші", "қон"]


def test_keeps_addresses_whole_without_the_full_stop() -> None:
    text = "Сайт https://migration.enbek.kz/ru, пошта a.b@mail.kz, eGov.kz."
    assert surfaces(text, "address") == ["https://migration.enbek.kz/ru", "a.b@mail.kz", "eGov.kz"]


def test_keeps_apostrophes_of_the_alphabet_of_2017() -> None:
    assert surfaces("ko's'u' aqs'a", "word") == ["ko's'u'", "aqs'a"]


@given(st.text(max_size=60))
def test_offsets_point_at_the_surface(text: str) -> None:
    for token in tokenize(text):
        assert text[token.start : token.end] == token.surface
