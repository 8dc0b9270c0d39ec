from collections.abc import Callable

import pytest

from retrieval.evaluation.protocols import CatalogueSection, Response
from retrieval.evaluation.questions import Question
from retrieval.evaluation.ranking import as_asked, rank_questions, robustness
from retrieval.evaluation.spellings import Respelled
from retrieval.evaluation.suite import run_split
from tests.retrieval.evaluation.small_world import (
    KOSTANAY,
    PAVLODAR,
    SUBSIDY,
    FixedRanker,
    response,
)

Ask = Callable[..., Question]


def test_any_section_with_one_of_the_facts_is_right(
    ask: Ask, catalogue: list[CatalogueSection]
) -> None:
    question = ask(facts=["S2", "Q1"])
    [result] = rank_questions(FixedRanker(KOSTANAY, SUBSIDY), [as_asked(question)], catalogue)
    assert result.scores["hit@1"] == 0
    assert result.scores["mrr@10"] == 0.5
    # Two sections are right, one was found at rank 2.
    assert result.scores["ndcg@10"] == pytest.approx(0.63093 / 1.63093, abs=1e-4)


def test_questions_without_an_answer_are_not_ranked(
    ask: Ask, catalogue: list[CatalogueSection]
) -> None:
    ranker = FixedRanker(PAVLODAR)
    question = ask(facts=[], expect="greeting")
    assert rank_questions(ranker, [as_asked(question)], catalogue) == []
    assert ranker.asked == []


def test_a_section_that_comes_twice_counts_once(
    ask: Ask, catalogue: list[CatalogueSection]
) -> None:
    ranker = FixedRanker(KOSTANAY, KOSTANAY, PAVLODAR)
    [result] = rank_questions(ranker, [as_asked(ask())], catalogue)
    assert result.scores["mrr@10"] == 0.5


def test_milliseconds_are_those_of_the_clock(ask: Ask, catalogue: list[CatalogueSection]) -> None:
    ticks = iter([10.0, 10.25])
    [result] = rank_questions(
        FixedRanker(PAVLODAR), [as_asked(ask())], catalogue, clock=lambda: next(ticks)
    )
    assert result.milliseconds == pytest.approx(250)


def test_loss_is_measured_on_the_questions_that_exist_in_both_spellings(
    ask: Ask, catalogue: list[CatalogueSection]
) -> None:
    first, second = ask("бір"), ask("екі")
    standard = rank_questions(FixedRanker(PAVLODAR), [as_asked(first), as_asked(second)], catalogue)
    variant = as_asked(Respelled("typo", "бр", first))
    respelled = rank_questions(FixedRanker(KOSTANAY, PAVLODAR), [variant], catalogue)
    [loss] = robustness("dev-respelled", standard, respelled)
    assert (loss.language, loss.habit, loss.questions) == ("kk", "typo", 1)
    assert (loss.standard, loss.respelled, loss.difference) == (1, 0, 1)


def test_a_run_puts_respelled_questions_only_when_asked_to(
    ask: Ask, catalogue: list[CatalogueSection]
) -> None:
    class Same:
        def respond(self, question: str) -> Response:
            return response(text=question)

    ranker = FixedRanker(PAVLODAR)
    plain = run_split(
        [ask("Көшсем қанша ақша береді?")], catalogue, ranker, Same(), respelled=False
    )
    assert not plain.ranked_respelled
    full = run_split([ask("Көшсем қанша ақша береді?")], catalogue, ranker, Same(), respelled=True)
    spellings = {item.spelling for item in full.judged_respelled}
    assert spellings == {"no_kazakh_letters", "latin_2021", "latin_2018", "latin_adhoc", "typo"}
    assert {item.spelling for item in full.ranked_respelled} == spellings
