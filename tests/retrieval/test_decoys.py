"""Questions known to have no answer, beside the texts' own."""

from __future__ import annotations

import pytest

from bot.service import LiveAnswers
from retrieval.answering import Answerer
from retrieval.answers import Status
from retrieval.decoys import Decoys


@pytest.fixture(scope="module")
def decoys() -> Decoys:
    return Decoys(
        {
            "notary": "сколько стоит нотариальный перевод паспорта",
            "plumber": "су құбыры жарылса кімді шақырам",
        }
    )


def test_the_share_of_the_nearest_is_told(decoys: Decoys) -> None:
    near = decoys.match("сколько стоит перевод паспорта")
    far = decoys.match("квота Павлодара")
    assert near["stems"] > 0.4 > far["stems"]
    assert near["grams"] > 0.4 > far["grams"]


def test_one_that_is_set_aside_does_not_count(decoys: Decoys) -> None:
    text = "су құбыры жарылса кімді шақырам"
    # Equal texts match by about a half: a word that stands there once counts so much in BM25.
    assert decoys.match(text)["stems"] > 0.5
    assert decoys.match(text, ["plumber", "unheard-of"])["stems"] == 0.0


def test_no_words_match_nothing(decoys: Decoys) -> None:
    assert decoys.match("?!") == {"stems": 0.0, "grams": 0.0}
    assert Decoys({}).match("квота") == {"stems": 0.0, "grams": 0.0}


def test_what_the_folder_asks_itself_is_no_decoy(answers: LiveAnswers) -> None:
    """An admin who answers what was known to have no answer must be heard."""
    section = answers.version.knowledge.sections[0]
    text = section.questions[0]
    answerer = Answerer(answers.version, decoys=Decoys({"same": text}))
    question = answerer.searcher.understand(text, section.language)
    features = answerer.features(question, answerer.searcher.search(question))
    assert features["decoy_stems"] == features["decoy_grams"] == 0.0
    assert answerer.answer(text).status is Status.ANSWERED
