"""«Can I take part?»: the questions of tables/eligibility.yaml → likely yes, no, or ask.

Trail: the letter of each question and the letter of its answer; for a region its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bot.dialogues.speech import places_in, said
from bot.dialogues.steps import Step, Trail
from bot.dialogues.talk import Talk, capital, region_key
from bot.rendering import RichText
from bot.replies import Button
from retrieval.knowledge import Option, Question, Remark, Verdict, holds
from retrieval.language import Entities

__all__ = ["EligibilityPath"]

_ORDER: Final = (
    Verdict.AGAINST,
    Verdict.ASK,
    Verdict.PREPARE,
    Verdict.LESS,
    Verdict.FITS,
    Verdict.NOTE,
)
#: The first of these that any remark has decides the outcome.
_DECISIVE: Final = (Verdict.AGAINST, Verdict.ASK, Verdict.PREPARE)
_MANY_REGIONS: Final = 5


class EligibilityPath:
    """Whether a person can likely take part."""

    def hinted(self, talk: Talk, hints: Entities) -> Trail:
        """Nothing: who asks may ask for somebody else, and one tap is quicker than a mistake."""
        return Trail()

    def step(self, talk: Talk, trail: Trail) -> Step | None:
        """The next question, or the outcome."""
        questions = talk.knowledge.tables.eligibility.questions
        answers: dict[str, str] = {}
        remarks: list[tuple[Remark, str | None]] = []
        given = dict(trail.answers)
        for question in questions:
            if not holds(question.when, answers):
                continue
            value = given.pop(question.key, None)
            if value is None:
                # Answers to later questions without one to this: no button writes that.
                return None if given else self._ask(talk, trail, question, len(answers) + 1)
            answer = self._answer(talk, question, value)
            if answer is None:
                return None
            key, region, found, ends = answer
            answers[question.key] = key
            remarks += [(each, region) for each in found]
            if ends:
                break
        if given:
            return None
        always = talk.knowledge.tables.eligibility.always
        remarks += [(each, None) for each in always]
        counted = [pair for pair in remarks if holds(pair[0].when, answers)]
        return self._outcome(talk, trail, counted)

    def heard(self, talk: Talk, trail: Trail, text: str) -> Step | None:
        """Takes the words of a button, other words for it, or the name of a region."""
        question = self._asked(talk, trail)
        if question is None:
            return None
        option = _option_said(question, text)
        if option is not None:
            return self.step(talk, trail.with_(question.key, option.key))
        if question.places is None:
            return None
        places = places_in(text, talk.gazetteer)
        if len(places) != 1 or len(said(text).split()) > 4 or "?" in text:
            return None
        if places[0] in self._regions(talk, question):
            return self.step(talk, trail.with_(question.key, region_key(places[0])))
        other = question.options[0].key
        return self.step(talk, trail.with_(question.key, other))

    def _asked(self, talk: Talk, trail: Trail) -> Question | None:
        answers = dict(trail.answers)
        for question in talk.knowledge.tables.eligibility.questions:
            if holds(question.when, answers) and question.key not in answers:
                return question
            option = question.option(answers.get(question.key, ""))
            if option is not None and option.ends:
                return None
        return None

    def _regions(self, talk: Talk, question: Question) -> tuple[str, ...]:
        """The regions that a question offers, most places first."""
        if question.places is None:
            return ()
        tables = talk.knowledge.tables
        if question.places.of == "departure":
            return tuple(slug for slug, region in tables.regions.items() if region.departure)
        year = talk.quota_year()
        if year is None:
            return ()
        kind = question.places.of
        rows = tables.quotas.years[year].regions.items()
        places = {slug: getattr(row, kind) or 0 for slug, row in rows if slug in tables.regions}
        offered = [slug for slug, count in places.items() if count]
        return tuple(sorted(offered, key=lambda slug: -places[slug]))

    def _answer(
        self, talk: Talk, question: Question, value: str
    ) -> tuple[str, str | None, tuple[Remark, ...], bool] | None:
        """Key of the answer, its region, its remarks, and whether it ends the questions."""
        option = question.option(value)
        if option is not None:
            return option.key, None, option.remarks, option.ends
        if question.places is None:
            return None
        slug = talk.region_slug(value)
        if slug is None:
            return None
        if slug not in self._regions(talk, question):
            # The button is older than the quota: the region has no places any more.
            other = question.options[0]
            return other.key, slug, other.remarks, other.ends
        return value, slug, question.places.remarks, False

    def _ask(self, talk: Talk, trail: Trail, question: Question, number: int) -> Step:
        language = talk.language
        regions = self._regions(talk, question)
        columns = 2 if len(regions) > _MANY_REGIONS else 1
        rows: list[tuple[Button, ...]] = list(
            talk.region_buttons(regions, trail, question.key, columns)
        )
        rows += [
            (talk.button(option.label[language], trail.with_(question.key, option.key)),)
            for option in question.options
        ]
        text = talk.words(
            "dialogue-eligibility-question", number=str(number), ask=question.ask[language]
        )
        hint = question.hint[language] if question.hint else None
        return talk.question(trail, text, rows, hint)

    # --- the outcome ---

    def _outcome(self, talk: Talk, trail: Trail, remarks: list[tuple[Remark, str | None]]) -> Step:
        said_so = [self._grounded(talk, remark, region) for remark, region in remarks]
        verdicts = {verdict for verdict, _, _ in said_so}
        decided = next((each for each in _DECISIVE if each in verdicts), Verdict.FITS)
        limited = decided in {Verdict.FITS, Verdict.PREPARE} and Verdict.LESS in verdicts
        head = [talk.words(f"dialogue-eligibility-{decided}")]
        if limited:
            head.append(talk.words("dialogue-eligibility-limited"))
        head.append(talk.words("dialogue-eligibility-no-promise"))
        parts = [RichText.from_markdown("\n\n".join(head))]
        for verdict in _ORDER:
            chosen = [each for each in said_so if each[0] is verdict]
            if not chosen:
                continue
            parts.append(RichText.from_markdown(talk.words(f"dialogue-verdict-{verdict}")))
            for _, text, section in chosen:
                line = RichText.from_markdown(f"- {text}")
                parts.append(RichText.joined([line, talk.source(section)], "\n"))
        parts.append(RichText.from_markdown(talk.words("dialogue-eligibility-end", **_who(talk))))
        sections = [section for _, _, section in _by_weight(said_so)]
        rows = (
            *talk.section_rows(sections),
            (talk.path_button("money"),),
            (talk.path_button("papers"),),
            (talk.path_button("contacts"),),
            *talk.end_rows(trail),
        )
        return talk.step(trail, RichText.joined(parts), rows)

    def _grounded(self, talk: Talk, remark: Remark, region: str | None) -> tuple[Verdict, str, str]:
        """Verdict, words and section of a remark.

        A condition whose section is gone, or holds no more, can't be shown to be met: it is to
        be asked.
        """
        year = str(talk.quota_year() or "")
        section_id = remark.section.replace("{region}", region or "").replace("{year}", year)
        text = remark.text[talk.language].replace("{year}", year)
        if region is not None:
            text = f"{capital(talk.region(region))}. {text}"
        section = talk.section(section_id)
        holds_now = section is not None and section.in_force(talk.knowledge.today)
        doubtful = remark.verdict is Verdict.FITS and not holds_now
        return Verdict.ASK if doubtful else remark.verdict, text, section_id


def _by_weight(
    said_so: list[tuple[Verdict, str, str]],
) -> Iterator[tuple[Verdict, str, str]]:
    for verdict in _ORDER:
        yield from (each for each in said_so if each[0] is verdict)


def _who(talk: Talk) -> Mapping[str, str]:
    return {"phone": talk.knowledge.tables.contacts["contact-centre"].phone or ""}


def _option_said(question: Question, text: str) -> Option | None:
    words = said(text)
    if not words:
        return None
    for number, option in enumerate(question.options, start=1):
        ways = {said(option.label.kk), said(option.label.ru), *map(said, option.words)}
        if words in ways or (question.places is None and words == str(number)):
            return option
    return None
