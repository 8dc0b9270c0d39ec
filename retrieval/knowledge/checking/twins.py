"""The Kazakh and the Russian text of a document must say the same: twin drift."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.knowledge.checking.pages import Block, FolderTexts, Line, Page, PageSection
from retrieval.knowledge.checking.quantities import (
    Quantity,
    QuantityKind,
    normal_address,
    quantities,
)
from retrieval.knowledge.findings import Finding
from retrieval.knowledge.model import Document

__all__ = ["check_twins"]

# What must be the same in the front matter of both; titles, buttons and questions may differ.
_DOCUMENT_FIELDS = (
    *("topic", "applies_to", "regions", "effective_from", "effective_to"),
    *("reviewed_on", "verification", "facts"),
)
_SECTION_FIELDS = (
    *("facts", "sources", "related", "verification"),
    *("effective_from", "effective_to", "regions", "applies_to"),
)
# note.kk, note.ru: the field of a table in the language of the template.
_OF_LANGUAGE = re.compile(r"\.(?:kk|ru)\b")
_UNORDERED = frozenset({"facts", "applies_to", "regions", "related", "sources"})


def check_twins(texts: FolderTexts) -> Iterator[Finding]:
    """Differences between the twins of every document and of the quota template."""
    for kk, ru in texts.pairs:
        yield from _fields(kk, ru)
        yield from _sections(kk, ru)
    if len(texts.templates) == 2:
        yield from _templates(*texts.templates)


def _fields(kk: Page, ru: Page) -> Iterator[Finding]:
    # Most twins agree: only where they don't is the place looked for.
    if kk.document and ru.document and _digest(kk, kk.document) == _digest(ru, ru.document):
        return
    for field in _DOCUMENT_FIELDS:
        yield from _field(kk, ru, (field,), kk.meta.get(field), ru.meta.get(field))
    yield from _source_list(kk, ru)
    for anchor in kk.anchors:
        ours, theirs = kk.section_meta(anchor), ru.section_meta(anchor)
        if anchor in ru.anchors:
            for field in _SECTION_FIELDS:
                key = ("sections", anchor, field)
                yield from _field(kk, ru, key, ours.get(field), theirs.get(field))


def _digest(page: Page, document: Document) -> object:
    """What the front matter comes to, from the data that is read already."""
    return (
        document.topic,
        document.effective_to,
        document.reviewed_on,
        frozenset(page.facts),
        tuple(normal_address(url) for url in page.source_urls),
        {
            section.anchor: (
                frozenset(section.applies_to),
                frozenset(section.regions),
                section.effective_from,
                section.effective_to,
                section.verification,
                frozenset(section.facts),
                frozenset(section.related),
                tuple(
                    (normal_address(source.url), _act(source.act), source.date)
                    for source in section.sources
                ),
            )
            for section in document.sections
        },
    )


def _field(kk: Page, ru: Page, key: tuple[str, ...], ours: Any, theirs: Any) -> Iterator[Finding]:
    if _comparable(key[-1], ours) == _comparable(key[-1], theirs):
        return
    params = {
        "field": ".".join(key),
        "kk": _shown(ours),
        "ru": _shown(theirs),
        "other": f"{ru.path}:{ru.line(*key)}",
    }
    yield Finding(kk.path, kk.line(*key), "twin-field", "warning", params)


def _comparable(field: str, value: Any) -> object:
    if field in _UNORDERED:
        return frozenset(str(each) for each in value or ())
    return None if value is None else str(value)


def _shown(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def _source_list(kk: Page, ru: Page) -> Iterator[Finding]:
    ours, theirs = kk.meta.get("sources") or [], ru.meta.get("sources") or []
    other = f"{ru.path}:{ru.line('sources')}"
    if len(ours) != len(theirs):
        params = {"field": "sources", "kk": str(len(ours)), "ru": str(len(theirs)), "other": other}
        yield Finding(kk.path, kk.line("sources"), "twin-field", "warning", params)
        return
    for index, (mine, its) in enumerate(zip(ours, theirs, strict=True)):
        line = kk.line("sources", index, "url")
        for code, field, left, right in (
            ("twin-address", "url", normal_address(mine["url"]), normal_address(its["url"])),
            ("twin-act", "act", _act(mine.get("act")), _act(its.get("act"))),
            ("twin-date", "date", str(mine.get("date")), str(its.get("date"))),
        ):
            if left != right:
                line = kk.line("sources", index, field)
                params = {
                    "kk": str(mine.get(field) or "–"),
                    "ru": str(its.get(field) or "–"),
                    "other": f"{ru.path}:{ru.line('sources', index, field)}",
                }
                yield Finding(kk.path, line, code, "warning", params)


def _act(act: str | None) -> tuple[str, ...]:
    """The numbers and months of an act's name: the rest is in the words of the language."""
    return tuple(sorted(each.value for each in quantities(str(act or ""), 1)))


def _sections(kk: Page, ru: Page) -> Iterator[Finding]:
    ours = {each.section.anchor: each for each in kk.sections}
    theirs = {each.section.anchor: each for each in ru.sections}
    for page, twin, mine, its in ((kk, ru, ours, theirs), (ru, kk, theirs, ours)):
        for anchor, each in mine.items():
            if anchor not in its:
                params = {
                    "anchor": anchor,
                    "heading": each.section.heading,
                    "language": twin.language,
                    "other": str(twin.path),
                }
                line = each.section.line
                yield Finding(page.path, line, "twin-section-missing", "warning", params)
    for anchor, each in ours.items():
        if anchor in theirs:
            yield from _texts(kk, ru, each, theirs[anchor])


def _texts(kk: Page, ru: Page, ours: PageSection, theirs: PageSection) -> Iterator[Finding]:
    heading_kk = Line(ours.section.line, ours.section.heading)
    heading_ru = Line(theirs.section.line, theirs.section.heading)
    yield from _structure(kk, ru, ours.blocks, theirs.blocks, (heading_kk, heading_ru))
    left = _all_quantities((heading_kk, *ours.filled))
    right = _all_quantities((heading_ru, *theirs.filled))
    yield from _quantities(kk, ru, left, right)


def _all_quantities(lines: Sequence[Line]) -> list[Quantity]:
    return [
        each for line in lines for each in quantities(_without_item_number(line.text), line.number)
    ]


def _without_item_number(text: str) -> str:
    head, dot, rest = text.lstrip().partition(". ")
    return rest if dot and head.isdigit() and len(head) < 3 else text


def _structure(
    kk: Page,
    ru: Page,
    ours: Sequence[Block],
    theirs: Sequence[Block],
    headings: tuple[Line, Line],
) -> Iterator[Finding]:
    """Lists of the same length, as many lists, as many paragraphs."""
    lists = [[b for b in blocks if b.kind != "paragraph"] for blocks in (ours, theirs)]
    if len(lists[0]) == len(lists[1]):
        for mine, its in zip(*lists, strict=True):
            if len(mine.items) != len(its.items):
                params = {
                    "kk": str(len(mine.items)),
                    "ru": str(len(its.items)),
                    "other": f"{ru.path}:{its.line}",
                }
                yield Finding(kk.path, mine.line, "twin-list-length", "warning", params)
    paragraphs = [len(ours) - len(lists[0]), len(theirs) - len(lists[1])]
    if len(lists[0]) != len(lists[1]) or paragraphs[0] != paragraphs[1]:
        params = {
            "heading": headings[0].text,
            "kk": str(paragraphs[0]),
            "ru": str(paragraphs[1]),
            "kk_lists": str(len(lists[0])),
            "ru_lists": str(len(lists[1])),
            "other": f"{ru.path}:{headings[1].number}",
        }
        yield Finding(kk.path, headings[0].number, "twin-paragraphs", "warning", params)


@dataclass(frozen=True)
class _Difference:
    """What one text has and what the other has in its place; one of the two may be missing."""

    kk: Quantity | None
    ru: Quantity | None

    @property
    def place(self) -> Quantity:
        """Where it is told: in the Kazakh text if that has anything to show."""
        place = self.kk or self.ru
        if place is None:
            raise ValueError("a difference has two sides, and one of them is there")
        return place


def _quantities(
    kk: Page, ru: Page, ours: list[Quantity], theirs: list[Quantity]
) -> Iterator[Finding]:
    """What stands in one text more often than in the other: one finding for each kind and line."""
    by_place: dict[tuple[bool, int, QuantityKind], list[_Difference]] = {}
    for each in _differences(_surplus(ours, theirs), _surplus(theirs, ours)):
        key = (each.kk is not None, each.place.line, each.place.kind)
        by_place.setdefault(key, []).append(each)
    for (in_kazakh, line, kind), differences in by_place.items():
        page, twin = (kk, ru) if in_kazakh else (ru, kk)
        opposite = [each.ru for each in differences if in_kazakh and each.ru is not None]
        params = {
            "kk": ", ".join(each.kk.shown for each in differences if each.kk) or "–",
            "ru": ", ".join(each.ru.shown for each in differences if each.ru) or "–",
            "other": f"{twin.path}:{opposite[0].line}" if opposite else str(twin.path),
        }
        yield Finding(page.path, line, f"twin-{kind}", "warning", params)


def _differences(left: list[Quantity], right: list[Quantity]) -> Iterator[_Difference]:
    """Each surplus of one text beside the surplus of the other that most likely answers it."""
    rest = list(right)
    for mine in left:
        same_kind = next((each for each in rest if each.kind == mine.kind), None)
        its = same_kind or (rest[0] if rest else None)
        if its is not None:
            rest.remove(its)
        yield _Difference(mine, its)
    for its in rest:
        yield _Difference(None, its)


def _surplus(mine: list[Quantity], its: list[Quantity]) -> list[Quantity]:
    left = Counter(each.value for each in mine)
    left.subtract(Counter(each.value for each in its))
    surplus = []
    # From the end: of equal values the later ones are the surplus, the order of lines is kept.
    for each in reversed(mine):
        if left[each.value] > 0:
            left[each.value] -= 1
            surplus.append(each)
    return surplus[::-1]


def _templates(kk: Page, ru: Page) -> Iterator[Finding]:
    """The quota template: what stands in it by hand and the words in braces, by paragraph."""
    raw = [
        [
            Line(number, _OF_LANGUAGE.sub("", text))
            for number, text in enumerate(page.lines[page.body_line - 1 :], page.body_line)
        ]
        for page in (kk, ru)
    ]
    yield from _quantities(kk, ru, *(_all_quantities(lines) for lines in raw))
