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


def _past_unasked(searcher: Searcher, text: str, language: Language) -> dict[str, float]:
    question = searcher.understand(text, language)
    return {hit.section_id: hit.features["past_unasked"] for hit in searcher.search(question, 40)}


def test_sections_on_former_times_are_known_by_what_they_are_asked(searcher: Searcher) -> None:
    found = _past_unasked(searcher, "МРП сколько тенге", "ru")
    assert found["past-indicators#mci"] > 0.8
    assert found["money-words#mci"] < 0.1


def test_who_asks_for_former_times_may_have_them(searcher: Searcher) -> None:
    assert set(_past_unasked(searcher, "МРП по годам", "ru").values()) == {0.0}
    assert set(_past_unasked(searcher, "МРП в 2024 году", "ru").values()) == {0.0}


def test_a_region_can_be_left_out_of_a_question(searcher: Searcher) -> None:
    question = searcher.understand("Квота СКО и Павлодара 2026", "ru")
    assert question.without_regions({"pavlodar"}) == "Квота СКО и  2026"


def test_who_asks_for_this_year_is_not_told_of_former_ones(searcher: Searcher) -> None:
    question = searcher.understand("Биыл қай облыстар қоныс аударушыларды қабылдап жатыр?", "kk")
    found = {hit.section_id: hit.features for hit in searcher.search(question, 40)}
    assert found["region-history#arrival-history"]["year_wrong"] == 1.0
    assert found["arrival-regions#where-to-move"]["year_wrong"] == 0.0


def test_words_of_grammar_are_no_matter_that_a_section_could_lack(searcher: Searcher) -> None:
    plain = searcher.understand("сертификат қанша", "kk")
    filled = searcher.understand("қазір сертификат қанша болып жатыр", "kk")
    (best,) = searcher.search(plain, 1)
    assert searcher.coverage(filled, best) == searcher.coverage(plain, best)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("сколько платили за переезд до 2026 года", "relocation-subsidy#old-sums"),
        ("2026 жылға дейін көшу ақшасы қанша болды", "relocation-subsidy#old-sums"),
        ("какую область добавили в этом году", "region-history#arrival-history"),
    ],
)
def test_who_names_this_year_may_still_ask_for_the_past(
    searcher: Searcher, text: str, section: str
) -> None:
    question = searcher.understand(text, "ru")
    found = {hit.section_id: hit.features for hit in searcher.search(question, 40)}
    assert found[section]["year_wrong"] == 0.0
