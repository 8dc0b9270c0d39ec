"""Notices distress and insults in a message, so that the answer to them is a humane one.

The phrases stand in ``knowledge/tables/requests.yaml``. A phrase is a few words in their order;
one other word may stand between two of them. ``*`` at the end of a word allows any ending; a full
stop at the end of a phrase means that the clause ends there («жить не хочется.» is no «жить не
хочется в городе»). All spellings meet in the folded form of `retrieval.language.fold`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from retrieval.knowledge.tables import Requests
from retrieval.language import fold

__all__ = ["Concern", "Concerns", "Noticed"]


class Concern(StrEnum):
    """What a message shows beside its question; the values are keys of requests.yaml."""

    LIFE = "distress_life"
    VIOLENCE = "distress_violence"
    NEED = "distress_need"
    INSULT = "insults"

    @property
    def is_distress(self) -> bool:
        """Whether somebody needs help, and didn't merely lose their temper."""
        return self is not Concern.INSULT


@dataclass(frozen=True)
class Noticed:
    """What was noticed.

    Attributes:
        concern: the gravest of what the message shows.
        section: id of the section with help, where the table names one.
    """

    concern: Concern
    section: str | None


class Concerns:
    """Knows the phrases of a knowledge folder.

    Args:
        requests: the table; kinds that it doesn't have are never noticed.
    """

    def __init__(self, requests: Requests) -> None:
        self._patterns = [
            (Noticed(concern, spoken.section), _pattern((*spoken.kk, *spoken.ru)))
            for concern in Concern
            if (spoken := requests.root.get(concern.value)) is not None
        ]

    def notice(self, text: str) -> Noticed | None:
        """The gravest concern of ``text``, a message in any language and spelling."""
        folded = fold(text)
        return next((each for each, known in self._patterns if known.search(folded)), None)


# Words of a phrase stand in one sentence.
_GAP: Final = r"[^\w.!?\n]+"
_BETWEEN: Final = rf"{_GAP}(?:\w+{_GAP})?"
_CLAUSE_END: Final = r"(?=\W*$|\s*[^\w\s])"
_NEVER: Final = re.compile(r"(?!)")


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    alternatives = [each for phrase in phrases if (each := _alternative(phrase))]
    return re.compile("|".join(alternatives)) if alternatives else _NEVER


def _alternative(phrase: str) -> str:
    ends = phrase.rstrip().endswith(".")
    words = fold(phrase.rstrip(" .").replace("-", " ")).split()
    if not words:
        return ""
    parts = [_prefix(word) if word.endswith("*") else re.escape(word) + r"\b" for word in words]
    return r"\b" + _BETWEEN.join(parts) + (_CLAUSE_END if ends else "")


def _prefix(word: str) -> str:
    # и melts into a vowel after it («насилие» folds to «насиле»), so a beginning can't end in it.
    return re.escape(word.rstrip("*").rstrip("и")) + r"\w*"
