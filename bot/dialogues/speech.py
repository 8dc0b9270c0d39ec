"""Understanding short answers in words: numbers, places, yes and no, stop and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from retrieval.language import Gazetteer, fold_word, numeral, tokenize

__all__ = [
    "Lexis",
    "asks_to_go_back",
    "asks_to_stop",
    "number_in",
    "people_in",
    "places_in",
    "said",
]

_LARGEST: Final = 1_000_000


def said(text: str) -> str:
    """The words and numbers of ``text`` in the spelling in which all habits meet."""
    tokens = (token for token in tokenize(text) if token.kind != "symbol")
    return " ".join(fold_word(token.surface) for token in tokens)


def _all_said(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(said(phrase) for phrase in phrases)


_STOP: Final = _all_said(
    (
        *("стоп", "стой", "хватит", "отмена", "отменить", "отмени", "выход", "выйти", "закончить"),
        *("прекратить", "не надо", "не хочу", "достаточно", "stop", "cancel", "exit"),
        *("тоқта", "тоқтат", "тоқтату", "жетер", "доғар", "керек емес", "бас тарту", "шығу"),
    )
)
_BACK: Final = _all_said(("назад", "вернуться", "артқа", "кері", "қайту", "back"))


def asks_to_stop(text: str) -> bool:
    """Whether a person wants to leave the dialogue."""
    return said(text) in _STOP


def asks_to_go_back(text: str) -> bool:
    """Whether a person wants the question before."""
    return said(text) in _BACK


def number_in(text: str) -> int | None:
    """The one number in ``text``, in figures or words; ``None`` for none or several."""
    numbers = set()
    for token in tokenize(text):
        value = token.number if token.kind == "number" else numeral(token.surface)
        if value is not None:
            numbers.add(value)
    number = numbers.pop() if len(numbers) == 1 else None
    if number is None or number > _LARGEST or number != int(number):
        return None
    return int(number)


def people_in(text: str) -> int | None:
    """How many adults and children are told apart: «двое взрослых и трое детей» is 5.

    Returns:
        ``None`` where adults aren't named, or not counted.
    """
    total, number, adults = 0, None, False
    for token in tokenize(text):
        word = fold_word(token.surface)
        value = token.number if token.kind == "number" else numeral(token.surface)
        if value is not None and value == int(value):
            number = int(value)
        elif _ADULTS.has(word):
            if number is None:
                return None
            total, number, adults = total + number, None, True
        elif _CHILDREN.has(word):
            total, number = total + (1 if number is None else number), None
    return total if adults and number is None else None


def places_in(text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Slugs of the regions named in ``text``, each once, in order."""
    return tuple(dict.fromkeys(mention.slug for mention in gazetteer.find(text)))


class Lexis:
    """The words of which a message may consist to be taken for an answer, or a wish.

    Args:
        starts: beginnings of words, parted by blanks.
        words: whole words, parted by blanks.
    """

    def __init__(self, starts: str, words: str = "") -> None:
        self._starts = tuple({fold_word(each) for each in starts.split()})
        self._words = frozenset(fold_word(each) for each in words.split())

    def __or__(self, other: Lexis) -> Lexis:
        both = Lexis("")
        both._starts = tuple({*self._starts, *other._starts})
        both._words = self._words | other._words
        return both

    def has(self, word: str) -> bool:
        """Whether a folded word is one of these."""
        return word in self._words or (bool(self._starts) and word.startswith(self._starts))

    def any_of(self, text: str) -> bool:
        """Whether any word of ``text`` is one of these."""
        return any(self.has(word) for word in said(text).split())

    def covers(self, text: str, gazetteer: Gazetteer) -> bool:
        """Whether every word of ``text`` is one of these, a number, or the name of a place."""
        places = [(mention.start, mention.end) for mention in gazetteer.find(text)]
        for token in tokenize(text):
            if token.kind in {"symbol", "number"} or numeral(token.surface) is not None:
                continue
            if any(start <= token.start < end for start, end in places):
                continue
            if not self.has(fold_word(token.surface)):
                return False
        return True


_ADULTS: Final = Lexis("взросл ересек үлкен")
_CHILDREN: Final = Lexis("ребен ребён дет бала сын дочер дочк ұл қыз", "дочь")
