"""One step of a dialogue in the making: texts, buttons, sources and regions in one language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.dialogues.steps import Attachment, Data, State, Step, Trail
from bot.messages import Texts
from bot.rendering import RichText, Span, clipped
from bot.replies import Button, Reply, Rows, section_key
from retrieval import (
    Knowledge,
    Language,
    Section,
    format_money,
    kazakh_case,
)
from retrieval.language import Entities, Gazetteer

__all__ = ["LETTERS", "MENU", "STOP", "Path", "Talk", "capital", "region_key"]

#: Letters of the paths in button data; never changed, so that old buttons keep working.
LETTERS: Final = {"money": "m", "eligibility": "p", "papers": "d", "regions": "c", "contacts": "w"}
STOP: Final = "x"
MENU: Final = "h"

_LABEL_LIMIT: Final = 40
#: So many letters fit into half the width of a phone.
_HALF_LABEL: Final = 18


class Path(Protocol):
    """A guided path. It holds nothing: all it knows of a dialogue is the trail."""

    def hinted(self, talk: Talk, hints: Entities) -> Trail:
        """The answers that a message has given already."""

    def step(self, talk: Talk, trail: Trail) -> Step | None:
        """What comes after these answers; ``None`` if there can be no such answers."""

    def heard(self, talk: Talk, trail: Trail, text: str) -> Step | None:
        """What comes after an answer in words; ``None`` if ``text`` is none."""


def region_key(slug: str) -> str:
    """A short name of a region for button data: four hexadecimal digits."""
    return hashlib.blake2b(slug.encode(), digest_size=2).hexdigest()


def capital(name: str) -> str:
    """A name at the beginning of a line; «iKomek» stays as it is written."""
    return name if name[1:2].isupper() else name[:1].upper() + name[1:]


@dataclass(frozen=True)
class Talk:
    """What a path needs to make a step.

    Attributes:
        knowledge: the texts and tables.
        gazetteer: the names of its regions.
        words: the fixed texts of the language.
        name: of the path, a key of `LETTERS`.
    """

    knowledge: Knowledge
    gazetteer: Gazetteer
    words: Texts
    name: str

    @property
    def language(self) -> Language:
        """The language of the dialogue."""
        return self.words.language

    # --- messages ---

    def question(
        self,
        trail: Trail,
        text: str,
        rows: Iterable[tuple[Button, ...]],
        hint: str | None = None,
    ) -> Step:
        """A question with its answers as buttons, and «back» and «stop» below."""
        parts = [text, *([hint] if hint else [])]
        rich = RichText.joined(RichText.from_markdown(part) for part in parts)
        return self.step(trail, rich, (*rows, self.leave_row(trail)))

    def step(
        self,
        trail: Trail,
        text: RichText,
        rows: Iterable[tuple[Button, ...]],
        attachments: Iterable[Attachment] = (),
    ) -> Step:
        """A message that goes on being listened to."""
        reply = Reply(text, tuple(rows), self.language)
        return Step(reply, State(LETTERS[self.name], str(trail)), tuple(attachments))

    def leave_row(self, trail: Trail) -> tuple[Button, ...]:
        """«Back» where there is something to go back to, and «stop»."""
        stop = Button(self.words("dialogue-stop"), str(Data(STOP, self.language, Trail())))
        if not trail:
            return (stop,)
        return self.button(self.words("dialogue-back"), trail.back()), stop

    def end_rows(self, trail: Trail) -> Rows:
        """Below an outcome: the other language, from the start, the other paths."""
        other: Language = "ru" if self.language == "kk" else "kk"
        letter = LETTERS[self.name]
        return (
            (
                Button(self.words("button-other-language"), str(Data(letter, other, trail))),
                self.button(self.words("dialogue-restart"), Trail()),
            ),
            (
                self.button(self.words("dialogue-back"), trail.back()),
                Button(self.words("dialogue-menu-button"), str(Data(MENU, self.language, Trail()))),
            ),
        )

    # --- buttons ---

    def button(self, label: str, trail: Trail) -> Button:
        """A button that goes on with ``trail``."""
        return Button(label, str(Data(LETTERS[self.name], self.language, trail)))

    def path_button(self, name: str) -> Button:
        """A button that starts another path."""
        label = self.words(f"dialogue-{name}-button")
        return Button(label, str(Data(LETTERS[name], self.language, Trail())))

    def section_rows(self, ids: Iterable[str], most: int = 8) -> Rows:
        """A button for each section that is there; two short ones share a row."""
        sections = [self.section(each) for each in dict.fromkeys(ids)]
        buttons = [
            Button(_label(each), f"s:{section_key(each.id)}:{self.language}")
            for each in sections
            if each is not None
        ]
        rows: list[tuple[Button, ...]] = []
        for button in buttons[:most]:
            beside = rows[-1] if rows else ()
            if len(beside) == 1 and max(len(beside[0].label), len(button.label)) <= _HALF_LABEL:
                rows[-1] = (*beside, button)
            else:
                rows.append((button,))
        return tuple(rows)

    # --- what the knowledge says ---

    def section(self, section_id: str) -> Section | None:
        """A section in the language of the dialogue."""
        return self.knowledge.section(section_id, self.language)

    def source(self, section_id: str) -> RichText:
        """«Source: …» as a link to the first source of a section; empty where there is none."""
        section = self.section(section_id)
        if section is None or not section.sources:
            return RichText()
        source = section.sources[0]
        return self.link_line("dialogue-source", source.act or source.title, source.url)

    def link_line(self, key: str, title: str, url: str) -> RichText:
        """A text whose ``$link`` is a link with a title."""
        before, after = self.words(key, link="\x00").split("\x00")
        link = RichText((Span(title, link=url),))
        return RichText.from_text(before) + link + RichText.from_text(after)

    def region(self, slug: str, case: str = "nominative") -> str:
        """A region's name in a case of the language."""
        forms = self.knowledge.tables.regions[slug].names[self.language]
        form: str | None = getattr(forms, case, None)
        if form is not None:
            return form
        if self.language == "kk":
            return kazakh_case(forms.nominative, case)
        return forms.nominative

    def region_slug(self, key: str) -> str | None:
        """The region that a key of a button names."""
        regions = self.knowledge.tables.regions.items()
        return next((slug for slug, _ in regions if region_key(slug) == key), None)

    def region_buttons(
        self, slugs: Sequence[str], trail: Trail, question: str, columns: int = 1
    ) -> Rows:
        """A button for each region that answers ``question``."""
        buttons = [
            self.button(self.region(slug), trail.with_(question, region_key(slug)))
            for slug in slugs
        ]
        return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))

    def quota_year(self) -> int | None:
        """The latest year, none to come, whose quota is known by regions."""
        return self.knowledge.tables.quotas.latest(self.knowledge.today.year)

    def money(self, low: object, high: object) -> str:
        """A sum, or a range of sums."""
        first, last = (format_money(each) for each in (low, high))  # type: ignore[arg-type]
        if first == last:
            return first
        return self.words("dialogue-range", low=first, high=last)


def _label(section: Section) -> str:
    label = section.button if section.button != section.title else section.heading
    return clipped(label, _LABEL_LIMIT)
