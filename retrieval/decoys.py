"""Questions known to have no answer: what comes nearer to one of them than to the texts' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from retrieval.index import keys_of
from retrieval.index.lexical import Field, LexicalIndex
from retrieval.language import analyze
from retrieval.sample_questions import read_unanswered, read_written

__all__ = ["Decoys"]

_FIELDS: Final[tuple[Field, ...]] = ("stems", "grams")


class Decoys:
    """Searches questions that the texts don't answer, as the texts' own are searched.

    «Сколько стоит нотариальный перевод для сертификата?» has the words of the section on papers,
    and more of those of a question that was asked before and has no answer.

    Args:
        questions: the questions by id.
    """

    def __init__(self, questions: Mapping[str, str]) -> None:
        self._position = {key: number for number, key in enumerate(questions)}
        self._index = LexicalIndex([keys_of(analyze(text)) for text in questions.values()])

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> Decoys:
        """Those of ``retrieval/sample_questions``."""
        questions = {each.id: each.text for each in read_unanswered()}
        questions |= {each.id: each.text for each in read_written() if not each.answered}
        return cls(questions)

    def match(self, text: str, without: Sequence[str] = ()) -> Mapping[Field, float]:
        """The largest share (0 to 1) of the information in ``text`` that one question covers.

        Args:
            text: a question.
            without: ids of questions that don't count.

        Returns:
            The share by stems, and by 4-grams.
        """
        scores = self._index.scores(keys_of(analyze(text)))
        hidden = [self._position[each] for each in without if each in self._position]
        for field in _FIELDS:
            scores[field][hidden] = 0.0
        return {field: float(scores[field].max(initial=0.0)) for field in _FIELDS}
