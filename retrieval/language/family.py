"""How many people a message speaks of moving, in figures, in words, or member by member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from retrieval.language.numerals import collective_kk, numeral, together_ru
from retrieval.language.spelling import fold_word
from retrieval.language.tokens import Token

LARGEST_FAMILY: Final = 15
"""Above this a count of people is a quota, not a family."""


def family_size(tokens: Sequence[Token]) -> int | None:
    """The number of people in the family, with the person who writes; None when it is not said.

    A count said outright («нас четверо», «бесеуміз», «отбасымызда 6 адам») goes first. Otherwise
    members are added up («жена и двое детей» is 4) if a spouse is among them, or if the person
    says that there is none.
    """
    words = [token for token in tokens if token.kind in {"word", "number"}]
    family = _Family(words)
    size = family.said_outright()
    if size is None:
        size = family.added_up()
    return size if size is not None and 1 <= size <= LARGEST_FAMILY else None


class _Family:
    def __init__(self, words: Sequence[Token]) -> None:
        self._surface = [token.surface.lower() for token in words]
        self._folded = [fold_word(word) for word in self._surface]
        self._numbers = [_number(token) for token in words]

    def said_outright(self) -> int | None:
        total = self._total()
        children = self._children()
        if total is None:
            return 1 if not children and not self._spouses() and self._alone() else None
        # «нас двое и трое детей»: two cannot hold three, so the children come on top.
        if children and (total <= children or self._children_joined()):
            return total + children
        return total

    def added_up(self) -> int | None:
        children = self._children()
        spouses = self._spouses()
        if spouses and children is not None:
            return 1 + 1 + children + self._elders()
        if spouses and self._folded[spouses[0] - 1 : spouses[0]] in (["и"], ["мен"]):
            # «я и жена», «мен әйелім» with nobody else
            return 2 if self._mentions_self() and not self._mentions_children() else None
        if children and self._single_parent():
            return 1 + children
        if children and self._both_parents():
            return 2 + children
        return None

    def _total(self) -> int | None:
        for at, (word, number) in enumerate(zip(self._folded, self._numbers, strict=True)):
            together = together_ru(word) or collective_kk(word)
            if together and not self._of_children(at):
                return together
            if number is None or self._of_children(at):
                continue
            before = self._folded[max(0, at - 3) : at]
            after = self._folded[at + 1] if at + 1 < len(self._folded) else ""
            if after.startswith(_PEOPLE) and (number > 1 or self._counts_family(before)):
                return number
            if before[-1:] == ["нас"] or before[-2:] == ["нас", "будет"]:
                return number
            if before[-1:] == ["на"] and self._surface[at] in _FOR_SO_MANY:
                return number
            if before[-2:-1] and before[-2].startswith(_FAMILY) and before[-1] in {"из", "в"}:
                return number
            if before and before[-1].startswith(_OUR_FAMILY) and not after.startswith(_NOT_PEOPLE):
                return number
        return None

    def _counts_family(self, before: Sequence[str]) -> bool:
        return any(word.startswith(_FAMILY + _OUR_FAMILY) for word in before)

    def _of_children(self, at: int) -> bool:
        after = self._folded[at + 1 : at + 3]
        return bool(after) and (
            after[0].startswith(_CHILDREN)
            or (len(after) > 1 and after[0] in _YOUNG and after[1].startswith(_CHILDREN))
        )

    def _children(self) -> int | None:
        """How many children are named; None when none are, or when their number stays open."""
        total = 0
        open_number = False
        for at, word in enumerate(self._folded):
            if not word.startswith(_CHILDREN) or word.startswith(_NOT_CHILDREN):
                continue
            counted = self._number_before(at)
            if counted is not None:
                total += counted
            elif word in _ONE_CHILD and self._beside_family(at):
                total += 1
            elif word not in _ONE_CHILD:
                open_number = True
        return None if not total or (open_number and not total) else total

    def _number_before(self, at: int) -> int | None:
        before = self._numbers[max(0, at - 2) : at]
        if before and before[-1] is not None:
            return before[-1]
        if len(before) == 2 and before[0] is not None and self._folded[at - 1] in _YOUNG:
            return before[0]
        return None

    def _children_joined(self) -> bool:
        """«нас двое и ребёнок», «екеуміз және үш балам»."""
        for at, word in enumerate(self._folded[:-1]):
            if word not in _AND:
                continue
            people = collective_kk(self._folded[at - 1]) or (
                at > 1 and self._numbers[at - 1] and self._folded[at - 2] == "нас"
            )
            if people and any(w.startswith(_CHILDREN) for w in self._folded[at + 1 : at + 3]):
                return True
        return False

    def _spouses(self) -> list[int]:
        return [
            at
            for at, word in enumerate(self._folded)
            if word.startswith(_SPOUSES_KK) or word in _SPOUSES_RU
        ]

    def _beside_family(self, at: int) -> bool:
        near = self._folded[max(0, at - 3) : at] + self._folded[at + 1 : at + 3]
        return any(
            word.startswith(_SPOUSES_KK) or word in _SPOUSES_RU or word == "нас"
            or collective_kk(word)
            for word in near
        ) or self._single_parent()  # fmt: skip

    def _elders(self) -> int:
        """Parents named in one row with the others."""
        total = 0
        for at, word in enumerate(self._folded):
            row = self._folded[max(0, at - 1) : at] + self._folded[at + 1 : at + 2]
            if _AND.isdisjoint(row):
                continue
            if word in _TWO_ELDERS:
                total += 2
            elif word in _ONE_ELDER:
                total += 1
        return total

    def _alone(self) -> bool:
        text = f" {' '.join(self._folded)} "
        return any(f" {phrase} " in text for phrase in _ALONE) or any(
            word.startswith(_ALONE_STARTS) for word in self._folded
        )

    def _single_parent(self) -> bool:
        return any(word.startswith(_SINGLE_PARENT) for word in self._folded)

    def _both_parents(self) -> bool:
        """«мама, папа и трое деток»: a family told from outside, the writer among the parents.

        Whoever names other elders, or parents as their own, is not among them.
        """
        for at, word in enumerate(self._folded[:-1]):
            end = at + (2 if self._folded[at + 1] in _AND else 1)
            if end >= len(self._folded) or {word, self._folded[end]} not in _PARENTS:
                continue
            others = self._folded[:at] + self._folded[end + 1 :]
            return not any(
                other in _ONE_ELDER or other in _TWO_ELDERS or other in _OWN for other in others
            )
        return False

    def _mentions_self(self) -> bool:
        return any(word in {"иа", "мен", "озим"} for word in self._folded)

    def _mentions_children(self) -> bool:
        return any(word.startswith(_CHILDREN) for word in self._folded)


def _number(token: Token) -> int | None:
    if token.kind == "number":
        value = token.number
        return int(value) if value is not None and value == int(value) else None
    return numeral(token.surface)


def _fold_all(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_word(word) for word in words.split()))


_PEOPLE: Final = _fold_all("человек адам кісі жанбыз чел члена членов мүше")
_FAMILY: Final = _fold_all("семья семье семью семьи семьей")
_OUR_FAMILY: Final = _fold_all("отбасым отбасымыз үйімізде үйде")
_NOT_PEOPLE: Final = _fold_all("жыл ай год лет мес млн тыс мың тенге теңге мрп аек бал")
_FOR_SO_MANY: Final = frozenset(
    [
        "двоих",
        "троих",
        "четверых",
        "пятерых",
        "шестерых",
        "семерых",
        "восьмерых",
        "девятерых",
        "десятерых",
        "dvoih",
        "troih",
        "chetveryh",
        "pyateryh",
        "shesteryh",
        "semeryh",
    ]
)
_CHILDREN: Final = _fold_all(
    "дете дети детьми детям ребен бала сын дочер дочк дочь ұлым қызым детиш малыш детки деток"
)
_NOT_CHILDREN: Final = _fold_all("балабақша балалық балалар-")
_ONE_CHILD: Final = frozenset(
    _fold_all("ребенок ребенком ребенка ребёнок балам бала баламмен баламен сын сыном дочь дочка "
              "дочерью дочкой ұлым қызым")
)  # fmt: skip
_YOUNG: Final = frozenset(
    _fold_all("маленьких маленькими несовершеннолетних несовершеннолетними малолетних малолетними "
              "взрослых кішкентай кәмелетке жас школьников")
)  # fmt: skip
_SPOUSES_KK: Final = _fold_all("әйелім күйеуім жұбайым жолдасым зайыбым келіншегім")
_SPOUSES_RU: Final = frozenset(
    _fold_all("жена женой жены жену жене муж мужем мужа мужу супруга супругой супруги супругу "
              "супруг супругом")
)  # fmt: skip
_TWO_ELDERS: Final = frozenset(
    _fold_all("родители родителями родителей ата-анам атаанам әкешешем қайынатам")
)
_ONE_ELDER: Final = frozenset(
    _fold_all("мать мама мамой матерью отец отцом папа папой теща тещей свекровь свекровью бабушка "
              "бабушкой дедушка дедушкой анам шешем әкем енем атам апам әжем анаммен шешеммен")
)  # fmt: skip
_PARENTS: Final = tuple(set(_fold_all(pair)) for pair in ("мама папа", "әкесі шешесі"))
_OWN: Final = frozenset(_fold_all("меня мои моими моих я мен менің өзім"))
_AND: Final = frozenset(_fold_all("и мен және плюс тағы с да де"))
_ALONE: Final = tuple(
    " ".join(fold_word(word) for word in phrase.split())
    for phrase in (
        "я один", "я одна", "одинокий", "одинокая", "не женат", "не замужем", "холост", "холостой",
        "без семьи", "еду один", "еду одна", "переезжаю один", "переезжаю одна", "один перееду",
        "только я", "одна перееду", "один хочу", "хочу один", "я холостяк", "бір өзім",
        "жалғыз өзім", "өзім ғана", "тек өзім", "өзім жалғыз", "бір басым", "жалғыз адаммын",
    )
)  # fmt: skip
_ALONE_STARTS: Final = _fold_all(
    "жалғызбастымын жалғызбаспын жалғызбын жалғызіліктімін бойдақпын салтпын сүрбойдақпын"
)
_SINGLE_PARENT: Final = _fold_all(
    "жалғызбаст жалғыз ажырас одна один одиночк развед развел вдов жесір матьодиночка"
)
