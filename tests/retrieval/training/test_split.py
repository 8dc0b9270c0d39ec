"""Held-out pairs: the same ones every time, and nothing like them in training."""

from __future__ import annotations

import random

from retrieval.training.corpora import Pair
from retrieval.training.split import hold_out, resembling

WORDS = [
    "қала",
    "ауыл",
    "жұмыс",
    "үй",
    "бала",
    "мектеп",
    "жол",
    "су",
    "нан",
    "кітап",
    "дәрігер",
    "ай",
]


def _sentences(count: int) -> list[Pair]:
    chance = random.Random(1)
    return [
        Pair(
            " ".join(chance.choices(WORDS, k=9)) + f" {number}",
            " ".join(chance.choices(WORDS, k=9)) + f" ru {number}",
            "news" if number % 4 == 0 else "sites",
        )
        for number in range(count)
    ]


def test_split_does_not_depend_on_the_order_of_the_pairs() -> None:
    pairs = _sentences(60)
    first = hold_out(pairs, count=10, seed=1)
    second = hold_out(list(reversed(pairs)), count=10, seed=1)
    assert first.held_out == second.held_out
    assert set(first.train) == set(second.train)


def test_another_seed_holds_out_other_pairs() -> None:
    pairs = _sentences(60)
    first, second = (hold_out(pairs, count=10, seed=seed).held_out for seed in (1, 2))
    assert set(first) != set(second)


def test_no_pair_is_on_both_sides_and_none_is_lost_silently() -> None:
    pairs = _sentences(60)
    split = hold_out(pairs, count=10, seed=1)
    assert not set(split.train) & set(split.held_out)
    assert len(split.train) + len(split.held_out) + split.dropped == len(pairs)


def test_near_copies_of_held_out_sentences_are_not_trained_on() -> None:
    pairs = _sentences(40)
    held = hold_out(pairs, count=10, seed=1).held_out[0]
    copy = Pair(held.kk + "!", "совсем другое предложение, ни на что не похожее", "sites")
    split = hold_out([*pairs, copy], count=10, seed=1)
    both = set(split.train) | set(split.held_out)
    assert len({held, copy} & both) == 1


def test_held_out_source_is_wholly_kept_from_training() -> None:
    split = hold_out(_sentences(40), count=1000, seed=1, source="news")
    assert {pair.source for pair in split.held_out} == {"news"}
    assert {pair.source for pair in split.train} == {"sites"}


def test_short_sentences_are_not_held_out() -> None:
    pairs = [Pair(f"сөз {number}", f"слово {number}", "sites") for number in range(5)]
    assert hold_out(pairs, count=5, seed=1).held_out == []


def test_resemblance_is_told_on_either_side() -> None:
    held = [Pair("Астанаға көшіп барған отбасы", "Семья, переехавшая в Астану", "sites")]
    pairs = [
        Pair("Астанаға көшіп барған отбасы.", "иное", "x"),
        Pair("басқа сөйлем мүлдем", "Семья, переехавшая в Астану!", "x"),
        Pair("басқа сөйлем мүлдем", "иное", "x"),
    ]
    assert resembling(pairs, held) == [True, True, False]
    assert resembling([], held) == []
