from datetime import date
from pathlib import Path

import pytest

from retrieval.evaluation.baselines import (
    BASELINES,
    Baseline,
    BaselineIndex,
    BaselineRanker,
    character_grams,
    stems,
    words,
)
from retrieval.knowledge import Section, Verification


def section(anchor: str, heading: str, body: str, language: str = "kk") -> Section:
    return Section(
        document="doc",
        anchor=anchor,
        language="ru" if language == "ru" else "kk",
        title="",
        topic="subsidies",
        heading=heading,
        body=body,
        button="",
        questions=(),
        applies_to=(),
        regions=(),
        effective_from=date(2026, 1, 1),
        effective_to=None,
        reviewed_on=date(2026, 1, 1),
        verification=Verification.OFFICIAL,
        sources=(),
        facts=(anchor.upper(),),
        related=(),
        path=Path("subsidies/doc.kk.md"),
        line=1,
    )


def test_terms_of_each_kind() -> None:
    assert words("Көшуге 70 АЕК!") == ["көшуге", "70", "аек"]
    assert character_grams("квота АЕК") == ["квот", "вота", "аек"]
    assert stems("субсидиясын") == stems("субсидия")[:1] or stems("өңірлердің") == ["өңір"]


def test_scores_of_words_are_those_of_the_formula() -> None:
    # One term in one of two texts of two words: idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)),
    # tf = 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * 2 / 2)).
    index = BaselineIndex("words", [("a", "алма ағаш"), ("b", "үй тау")])
    [(name, score)] = index.scored("алма", 5)
    assert name == "a"
    assert score == pytest.approx(0.6931472 / 2.5, abs=1e-5)


@pytest.mark.parametrize("kind", BASELINES)
def test_finds_nothing_where_nothing_is_shared(kind: Baseline) -> None:
    index = BaselineIndex(kind, [("a", "алма"), ("b", "үй")])
    assert index.search("zzzzz", 5) == []
    assert BaselineIndex(kind, []).search("алма", 5) == []


def test_equal_scores_come_in_the_order_of_the_texts() -> None:
    index = BaselineIndex("words", [(name, "алма тау") for name in "abcde"])
    assert index.search("алма", 3) == ["a", "b", "c"]


@pytest.mark.parametrize("kind", BASELINES)
def test_ranks_a_section_once_though_it_is_in_both_languages(kind: Baseline) -> None:
    ranker = BaselineRanker(
        kind,
        [
            section("quota", "Квота қанша?", "Квота Павлодарда 977 орын"),
            section("quota", "Какая квота?", "Квота в Павлодаре 977 мест", "ru"),
            section("rent", "Жалдау ақысы", "Пәтер жалдауға ақша"),
        ],
    )
    hits = ranker.rank("квота Павлодар", None, 10)
    assert [found.id for found in hits] == ["doc#quota"]
    assert hits[0].facts == {"QUOTA"}
