"""Finds the sections that may answer a question, and says for each what made it rank there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.index import MATCH_FEATURES, Candidate, IndexVersion, plain_text
from retrieval.intents import Intent, asks_for, intents_of
from retrieval.knowledge import Knowledge, Language, Section, Verification
from retrieval.knowledge.tables import Term
from retrieval.language import (
    Entities,
    Gazetteer,
    Lexicon,
    Mender,
    RegionName,
    TownName,
    analyze,
    extract,
    fold_word,
    tokenize,
)
from retrieval.language.wordlists import KAZAKH_GRAMMAR, RUSSIAN_GRAMMAR
from retrieval.weight_sets import read_weights

__all__ = ["RANK_FEATURES", "Hit", "Question", "Ranking", "Searcher", "gazetteer_of"]

#: What is known of a section beside the match of words and meaning; each 0 to 1.
CONTEXT_FEATURES: Final = (
    "region_right",  # it is about a region that the question names
    "region_wrong",  # it is about other regions than the question names
    "region_unasked",  # it is about single regions and the question names none
    "year_right",
    "year_wrong",
    "year_past_unasked",  # it is about a year with a later one and the question names no year
    "past_unasked",  # share of its questions that ask for the past, when the question doesn't
    "not_in_force",  # its time is over, and the question names no year
    "audience_right",
    "audience_wrong",
    "unverified",  # it says itself that it is to be confirmed
    "lead",  # the first section of its document: the one that tells the main thing
    "lead_bare",  # such a section, and the question only names a thing («көшу ақшасы»)
    "start_topic",  # of a topic that people come for
    "terms",  # share of the question's glossary terms that its questions or heading have
    "terms_text",  # the same with its text
    "title",  # share of the question's information in its title and heading, by stems
    "title_matter",  # the same, places apart: «Костанайға» stands in the title of few sections
    "matter",  # the same in all of its words
    "intent",  # share of what the question asks for (amount, papers …) that it is asked for
    "intent_heading",  # the same with its heading alone
    "intent_other",  # its heading asks for something, but for nothing that the question does
    "family",  # the question counts people, and the section tells sums for families
    "departure",  # the question names where a person leaves from, and it is about one region
)
_YEAR: Final = re.compile(r"\b20\d\d\b")
_GRAMMAR: Final = frozenset(map(fold_word, (*KAZAKH_GRAMMAR, *RUSSIAN_GRAMMAR)))
# How many sections each search brings in: more costs time, fewer loses right ones (measured on
# dev: 40 holds every section that 100 holds among the first ten).
_CANDIDATES: Final = 40

# A section is on former times if more of its questions than this ask for them.
_MOSTLY: Final = 0.5

RANK_FEATURES: Final = (*MATCH_FEATURES, *CONTEXT_FEATURES)
_DENSE: Final = [n for n, name in enumerate(MATCH_FEATURES) if name.startswith("dense_")]


@dataclass(frozen=True)
class Question:
    """A question, understood as far as search needs it.

    Attributes:
        text: as the person wrote it.
        language: language of the answer wanted.
        entities: regions, years, people and payments that it names.
        terms: ids of glossary terms in it.
        mended: the text with slips of the keyboard taken back; search reads this one.
        matter: the same without the places.
    """

    text: str
    language: Language
    entities: Entities
    terms: frozenset[str] = frozenset()
    mended: str = ""
    matter: str = ""

    def __post_init__(self) -> None:
        if not self.mended:
            object.__setattr__(self, "mended", self.text)
        if not self.matter:
            object.__setattr__(self, "matter", self.mended)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Folded stems of the words."""
        return tuple(analyze(self.mended).stemmed)

    @cached_property
    def matter_stems(self) -> tuple[str, ...]:
        """The same without the places and the words of grammar: «а аренда?» is about «аренда»."""
        keys = analyze(self.matter).keys
        telling = [key.stemmed for key in keys if key.folded not in _GRAMMAR]
        return tuple(telling or (key.stemmed for key in keys))

    @cached_property
    def intents(self) -> frozenset[Intent]:
        """The kinds of thing it asks for."""
        return intents_of(self.mended)

    def past(self, year: int) -> bool:
        """Whether it asks for times before ``year``."""
        return Intent.PAST in self.intents or any(each < year for each in self.entities.years)

    def without_regions(self, slugs: Set[str]) -> str:
        """The text without the places that name these regions."""
        named = (each for each in self.entities.regions if each.slug in slugs)
        return _without(self.text, [(each.start, each.end) for each in named])

    @property
    def regions(self) -> frozenset[str]:
        """Slugs of the regions asked about; where a person leaves from counts only alone."""
        targets = {each.slug for each in self.entities.regions if each.role != "from"}
        return frozenset(targets or {each.slug for each in self.entities.regions})


@dataclass(frozen=True)
class Hit:
    """A section that may answer.

    Attributes:
        section_id: ``document#anchor``.
        score: weighted sum of the features; comparable within one question and across them.
        features: value of each of ``RANK_FEATURES``.
        best: the heading, question or text that matched best by words.
    """

    section_id: str
    score: float
    features: Mapping[str, float]
    best: str


@dataclass(frozen=True)
class Ranking:
    """Weights of the features; they belong to an encoder and were measured with it.

    Attributes:
        weights: one for each of ``RANK_FEATURES``.
        encoder: fingerprint of the encoder they were learned with; ``any`` for any other.
        dense: how the weights want the features of the vectors: as cosines, or ``relative``, from
            0 (the least of the candidates) to 1 (the best), which means the same with any encoder.
    """

    weights: Mapping[str, float]
    encoder: str
    dense: Literal["cosine", "relative"] = "cosine"

    @classmethod
    def of(cls, encoder: str) -> Ranking:
        """The weights learned on the dev questions with the encoder of this fingerprint.

        An encoder that none were learned with gets those for any.
        """
        data = read_weights("ranking", encoder)
        return cls(MappingProxyType(data["weights"]), data["encoder"], data.get("dense", "cosine"))

    def scaled(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates with the features of the vectors as these weights want them."""
        if self.dense == "cosine" or not candidates:
            return candidates
        features = np.stack([each.features for each in candidates])
        cosines = features[:, _DENSE]
        least = cosines.min()
        features[:, _DENSE] = (cosines - least) / max(float(cosines.max() - least), 1e-6)
        return [replace(each, features=row) for each, row in zip(candidates, features, strict=True)]

    @cached_property
    def vector(self) -> NDArray[np.float32]:
        """The weights in the order of ``RANK_FEATURES``."""
        return np.array([self.weights[name] for name in RANK_FEATURES], dtype=np.float32)


def gazetteer_of(knowledge: Knowledge) -> Gazetteer:
    """The region names of the knowledge's table, as the language package wants them."""
    names = []
    for slug, region in knowledge.tables.regions.items():
        forms = {
            "kk": tuple(v for v in region.names.kk.model_dump().values() if v),
            "ru": tuple(v for v in region.names.ru.model_dump().values() if v),
        }
        names.append(
            RegionName(
                slug=slug,
                kind=region.kind,
                names=forms,
                aliases={"kk": region.aliases.kk, "ru": region.aliases.ru},
                towns=tuple(
                    TownName(
                        names={"kk": (town.names.kk,), "ru": (town.names.ru,)},
                        aliases={"kk": town.aliases, "ru": town.aliases},
                    )
                    for town in region.towns
                ),
            )
        )
    return Gazetteer(names)


class Searcher:
    """Ranks the sections of one index version.

    Args:
        version: the index and the knowledge it was made from.
        ranking: the weights.
    """

    def __init__(self, version: IndexVersion, ranking: Ranking) -> None:
        self._version = version
        self._ranking = ranking
        self._gazetteer = gazetteer_of(version.knowledge)
        self.lexicon = _lexicon(version.knowledge.tables.glossary.root)
        self._mender = Mender(version.index.lexical.weights("words"), self._gazetteer.telling_words)
        # Until the rows of a new year are there, what was asked of the last one is not the past.
        today = version.knowledge.today.year
        self._year = version.knowledge.tables.quotas.latest(today) or today
        self._profiles = _profiles(version.knowledge, self.lexicon, self._year)

    @property
    def knowledge(self) -> Knowledge:
        """The texts that are searched."""
        return self._version.knowledge

    def understand(self, text: str, language: Language, region: str | None = None) -> Question:
        """The question in ``text``; ``region`` counts as named when the text names none."""
        entities = extract(text, self._gazetteer, self._version.knowledge.today)
        if region is not None and not entities.regions:
            entities = entities.with_region(region)
        places = [(each.start, each.end) for each in entities.regions]
        mended = self._mended(text, places)
        terms = frozenset(self.lexicon.terms_in(mended))
        # A region that was given, not named, has no place in the text.
        named = [(start, end) for start, end in places if start < end]
        matter = self._mended(_without(text, named), ()) if named else mended
        return Question(text, language, entities, terms, mended, matter)

    def _mended(self, text: str, places: Sequence[tuple[int, int]]) -> str:
        """``text`` with slips taken back, except in names of places, which have their own rules."""
        parts, at = [], 0
        for token in tokenize(text):
            if token.kind != "word" or any(a <= token.start < b for a, b in places):
                continue
            folded = fold_word(token.surface)
            meant = self._mender.mend(folded)
            if meant != folded:
                parts += [text[at : token.start], meant]
                at = token.end
        return "".join((*parts, text[at:]))

    def search(
        self,
        question: Question,
        limit: int = 10,
        *,
        use_dense: bool = True,
        without: frozenset[str] = frozenset(),
    ) -> list[Hit]:
        """The sections that may answer, best first.

        Args:
            question: understood by `understand`.
            limit: how many hits at most.
            use_dense: whether the vectors are asked; off only to measure the words alone.
            without: ids of entries that don't count (for learning the weights).
        """
        candidates = self._version.index.candidates(
            question.mended, _CANDIDATES, use_dense=use_dense, without=without
        )
        hits = [self._hit(question, each) for each in self._ranking.scaled(candidates)]
        hits.sort(key=lambda hit: (-hit.score, hit.section_id))
        return hits[:limit]

    def _context(self, question: Question, profile: _Profile) -> NDArray[np.float32]:
        """Values of ``CONTEXT_FEATURES`` for a section."""
        section, today = profile.section, self.knowledge.today
        asked, about = question.regions, frozenset(section.regions)
        years, years_of = frozenset(question.entities.years), _years_of(section)
        audience, audiences = question.entities.audience, frozenset(section.applies_to)
        narrow = bool(about)
        matter = self._covered(question.matter_stems, profile.title_stems)
        values: Sequence[float] = (
            bool(asked & about),
            narrow and bool(asked) and not asked & about,
            narrow and not asked,
            bool(years & years_of),
            bool(years) and self._of_other_years(question, years_of, profile),
            section.year is not None and section.year < self._year and not years,
            0.0 if question.past(today.year) else profile.past,
            not section.in_force(today) and not years,
            audience is not None and audience in audiences,
            audience is not None and audience not in audiences and "everyone" not in audiences,
            section.verification is Verification.UNVERIFIED,
            profile.lead,
            profile.lead and not question.intents and matter > 0.9,
            profile.start_topic,
            _share(question.terms, profile.terms),
            _share(question.terms, profile.terms_text),
            self._covered(question.stems, profile.title_stems),
            matter,
            self._covered(question.matter_stems, profile.stems),
            _share(question.intents, profile.intents),
            _share(question.intents, profile.heading_intents),
            bool(profile.heading_intents)
            and bool(question.intents)
            and not question.intents & profile.heading_intents,
            profile.family and question.entities.family_size is not None,
            narrow and any(each.role == "from" for each in question.entities.regions),
        )
        return np.array(values, dtype=np.float32)

    def _of_other_years(self, question: Question, years: frozenset[int], profile: _Profile) -> bool:
        """Whether a section is about other years; «биыл» is not asked of what is long over."""
        asked, today = question.entities.years, self.knowledge.today.year
        if years:
            return years.isdisjoint(asked)
        return profile.past > _MOSTLY and min(asked) >= today and not question.past(today)

    def _covered(self, stems: Sequence[str], known: frozenset[str]) -> float:
        """How much of the information in ``stems`` is in those that are ``known``; 0 to 1."""
        index = self._version.index.lexical
        total = found = 0.0
        for stem in dict.fromkeys(stems):
            weight = index.idf("stems", stem)
            total += weight
            found += weight if stem in known else 0.0
        return found / total if total else 0.0

    def coverage(self, question: Question, hit: Hit) -> tuple[float, float]:
        """How much of the question's words the section has anywhere, in either language.

        Returns:
            The covered share of the information in its words, and how telling the word is that is
            covered least (0: nothing is missing, 1: a word that nothing in the folder has).
        """
        grams = self._profiles[hit.section_id].grams
        index = self._version.index.lexical
        most = index.idf("stems", "")
        total = found = gap = 0.0
        keys = analyze(question.mended).keys
        # «казір», «сейчас», «жатыр» say nothing of the matter, so that a section may lack them.
        for key in [each for each in keys if each.folded not in _GRAMMAR] or keys:
            weight = index.idf("stems", key.stemmed)
            there = sum(gram in grams for gram in key.grams) / max(len(key.grams), 1)
            total += weight
            found += weight * there
            gap = max(gap, weight / most * (1.0 - there))
        return (found / total if total else 0.0), gap

    def _hit(self, question: Question, candidate: Candidate) -> Hit:
        profile = self._profiles[candidate.unit]
        context = self._context(question, profile)
        values = np.concatenate([candidate.features, context])
        return Hit(
            section_id=candidate.unit,
            score=float(values @ self._ranking.vector),
            features=dict(zip(RANK_FEATURES, map(float, values), strict=True)),
            best=candidate.best,
        )


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """``text`` without the parts between each pair of places."""
    left = [c for at, c in enumerate(text) if not any(a <= at < b for a, b in spans)]
    return "".join(left).strip()


@lru_cache(maxsize=2)
def _lexicon(terms: tuple[Term, ...]) -> Lexicon:
    """One lexicon for a glossary: a new version of the texts seldom changes the terms."""
    return Lexicon(terms)


@dataclass(frozen=True)
class _Words:
    """What the words of a section come to, both languages together."""

    terms: frozenset[str]
    terms_text: frozenset[str]
    title_stems: frozenset[str]
    stems: frozenset[str]
    grams: frozenset[str]
    intents: frozenset[Intent]
    heading_intents: frozenset[Intent]
    past: float


@lru_cache(maxsize=2048)
def _words_of(
    lexicon: Lexicon, questions: tuple[str, ...], texts: str, titles: str, headings: str, year: int
) -> _Words:
    """Remembered for the versions in which a section stays the same: most do, and they share it."""
    asks = " . ".join(questions)
    terms = frozenset(lexicon.terms_in(asks))
    words = analyze(f"{asks} {texts}")
    return _Words(
        terms=terms,
        terms_text=terms | frozenset(lexicon.terms_in(texts)),
        title_stems=frozenset(analyze(titles).stemmed),
        stems=frozenset(words.stemmed),
        grams=frozenset(words.grams),
        intents=intents_of(asks),
        heading_intents=intents_of(headings),
        past=sum(_asks_for_past(each, year) for each in questions) / len(questions),
    )


@dataclass(frozen=True)
class _Profile:
    """What ranking needs to know of a section, both languages together."""

    section: Section
    lead: bool
    start_topic: bool
    terms: frozenset[str]
    terms_text: frozenset[str]
    title_stems: frozenset[str]
    stems: frozenset[str]
    grams: frozenset[str]
    intents: frozenset[Intent]
    heading_intents: frozenset[Intent]
    past: float
    family: bool


def _profiles(knowledge: Knowledge, lexicon: Lexicon, year: int) -> Mapping[str, _Profile]:
    leads = {document.sections[0].id for document in knowledge.documents if document.sections}
    topics = knowledge.tables.topics
    versions: dict[str, list[Section]] = {}
    for section in knowledge.sections:
        versions.setdefault(section.id, []).append(section)
    profiles = {}
    for section_id, sections in versions.items():
        asks = tuple(
            text for each in sections for text in (each.heading, each.title, *each.questions)
        )
        texts = " . ".join(plain_text(each.body) for each in sections)
        titles = " ".join(f"{each.title} {each.heading} {each.button}" for each in sections)
        headings = " . ".join(each.heading for each in sections)
        words = _words_of(lexicon, asks, texts, titles, headings, year)
        profiles[section_id] = _Profile(
            section=sections[0],
            lead=section_id in leads,
            start_topic=sections[0].topic in topics and topics[sections[0].topic].start,
            terms=words.terms,
            terms_text=words.terms_text,
            title_stems=words.title_stems,
            stems=words.stems,
            grams=words.grams,
            intents=words.intents,
            heading_intents=words.heading_intents,
            past=words.past,
            family="family" in section_id or "ladder" in section_id,
        )
    return profiles


def _asks_for_past(wording: str, year: int) -> bool:
    """Whether it asks for times before ``year``: it says so, or names one of them."""
    return any(int(each) < year for each in _YEAR.findall(wording)) or asks_for(
        Intent.PAST, wording
    )


def _years_of(section: Section) -> frozenset[int]:
    """The years a section is about: a row's own, its title's, or those of a time that is over."""
    if section.year is not None:
        return frozenset({section.year})
    titled = [int(year) for year in _YEAR.findall(section.title)]
    if titled:
        return frozenset(range(min(titled), max(titled) + 1))
    if section.effective_to is not None:
        return frozenset(range(section.effective_from.year, section.effective_to.year + 1))
    return frozenset()


def _share(asked: Set[str], there: Set[str]) -> float:
    """How much of what is asked is there; 0 when nothing is asked."""
    return len(asked & there) / len(asked) if asked else 0.0
