"""The tables of the knowledge folder: numbers, regions, contacts, terms. Each exists once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, RootModel, model_validator

from retrieval.knowledge.findings import Finding
from retrieval.knowledge.guides import Checklists, Eligibility, Payments
from retrieval.knowledge.model import Language, Source, Verification
from retrieval.knowledge.rows import LocalText, StrictRow
from retrieval.knowledge.yaml_text import read_model

__all__ = [
    "Amount",
    "Contact",
    "Contacts",
    "Glossary",
    "Indicators",
    "Quota",
    "QuotaYear",
    "Quotas",
    "Rate",
    "Region",
    "Regions",
    "Requests",
    "Support",
    "Tables",
    "Term",
    "Topic",
    "Topics",
    "Town",
    "load_tables",
]


# YAML reads 2026-01-01 as a date and 2024-05 as text; a source may know the day or only the year.
_LooseDate = Annotated[str, BeforeValidator(str)]


class SourceRow(StrictRow):
    """A source as it is written in YAML."""

    title: str = Field(min_length=1)
    url: str = Field(pattern=r"^https?://[^\s/?#]+\.[^\s]+$")
    act: str | None = None
    date: _LooseDate | None = None

    def source(self) -> Source:
        """The same as plain data."""
        return Source(self.title, self.url, self.act, self.date)


class IndicatorValue(StrictRow):
    """A yearly national value in tenge."""

    value: int = Field(gt=0)
    source: SourceRow | None = None
    facts: tuple[str, ...] = ()
    note: LocalText | None = None


class Indicators(StrictRow):
    """National values by year, in tenge. The MCI (МРП, АЕК) is the unit of most sums."""

    monthly_calculation_index: dict[int, IndicatorValue]
    minimum_wage: dict[int, IndicatorValue]
    subsistence_minimum: dict[int, IndicatorValue]
    minimum_pension: dict[int, IndicatorValue] = Field(default_factory=dict)
    basic_pension: dict[int, IndicatorValue] = Field(default_factory=dict)

    def mci(self, year: int) -> int:
        """The MCI of ``year`` in tenge; that of the last known year where none is set yet."""
        return self.monthly_calculation_index[self.mci_year(year)].value

    def mci_year(self, year: int) -> int:
        """The year whose MCI is used for ``year``.

        Raises:
            KeyError: ``year`` lies before the first year of the table.
        """
        known = [each for each in self.monthly_calculation_index if each <= year]
        if not known:
            raise KeyError(f"no monthly calculation index for {year} or an earlier year")
        return max(known)


class Rate(StrictRow):
    """The height of a payment within a time: in MCI, as a range of MCI, or fixed in tenge."""

    mci: Decimal | None = Field(default=None, gt=0)
    mci_min: Decimal | None = Field(default=None, gt=0)
    mci_max: Decimal | None = Field(default=None, gt=0)
    tenge: int | None = Field(default=None, gt=0)
    percent: int | None = Field(default=None, gt=0, le=100)
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")
    verification: Verification = Verification.OFFICIAL
    facts: tuple[str, ...] = ()
    source: SourceRow | None = None
    note: LocalText | None = None

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        ranged = self.mci_min is not None and self.mci_max is not None
        half = (self.mci_min is None) != (self.mci_max is None)
        if half or sum((self.mci is not None, ranged, self.tenge is not None)) != 1:
            raise ValueError("give exactly one of: mci, mci_min with mci_max, tenge")
        if ranged and self.mci_min >= self.mci_max:  # type: ignore[operator]
            raise ValueError("mci_min must be less than mci_max")
        if self.end is not None and self.end < self.start:
            raise ValueError("`to` lies before `from`")
        return self


class Amount(StrictRow):
    """A payment and its rates over time."""

    name: LocalText
    per: Literal["person", "family", "worker", "child", "month", "case"]
    rates: tuple[Rate, ...] = Field(min_length=1)

    def rate(self, day: date) -> Rate | None:
        """The rate in force on ``day``, else the last one before it.

        A rate whose time is over still fills its text, which says until when it held: on the
        first of January the texts must not fall apart because the new sums aren't in yet.
        """
        begun = [each for each in self.rates if each.start <= day]
        return max(begun, key=lambda each: each.start, default=None)


class Support(StrictRow):
    """Payments of the programme, by key."""

    amounts: dict[str, Amount]


class Quota(StrictRow):
    """Places of one region in one year; ``None`` is unknown, 0 is none."""

    resettlers: int | None = Field(ge=0)
    kandas: int | None = Field(ge=0)
    facts: tuple[str, ...] = ()
    note: LocalText | None = None

    @property
    def total(self) -> int | None:
        """Both kinds together; unknown when one is."""
        if self.resettlers is None or self.kandas is None:
            return None
        return self.resettlers + self.kandas


class QuotaYear(StrictRow):
    """The regional quota of one year."""

    total: Quota
    act: LocalText | None = None
    effective_from: date
    effective_to: date | None = None
    verification: Verification = Verification.OFFICIAL
    sources: tuple[SourceRow, ...] = Field(min_length=1)
    facts: tuple[str, ...] = ()
    note: LocalText | None = None
    regions: dict[str, Quota] = Field(default_factory=dict)


class Quotas(StrictRow):
    """Regional quotas by year."""

    years: dict[int, QuotaYear]

    def latest(self, year: int) -> int | None:
        """The last year up to ``year`` whose quota is known by regions.

        In January the quota of the new year may not be set yet.
        """
        known = (each for each, row in self.years.items() if row.regions and each <= year)
        return max(known, default=None)

    def without_places(
        self, regions: Iterable[str], year: int, *, kandas: bool = False
    ) -> tuple[str, ...]:
        """Those of ``regions`` that are known to have no places, for resettlers or kandas.

        Args:
            regions: slugs.
            year: the last one known up to it counts.
            kandas: whether places for kandas are wanted, not those for resettlers.
        """
        latest = self.latest(year)
        rows = {} if latest is None else self.years[latest].regions
        places = {slug: row.kandas if kandas else row.resettlers for slug, row in rows.items()}
        return tuple(slug for slug in regions if places.get(slug) == 0)


class Town(StrictRow):
    """A town or district by which people name its region."""

    names: LocalText
    aliases: tuple[str, ...] = ()


class CaseForms(StrictRow):
    """A region's name in the cases of its language; Kazakh needs only the first."""

    nominative: str
    genitive: str | None = None
    dative: str | None = None
    accusative: str | None = None
    prepositional: str | None = None
    locative: str | None = None
    ablative: str | None = None


class RegionNames(StrictRow):
    """A region's names in both languages."""

    kk: CaseForms
    ru: CaseForms

    def __getitem__(self, language: Language) -> CaseForms:
        return self.kk if language == "kk" else self.ru


class RegionAliases(StrictRow):
    """Other names of a region: abbreviations, old names, everyday forms."""

    kk: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()


_Latitude = Annotated[float, Field(ge=-90, le=90)]
_Longitude = Annotated[float, Field(ge=-180, le=180)]


class Region(StrictRow):
    """A region or a city of republican significance.

    ``near`` are latitude and longitude of its chief town and of other towns, in degrees.
    """

    kind: Literal["region", "city"]
    names: RegionNames
    aliases: RegionAliases = RegionAliases()
    towns: tuple[Town, ...] = ()
    arrival: bool = False
    departure: bool = False
    kandas: bool = False
    near: tuple[tuple[_Latitude, _Longitude], ...] = ()
    facts: tuple[str, ...] = ()


class Regions(RootModel[dict[str, Region]]):
    """Regions by slug."""

    def __getitem__(self, slug: str) -> Region:
        return self.root[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self.root

    def items(self) -> Iterator[tuple[str, Region]]:
        """Slug and region, in the order of the file."""
        return iter(self.root.items())


class Contact(StrictRow):
    """Somebody who can tell more."""

    name: LocalText
    phone: str | None = None
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    about: LocalText
    regions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Contacts(RootModel[dict[str, Contact]]):
    """Contacts by key."""

    def __getitem__(self, key: str) -> Contact:
        return self.root[key]


class Term(StrictRow):
    """A term of the programme and what people say for it."""

    id: str
    kk: str
    ru: str
    kk_synonyms: tuple[str, ...] = ()
    ru_synonyms: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    topic: str | None = None


class Glossary(RootModel[tuple[Term, ...]]):
    """All terms."""


class Topic(StrictRow):
    """A topic: its names, its mark on buttons, its place, and whether /start offers it.

    ``lead`` is the section that tells the main thing of the topic: an example on /start, and the
    first of the topic's own menu. What is ``within_quota`` is paid to those alone who move within
    the quota of a region.
    """

    names: LocalText
    emoji: str
    order: int
    start: bool = False
    within_quota: bool = False
    lead: str | None = None


class Topics(RootModel[dict[str, Topic]]):
    """Topics by key."""

    def __getitem__(self, key: str) -> Topic:
        return self.root[key]

    def __contains__(self, key: object) -> bool:
        return key in self.root

    def ordered(self) -> list[tuple[str, Topic]]:
        """Key and topic, in the order people see them."""
        return sorted(self.root.items(), key=lambda item: item[1].order)


class Phrases(StrictRow):
    """Phrases in both languages, as people write them, and the section that answers them."""

    kk: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()
    section: str | None = None


class Requests(RootModel[dict[str, Phrases]]):
    """What people say that is no question about the programme, by kind (``greetings`` …)."""


@dataclass(frozen=True)
class Tables:
    """All tables of a knowledge folder."""

    indicators: Indicators
    support: Support
    quotas: Quotas
    regions: Regions
    contacts: Contacts
    glossary: Glossary
    topics: Topics
    requests: Requests
    payments: Payments
    eligibility: Eligibility
    checklists: Checklists

    def later_rates(self, day: date) -> Iterator[date]:
        """The days after ``day`` from which a payment has another rate."""
        for amount in self.support.amounts.values():
            yield from (each.start for each in amount.rates if each.start > day)


def load_tables(folder: Path) -> tuple[Tables | None, list[Finding]]:
    """Read every table below ``folder / "tables"``.

    Returns:
        The tables (``None`` if any cannot be used) and everything that is wrong with them.
    """
    findings: list[Finding] = []
    read: dict[str, BaseModel | None] = {}
    for name, model in (
        ("indicators", Indicators),
        ("support", Support),
        ("quotas", Quotas),
        ("regions", Regions),
        ("contacts", Contacts),
        ("glossary", Glossary),
        ("topics", Topics),
        ("requests", Requests),
        ("payments", Payments),
        ("eligibility", Eligibility),
        ("checklists", Checklists),
    ):
        read[name], text = read_model(folder, Path("tables", f"{name}.yaml"), model)
        findings += text.findings
    if any(value is None for value in read.values()):
        return None, findings
    tables = Tables(**read)  # type: ignore[arg-type]
    findings += _unknown_regions(tables)
    return tables, findings


def _unknown_regions(tables: Tables) -> list[Finding]:
    path = Path("tables", "quotas.yaml")
    return [
        Finding(path, 1, "unknown-region", params={"region": slug, "year": str(year)})
        for year, quota in tables.quotas.years.items()
        for slug in quota.regions
        if slug not in tables.regions
    ]
