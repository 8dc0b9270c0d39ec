"""«Whom to ask?»: the right centre and hotline for a region.

Trail: ``r`` the region by its key, or ``z`` where it doesn't matter.
"""

from __future__ import annotations

from typing import Final

from bot.dialogues.speech import Lexis, places_in
from bot.dialogues.steps import Step, Trail
from bot.dialogues.talk import Talk, capital, region_key
from bot.rendering import RichText, Span
from bot.replies import Button
from retrieval.knowledge import Contact
from retrieval.language import Entities

__all__ = ["CONTACT_LEXIS", "ContactsPath"]

#: Who helps everywhere, nearest first; those of the region stand before the hotline.
_CENTRE: Final = "career-centre"
_EVERYWHERE: Final = ("contact-centre", "migration-enbek", "employment-department", "otbasy-bank")
_SECTIONS: Final = (
    "whom-to-ask#career-centre",
    "whom-to-ask#which-question-to-whom",
    "whom-to-ask#regional-department",
    "contact-numbers#call-1414",
)
_ANYWHERE: Final = "z"

#: What may stand beside the name of a region in a message that is an answer here.
CONTACT_LEXIS: Final = Lexis(
    "област регион город облыс қала өңір живу жив нахо тұра район аудан ауыл сел",
    "в во из я мы а мен біз ал ше",
)


class ContactsPath:
    """The contacts of a region."""

    def hinted(self, talk: Talk, hints: Entities) -> Trail:
        """The region that a message names."""
        slugs = {each.slug for each in hints.regions}
        return Trail().with_("r", region_key(slugs.pop())) if len(slugs) == 1 else Trail()

    def step(self, talk: Talk, trail: Trail) -> Step | None:
        """The question for the region, or its contacts."""
        if not set(trail) <= {"r"}:
            return None
        key = trail.get("r")
        if key is None:
            return self._ask(talk)
        slug = None if key == _ANYWHERE else talk.region_slug(key)
        if slug is None and key != _ANYWHERE:
            return None
        return self._outcome(talk, trail, slug)

    def heard(self, talk: Talk, trail: Trail, text: str) -> Step | None:
        """Takes the name of a region."""
        named = places_in(text, talk.gazetteer)
        if len(named) != 1 or not CONTACT_LEXIS.covers(text, talk.gazetteer):
            return None
        return self.step(talk, Trail().with_("r", region_key(named[0])))

    def _ask(self, talk: Talk) -> Step:
        slugs = [slug for slug, _ in talk.knowledge.tables.regions.items()]
        rows = [
            *talk.region_buttons(slugs, Trail(), "r", columns=2),
            (talk.button(talk.words("dialogue-contacts-anywhere"), Trail((("r", _ANYWHERE),))),),
        ]
        return talk.question(Trail(), talk.words("dialogue-contacts-region"), rows)

    def _outcome(self, talk: Talk, trail: Trail, slug: str | None) -> Step:
        contacts = talk.knowledge.tables.contacts.root
        if slug is None:
            head = talk.words("dialogue-contacts-head-anywhere")
        else:
            head = talk.words("dialogue-contacts-head", region=talk.region(slug))
        own = [each for each in contacts.values() if slug is not None and slug in each.regions]
        chosen = [contacts[_CENTRE]] if _CENTRE in contacts else []
        chosen += own
        chosen += [contacts[key] for key in _EVERYWHERE if key in contacts]
        parts = [RichText.from_markdown(head)]
        parts += [self._contact(talk, number, each) for number, each in enumerate(chosen, start=1)]
        if _CENTRE in contacts and contacts[_CENTRE].phone is None:
            key = "dialogue-contacts-no-phone" if slug else "dialogue-contacts-no-phones"
            parts.append(RichText.from_markdown(talk.words(key)))
        about = (f"{slug}#overview",) if slug is not None else ()
        rows: list[tuple[Button, ...]] = [
            *talk.section_rows((*_SECTIONS, *about)),
            *talk.end_rows(trail),
        ]
        return talk.step(trail, RichText.joined(parts), rows)

    def _contact(self, talk: Talk, number: int, contact: Contact) -> RichText:
        title = f"{number}. {capital(contact.name[talk.language])}"
        lines = [RichText((Span(title, bold=True),))]
        if contact.phone:
            phone = talk.words("dialogue-contacts-phone", phone=contact.phone)
            lines.append(RichText.from_markdown(phone))
        lines.append(RichText.from_text(contact.about[talk.language]))
        if contact.url:
            address = contact.url.removeprefix("https://").removeprefix("http://")
            lines.append(talk.link_line("dialogue-contacts-site", address, contact.url))
        return RichText.joined(lines, "\n")
