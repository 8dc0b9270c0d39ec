"""Word search: the same BM25 as the library's own indexing, for any documents."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index import lexical
from retrieval.index.lexical import FIELDS, LexicalIndex, keys_of
from retrieval.language import analyze

keys = st.lists(st.sampled_from(["а", "ә", "б", "көшу", "ақша", "қанша", "субсидия"]), max_size=12)


def _library_scores(documents: list[list[str]], query: list[str]) -> np.ndarray:
    bm25 = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
    bm25.index(documents, show_progress=False)
    scores: np.ndarray = bm25.get_scores(query)
    return scores


@settings(deadline=None)
@given(st.lists(keys, min_size=1, max_size=20), keys.filter(bool))
def test_scores_are_those_of_the_library(documents: list[list[str]], query: list[str]) -> None:
    index = LexicalIndex([dict.fromkeys(FIELDS, document) for document in documents])
    scores = index.scores(dict.fromkeys(FIELDS, query))["words"]
    wanted = list(dict.fromkeys(query))
    known = [key for key in wanted if index.knows("words", key)]
    if not known:
        assert not scores.any()
        return
    ideal = sum(index.idf("words", key) for key in wanted)
    np.testing.assert_allclose(scores, _library_scores(documents, known) / ideal, rtol=1e-4)


def test_counting_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["көшу ақшасы қанша", "субсидия на переезд", "көшу", "", "на на переезд ақшасы"]
    analyses = [keys_of(analyze(text)) for text in texts]
    query = keys_of(analyze("көшу ақшасы на переезд"))
    whole = LexicalIndex(analyses).scores(query)
    monkeypatch.setattr(lexical, "_PART", 2)
    parts = LexicalIndex(analyses).scores(query)
    for field in FIELDS:
        np.testing.assert_array_equal(whole[field], parts[field])


def test_share_of_a_question_is_between_nothing_and_all() -> None:
    texts = ["көшу ақшасы қанша", "субсидия на переезд"]
    index = LexicalIndex([keys_of(analyze(text)) for text in texts])
    scores = index.scores(keys_of(analyze("көшу ақшасы")))
    for field in FIELDS:
        assert 0 < scores[field][0] <= 1
    assert scores["words"][1] == 0
    assert not index.scores(keys_of(analyze("погода")))["words"].any()


def test_no_documents_find_nothing() -> None:
    index = LexicalIndex([])
    assert index.scores(keys_of(analyze("көшу")))["words"].shape == (0,)
