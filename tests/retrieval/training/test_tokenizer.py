"""The tokenizer: one form for all spellings of a word."""

from __future__ import annotations

import pytest

from retrieval.training.tokenizer import folding, splitting, train_tokenizer


@pytest.mark.parametrize(
    "typed",
    [
        "көшу ақшасы қанша",
        "КӨШУ АҚШАСЫ ҚАНША",
        "кошу акшасы канша",
        "koshu aqshasy qansha",
        "kóshý aqshasy qansha",
        "köşu aqşasy qanşa",
    ],
)
def test_spellings_of_kazakh_words_become_one(typed: str) -> None:
    assert folding().normalize_str(typed) == "кошу акшаси канша"


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("pereselentsy", "переселенцы"),
        ("pereselencev", "переселенцев"),
        ("podyomnye", "подъёмные"),
        ("zhilyo", "жильё"),
    ],
)
def test_russian_in_latin_comes_near_to_cyrillic(typed: str, standard: str) -> None:
    fold = folding().normalize_str
    shared = set(zip(fold(typed), fold(typed)[1:], strict=False))
    wanted = set(zip(fold(standard), fold(standard)[1:], strict=False))
    assert len(shared & wanted) / len(wanted) >= 0.6


def test_groups_of_digits_are_joined_but_not_separate_numbers() -> None:
    fold = folding().normalize_str
    assert fold("302 750 теңге") == "302750 тенге"
    assert fold("2026 12 ай") == "2026 12 аи"


def test_punctuation_is_dropped_and_numbers_stand_apart() -> None:
    pieces = [piece for piece, _ in splitting().pre_tokenize_str("г. шучинск, №234а")]
    assert pieces == ["▁г", "▁шучинск", "▁234", "▁а"]


def test_vocabulary_has_at_most_the_size_asked_for() -> None:
    texts = ["көшу ақшасы қанша беріледі", "сколько дают на переезд семье"] * 20
    tokenizer = train_tokenizer(texts, vocabulary=60)
    assert 20 < tokenizer.get_vocab_size() <= 60
    assert tokenizer.encode("көшу", add_special_tokens=False).ids
