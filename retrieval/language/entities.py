"""What a message names that steers search and the calculators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from retrieval.language.family import family_size
from retrieval.language.numerals import numeral
from retrieval.language.places import Gazetteer, RegionMention
from retrieval.language.spelling import fold, fold_word
from retrieval.language.tokens import Token, tokenize

Audience = Literal["resettler", "kandas", "employer", "graduate"]
Settlement = Literal["town", "village"]
FIRST_YEAR: Final = 2010
LAST_YEAR: Final = 2040


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money: ``unit`` is "mci" (monthly calculation indices, МРП, АЕК) or "tenge"."""

    value: float
    unit: Literal["mci", "tenge"]


@dataclass(frozen=True, slots=True)
class Entities:
    """Everything found in one message.

    ``years`` are calendar years, those of «биыл» and «в прошлом году» included; ``family_size``
    counts the writer too; ``months`` are lengths of time in months.
    """

    regions: tuple[RegionMention, ...] = ()
    years: tuple[int, ...] = ()
    family_size: int | None = None
    audience: Audience | None = None
    settlement: Settlement | None = None
    amounts: tuple[Amount, ...] = ()
    months: tuple[int, ...] = ()

    def with_region(self, slug: str) -> Entities:
        """The same with a region that is known from elsewhere, in no role."""
        return replace(
            self, regions=(*self.regions, RegionMention(slug, "unknown", "region", 0, 0))
        )

    @property
    def aims(self) -> tuple[str, ...]:
        """Slugs of the regions that the person moves to, in the order of the text."""
        return tuple(dict.fromkeys(each.slug for each in self.regions if each.role == "to"))

    def region(self, role: Literal["from", "to"]) -> str | None:
        """The slug of the region in this role, if exactly one is named in it."""
        slugs = {mention.slug for mention in self.regions if mention.role == role}
        return slugs.pop() if len(slugs) == 1 else None


def extract(text: str, gazetteer: Gazetteer, today: date) -> Entities:
    """Find places, years, people, sums and times in ``text``.

    Args:
        text: one message, Kazakh or Russian in any spelling.
        gazetteer: the names of regions and towns.
        today: what «биыл» and «в этом году» are relative to.
    """
    tokens = [token for token in tokenize(text) if token.kind != "symbol"]
    folded = fold(text)
    return Entities(
        regions=gazetteer.find(text),
        years=_years(tokens, text, folded, today),
        family_size=family_size(tokens),
        audience=_audience(folded),
        settlement=_settlement(folded),
        amounts=_amounts(tokens),
        months=_months(tokens, folded),
    )


def _years(tokens: Sequence[Token], text: str, folded: str, today: date) -> tuple[int, ...]:
    years: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind != "number" or not token.surface.isdigit() or len(token.surface) > 4:
            continue
        after = fold_word(tokens[at + 1].surface) if at + 1 < len(tokens) else ""
        number = int(token.surface)
        if FIRST_YEAR <= number <= LAST_YEAR and not after.startswith(_UNITS):
            years.append(number)
        elif len(token.surface) == 2 and after.startswith(_OF_YEAR) and 2000 + number <= LAST_YEAR:
            years += [2000 + number] if 2000 + number >= FIRST_YEAR else []
    if _THIS_YEAR_KK.search(text.lower()):
        years.append(today.year)
    years += [today.year + shift for shift, pattern in _RELATIVE_YEARS if pattern.search(folded)]
    return tuple(dict.fromkeys(years))


def _audience(folded: str) -> Audience | None:
    kinds: list[Audience] = [kind for kind, pattern in _AUDIENCES.items() if pattern.search(folded)]
    if kinds[:1] == ["employer"] or len(kinds) == 1:
        return kinds[0]
    # A kandas or a graduate who asks about moving is still that; two of a kind are a comparison.
    special = [kind for kind in kinds if kind != "resettler"]
    compared = "resettler" in kinds and _NAMED_RESETTLER.search(folded)
    return special[0] if len(special) == 1 and not compared else None


def _settlement(folded: str) -> Settlement | None:
    goals: set[Settlement] = set()
    named: set[Settlement] = set()
    for kind, pattern in _SETTLEMENTS.items():
        for match in pattern.finditer(folded):
            if match["goal"] or match["into"]:
                goals.add(kind)
            if not match["source"] and not match["out"]:
                named.add(kind)
    for kinds in (goals, named):
        if len(kinds) == 1:
            return kinds.pop()
    return None


def _amounts(tokens: Sequence[Token]) -> tuple[Amount, ...]:
    amounts: list[Amount] = []
    for at, token in enumerate(tokens):
        if token.number is None:
            continue
        value = token.number
        after = [fold_word(following.surface) for following in tokens[at + 1 : at + 3]]
        scale = _SCALES.get(after[0]) if after else None
        unit = after[1:2] if scale else after[:1]
        if unit and unit[0].startswith(_MCI):
            amounts.append(Amount(value * (scale or 1), "mci"))
        elif (unit and unit[0].startswith(_TENGE)) or scale:
            amounts.append(Amount(value * (scale or 1), "tenge"))
    return tuple(dict.fromkeys(amounts))


def _months(tokens: Sequence[Token], folded: str) -> tuple[int, ...]:
    months: list[int] = []
    for at, token in enumerate(tokens[:-1]):
        number = numeral(token.surface) if token.number is None else token.number
        after = fold_word(tokens[at + 1].surface)
        if number and number == int(number) and _MONTH.fullmatch(after):
            months.append(int(number))
    if _HALF_YEAR.search(folded):
        months.append(6)
    return tuple(dict.fromkeys(months))


def _starts(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_word(word) for word in words.split()))


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{fold(phrase)}" for phrase in phrases))


_MCI: Final = _starts("мрп аек")
_TENGE: Final = _starts("тг теңге тенге tg")
_SCALES: Final = {
    fold_word(word): scale
    for scale, words in (
        (1e3, "тыс тысяч тысячи тысяча мың мын т"),
        (1e6, "млн миллион миллиона миллионов лям ляма"),
    )
    for word in words.split()
}
_UNITS: Final = _MCI + _TENGE + _starts("тыс мың млн человек адам чел мест орын")
_OF_YEAR: Final = _starts("жыл год году")
# Not folded: «биыл» folds like Russian «был».
_THIS_YEAR_KK: Final = re.compile(r"\b(?:биыл|b[iı][yiı]l)")
_RELATIVE_YEARS: Final = (
    (0, _any("осы жыл", "в этом году", "этого года", "на этот год", "в текущем году",
             "үстіміздегі жыл", "нынешн")),
    (-1, _any("былтыр", "өткен жыл", "в прошлом году", "прошлого года", "прошлый год")),
    (1, _any("келесі жыл", "келер жыл", "алдағы жыл", "в следующем году", "следующего года",
             "на следующий год", "на будущий год")),
)  # fmt: skip
_AUDIENCES: Final[dict[Audience, re.Pattern[str]]] = {
    "employer": _any("работодателю", "работодателям", "работодателей", "я работодатель",
                     "жұмыс берушіге", "жұмыс берушілер", "жұмыс берушімін", "наша компания",
                     "мы компания", "біздің компания", "біз жұмыс беруші"),
    "kandas": _any("кандас", "қандас", "оралман", "этнический казах", "этнических казах",
                   "этникалық қазақ"),
    "graduate": _any("выпускник", "түлек", "түлег", "с дипломом в село", "дипломмен ауыл",
                     "молодой специалист", "молодому специалист", "молодым специалист",
                     "жас маман"),
    "resettler": _any("переселен", "переехат", "переезд", "перееду", "переезжа", "қоныс аудар",
                      "көшу", "көшсе", "көшк", "көшіп", "көшем"),
}  # fmt: skip
_NAMED_RESETTLER: Final = _any("переселен", "қоныс аударушы")
_CASES_OUT: Final = "дан|ден|тан|тен|нан|нен|а"
_SETTLEMENTS: Final[dict[Settlement, re.Pattern[str]]] = {
    "village": re.compile(
        r"(?P<out>\bиз )?(?P<into>\bв )?\b(?:"
        r"ауил(?:и)?(?:(?P<goal>га|на)|(?P<source>дан|нан))?\w*|ауле?\b|сел(?:о|а|е|у|ах)\b|селск\w*"
        r"|деревн\w+)"
    ),
    "town": re.compile(
        r"(?P<out>\bиз )?(?P<into>\bв )?\b(?:"
        r"кала(?:си)?(?:(?P<goal>га|на)|(?P<source>дан|нан))?(?:да|нда|лик\w*|ни|нин|сина)?"
        r"|город(?:а|е|ск\w+)?)\b"
    ),
}
_MONTH: Final = re.compile(r"месиатс\w*|мес|ай|аи|аига|аида|аиг\w|аилик|аиди|mesyats\w*")
_HALF_YEAR: Final = _any("полгода", "жарты жыл", "пол года")
