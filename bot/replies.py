"""Makes the message of an answer: the section's text, what it rests on, and what to ask next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from bot.clarifying import choices, region_section
from bot.messages import Texts, texts
from bot.rendering import RichText, Span, clipped
from bot.shortening import ANSWER_LIMIT, shortened
from bot.sums import family_line, old_sum_line
from retrieval import (
    Answer,
    Concern,
    Knowledge,
    Language,
    Section,
    Status,
    Verification,
)

__all__ = ["REASONS", "Button", "Replies", "Reply", "Rows", "Said", "section_key"]

#: Telegram's limit on callback_data, in bytes.
CALLBACK_LIMIT: Final = 64
#: Why an answer didn't help; each has its text ``reason-<name>``.
REASONS: Final = ("wrong", "unclear", "region", "outdated")
_LABEL_LIMIT = 40
#: The whole title stands on the page that the source leads to.
_SOURCE_LIMIT = 90
_KEY_LENGTH = 10
_EXAMPLES = 3
_REGION_TOPIC = "quotas"


@dataclass(frozen=True)
class Button:
    """A button under a message: it opens ``url``, sends ``data`` back, or shares an answer.

    ``share`` is the rest of the /start payload of the answer to share.
    """

    label: str
    data: str | None = None
    url: str | None = None
    share: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Reply:
    """What a person gets: text and rows of buttons.

    Attributes:
        text: all of it.
        buttons: below it.
        language: that it is in.
        short: what is shown first where the text is long; the rest comes with ``more``.
        more: the button that shows all.
    """

    text: RichText
    buttons: Rows = ()
    language: Language = "kk"
    short: RichText | None = None
    more: Button | None = None

    @property
    def first(self) -> Reply:
        """The reply as it is sent: a long one has its details behind a button."""
        if self.short is None or self.more is None:
            return self
        return Reply(self.short, ((self.more,), *self.buttons), self.language)

    def after(self, note: str) -> Reply:
        """The reply with a line of Markdown before it."""
        line = RichText.from_markdown(note)
        short = None if self.short is None else RichText.joined((line, self.short))
        return replace(self, text=RichText.joined((line, self.text)), short=short)


@dataclass(frozen=True)
class Said:
    """What stands in a message beside its section, short enough for the data of a button.

    Attributes:
        family_size: people who move.
        concern: distress that was noticed.
        also: key of the section that answers a second question.
    """

    family_size: int | None = None
    concern: Concern | None = None
    also: str | None = None

    @classmethod
    def read(cls, code: str) -> Self:
        """What ``str`` wrote; what can't be read was not said."""
        size, concern, also = None, None, None
        for part in code.split("."):
            if part[:1] == "n" and part[1:].isascii() and part[1:].isdecimal() and len(part) <= 3:
                size = int(part[1:])
            elif part[:1] == "c":
                concern = _CONCERNS.get(part[1:])
            elif part[:1] == "a" and len(part) == _KEY_LENGTH + 1:
                also = part[1:]
        return cls(size, concern, also)

    def __str__(self) -> str:
        parts = [] if self.family_size is None else [f"n{self.family_size}"]
        parts += [f"c{key}" for key, each in _CONCERNS.items() if each is self.concern]
        parts += [] if self.also is None else [f"a{self.also}"]
        return ".".join(parts)


#: Letters of concerns in button data; never changed, so that old buttons keep working.
_CONCERNS: Final = {"l": Concern.LIFE, "v": Concern.VIOLENCE, "n": Concern.NEED}


def section_key(section_id: str) -> str:
    """A short name of a section for button data: it outlives restarts and new versions."""
    return hashlib.blake2b(section_id.encode(), digest_size=_KEY_LENGTH // 2).hexdigest()


class Replies:
    """Writes replies from answers.

    Args:
        knowledge: for names of topics, contacts and the index of the year.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._by_key = {section_key(section.id): section.id for section in knowledge.sections}
        self._examples = _leads_of_start_topics(knowledge)[:_EXAMPLES]

    def section_id(self, key: str) -> str | None:
        """The section that a button's data names; ``None`` when it is gone."""
        return self._by_key.get(key)

    def answer(self, answer: Answer) -> Reply:
        """The reply to a question, whatever became of it."""
        words = texts()[answer.language]
        if answer.status is Status.ANSWERED and answer.section is not None:
            return self._answered(answer, answer.section, words)
        if answer.status is Status.CLARIFICATION:
            buttons = self._section_buttons(answer.options, answer.language)
            return self._plain(words("clarification"), words, buttons)
        if answer.status is Status.NOT_IN_TEXTS:
            return self._not_in_texts(answer, words)
        if answer.status is Status.PERSONAL_DATA:
            kinds = ", ".join(words(f"personal-data-{kind}") for kind in answer.personal_data)
            return self._plain(words("personal-data", kinds=kinds), words)
        if answer.status is Status.GREETING:
            text = words(f"greeting-{answer.greeting or 'greetings'}")
            return self._plain(text, words, self._topic_rows(answer.language))
        if answer.status is Status.OUT_OF_SCOPE and answer.concern is not None:
            return self._plain(words("concern-insults"), words, self._topic_rows(answer.language))
        if answer.status is Status.OUT_OF_SCOPE:
            return self._plain(words("out-of-scope"), words, self._topic_rows(answer.language))
        return self.error(answer.language)

    def start(self, language: Language) -> Reply:
        """The first message: who this is, and the six topics."""
        words = texts()[language]
        examples = [
            section
            for each in self._examples
            if (section := self._knowledge.section(each, language)) is not None
        ]
        questions = tuple(
            (Button(clipped(each.heading, _LABEL_LIMIT), f"s:{section_key(each.id)}:{language}"),)
            for each in examples
        )
        rows = (*self._topic_rows(language), *questions, self._language_row())
        return self._plain(words("start"), words, rows)

    def text(self, key: str, language: Language) -> Reply:
        """A fixed text without buttons."""
        words = texts()[language]
        return self._plain(words(key), words)

    def languages(self, language: Language) -> Reply:
        """The choice of language."""
        words = texts()[language]
        return self._plain(words("language-choose"), words, (self._language_row(),))

    def place(self, slug: str, language: Language) -> Reply:
        """Asks whether a person who sent a place wants to know of its region."""
        words = texts()[language]
        name = self._knowledge.tables.regions[slug].names[language].nominative
        buttons = (
            Button(words("button-yes"), f"w:yes:{slug}:{language}"),
            Button(words("button-no"), f"w:no:{language}"),
        )
        return self._plain(words("location-guess", region=name), words, (buttons,))

    def region_section(self, slug: str, language: Language) -> str | None:
        """Id of the section to begin with for a region: its places of this year."""
        section = region_section(self._knowledge, slug, language, _REGION_TOPIC)
        return None if section is None else section.id

    def topics(self, language: Language) -> Reply:
        """All topics that have texts."""
        words = texts()[language]
        return self._plain(words("topics"), words, self._topic_rows(language, every=True))

    def topic(self, key: str, language: Language) -> Reply | None:
        """What one topic answers, as buttons; ``None`` when there is no such topic."""
        if key not in self._knowledge.tables.topics:
            return None
        words = texts()[language]
        topic = self._knowledge.tables.topics[key]
        name = topic.names[language]
        firsts = [
            document.sections[0]
            for document in self._knowledge.documents
            if document.topic == key and document.language == language and document.sections
        ]
        # The main thing first, whatever the files are called.
        firsts.sort(key=lambda section: section.id != topic.lead)
        # A topic of a single document shows that document's sections instead of one button.
        if len(firsts) == 1:
            firsts = [
                section
                for document in self._knowledge.documents
                if document.id == firsts[0].document and document.language == language
                for section in document.sections
            ]
        buttons = self._section_buttons(firsts, language)
        return self._plain(
            words("topic", name=name),
            words,
            (*buttons, (Button(words("button-topics"), "topics"),)),
        )

    def error(self, language: Language) -> Reply:
        """Something went wrong on our side: who can help meanwhile."""
        words = texts()[language]
        return self._plain(words("error", phone=self._phone()), words)

    def _answered(self, answer: Answer, section: Section, words: Texts) -> Reply:
        also = None if answer.also is None else answer.also.section
        before = self._before(answer, words)
        after = []
        footer = self._footer(section, words)
        if answer.also is None or also is None:
            told = [*self._told(answer, section, words), footer]
        else:
            first, second = (
                [RichText((Span(each.heading, bold=True),)), *self._told(one, each, words)]
                for one, each in ((answer, section), (answer.also, also))
            )
            last = self._footer(also, words)
            # Where both rest on the same, it is said once.
            told = [*first, *([] if footer == last else [footer]), *second, last]
        if answer.clarify is not None:
            after.append(RichText.from_markdown(words(f"clarify-{answer.clarify}")))
        said = Said(
            answer.family_size, answer.concern, None if also is None else section_key(also.id)
        )
        rows = (
            *self._choice_rows(answer, section),
            self._feedback_row(section, words),
            *self._answer_rows(
                section, answer.related if also is None else (also, *answer.related), said
            ),
        )
        reply = Reply(RichText.joined((*before, *told, *after)), rows, answer.language)
        brief = shortened(section.body, len(reply.text.plain) - ANSWER_LIMIT)
        if brief is None or also is not None or answer.old_sum is not None:
            # Of two questions each gets its answer. What was said of an old sum stands in no
            # button: it would be lost behind «more».
            return reply
        hint = RichText.from_markdown(words("answer-more", button=words("button-more")))
        told = [*self._told(answer, section, words, brief), hint, footer]
        return replace(
            reply,
            short=RichText.joined((*before, *told, *after)),
            more=Button(words("button-more"), _section_data("m", section, said)),
        )

    def _told(
        self, answer: Answer, section: Section, words: Texts, body: str | None = None
    ) -> list[RichText]:
        """The text of one answer; ``body`` instead of all that the section says."""
        parts = []
        if answer.borrowed:
            parts.append(RichText.from_markdown(words("answer-borrowed")))
        if answer.family_size is not None:
            line = family_line(self._knowledge, section, answer.family_size, words)
            parts += [] if line is None else [RichText.from_text(line)]
        return [*parts, RichText.from_markdown(section.body if body is None else body)]

    def _before(self, answer: Answer, words: Texts) -> list[RichText]:
        """What comes before the text: a humane line, the year of an old sum."""
        parts = []
        if answer.concern is not None:
            line = words(f"concern-{answer.concern.value}", phone=self._phone())
            parts.append(RichText.from_markdown(line))
        if answer.old_sum is not None:
            parts.append(RichText.from_text(old_sum_line(answer.old_sum, words)))
        return parts

    def reasons(self, key: str, language: Language) -> Rows:
        """Why an answer didn't help, one tap each."""
        words = texts()[language]
        buttons = [
            Button(words(f"reason-{reason}"), f"f:{reason}:{key}:{language}") for reason in REASONS
        ]
        return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))

    def _choice_rows(self, answer: Answer, section: Section) -> Rows:
        """Buttons that narrow a general answer down; they stand below the question for it."""
        if answer.clarify is None:
            return ()
        return tuple(
            tuple(
                Button(
                    each.label,
                    each.data
                    if each.section is None
                    else f"s:{section_key(each.section.id)}:{each.section.language}",
                )
                for each in row
            )
            for row in choices(self._knowledge, section, answer.family_size)
        )

    def _answer_rows(self, section: Section, related: Sequence[Section], said: Said) -> Rows:
        """Source, the other language, share, and what people ask next."""
        words = texts()[section.language]
        other: Language = "ru" if section.language == "kk" else "kk"
        tools = []
        if section.sources:
            tools.append(Button(words("button-source"), url=section.sources[0].url))
        twin = self._knowledge.section(section.id, other)
        if twin is not None:
            tools.append(Button(words("button-other-language"), _section_data("o", twin, said)))
        share = f"{section_key(section.id)}_{section.language}"
        tools.append(Button(words("button-share"), share=share))
        return (tuple(tools), *self._section_buttons(related[:3], section.language))

    def _footer(self, section: Section, words: Texts) -> RichText:
        """Valid-on date, how sure it is, and the source."""
        lines = []
        start, end = section.effective_from.isoformat(), section.effective_to
        if section.verification is Verification.UNVERIFIED:
            lines.append(words("answer-unverified", phone=self._phone()))
        elif section.verification is Verification.SECONDARY:
            lines.append(words("answer-secondary"))
        if end is not None and end < self._knowledge.today:
            lines.append(words("answer-valid-ended", to=end.isoformat()))
        elif end is not None:
            lines.append(words("answer-valid-between", **{"from": start, "to": end.isoformat()}))
        else:
            lines.append(words("answer-valid-from", **{"from": start}))
        lines[-1] += " " + words("answer-checked", on=section.reviewed_on.isoformat())
        rich = [RichText.from_markdown(line) for line in lines]
        if section.sources:
            rich.append(_source_line(section, words))
        return RichText.joined(rich, "\n")

    def _not_in_texts(self, answer: Answer, words: Texts) -> Reply:
        contacts = self._knowledge.tables.contacts
        text = words(
            "not-in-texts", phone=self._phone(), portal=contacts["migration-enbek"].url or ""
        )
        parts = [*self._before(answer, words), RichText.from_markdown(text)]
        rows: list[tuple[Button, ...]] = []
        if answer.section is not None:
            nearest = words("not-in-texts-nearest", heading=answer.section.heading)
            parts.append(RichText.from_text(nearest))
            rows += self._section_buttons([answer.section], answer.language)
        rows.append((Button(words("button-topics"), "topics"),))
        return Reply(RichText.joined(parts), tuple(rows), answer.language)

    def _plain(self, markdown: str, words: Texts, rows: Iterable[tuple[Button, ...]] = ()) -> Reply:
        return Reply(RichText.from_markdown(markdown), tuple(rows), words.language)

    def _phone(self) -> str:
        return self._knowledge.tables.contacts["contact-centre"].phone or ""

    def _feedback_row(self, section: Section, words: Texts) -> tuple[Button, ...]:
        key = section_key(section.id)
        return (
            Button(words("button-up"), f"f:up:{key}:{section.language}"),
            Button(words("button-down"), f"f:down:{key}:{section.language}"),
        )

    def _language_row(self) -> tuple[Button, ...]:
        return tuple(
            Button(texts()[language](f"button-in-{language}"), f"l:{language}")
            for language in texts()
        )

    def _topic_rows(
        self, language: Language, *, every: bool = False
    ) -> tuple[tuple[Button, ...], ...]:
        used = {document.topic for document in self._knowledge.documents}
        buttons = [
            Button(f"{topic.emoji} {topic.names[language]}", f"t:{key}")
            for key, topic in self._knowledge.tables.topics.ordered()
            if key in used and (every or topic.start)
        ]
        return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))

    def _section_buttons(
        self, sections: Sequence[Section], language: Language
    ) -> tuple[tuple[Button, ...], ...]:
        return tuple(
            (Button(_label(section), f"s:{section_key(section.id)}:{language}"),)
            for section in sections
        )


def _leads_of_start_topics(knowledge: Knowledge) -> list[str]:
    """The sections that tell the main thing of the topics on /start, in the order of the topics."""
    topics = knowledge.tables.topics.ordered()
    return [topic.lead for _, topic in topics if topic.start and topic.lead is not None]


def _section_data(mark: str, section: Section, said: Said) -> str:
    parts = (mark, section_key(section.id), section.language, str(said))
    return ":".join(part for part in parts if part)


def _label(section: Section) -> str:
    label = section.button if section.button != section.title else section.heading
    return clipped(label, _LABEL_LIMIT)


def _source_line(section: Section, words: Texts) -> RichText:
    """The first source as a link; its number of the act in front when it has one."""
    source = section.sources[0]
    before, after = words("answer-source", source="\x00").split("\x00")
    markdown_free = RichText.from_text(before)
    title = source.title if source.act is None else f"{source.act}: {source.title}"
    link = Span(clipped(title, _SOURCE_LIMIT), link=source.url)
    return markdown_free + RichText((link,)) + RichText.from_text(after)
