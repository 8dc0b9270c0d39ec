"""Search over the shipped texts: what a question is understood as, and what it finds."""

from __future__ import annotations

import pytest

from bot.service import LiveAnswers
from retrieval import Answerer, Language
from retrieval.search import Searcher


@pytest.fixture(scope="module")
def searcher(answers: LiveAnswers) -> Searcher:
    return Answerer(answers.version).searcher


@pytest.mark.parametrize(
    ("typed", "language", "right"),
    [
        ("сколько дают на пререезд", "ru", "relocation-subsidy#amount"),
        ("қайда өтніш береміз квотаға", "kk", "where-and-how-to-apply"),
        ("сертификат алуға қандай құжттар керек", "kk", "certificate-documents"),
    ],
)
def test_a_slip_finds_what_the_right_word_finds(
    searcher: Searcher, typed: str, language: Language, right: str
) -> None:
    question = searcher.understand(typed, language)
    assert question.text == typed
    assert question.mended != typed
    assert any(hit.section_id.startswith(right) for hit in searcher.search(question)[:3])


def test_a_misspelled_region_keeps_its_own_rules(searcher: Searcher) -> None:
    question = searcher.understand("павладарда квота канша", "kk")
    assert question.regions == {"pavlodar"}
    assert question.mended == question.text


def test_right_words_stay_as_they_are(searcher: Searcher) -> None:
    for text in ("Какая погода завтра?", "Көшуге берілетін төлем қанша?", "kvota qansha"):
        assert searcher.understand(text, "ru").mended == text
