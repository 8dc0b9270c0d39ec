"""What an answer may be narrowed down to with one tap: a region, town or village, people, audience.

A choice is a section, or the start of the guided path that counts sums. Nothing has to be
remembered for it, so choices of an old message still work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.messages import texts
from retrieval import Answer, Knowledge, Language, Section

__all__ = ["Choice", "choices", "region_section", "waiting_for"]

#: Sizes of a family that have a button each.
_SIZES: Final = range(1, 7)
#: The path «how much will I get» with an answer; as `bot.dialogues` writes `Data` and `State`.
_SUMS: Final = "d:m:{language}:{trail}"
_STATE: Final = "m:{trail}"
_REGIONS_TOPIC: Final = "regions"


@dataclass(frozen=True)
class Choice:
    """One button: it opens a section, or sends ``data``."""

    label: str
    section: Section | None = None
    data: str | None = None


def choices(
    knowledge: Knowledge, section: Section, family_size: int | None = None
) -> tuple[tuple[Choice, ...], ...]:
    """The choices below an answer, in rows; none for a section that is the same for everybody.

    Args:
        knowledge: where the sections are found.
        section: the answer.
        family_size: people who move, where the question said so.
    """
    match section.clarify:
        case "region":
            return _in_rows(_regions(knowledge, section), 2)
        case "settlement":
            return _in_rows(_settlements(section, family_size), 2)
        case "family":
            return _in_rows(_families(section), len(_SIZES))
        case "audience":
            return _in_rows(_audiences(knowledge, section), 1)
        case None:
            return ()


def waiting_for(answer: Answer) -> str | None:
    """What to remember so that the choice may be made in words too: «в село, нас пятеро».

    Returns:
        A state of the guided path that counts sums; ``None`` where the words are a question.
    """
    if answer.clarify != "settlement":
        return None
    return _STATE.format(trail="" if answer.family_size is None else f"n{answer.family_size}")


def _in_rows(made: Iterable[Choice], width: int) -> tuple[tuple[Choice, ...], ...]:
    row = tuple(made)
    return tuple(row[at : at + width] for at in range(0, len(row), width))


def _regions(knowledge: Knowledge, section: Section) -> Iterator[Choice]:
    """The regions that have places this year, most places first."""
    tables, language = knowledge.tables, section.language
    quota = tables.quotas.years.get(knowledge.today.year)
    rows = {} if quota is None else quota.regions
    counted = {
        slug: (row.resettlers or 0) * ("resettler" in section.applies_to)
        + (row.kandas or 0) * ("kandas" in section.applies_to)
        for slug, row in rows.items()
    }
    for slug in sorted((each for each in counted if counted[each]), key=lambda x: -counted[x]):
        opened = region_section(knowledge, slug, language, section.topic)
        names = tables.regions[slug].aliases
        aliases = names.kk if language == "kk" else names.ru
        label = aliases[0] if aliases else tables.regions[slug].names[language].nominative
        if opened is not None:
            yield Choice(label, opened)


def region_section(
    knowledge: Knowledge, slug: str, language: Language, topic: str
) -> Section | None:
    """The section on one region: this year's of the topic, else the page of the region."""
    about = [
        each
        for each in knowledge.sections
        if each.language == language and each.regions == (slug,) and each.year in _now(knowledge)
    ]
    for wanted in (topic, _REGIONS_TOPIC, None):
        for each in about:
            if wanted in (each.topic, None):
                return each
    return None


def _now(knowledge: Knowledge) -> tuple[int | None, ...]:
    return (knowledge.today.year, None)


def _settlements(section: Section, family_size: int | None) -> Iterator[Choice]:
    words = texts()[section.language]
    size = "" if family_size is None else f"n{family_size}."
    for key, letter in (("town", "t"), ("village", "v")):
        data = _SUMS.format(language=section.language, trail=f"{size}s{letter}")
        yield Choice(words(f"clarify-settlement-{key}"), data=data)


def _families(section: Section) -> Iterator[Choice]:
    for size in _SIZES:
        data = _SUMS.format(language=section.language, trail=f"n{size}")
        yield Choice(str(size), data=data)


def _audiences(knowledge: Knowledge, section: Section) -> Iterator[Choice]:
    words = texts()[section.language]
    for audience, chosen in section.choices:
        opened = knowledge.section(chosen, section.language)
        if opened is not None:
            yield Choice(words(f"clarify-audience-{audience}"), opened)
