"""Decides what a question gets: a section, a choice, or an honest «the texts don't say».

The answer is data, no prose: `bot` writes the message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from retrieval.answers import Answer, Context, Status
from retrieval.confidence import CONFIDENCE_FEATURES, Confidence
from retrieval.decoys import Decoys
from retrieval.distress import Concern, Concerns, Noticed
from retrieval.index import IndexVersion
from retrieval.intents import Intent, asks_for, intents_of
from retrieval.knowledge import LANGUAGES, Clarify, Knowledge, Language, Section
from retrieval.language import Script, analyze, fold, identify, tokenize
from retrieval.old_sums import OldSums
from retrieval.personal_data import find_personal_data
from retrieval.search import Hit, Question, Ranking, Searcher
from retrieval.several import Parts, split_questions
from retrieval.small_talk import SmallTalk
from retrieval.wording import Wording

__all__ = ["Answerer"]

_RELATED = 4
_TWO: Final = 2
_NEAR_SCORE: Final = 4.0
_OPTIONS = 5


class Answerer:
    """Answers questions from one index version; it holds no state of any conversation.

    Args:
        version: the index and its knowledge.
        ranking: weights of the search; those of the version's encoder where none are given.
        confidence: when to answer; likewise.
        decoys: questions known to have no answer; the shipped ones where none are given.
    """

    def __init__(
        self,
        version: IndexVersion,
        ranking: Ranking | None = None,
        confidence: Confidence | None = None,
        decoys: Decoys | None = None,
    ) -> None:
        self.version = version
        encoder = version.manifest.encoder
        self.searcher = Searcher(version, ranking or Ranking.of(encoder))
        self._talk = SmallTalk(version.knowledge.tables.requests)
        self._confidence = confidence or Confidence.of(encoder)
        self._wording = Wording.shipped()
        self._decoys = decoys or Decoys.shipped()

    @property
    def knowledge(self) -> Knowledge:
        """The texts that answers come from."""
        return self.version.knowledge

    def answer(
        self,
        text: str,
        *,
        default: Language = "kk",
        language: Language | None = None,
        region: str | None = None,
        context: Context | None = None,
        ask_back: bool = True,
    ) -> Answer:
        """What ``text`` gets.

        Args:
            text: the message as it was written.
            default: language of the answer where that of the question can't be told.
            language: language of the answer whatever the question is written in.
            region: slug of a region that counts as named when the text names none.
            context: what the conversation was about, so that a follow-up is understood.
            ask_back: whether the person may be asked to say more.
        """
        identified = identify(text)
        chosen = language or identified.answer_language or default
        kinds = tuple(dict.fromkeys(each.kind for each in find_personal_data(text)))
        if kinds:
            return Answer(
                Status.PERSONAL_DATA, chosen, script=identified.script, personal_data=kinds
            )
        small_talk = self._talk.kind(text)
        if small_talk is not None:
            kind, spoken = small_talk
            return Answer(
                Status.GREETING,
                language or spoken or chosen,
                script=identified.script,
                greeting=kind,
            )
        if self._talk.declines(text):
            return Answer(Status.OUT_OF_SCOPE, chosen, script=identified.script)
        question = self.searcher.understand(text, chosen, region)
        noticed = self._concerns.notice(text)
        parts = split_questions(text) if noticed is None else None
        both = None if parts is None else self._both(parts, question, identified.script, context)
        if both is not None:
            return self._warned(question, both)
        answer = self._single(question, identified.script, context, ask_back=ask_back)
        if noticed is not None:
            return self._humane(answer, noticed)
        answer = replace(answer, also=self._beside(question, answer))
        answer = self._warned(question, answer)
        return replace(answer, clarify=_unsaid(question, answer, context)) if ask_back else answer

    def _single(
        self, question: Question, script: Script, context: Context | None, *, ask_back: bool
    ) -> Answer:
        answer = self._decide(question, script, ask_back=ask_back)
        answer = self._asked_anywhere(question, self._asked_of_one(question, answer))
        if context is not None:
            answer = self._follow_up(question, answer, context) or answer
        return self._with_old_sum(question, answer)

    def _both(
        self, parts: Parts, whole: Question, script: Script, context: Context | None
    ) -> Answer | None:
        """Two answers to the two questions of a message; ``None`` unless each has its own.

        The second question may lean on the first. One that names no matter of its own («какая
        зарплата») may only lead on within the same document, and after a comma it has to name one:
        there it is mostly the same question said twice.
        """
        language, region = whole.language, None
        first_question = self.searcher.understand(parts.first, language)
        first = self._single(first_question, script, context, ask_back=False)
        if first.status is not Status.ANSWERED or first.section is None:
            return None
        if len(first_question.regions) == 1:
            (region,) = first_question.regions
        second_question = self.searcher.understand(parts.second, language)
        if second_question.entities.regions:
            region = None
        leaning = None if parts.loose else Context(first.section.id, region, first.family_size)
        second = self._single(second_question, script, leaning, ask_back=False)
        if second.status is not Status.ANSWERED or second.section is None:
            return None
        same_document = second.section.document == first.section.document
        own_matter = bool(second_question.terms - (first_question.terms if parts.loose else set()))
        if second.section.id == first.section.id or not (own_matter or same_document):
            return None
        if parts.loose and not (own_matter and first_question.terms):
            return None
        if min(first.confidence, second.confidence) < self._confidence.threshold:
            return None
        return replace(
            first,
            also=replace(second, family_size=second.family_size or whole.entities.family_size),
            regions=tuple(sorted(whole.regions)),
            terms=tuple(sorted(whole.terms)),
        )

    def _beside(self, question: Question, answer: Answer) -> Answer | None:
        """The same of the second region or year that a question names: «квота СКО и Павлодара»."""
        if answer.status is not Status.ANSWERED or answer.section is None:
            return None
        twin = self._other_asked(question, answer.section)
        return None if twin is None else replace(answer, section=twin, related=())

    def _row_without_places(self, question: Question) -> Section | None:
        """The row of a region that the person moves to and that has no quota; else ``None``."""
        quotas, today = self.knowledge.tables.quotas, self.knowledge.today.year
        year = quotas.latest(today)
        asked = question.entities.years
        if year is None or question.past(today) or (asked and year not in asked):
            return None
        kandas = question.entities.audience == "kandas"
        without = quotas.without_places(question.entities.aims, today, kandas=kandas)
        return self._section(f"quota-{year}#{without[0]}", question.language) if without else None

    def _is_paid_within_quota(self, answer: Answer) -> bool:
        """Whether an answer is on help that is paid only within the quota of a region."""
        section, topics = answer.section, self.knowledge.tables.topics
        if answer.status is not Status.ANSWERED or section is None or section.regions:
            return False
        return topics[section.topic].within_quota

    def _warned(self, question: Question, answer: Answer) -> Answer:
        """That a region has no quota, before help that is paid within one alone.

        «Астанаға көшуге субсидия бар ма?» must not be answered by the sum alone, nor begin with it.
        Of two answers the one on such help stays.
        """
        told = [each for each in (answer, answer.also) if each is not None]
        paid = next((each for each in told if self._is_paid_within_quota(each)), None)
        row = None if paid is None else self._row_without_places(question)
        if paid is None or row is None:
            return answer
        return replace(answer, section=row, also=replace(paid, related=(), also=None))

    def _other_asked(self, question: Question, section: Section) -> Section | None:
        """The section on the second region or year asked about, else like ``section``."""
        if len(section.regions) != 1:
            return None
        regions = question.regions - set(section.regions)
        years = set(question.entities.years) - {section.year}
        if len(question.regions) == _TWO and len(regions) == 1:
            wanted, year = tuple(regions), section.year
        elif len(question.entities.years) == _TWO and len(years) == 1 and section.year is not None:
            wanted, year = section.regions, years.pop()
        else:
            return None
        twins = (
            each
            for each in self.knowledge.sections
            if each.language == section.language
            and each.topic == section.topic
            and each.regions == wanted
            and each.year == year
            and each.anchor in {section.anchor, *wanted}
        )
        return next(twins, None)

    def _asked_of_one(self, question: Question, unsure: Answer) -> Answer:
        """The answer for the first of two regions, decided as if it were asked about alone.

        Each of the regions makes the row of the other look less fitting than it is.
        """
        section = unsure.section
        if unsure.status is not Status.NOT_IN_TEXTS or section is None:
            return unsure
        other = self._other_asked(question, section)
        if other is None or other.year != section.year:
            return unsure
        (slug,) = other.regions
        one = self.searcher.understand(question.without_regions({slug}), question.language)
        alone = self._decide(one, unsure.script)
        right = alone.section is not None and alone.section.id == section.id
        return alone if right and alone.status is Status.ANSWERED else unsure

    def _asked_anywhere(self, question: Question, unsure: Answer) -> Answer:
        """The answer to who moves somewhere, without the places, where it is the same everywhere.

        «Семьёй переезжаем в Павлодар, сколько подъёмных?» has few words that the section has, and
        the same without the place many.
        """
        asks_money = Intent.AMOUNT in question.intents
        if unsure.status is not Status.NOT_IN_TEXTS or not asks_money or not question.entities.aims:
            return unsure
        # Who leaves a region that the programme does not move people from is another matter.
        table = self.knowledge.tables.regions
        usual = (each.slug for each in question.entities.regions if table[each.slug].departure)
        text = question.without_regions({*question.entities.aims, *usual})
        bare = self.searcher.understand(text, question.language)
        alone = self._decide(bare, unsure.script, ask_back=False)
        if alone.section is None or not self._is_paid_within_quota(alone):
            return unsure
        if bare.terms and not self._is_named(alone.section.id, bare):
            return unsure
        return replace(alone, regions=unsure.regions)

    def section_answer(self, section_id: str, language: Language) -> Answer | None:
        """The answer that is this section, for buttons and links; ``None`` if it is gone."""
        section = self._section(section_id, language)
        if section is None:
            return None
        return Answer(
            Status.ANSWERED,
            language,
            section,
            self._related(section, language),
            confidence=1.0,
            # Whoever opens the page of a region speaks of that region.
            regions=section.regions if len(section.regions) == 1 else (),
        )

    def _follow_up(self, question: Question, alone: Answer, context: Context) -> Answer | None:
        """The answer to a fragment in the light of the conversation; ``None`` for a new subject."""
        there = self._there(question, alone, context)
        if there is not None:
            return there
        last = self._section(context.section, question.language)
        if last is None or not _leans_on_context(question, alone, self._talk.words("vague_alone")):
            return None
        twin = self._twin(last, question)
        if twin is not None:
            related = self._related(twin, question.language)
            return replace(
                alone,
                status=Status.ANSWERED,
                section=twin,
                related=related,
                options=(),
                confidence=max(alone.confidence, self._confidence.threshold),
                followed=True,
            )
        subject = _YEAR.sub("", last.title)
        region = None
        if not question.regions and last.regions:
            region = context.region
        joined = self.searcher.understand(f"{question.text} {subject}", question.language, region)
        answer = self._decide(joined, alone.script)
        if answer.status is not Status.ANSWERED or answer.section is None:
            return None
        if not self._says(answer.hits[0], question):
            if answer.section.id == last.id:
                return self._other_matter(question, alone, answer)
            if alone.status is Status.ANSWERED and alone.confidence >= self._confidence.threshold:
                return None  # a new subject
        return replace(answer, followed=True)

    def _there(self, question: Question, alone: Answer, context: Context) -> Answer | None:
        """What a general answer is in the region spoken of: «квотасы қанша?» after Abai."""
        general = alone.section is not None and alone.section.clarify == "region"
        if alone.status is not Status.ANSWERED or not general:
            return None
        if context.region is None or question.regions:
            return None
        names = self.knowledge.tables.regions[context.region].names[question.language]
        text = f"{question.text} {names.nominative}"
        answer = self._decide(self.searcher.understand(text, question.language), alone.script)
        section = answer.section
        if answer.status is not Status.ANSWERED or section is None:
            return None
        return replace(answer, followed=True) if section.regions == (context.region,) else None

    def _says(self, hit: Hit, question: Question) -> bool:
        """Whether a section speaks of what a fragment names; else it would only be repeated."""
        named = self._named(question)
        section = self._section(hit.section_id, question.language)
        if section is None or not named:
            return section is not None
        if question.regions and section.regions and not question.regions & set(section.regions):
            return False
        asks = intents_of(" . ".join((section.heading, *section.questions)))
        covered, _ = self.searcher.coverage(replace(question, mended=named), hit)
        return covered >= _SAID and (not question.intents or bool(question.intents & asks))

    def _named(self, question: Question) -> str:
        """The words of a fragment that name something: «аренда» of «а аренда?»."""
        filler = self._talk.words("filler") | _LIGHT_WORDS
        words = (token.surface for token in tokenize(question.text) if token.kind != "symbol")
        return " ".join(word for word in words if fold(word) not in filler)

    def _other_matter(self, question: Question, alone: Answer, repeated: Answer) -> Answer | None:
        """What a fragment gets of which the last section says nothing: «а аренда?».

        Args:
            question: the fragment.
            alone: what it would get without a conversation.
            repeated: what it would get with the last subject: the last section once more.

        Returns:
            ``None`` where the fragment stands alone.
        """
        if alone.status is Status.CLARIFICATION:
            return None
        if alone.status is Status.ANSWERED and alone.confidence >= self._confidence.threshold:
            return None
        # «Аренда» alone is too little to be sure of; after «деньги на переезд» it is clear.
        bare = self.searcher.understand(self._named(question), question.language)
        found = self.searcher.search(bare, _NEAR) if bare.terms else []
        named = [hit for hit in found if hit.features["terms"] >= 1]
        anchor = repeated.hits[0].section_id.partition("#")[2]
        alike = [hit for hit in named if hit.section_id.partition("#")[2] == anchor]
        beside = [hit for hit in repeated.hits[1:_NEAR] if self._says(hit, question)]
        near = next(iter((*alike, *beside, *named)), None)
        section = None if near is None else self._section(near.section_id, question.language)
        if section is None:
            nearest = alone.section or repeated.section
            return replace(alone, status=Status.NOT_IN_TEXTS, section=nearest, options=())
        return replace(
            repeated,
            section=section,
            related=self._related(section, question.language),
            confidence=max(alone.confidence, self._confidence.threshold),
            followed=True,
        )

    def _twin(self, last: Section, question: Question) -> Section | None:
        """The section answered last, for what a fragment names: «а в СКО?», «а на двоих?»."""
        regions, years = tuple(question.regions), question.entities.years
        if last.clarify == "family" and _counts_people(question):
            return last
        if len(regions) > 1 or len(years) > 1 or not self._only_names(question):
            return None
        if last.clarify == "region" and regions:
            year = years[0] if years else self.knowledge.today.year
            topics: tuple[str, ...] = (last.topic, "regions")
        elif len(last.regions) == 1 and (regions or (years and last.year is not None)):
            year = years[0] if years else (last.year or self.knowledge.today.year)
            # A region without a page of its own has its row of the quota.
            topics = (last.topic, "regions", "quotas") if regions else (last.topic,)
            regions = regions or last.regions
        else:
            return None
        twins = [
            each
            for each in self.knowledge.sections
            if each.language == question.language
            and each.regions == regions
            and each.year in {year, None}
            and (each.year is not None or not years)
            and (each.anchor in {last.anchor, *regions} or last.clarify == "region")
        ]
        # This topic's before the page of the region, and within a topic the first.
        fitting = (each for topic in topics for each in twins if each.topic == topic)
        return next((each for each in fitting if each.id != last.id), None)

    def _only_names(self, question: Question) -> bool:
        """Whether nothing is said but places, years and words without weight."""
        entities = question.entities
        filler = self._talk.words("filler") | _LIGHT_WORDS
        spoken = [
            token
            for token in tokenize(question.text)
            if token.kind in {"word", "number"}
            and not any(each.start <= token.start < each.end for each in entities.regions)
        ]
        return bool(question.regions or entities.years) and all(
            fold(token.surface) in filler
            if token.kind == "word"
            else token.surface in map(str, entities.years)
            for token in spoken
        )

    def _humane(self, answer: Answer, noticed: Noticed) -> Answer:
        """The answer to distress: help comes first; what was asked is one tap away."""
        if not noticed.concern.is_distress:
            # Whoever swears and asks gets the answer; whoever only swears, a calm line.
            if answer.status is Status.ANSWERED:
                return answer
            return replace(
                answer, status=Status.OUT_OF_SCOPE, section=None, options=(), concern=Concern.INSULT
            )
        help_section = self._section(noticed.section, answer.language) if noticed.section else None
        if help_section is None:
            section = answer.section
            return replace(
                answer, status=Status.NOT_IN_TEXTS, section=section, concern=noticed.concern
            )
        related = self._related(help_section, answer.language)
        asked = answer.section if answer.status is Status.ANSWERED else None
        if asked is not None and asked.id != help_section.id:
            related = (asked, *(each for each in related if each.id != asked.id))[:_RELATED]
        return replace(
            answer,
            status=Status.ANSWERED,
            section=help_section,
            related=related,
            options=(),
            concern=noticed.concern,
        )

    def _with_old_sum(self, question: Question, answer: Answer) -> Answer:
        """The answer with the year of an old sum that the question names."""
        entities = question.entities
        if not self._old_sums.has_sum(question.text, entities):
            return answer
        payments = {each.amount: each.section for each in self.knowledge.tables.payments.payments}
        meant = [key for key, each in payments.items() if self._is_named(each, question)]
        if answer.status is Status.ANSWERED and answer.section is not None:
            keys = (*self._payments_of(answer.section), *meant)
            told = self._old_sums.named(question.text, entities, keys)
            return answer if told is None else replace(answer, old_sum=told)
        told = self._old_sums.named(question.text, entities, meant)
        told = told or self._old_sums.named(question.text, entities, payments, exact=True)
        # A number of indices may be a fine or a fee; where nothing else speaks of the programme,
        # only the very sum in tenge does.
        if told is None or (told.unit != "tenge" and answer.status is Status.OUT_OF_SCOPE):
            return answer
        section = self._section(payments[told.key], answer.language)
        if section is None:
            return answer
        related = self._related(section, answer.language)
        return replace(
            answer,
            status=Status.ANSWERED,
            section=section,
            related=related,
            options=(),
            old_sum=told,
        )

    def _is_named(self, section_id: str, question: Question) -> bool:
        """Whether a glossary term of the question belongs to the topic of a section."""
        section = self._section(section_id, question.language)
        topics = {
            each.topic for each in self.knowledge.tables.glossary.root if each.id in question.terms
        }
        return section is not None and section.topic in topics

    def _payments_of(self, section: Section) -> tuple[str, ...]:
        """Payments that a section is about, then the others of its document."""
        document = (
            fact
            for each in self.knowledge.sections
            if each.document == section.document
            for fact in each.facts
        )
        keys = self._old_sums.keys_of
        return (*keys(section.facts), *keys(document))

    @cached_property
    def _concerns(self) -> Concerns:
        return Concerns(self.knowledge.tables.requests)

    @cached_property
    def _old_sums(self) -> OldSums:
        return OldSums(self.knowledge.tables, self.knowledge.today)

    def _decide(self, question: Question, script: Script, *, ask_back: bool = True) -> Answer:
        found = [
            hit
            for hit in self.searcher.search(question)
            if not _speaks_of_other(hit) and not self._counts_others(question, hit)
        ]
        hits = tuple(self._row_first(question, found))
        features = self.features(question, hits)
        probability = self._confidence.probability(features) if hits else 0.0
        best = self._section(hits[0].section_id, question.language) if hits else None
        common = {
            "language": question.language,
            "confidence": probability,
            "script": script,
            "regions": tuple(sorted(question.regions)),
            "terms": tuple(sorted(question.terms)),
            "family_size": question.entities.family_size,
            "hits": hits,
        }
        options = self._options(question, hits) if ask_back else ()
        if self._is_own_case(question, features) or self._asks_beyond(question, features):
            return Answer(status=Status.NOT_IN_TEXTS, section=best, **common)  # type: ignore[arg-type]
        if options:
            return Answer(status=Status.CLARIFICATION, options=options, **common)  # type: ignore[arg-type]
        sure = probability >= self._confidence.threshold
        if best is not None and (sure or self._is_plain(question, best, features)):
            related = self._related(best, question.language)
            return Answer(status=Status.ANSWERED, section=best, related=related, **common)  # type: ignore[arg-type]
        if not self._confidence.in_scope(features):
            return Answer(status=Status.OUT_OF_SCOPE, **common)  # type: ignore[arg-type]
        return Answer(status=Status.NOT_IN_TEXTS, section=best, **common)  # type: ignore[arg-type]

    def _counts_others(self, question: Question, hit: Hit) -> bool:
        """Whether a section tells how many people moved, and the question is on money.

        «6 адамбыз, Петропавлға көшеміз, барлығы қанша аламыз?» shares most words with «How many
        people moved to North Kazakhstan?».
        """
        if Intent.AMOUNT not in question.intents or Intent.PEOPLE in question.intents:
            return False
        section = self._section(hit.section_id, question.language)
        asked = "" if section is None else section.heading
        return asks_for(Intent.PEOPLE, asked) and not asks_for(Intent.AMOUNT, asked)

    def _row_first(self, question: Question, hits: list[Hit]) -> list[Hit]:
        """``hits`` with the row of the region and year asked for before a list of all regions.

        «Сколько мест в Павлодаре» wants one number; the list for the country has it, too, among
        eleven others that are easily taken for it.
        """
        best = self._section(hits[0].section_id, question.language) if hits else None
        if best is None or best.regions or len(question.regions) != 1:
            return hits
        years = question.entities.years or (self.knowledge.today.year,)
        for hit in hits[1:]:
            row = self._section(hit.section_id, question.language)
            if row is None or row.topic != best.topic or row.year not in years:
                continue
            if set(row.regions) == question.regions and hits[0].score - hit.score < _NEAR_SCORE:
                return [hit, *(each for each in hits if each is not hit)]
        return hits

    def _is_plain(self, question: Question, best: Section, features: Mapping[str, float]) -> bool:
        """Whether a region and a matter are all that is asked, and the section is on just these.

        A misspelled place («павладарда квота») is known by now, but looks like a strange word to
        the model of confidence.
        """
        met = features["terms_met"] >= 1.0 and not features["unmet"]
        if not question.terms or not met or not set(best.regions) <= question.regions:
            return False
        spoken = {
            fold(token.surface)
            for token in tokenize(question.text)
            if token.kind == "word"
            and not any(each.start <= token.start < each.end for each in question.entities.regions)
        }
        matters = self._talk.words("vague_always") | self._talk.words("vague_alone")
        light = self._talk.words("filler") | _LIGHT_WORDS
        return bool(spoken & matters) and spoken <= matters | light

    def _is_own_case(self, question: Question, features: Mapping[str, float]) -> bool:
        """Whether somebody's own case, advice or a forecast is asked for; no text knows these.

        A few texts do say why people are refused, and are asked so in as many words.
        """
        return Intent.OWN_CASE in question.intents and features["ask"] < _AS_ASKED

    def _asks_beyond(self, question: Question, features: Mapping[str, float]) -> bool:
        """Whether a year to come is named, and the best section speaks of another matter.

        That the index of next year isn't set yet is no answer to what its quota will be.
        """
        ahead = any(year > self.knowledge.today.year for year in question.entities.years)
        return ahead and bool(question.terms) and features["terms_met"] < 1.0

    def features(
        self, question: Question, hits: Sequence[Hit], decoys_without: Sequence[str] = ()
    ) -> Mapping[str, float]:
        """The values of ``CONFIDENCE_FEATURES`` for a question and what was found.

        Args:
            question: what was asked.
            hits: what was found, the best first.
            decoys_without: ids of the unanswered questions that don't count as known.
        """
        domain = self._domain_share(question)
        wording, scope = self._wording.log_odds(question.mended)
        words = [token for token in tokenize(question.text) if token.kind != "symbol"]
        if not hits:
            nothing = dict.fromkeys(CONFIDENCE_FEATURES, 0.0)
            return nothing | {"domain": domain, "wording": wording, "wording_scope": scope}
        best = hits[0]
        covered, gap = self.searcher.coverage(question, best)
        document = best.section_id.partition("#")[0]
        others = [hit for hit in hits if hit.section_id.partition("#")[0] != document]
        ask = max(best.features["stems_ask"], best.features["grams_ask"])
        # A wording that the folder has by now is none that is known to have no answer.
        decoy = self._decoys.match(question.mended, decoys_without)
        return {
            "score": best.score,
            "margin": best.score - others[0].score if others else best.score,
            "ask": ask,
            "dense": max(best.features["dense_ask"], best.features["dense_text"]),
            "explained": max(best.features["stems_ask"], best.features["stems_text"]),
            "domain": domain,
            "unmet": self._unmet(question, best),
            "short": float(len(words) <= 2),
            "terms": min(len(question.terms), 3),
            "entities": min(_named(question), 3),
            "terms_met": max(best.features["terms"], best.features["terms_text"]),
            "title": best.features["title"],
            "covered": covered,
            "gap": gap,
            "intent": best.features["intent"],
            "own_case": float(Intent.OWN_CASE in question.intents),
            "spread": best.score - hits[1].score if len(hits) > 1 else best.score,
            "decoy_stems": max(decoy["stems"] - ask, 0.0),
            "decoy_grams": max(decoy["grams"] - ask, 0.0),
            "wording": wording,
            "wording_scope": scope,
        }

    def _unmet(self, question: Question, hit: Hit) -> float:
        section = self._section(hit.section_id, question.language)
        if section is None:
            return 1.0
        regions = question.regions
        names_region = bool(regions & set(section.regions)) or self._mentions_region(
            section, regions
        )
        # What is in force says nothing of the year, and is what who asks of this year means.
        now = set() if section.year is not None else {self.knowledge.today.year}
        years = set(question.entities.years) - now
        text = f"{section.heading} {section.body}"
        names_year = section.year in years or any(str(year) in text for year in years)
        return float(bool(regions) and not names_region) + float(bool(years) and not names_year)

    def _mentions_region(self, section: Section, regions: frozenset[str]) -> bool:
        words = fold(f"{section.heading} {section.body}")
        names = self.knowledge.tables.regions
        return any(
            fold(names[slug].names[section.language].nominative).rsplit(" ", 1)[0] in words
            for slug in regions
        )

    def _domain_share(self, question: Question) -> float:
        """Share of the question's words that the folder's vocabulary has, rare ones counting."""
        index = self.version.index.lexical
        keys = analyze(question.mended).stemmed
        weights = [index.idf("stems", key) for key in keys]
        if not weights:
            return 0.0
        known = sum(w for w, key in zip(weights, keys, strict=True) if index.knows("stems", key))
        return known / sum(weights)

    def _options(self, question: Question, hits: Sequence[Hit]) -> tuple[Section, ...]:
        """Sections to choose from when the question is too vague; none when it isn't."""
        if not self._talk.is_vague(question):
            return ()
        firsts: dict[str, Section] = {}
        for hit in hits:
            section = self._section(hit.section_id, question.language)
            if section is not None and not section.regions:
                firsts.setdefault(section.document, section)
        options = tuple(firsts.values())[:_OPTIONS]
        return options if len(options) > 1 else ()

    def _section(self, section_id: str, language: Language) -> Section | None:
        """The section in ``language``; in the other one where only that has it."""
        for each in (language, *LANGUAGES):
            section = self.knowledge.section(section_id, each)
            if section is not None:
                return section
        return None

    def _related(self, section: Section, language: Language) -> tuple[Section, ...]:
        return tuple(each for each in self.knowledge.related(section) if each.language == language)[
            :_RELATED
        ]


def _speaks_of_other(hit: Hit) -> bool:
    """Whether a section is about another region or another year than the question names."""
    return bool(hit.features["region_wrong"] or hit.features["year_wrong"])


def _counts_people(question: Question) -> bool:
    """Whether a fragment says how many move, and no more: «а на двоих?», «біз бес адамбыз»."""
    words = [token for token in tokenize(question.text) if token.kind in {"word", "number"}]
    alone = not question.terms and not question.regions and not question.entities.years
    return question.entities.family_size is not None and alone and len(words) <= _FRAGMENT_WORDS


def _unsaid(question: Question, answer: Answer, context: Context | None) -> Clarify | None:
    """What the answer differs by, unless the question or the conversation has said it."""
    section = answer.section
    if answer.status is not Status.ANSWERED or section is None or answer.borrowed:
        return None
    entities = question.entities
    known = context or Context(section.id)
    said: Mapping[Clarify, object] = {
        "region": question.regions or known.region,
        "settlement": entities.settlement,
        "family": entities.family_size or known.family_size,
        "audience": entities.audience in dict(section.choices),
    }
    return None if section.clarify is None or said[section.clarify] else section.clarify


_YEAR: Final = re.compile(r"\b(?:19|20)\d{2}\b")
# Words with which people go on: «а на ребёнка?», «ал Павлодарға ше?», «тағы не керек?»; folded.
_GOES_ON: Final = re.compile(
    r"^(?:ну )?(?:а|ал|и|но|тогда|еше|сонда|таги|онда|сосин|а если|егер)\b|\b(?:ше|ши)\W*$"
)
_LIGHT_WORDS: Final = frozenset(
    fold(
        "а ал и но тогда ещё онда ше ші сонда тағы если егер в во на по за там туда где год году"
        " года годом жыл жылы жылғы жылға область области обл облыс облысы облысында облысына да"
        " де дә ну мен пен бен прошлом былтыр биыл нынче этом осы өткен"
    ).split()
)
_FRAGMENT_WORDS: Final = 6
#: From this match on a question is one of the section's own, hardly put in other words.
_AS_ASKED: Final = 0.5
#: From this share of its words on a section speaks of what a fragment names.
_SAID: Final = 0.5
#: Sections beside the last one that a fragment may go on with.
_NEAR: Final = 5
_SHORT_WORDS: Final = 3
_SURE: Final = 0.8


def _leans_on_context(question: Question, alone: Answer, subjects: frozenset[str]) -> bool:
    """Whether a message is a fragment that goes on with the conversation.

    It says so itself («а …?», «ал … ше?»), or names nothing but a place, a year or a number of
    people, or it is so short that alone it answers nothing surely. Another subject never leans.

    Args:
        question: the message.
        alone: what it would get without a conversation.
        subjects: folded words that name a subject all by themselves.
    """
    words = [token for token in tokenize(question.text) if token.kind in {"word", "number"}]
    if len(words) <= _FRAGMENT_WORDS and _GOES_ON.search(fold(question.text.strip())):
        return True
    places = [(each.start, each.end) for each in question.entities.regions]
    rest = [
        token
        for token in words
        if token.kind == "word" and not any(a <= token.start < b for a, b in places)
    ]
    if words and not rest:
        return True
    if alone.status is Status.OUT_OF_SCOPE or len(words) > _SHORT_WORDS:
        return False
    if {fold(each.surface) for each in words} & subjects:
        return False  # «сертификат» alone is a new subject, «документы?» goes on with the last
    if question.terms and question.regions:
        return False  # «Павлодарда квота қанша» says all there is to say
    answered = alone.status is Status.ANSWERED and bool(alone.hits)
    if answered and question.terms and alone.hits[0].features["title_matter"] >= 1.0:
        return False  # «отбасы банк» is the title of what it gets
    return alone.status is not Status.ANSWERED or alone.confidence < _SURE or not question.terms


def _named(question: Question) -> int:
    """How many things of the programme a question names beside its terms."""
    entities = question.entities
    return (
        len(entities.regions)
        + len(entities.years)
        + len(entities.amounts)
        + (entities.family_size is not None)
        + (entities.audience is not None)
        + (entities.settlement is not None)
    )
