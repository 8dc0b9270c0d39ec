"""Finds regions and towns in a message, in all cases and spellings, and which way a move goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal

from rapidfuzz.distance import OSA

from retrieval.language.spelling import fold_word
from retrieval.language.stemming import noun_readings, stem_kk
from retrieval.language.tokens import Token, tokenize
from retrieval.language.typos import Vocabulary
from retrieval.language.wordlists import (
    KAZAKH_COMMON,
    KAZAKH_GRAMMAR,
    KAZAKH_ROOTS,
    RUSSIAN_COMMON,
    RUSSIAN_GRAMMAR,
)

PlaceKind = Literal["region", "city", "town"]
Role = Literal["from", "to", "unknown"]


@dataclass(frozen=True, slots=True)
class TownName:
    """What a town or district is called, by language ("kk", "ru")."""

    names: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegionName:
    """What a region, or a city of republican significance, is called, by language ("kk", "ru").

    The first of ``names`` is the nominative; the other case forms may follow.
    """

    slug: str
    kind: Literal["region", "city"]
    names: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    towns: tuple[TownName, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A place in a message: ``slug`` of its region, and where in the text it stands.

    ``role`` says whether the person moves from there (or lives there) or to there.
    ``place`` tells whether the region itself, a city or a town in it was named.
    """

    slug: str
    role: Role
    place: PlaceKind
    start: int
    end: int


# «Алматы» is a city and a region.
_TELLING: Final = 2


class Gazetteer:
    """The names of all places, ready for looking up."""

    def __init__(self, regions: Iterable[RegionName]) -> None:
        self._names: dict[tuple[str, ...], dict[str, PlaceKind]] = defaultdict(dict)
        self._first: dict[str, int] = {}
        self._forms: dict[str, set[str]] = defaultdict(set)
        regions = tuple(regions)
        cities = {word for region in regions if region.kind == "city" for word in _bases(region)}
        for region in regions:
            self._add_region(region, cities)
        self._slugs_with: dict[str, set[str]] = defaultdict(set)
        for name, slugs in self._names.items():
            for word in name:
                self._slugs_with[word].update(slugs)
        self._words = frozenset(self._slugs_with)
        worth = _worth_mending(regions)
        forms = {form for form, bases in self._forms.items() if not worth.isdisjoint(bases)}
        self._mended = Vocabulary((), names=worth | forms)

    @classmethod
    def from_table(cls, table: Mapping[str, Mapping[str, Any]]) -> Gazetteer:
        """Build from the shape of ``knowledge/tables/regions.yaml``, already parsed."""
        return cls(_from_row(slug, row) for slug, row in table.items())

    @property
    def words(self) -> frozenset[str]:
        """All words of the names, folded: never to be taken for a mistyped other word."""
        return self._words

    @property
    def telling_words(self) -> frozenset[str]:
        """The words of `words` that tell places apart: «павлодар», not «область»."""
        return frozenset(w for w, slugs in self._slugs_with.items() if len(slugs) <= _TELLING)

    def slugs_of(self, name: str) -> tuple[str, ...]:
        """The regions that bear this exact name (any spelling, nominative); empty if none do."""
        return tuple(self._names.get(tuple(_folded_words(name)), ()))

    def find(self, text: str) -> tuple[RegionMention, ...]:
        """All mentions in ``text``, in order."""
        return _Finder(text, self).mentions()

    def match(self, words: Sequence[_Word], at: int) -> _Match | None:
        """The longest name that starts at a word; None if none does, or if it is ambiguous."""
        best: _Match | None = None
        for start, fuzzy in self._starts(words[at]):
            for length in range(min(self._first[start], len(words) - at), 0, -1):
                if best and length <= best.length:
                    break
                best = self._match_length(words, at, length, start, fuzzy=fuzzy) or best
        return best

    def _match_length(
        self, words: Sequence[_Word], at: int, length: int, start: str, *, fuzzy: bool
    ) -> _Match | None:
        middle = [self._base(word) for word in words[at + 1 : at + length - 1]]
        head = [] if length == 1 else [start]
        last = words[at + length - 1]
        for base, ending in self._readings(last):
            if length == 1 and base != start:
                continue
            slugs = self._names.get((*head, *middle, base))
            if slugs and len(slugs) == 1:
                ((slug, place),) = slugs.items()
                return _Match(slug, place, length, base, ending, fuzzy=fuzzy)
        return None

    def _starts(self, word: _Word) -> list[tuple[str, bool]]:
        exact = [(base, False) for base, _ in self._readings(word) if base in self._first]
        if exact or word.known:
            return exact
        corrected = self._correct(word.folded)
        return [(base, True) for base in corrected if base in self._first]

    def _readings(self, word: _Word) -> list[tuple[str, str]]:
        readings = [(form, _RUSSIAN_CASE) for form in sorted(self._forms.get(word.folded, ()))]
        readings = [(base, ending) for base, ending in noun_readings(word.folded)] + readings
        if not any(base in self._words for base, _ in readings) and not word.known:
            ending = _last_ending(word.folded)
            readings += [(base, ending) for base in self._correct(word.folded)]
        return readings

    def _base(self, word: _Word) -> str:
        for base, _ in self._readings(word):
            if base in self._words:
                return base
        return word.folded

    def _correct(self, folded: str) -> list[str]:
        """The one name that a mistyped word can only be meant for, if there is one."""
        near = {
            word: slips
            for word, slips in self._mended.near(folded, inflected=True).items()
            if slips == 1 or len(word) >= _LONG_NAME
        }
        if not near:
            return []
        best = min(near.values())
        bases = {
            word: {word} if word in self._words else self._forms.get(word, set()) for word in near
        }
        slugs = {
            slug
            for word, distance in near.items()
            for base in bases[word]
            for slug in self._slugs_with.get(base, ())
            if distance == best
        }
        if len(slugs) != 1:
            return []
        return sorted(set().union(*(bases[word] for word, d in near.items() if d == best)))

    def _add_region(self, region: RegionName, cities: set[str]) -> None:
        kind: PlaceKind = region.kind
        for names in (*region.names.values(), *region.aliases.values()):
            for name in names:
                self._add(name, region.slug, kind)
        for base in _bases(region):
            # «Алматы» alone is the city; the region needs its «облысы».
            if region.kind == "city" or base not in cities:
                self._add(base, region.slug, kind)
        for town in region.towns:
            for names in (*town.names.values(), *town.aliases.values()):
                for name in names:
                    self._add(name, region.slug, "town")

    def _add(self, name: str, slug: str, place: PlaceKind) -> None:
        words = tuple(_folded_words(name.partition("(")[0]))
        if not words:
            return
        self._names[words].setdefault(slug, place)
        self._first[words[0]] = max(self._first.get(words[0], 0), len(words))
        for written in tokenize(name):
            if written.kind == "word":
                base = fold_word(written.surface)
                for form in _russian_forms(written.surface.lower()):
                    self._forms[fold_word(form)].add(base)


@dataclass(frozen=True, slots=True)
class _Word:
    token: Token
    folded: str
    known: bool


@dataclass(frozen=True, slots=True)
class _Match:
    slug: str
    place: PlaceKind
    length: int
    base: str
    ending: str
    fuzzy: bool


class _Finder:
    """Reads one message."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._words = [
            _Word(token, fold_word(token.surface), _is_known(token.surface))
            for token in tokenize(text)
            if token.kind == "word"
        ]
        self._folded = [word.folded for word in self._words]
        self._lives = any(word.startswith(_LIVES) for word in self._folded)
        self._moves = any(word.startswith(_MOVES) for word in self._folded)

    def mentions(self) -> tuple[RegionMention, ...]:
        found: list[RegionMention] = []
        at = 0
        while at < len(self._words):
            match = self._gazetteer.match(self._words, at)
            read = self._read(match, at) if match else None
            if read is None:
                at += 1
            else:
                mention, length = read
                found.append(mention)
                at += length
        return self._joined(found)

    def _read(self, match: _Match, at: int) -> tuple[RegionMention, int] | None:
        first, last = at, at + match.length - 1
        kind_word = self._kind_word(last + 1)
        before = self._kind_word(first - 1)
        slug, place = match.slug, match.place
        if match.base in _KIND_BASES:
            kind_word = before = None  # the name itself says it: «Алматы облысы»
        elif kind := kind_word or before:
            foreign = kind == "district" and not (kind_word and match.length > 1)
            if foreign or kind in {"street", "person"}:
                return None
            slug, place = self._as_kind(match, kind)
        if not self._plausible(match, first, kind_word or before):
            return None
        end = last + 1 if kind_word in {"region", "town"} else last
        ending = self._ending(match, last, end)
        start_at, end_at = self._words[first].token.start, self._words[end].token.end
        role = self._role(first, end, ending)
        return RegionMention(slug, role, place, start_at, end_at), end - first + 1

    def _as_kind(self, match: _Match, kind: str) -> tuple[str, PlaceKind]:
        """«Алматы обл.» is the region and «Абай қ.» the town, whatever the bare name means."""
        place: PlaceKind = "region" if kind == "region" else "town"
        for before, after in _KIND_NAMES.get(kind, ()):
            slugs = self._gazetteer.slugs_of(f"{before} {match.base} {after}")
            if len(slugs) == 1:
                return slugs[0], place
        return match.slug, match.place

    def _kind_word(self, at: int) -> str | None:
        return _kind_of(self._folded[at]) if 0 <= at < len(self._words) else None

    def _plausible(self, match: _Match, first: int, kind: str | None) -> bool:
        """Whether a name that is also a common word is meant as a name here."""
        word = self._words[first]
        surface = word.token.surface
        lower = surface.lower()
        if lower in _NEVER_NAMES:
            return False
        if match.length > 1 or kind is not None:
            return True
        before = self._folded[first - 1] if first else ""
        after = self._folded[first + 1] if first + 1 < len(self._words) else ""
        if match.base == "семеи" and lower == "семей":
            return before in {"в", "во"} or surface[0].isupper()
        if match.base == "абаи" and after.startswith(("бол", "кунан")):
            return False
        if match.base not in _COMMON_WORDS or len(self._words) == 1:
            return True
        capital = surface[0].isupper() and first > 0
        return capital or (before in _PREPOSITIONS_RU) or match.ending in _MOVING_ENDINGS

    def _ending(self, match: _Match, last: int, end: int) -> str:
        """The case ending of the mention: its own, its kind word's, or one after a hyphen."""
        if end > last or self._kind_word(last):
            return _kind_ending(self._folded[end])
        after = end + 1
        if not match.ending and after < len(self._words):
            joint = self._text[self._words[end].token.end : self._words[after].token.start]
            word = self._folded[after]
            if word in _LOOSE_ENDINGS or (joint == "-" and word in _HYPHEN_ENDINGS):
                return word
        return match.ending

    def _role(self, first: int, end: int, ending: str) -> Role:
        before = self._folded[first - 1] if first else ""
        if self._kind_word(first - 1) and first > 1:
            before = self._folded[first - 2]
        if before in _FROM_RU or ending in _ABLATIVE:
            return "from"
        if ending in _DATIVE:
            return "to"
        after = self._folded[end + 1] if end + 1 < len(self._words) else ""
        if after.startswith(_TOWARDS) or (not ending and after.startswith(_MOVES_KK)):
            return "to"
        if after.startswith(_FROM_SIDE):
            return "from"
        if ending in _LOCATIVE or before in _INTO_RU:
            near = self._folded[max(0, first - 4) : end + 4]
            if any(word.startswith(_LIVES) for word in near):
                return "from"
            if before in _INTO_RU and self._accusative(end):
                return "to"
        return "unknown"

    def _accusative(self, end: int) -> bool:
        """Whether «в …» names a goal: not in the prepositional, or with a verb of moving."""
        surface = self._words[end].token.surface.lower()
        folded = self._folded[end]
        if folded.startswith("област"):
            adjective = self._folded[end - 1]
            return adjective.endswith(("скуиу", "иуиу", "уиу", "ску")) or (
                not adjective.endswith(("скои", "ои")) and self._moves and surface == "область"
            )
        if folded.endswith("е") and folded not in _UNCHANGING:
            return False
        return self._moves or folded not in _UNCHANGING

    def _joined(self, found: list[RegionMention]) -> tuple[RegionMention, ...]:
        """Hand the role on («в Павлодар или Костанай») and read «Тараз — Павлодар»."""
        joined = list(found)
        for at in range(1, len(joined)):
            left, right = joined[at - 1], joined[at]
            between = self._text[left.end : right.start].strip().lower()
            if right.role == "unknown" and left.role != "unknown" and between in _AND_OR:
                joined[at] = _with_role(right, left.role)
            elif left.role == "unknown" and right.role != "unknown" and between in _AND_OR:
                joined[at - 1] = _with_role(left, right.role)
            elif {left.role, right.role} == {"unknown"} and between in _ARROWS:
                joined[at - 1 : at + 1] = [_with_role(left, "from"), _with_role(right, "to")]
        return tuple(joined)


@lru_cache(maxsize=4096)
def _kind_of(folded: str) -> str | None:
    """Whether a word says what the name beside it is: a region, town, district, street, person."""
    if folded.startswith("обл"):
        return "region"
    for kind, starts in _KINDS.items():
        if folded in starts or any(len(s) > 3 and folded.startswith(s) for s in starts):
            return kind
    if len(folded) < 4 or folded in _ORDINARY or stem_kk(folded) in _NEVER_KINDS:
        return None
    limit = 1 if len(folded) < 7 else 2
    kinds = {
        kind
        for word, kind in _KIND_FORMS.items()
        if word[0] == folded[0] and OSA.distance(folded, word, score_cutoff=limit) <= limit
    }
    return kinds.pop() if len(kinds) == 1 else None


def _with_role(mention: RegionMention, role: Role) -> RegionMention:
    return RegionMention(mention.slug, role, mention.place, mention.start, mention.end)


def _is_known(surface: str) -> bool:
    """Whether a word is an ordinary one, which is never a mistyped name."""
    folded = fold_word(surface)
    return folded in _ORDINARY or stem_kk(folded) in _ORDINARY_ROOTS


def _folded_words(name: str) -> list[str]:
    return [fold_word(token.surface) for token in tokenize(name) if token.kind == "word"]


def _bases(region: RegionName) -> set[str]:
    """The folded names without «облысы», «область», «қаласы»."""
    bases = set()
    for names in region.names.values():
        words = [w for w in _folded_words(names[0]) if not w.startswith(_KIND_STARTS)]
        bases.add(" ".join(words))
    return bases


def _worth_mending(regions: Iterable[RegionName]) -> set[str]:
    """The words of names long enough that a slip in them cannot be taken for another word."""
    words: set[str] = set()
    for region in regions:
        own = [names[0] for names in region.names.values()]
        own += [name for names in region.aliases.values() for name in names]
        towns = [name for town in region.towns for names in town.names.values() for name in names]
        for names, shortest in ((own, _SHORTEST_REGION_MENDED), (towns, _SHORTEST_TOWN_MENDED)):
            words |= {w for name in names for w in _folded_words(name) if len(w) >= shortest}
        # «Павлодар» is the name of the town, but its region is called after it.
        words |= {
            w for base in _bases(region) for w in base.split() if len(w) >= _SHORTEST_REGION_MENDED
        }
    return words - _KIND_BASES - _NOT_MENDED


def _from_row(slug: str, row: Mapping[str, Any]) -> RegionName:
    return RegionName(
        slug=slug,
        kind=row["kind"],
        names={language: tuple(forms.values()) for language, forms in row["names"].items()},
        aliases={language: tuple(names) for language, names in row["aliases"].items()},
        towns=tuple(
            TownName(
                {language: (name,) for language, name in town["names"].items()},
                {"kk": tuple(town.get("aliases", ()))},
            )
            for town in row.get("towns", ())
        ),
    )


def _russian_forms(word: str) -> list[str]:
    """The case forms of a Russian name: noun or adjective by its ending."""
    for ending, others in _RUSSIAN_ENDINGS:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return [stem + other for other in others]
    return []


def _last_ending(folded: str) -> str:
    """The case ending that a mistyped name seems to have."""
    return next((folded[-n:] for n in (3, 2) if folded[-n:] in _HYPHEN_ENDINGS), "")


def _kind_ending(folded: str) -> str:
    """The case ending of «облысына», «қаласынан», «өңірінен»."""
    for stem in _KINDS_KK:
        if folded.startswith(stem):
            tail = folded[len(stem) :]
            return tail.removeprefix("си").removeprefix("и") or ""
    return ""


# Shorter names are one slip away from ordinary words: «Қаражал» from «қаражат» (money).
_SHORTEST_REGION_MENDED: Final = 7
_SHORTEST_TOWN_MENDED: Final = 9
_LONG_NAME: Final = 12
_NOT_MENDED: Final = frozenset(
    fold_word(word) for word in ("Абайская", "столица", "область", "областы", "районы")
)
_RUSSIAN_CASE: Final = "-ru"

_CONSONANTS: Final = "бвгдзклмнпрстфхшжчқғң"
_RUSSIAN_ENDINGS: Final = (
    ("ская", ("ской", "скую", "скою")),
    ("ский", ("ского", "скому", "ским", "ском")),
    ("ный", ("ного", "ному", "ным", "ном")),
    ("ое", ("ого", "ому", "ым", "ом")),
    ("ье", ("ья", "ью", "ьем")),
    ("ово", ("ова", "ове", "овом")),
    ("ево", ("ева", "еве", "евом")),
    ("ино", ("ина", "ине")),
    ("ка", ("ки", "ке", "ку", "кой")),
    ("га", ("ги", "ге", "гу", "гой")),
    ("ша", ("ши", "ше", "шу", "шей")),
    ("жа", ("жи", "же", "жу")),
    ("а", ("ы", "е", "у", "ой")),
    ("й", ("я", "ю", "ем", "е")),
    ("ь", ("и", "ю", "я", "ем", "е", "ью")),
    *((last, (f"{last}а", f"{last}у", f"{last}ом", f"{last}е")) for last in _CONSONANTS),
)  # fmt: skip

_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "region": ("онир", "регион"),
    "town": ("каласи", "город", "гор", "г", "қ"),
    "district": ("аудани", "аудан", "раион", "рн"),
    "street": ("кошеси", "улитса", "улитсе", "ул", "проспект", "пр", "даниги", "данили", "даңғылы"),
    "person": ("атиндаги", "имени", "им", "кунанбаев", "кунанбаиули"),
}
_KIND_NAMES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "region": (("", "облысы"), ("", "область"), ("область", "")),
    "town": (("", "қаласы"), ("город", "")),
    "district": (("", "ауданы"), ("", "район"), ("район", "")),
}
_KIND_FORMS: Final = {
    fold_word(stem + ending): kind
    for kind, stem, endings in (
        ("region", "облыс", ("", "қа", "тан", "та", "тың")),
        ("region", "облысы", ("", "на", "нан", "нда", "н", "ның", "ндағы")),
        ("region", "облас", ("ть", "ти", "тью")),
        ("region", "өңірі", ("", "не", "нен", "нде")),
        ("town", "қала", ("сы", "сына", "сынан", "сында", "ға", "дан", "да")),
        ("town", "город", ("", "а", "е", "у")),
        ("district", "аудан", ("ы", "ына", "ынан", "ында")),
        ("district", "район", ("", "а", "е")),
    )
    for ending in endings
}
_KINDS_KK: Final = ("облис", "кала", "аудан", "онир", "кент")
_KIND_STARTS: Final = ("облис", "област", "каласи", "город", "республика", "калас")
_KIND_BASES: Final = frozenset({"облиси", "област", "каласи", "аудани", "раион", "онири", "город"})
_NEVER_NAMES: Final = frozenset({"семьей", "семьёй", "семьи", "семье", "семью"})
_COMMON_WORDS: Final = frozenset(
    fold_word(word)
    for word in ("май", "шар", "есік", "есик", "алға", "алга", "шет", "талас", "құлан", "кулан",
                 "арал", "шу", "чу", "самар", "құрық", "курык", "көкше", "кокше", "орал", "тобыл")
)  # fmt: skip
_PREPOSITIONS_RU: Final = frozenset({"в", "во", "из", "до", "под"})
_FROM_RU: Final = frozenset({"из", "с", "со", "от"})
_INTO_RU: Final = frozenset({"в", "во", "на", "до", "к", "под"})
_ABLATIVE: Final = frozenset({"дан", "ден", "тан", "тен", "нан", "нен"})
_DATIVE: Final = frozenset({"га", "ге", "ка", "ке", "на", "не"})
_LOCATIVE: Final = frozenset(
    {"да", "де", "та", "те", "нда", "нде", "даги", "деги", "таги", "теги", "ндаги", "ндеги"}
)
_MOVING_ENDINGS: Final = _ABLATIVE | (_DATIVE - {"на", "не"}) | {"да", "де", "та", "те"}
_LOOSE_ENDINGS: Final = (_ABLATIVE - {"нан", "нен"}) | {"га", "ге", "ка", "ке"}
_HYPHEN_ENDINGS: Final = _ABLATIVE | _DATIVE | _LOCATIVE
_TOWARDS: Final = ("жакка", "карай", "караи", "багит")
_MOVES_KK: Final = ("кош", "барс", "барам", "бару", "барги")
_FROM_SIDE: Final = ("жактан",)
_LIVES: Final = ("турам", "турат", "турип", "турад", "туриат", "живу", "живем", "прожив", "пропис",
                 "зарегистр", "тиркелген", "жатир", "туриамин")  # fmt: skip
_MOVES: Final = ("переех", "переез", "переед", "пересел", "поех", "поед", "еду", "едем", "уех",
                 "уед", "хочу", "хотим", "собира", "кош", "перебр", "вернут", "приех", "подъем",
                 "податс", "попаст", "ехат")  # fmt: skip
_UNCHANGING: Final = frozenset(
    fold_word(word) for word in ("алматы", "актобе", "ақтөбе", "караганды", "улытау", "ұлытау",
                                 "жетісу", "жетысу", "атырау", "актау", "мангистау", "кокшетау",
                                 "ско", "вко", "зко", "юко", "темиртау", "шу", "кентау")
)  # fmt: skip
_AND_OR: Final = frozenset(
    ("или", "и", "немесе", "не", "әлде", "алде", "және", "жане", "мен", ",", "/", "ili", "i",
     "nemese", "или в", "либо", "ма,", "па,", "ба,")
)  # fmt: skip
_ARROWS: Final = frozenset({"-", "—", "–", "->", "→", "=>", "- >", ">"})
_ORDINARY: Final = frozenset(
    fold_word(word) for word in (*KAZAKH_COMMON, *KAZAKH_GRAMMAR, *RUSSIAN_COMMON, *RUSSIAN_GRAMMAR)
)
# «Абай кандасы» are kandas of Abai, not «Абай қаласы» with two slips. Inflected forms of all
# ordinary words would be too many: «қалсы» is «қаласы» mistyped, and could be a form of «қал».
_NEVER_KINDS: Final = frozenset(map(fold_word, ("қандас", "оралман")))
_ORDINARY_ROOTS: Final = frozenset(map(fold_word, KAZAKH_ROOTS))
