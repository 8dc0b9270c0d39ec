"""Names and phrases of reports: Fluent texts, and what the knowledge folder calls its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final, Literal, get_args

from fluent.runtime import FluentBundle, FluentResource

from bot.statistics.events import NONE, SEVERAL
from retrieval import Knowledge, Language
from retrieval.knowledge import Tables

__all__ = ["REPORT_LANGUAGES", "Names", "ReportLanguage", "Words", "words_in"]

ReportLanguage = Literal["kk", "ru", "en"]
REPORT_LANGUAGES: Final[tuple[ReportLanguage, ...]] = get_args(ReportLanguage)


class Words:
    """The fixed phrases of reports in one language.

    Args:
        language: ``kk``, ``ru`` or ``en``.
    """

    def __init__(self, language: ReportLanguage) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        name = f"statistics.{language}.ftl"
        source = resources.files("bot.messages").joinpath(name).read_text(encoding="utf-8")
        self._bundle.add_resource(FluentResource(source))

    def __call__(self, key: str, **values: object) -> str:
        """The phrase ``key`` with its values filled in.

        Raises:
            KeyError: there is no such phrase.
            ValueError: a value is missing.
        """
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, dict(values))
        if errors:
            raise ValueError(f"phrase {key!r} in {self.language}: {errors[0]}")
        return str(text)

    def number(self, value: float) -> str:
        """A number as people of this language write it: ``1 234``, ``1,234``."""
        text = f"{value:,.0f}"
        return text if self.language == "en" else text.replace(",", "\N{NO-BREAK SPACE}")

    def share(self, value: float) -> str:
        """A share (0 to 1) in whole per cent."""
        percent = f"{value * 100:.0f}"
        return f"{percent}%" if self.language == "en" else f"{percent}\N{NO-BREAK SPACE}%"


@cache
def words_in(language: ReportLanguage) -> Words:
    """The phrases of a language; they are read once."""
    return Words(language)


@dataclass(frozen=True)
class Names:
    """What slugs are called.

    Attributes:
        words: phrases for what the knowledge folder has no name for.
        knowledge: names of topics, regions, sections and terms; without it slugs stand for them.
        centres: names by code.
    """

    words: Words
    knowledge: Knowledge | None = None
    centres: Mapping[str, str] = field(default_factory=dict)

    def topic(self, slug: str) -> str:
        """Name of a topic."""
        if slug == NONE:
            return self.words("none-topic")
        if self._spoken is None or slug not in self._tables.topics:
            return slug.replace("-", " ").capitalize()
        return self._tables.topics[slug].names[self._spoken]

    def region(self, slug: str) -> str:
        """Name of a region."""
        if slug in {NONE, SEVERAL}:
            return self.words(f"{slug}-region")
        if self._spoken is None or slug not in self._tables.regions:
            return slug.replace("-", " ").title()
        return self._tables.regions[slug].names[self._spoken].nominative

    def section(self, section_id: str) -> str:
        """Heading of a section."""
        if section_id == NONE:
            return self.words("none-section")
        if self.knowledge is None:
            return section_id
        section = self.knowledge.section(section_id, self._spoken or "ru")
        return section_id if section is None else section.heading

    def term(self, term_id: str) -> str:
        """A glossary term; for English readers both official words."""
        terms = {} if self.knowledge is None else _terms(self.knowledge)
        if term_id not in terms:
            return term_id
        kazakh, russian = terms[term_id]
        if self._spoken is None:
            return f"{kazakh} / {russian}"
        return kazakh if self._spoken == "kk" else russian

    def centre(self, code: str) -> str:
        """Name of a centre."""
        return self.words("none-centre") if code == NONE else self.centres.get(code, code)

    def version(self, slug: str) -> str:
        """Name of a version."""
        return self.words("none-version") if slug == NONE else slug

    @property
    def _spoken(self) -> Language | None:
        """The language in which the folder has names; it has none in English."""
        if self.knowledge is None or self.words.language == "en":
            return None
        return self.words.language

    @property
    def _tables(self) -> Tables:
        assert self.knowledge is not None  # noqa: S101
        return self.knowledge.tables


def _terms(knowledge: Knowledge) -> Mapping[str, tuple[str, str]]:
    return {term.id: (term.kk, term.ru) for term in knowledge.tables.glossary.root}
