"""«Compare regions»: two or three of them side by side, in words and as a picture.

Trail: ``a``, ``b``, ``c`` the regions by their keys, ``m`` the wish for a third one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.dialogues.chart import Bars, Chart, quota_chart
from bot.dialogues.speech import Lexis, places_in
from bot.dialogues.steps import Attachment, Step, Trail
from bot.dialogues.talk import Talk, capital, region_key
from bot.rendering import RichText
from bot.replies import Button
from retrieval import Section, Verification, format_number
from retrieval.language import Entities

__all__ = ["COMPARE_LEXIS", "RegionsPath"]

_LETTERS: Final = ("a", "b", "c")
_THIRD: Final = "m"
_OFFERS: Final = 3
#: Sections of a region's document that tell no offer of its own.
_GENERAL: Final = frozenset({"overview", "arrived"})

#: What may stand beside names of regions in a message that is an answer here.
COMPARE_LEXIS: Final = Lexis(
    "сравн област регион салыстыр облыс өңір өнір город қала лучш куда где квот айырма разниц"
    " қайсы жақсы көш переех",
    "и с со мен пен бен және или не немесе ме ма әлде vs между в на а да ещё еще тағы добавь"
    " қос қосыңыз арасы арасындағы по",
)
_QUOTA: Final = Lexis("квот")


class RegionsPath:
    """Regions of arrival side by side."""

    def hinted(self, talk: Talk, hints: Entities) -> Trail:
        """The regions that a message names, at most three; where people come from doesn't count."""
        slugs = dict.fromkeys(each.slug for each in hints.regions if each.role != "from")
        trail = Trail()
        for letter, slug in zip(_LETTERS, slugs, strict=False):
            trail = trail.with_(letter, region_key(slug))
        return trail

    def step(self, talk: Talk, trail: Trail) -> Step | None:
        """The next question, or the comparison."""
        year = talk.quota_year()
        keys = [trail.get(letter) for letter in _LETTERS]
        chosen = [key for key in keys if key is not None]
        gap = keys != [*chosen, *([None] * (len(keys) - len(chosen)))]
        if year is None or gap or not set(trail) <= {*_LETTERS, _THIRD}:
            return None
        slugs = [slug for key in chosen if (slug := talk.region_slug(key)) is not None]
        if len(slugs) != len(chosen) or len(set(slugs)) != len(slugs):
            return None
        wants_third = trail.get(_THIRD) is not None
        if len(slugs) < 2 or (len(slugs) == 2 and wants_third):
            return self._ask(talk, trail, slugs, year)
        return self._outcome(talk, trail, slugs, year)

    def heard(self, talk: Talk, trail: Trail, text: str) -> Step | None:
        """Takes names of regions: one more, or two at once."""
        named = places_in(text, talk.gazetteer)
        if not named or not COMPARE_LEXIS.covers(text, talk.gazetteer):
            return None
        taken = [trail.get(letter) for letter in _LETTERS if trail.get(letter) is not None]
        new = [key for slug in named if (key := region_key(slug)) not in taken]
        compared = len(taken) > 1 and trail.get(_THIRD) is None
        if compared and len(named) == 1 and (not new or _QUOTA.any_of(text)):
            # «Квота Павлодар» after a comparison is a question on that region.
            return None
        if len(named) > 1:
            # Two at once are a new comparison.
            taken, new = [], [region_key(slug) for slug in named]
        keys = [*taken, *new][: len(_LETTERS)]
        fresh = Trail(tuple(zip(_LETTERS, (str(key) for key in keys), strict=False)))
        return self.step(talk, fresh)

    def _offered(self, talk: Talk, year: int) -> list[str]:
        """Regions with any places, most places first."""
        tables = talk.knowledge.tables
        rows = {
            slug: (row.resettlers or 0, row.kandas or 0)
            for slug, row in tables.quotas.years[year].regions.items()
            if slug in tables.regions
        }
        offered = [slug for slug, places in rows.items() if any(places)]
        return sorted(offered, key=lambda slug: tuple(-each for each in rows[slug]))

    def _ask(self, talk: Talk, trail: Trail, slugs: Sequence[str], year: int) -> Step:
        left = [slug for slug in self._offered(talk, year) if slug not in slugs]
        letter = _LETTERS[len(slugs)]
        rows = talk.region_buttons(left, trail.without(_THIRD), letter)
        key = ("first", "second", "third")[len(slugs)]
        names = ", ".join(talk.region(slug) for slug in slugs)
        return talk.question(trail, talk.words(f"dialogue-regions-{key}", names=names), rows)

    # --- the outcome ---

    def _outcome(self, talk: Talk, trail: Trail, slugs: Sequence[str], year: int) -> Step:
        trail = trail.without(_THIRD)
        quota = talk.knowledge.tables.quotas.years[year]
        head = talk.words("dialogue-regions-head", year=str(year))
        parts = [RichText.from_markdown(head)]
        parts += [self._region(talk, slug, year) for slug in slugs]
        summary = list(self._summary(talk, slugs, year))
        if summary:
            parts.append(RichText.from_markdown("\n".join(summary)))
        if quota.note is not None:
            parts.append(RichText.from_markdown(quota.note[talk.language]))
        if quota.verification is not Verification.OFFICIAL:
            parts.append(RichText.from_markdown(talk.words("answer-secondary")))
        source = quota.sources[0]
        parts.append(talk.link_line("dialogue-source", source.act or source.title, source.url))
        rows: list[tuple[Button, ...]] = []
        if len(slugs) < len(_LETTERS):
            third = talk.words("dialogue-regions-add")
            rows.append((talk.button(third, trail.with_(_THIRD, "y")),))
        for slug in slugs:
            rows += self._about_rows(talk, slug)
        rows += [(talk.path_button("contacts"),), *talk.end_rows(trail)]
        return talk.step(trail, RichText.joined(parts), rows, [self._picture(talk, slugs, year)])

    def _region(self, talk: Talk, slug: str, year: int) -> RichText:
        years = talk.knowledge.tables.quotas.years
        row = years[year].regions.get(slug)
        lines = [
            talk.words(
                "dialogue-regions-places",
                resettlers=self._places(talk, row.resettlers if row else 0),
                kandas=self._places(talk, row.kandas if row else 0),
            )
        ]
        before = years.get(year - 1)
        if before is not None and slug in before.regions:
            past = before.regions[slug]
            lines.append(
                talk.words(
                    "dialogue-regions-before",
                    year=str(year - 1),
                    resettlers=self._places(talk, past.resettlers),
                    kandas=self._places(talk, past.kandas),
                )
            )
        offers = self._offers(talk, slug)
        if offers:
            names = "; ".join(each.button for each in offers)
            lines.append(talk.words("dialogue-regions-known", names=names))
        else:
            lines.append(talk.words("dialogue-regions-nothing-known"))
        items = "\n".join(f"- {line}" for line in lines)
        return RichText.from_markdown(f"**{capital(talk.region(slug))}**\n\n{items}")

    def _places(self, talk: Talk, count: int | None) -> str:
        if count is None:
            return talk.words("dialogue-regions-unknown")
        return format_number(count) if count else talk.words("dialogue-regions-none")

    def _summary(self, talk: Talk, slugs: Sequence[str], year: int) -> Iterator[str]:
        rows = talk.knowledge.tables.quotas.years[year].regions
        for kind in ("resettlers", "kandas"):
            places = {slug: getattr(rows.get(slug), kind, 0) for slug in slugs}
            if any(count is None for count in places.values()):
                continue
            most = max(places.values())
            best = [slug for slug, count in places.items() if count == most]
            if most and len(best) == 1:
                yield talk.words(f"dialogue-regions-most-{kind}", region=talk.region(best[0]))

    def _offers(self, talk: Talk, slug: str) -> list[Section]:
        """What is told of a region alone: homes, land, work, projects."""
        sections = [
            section
            for section in talk.knowledge.sections
            if section.document == slug
            and section.language == talk.language
            and section.anchor not in _GENERAL
            and section.in_force(talk.knowledge.today)
        ]
        return sections[:_OFFERS]

    def _about_rows(self, talk: Talk, slug: str) -> Iterator[tuple[Button, ...]]:
        rows = talk.section_rows([f"{slug}#overview"])
        if rows:
            (button,) = rows[0]
            label = talk.words("dialogue-regions-about", region=capital(talk.region(slug)))
            yield (Button(label, button.data),)

    def _picture(self, talk: Talk, slugs: Sequence[str], year: int) -> Attachment:
        rows = talk.knowledge.tables.quotas.years[year].regions
        bars = []
        for slug in slugs:
            row = rows.get(slug)
            values = (row.resettlers, row.kandas) if row is not None else (0, 0)
            labels = tuple(self._places(talk, value) for value in values)
            bars.append(Bars(capital(talk.region(slug)), values, labels))
        source = talk.knowledge.tables.quotas.years[year].sources[0]
        chart = Chart(
            title=talk.words("dialogue-chart-title", year=str(year)),
            legend=(talk.words("dialogue-chart-resettlers"), talk.words("dialogue-chart-kandas")),
            groups=tuple(bars),
            foot=talk.words("dialogue-chart-foot", source=source.act or source.title),
        )
        names = ", ".join(
            talk.words(
                "dialogue-chart-group", region=bar.name, first=bar.labels[0], second=bar.labels[1]
            )
            for bar in bars
        )
        caption = talk.words("dialogue-chart-caption", year=str(year), groups=names)
        return Attachment("photo", f"quota-{year}.png", quota_chart(chart), caption)
