"""«How much will I get?»: size of the family, town or village, year → sums with their rules.

Trail: ``n`` people, ``s`` settlement (``t`` town, ``v`` village, ``z`` not known), ``y`` year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.dialogues.speech import Lexis, number_in, people_in
from bot.dialogues.steps import Step, Trail
from bot.dialogues.talk import Talk, capital
from bot.rendering import RichText
from bot.replies import Rows
from retrieval import (
    LARGEST_FAMILY,
    FamilyPayments,
    Line,
    Settlement,
    family_payments,
    format_money,
    format_number,
    years_told,
)
from retrieval.language import Entities, extract

__all__ = ["FAMILY_LEXIS", "MoneyPath"]

_SETTLEMENTS: Final[dict[str, Settlement | None]] = {"t": "town", "v": "village", "z": None}
_OPEN: Final = "open"
_BUTTONS_A_ROW: Final = 5
_LARGEST_BUTTON: Final = 10

#: What a family, a move and a place are spoken of with; a message of only such words is an answer.
FAMILY_LEXIS: Final = Lexis(
    "человек двое двои трое трои четвер пятер шестер семер восьмер девятер десятер вдвоём втроём"
    " жена женой муж супруг дет ребен ребён сын дочер дочк родител мам пап бабушк дедушк"
    " переед переезж переех уезж поед город село селе села сёла деревн аул посёл будем взросл один"
    " одна одинок отбас адам жан екеу үшеу төртеу бесеу алтау жетеу сегізеу тоғызау бала әйел"
    " күйеу жұбай жолдас ата ана әке шеше көш қала ауыл мүше жалғыз өзім бізде кісі"
    " kosh auyl qala adam ересек үлкен ұл қыз",
    "чел семь семья семье семью семьи семьёй год году года жыл жылы жылғы нас я мы а и в на"
    " из с со у меня мной мною моя мой мои наша наш наши если то ну всего ещё еще это по да"
    " при для без или да только же ли бы будет тогда теперь"
    " біз мен және да де та те ал егер болса бар ма ме онда енді тек үш бес бізге маған менің"
    " біздің тағы болсақ екен сонда",
)
_UNKNOWN: Final = Lexis("", "не знаю не решили решил решила пока ещё неважно білмеймін шешпедім "
                            "шешкен жоқпын жоқпыз әлі білмейміз")  # fmt: skip


class MoneyPath:
    """The sums of moving for a family."""

    def hinted(self, talk: Talk, hints: Entities) -> Trail:
        """Size of the family, settlement and year, where they are said."""
        trail = Trail()
        if hints.family_size is not None and hints.family_size <= LARGEST_FAMILY:
            trail = trail.with_("n", str(hints.family_size))
        if hints.settlement is not None:
            trail = trail.with_("s", hints.settlement[0])
        told = years_told(talk.knowledge.tables, talk.knowledge.today)
        named = [year for year in hints.years if year in told]
        if len(named) == 1:
            trail = trail.with_("y", str(named[0]))
        return trail

    def step(self, talk: Talk, trail: Trail) -> Step | None:
        """The next question, or the sums."""
        years = years_told(talk.knowledge.tables, talk.knowledge.today)
        size, place, year = trail.get("n"), trail.get("s"), trail.get("y")
        if not set(trail) <= {"n", "s", "y"} or not years:
            return None
        if size is not None and not (size.isdecimal() and 1 <= int(size) <= LARGEST_FAMILY):
            return None
        if place is not None and place not in _SETTLEMENTS:
            return None
        if year is not None and not (year.isdecimal() and int(year) in years):
            return None
        if size is None:
            return self._ask_size(talk, trail)
        if place is None:
            return self._ask_settlement(talk, trail)
        counted = family_payments(
            talk.knowledge.tables,
            int(size),
            _SETTLEMENTS[place],
            years[0] if year is None else int(year),
            talk.knowledge.today,
        )
        return self._outcome(talk, trail, counted, years)

    def heard(self, talk: Talk, trail: Trail, text: str) -> Step | None:
        """Takes «пятеро», «в село», «2025 год», «нас четверо, в город»."""
        if self.step(talk, trail) is None:
            return None
        asked = self._asked(trail)
        if asked == "s" and _only(_UNKNOWN, text, talk):
            return self.step(talk, trail.with_("s", "z"))
        lexis = FAMILY_LEXIS if asked else FAMILY_LEXIS | _AGAIN
        if not lexis.covers(text, talk.gazetteer):
            return None
        hints = extract(text, talk.gazetteer, talk.knowledge.today)
        said = self.hinted(talk, hints)
        number = people_in(text) or number_in(text)
        if "n" not in said and asked == "n" and number is not None:
            if not 1 <= number <= LARGEST_FAMILY:
                return self._ask_size(talk, trail, again=True)
            said = said.with_("n", str(number))
        if not said:
            return None
        for key in said:
            trail = trail.with_(key, said.get(key) or "")
        return self.step(talk, trail)

    def _asked(self, trail: Trail) -> str | None:
        return next((key for key in ("n", "s") if trail.get(key) is None), None)

    def _ask_size(self, talk: Talk, trail: Trail, *, again: bool = False) -> Step:
        buttons = [
            talk.button(str(number), trail.with_("n", str(number)))
            for number in range(1, _LARGEST_BUTTON + 1)
        ]
        rows = [
            tuple(buttons[at : at + _BUTTONS_A_ROW])
            for at in range(0, len(buttons), _BUTTONS_A_ROW)
        ]
        key = "dialogue-money-size-again" if again else "dialogue-money-size"
        return talk.question(trail, talk.words(key, largest=LARGEST_FAMILY), rows)

    def _ask_settlement(self, talk: Talk, trail: Trail) -> Step:
        rows = [
            (
                talk.button(
                    talk.words(f"dialogue-money-{settlement or _OPEN}"), trail.with_("s", key)
                ),
            )
            for key, settlement in _SETTLEMENTS.items()
        ]
        return talk.question(trail, talk.words("dialogue-money-settlement"), rows)

    # --- the outcome ---

    def _outcome(
        self, talk: Talk, trail: Trail, counted: FamilyPayments, years: tuple[int, ...]
    ) -> Step:
        now = counted.year == talk.knowledge.today.year
        head = talk.words(
            "dialogue-money-head" if now else "dialogue-money-head-past",
            year=str(counted.year),
            people=counted.people,
            place=counted.settlement or _OPEN,
            index=format_money(counted.index),
        )
        parts = [
            RichText.from_markdown(head),
            RichText.from_markdown("\n".join(self._totals(talk, counted))),
        ]
        parts += [
            self._line(talk, number, line, counted)
            for number, line in enumerate(counted.lines, start=1)
        ]
        conditions = [
            f"- {each.text[talk.language]}" for each in talk.knowledge.tables.payments.conditions
        ]
        title = talk.words("dialogue-money-conditions")
        parts.append(RichText.from_markdown("\n".join([f"{title}\n", *conditions])))
        parts.append(RichText.from_markdown(talk.words("dialogue-money-end", phone=_phone(talk))))
        rows = (
            *self._change_rows(talk, trail, counted, years),
            *talk.section_rows(_sections(counted)),
            (talk.path_button("eligibility"),),
            (talk.path_button("papers"),),
            *talk.end_rows(trail),
        )
        step = talk.step(trail, RichText.joined(parts), rows)
        return replace(step, family_size=counted.people)

    def _line(self, talk: Talk, number: int, line: Line, counted: FamilyPayments) -> RichText:
        amount = talk.knowledge.tables.support.amounts[line.key]
        total = talk.money(line.total.low, line.total.high)
        unit = talk.money(line.unit.low, line.unit.high)
        name = amount.name[talk.language]
        values = {
            "number": str(number),
            "name": capital(name),
            "mci": "–".join(format_number(each) for each in line.mci),
            "unit": unit,
            "total": total,
            "people": counted.people,
            "months": line.months or 0,
            "percent": line.percent or 0,
        }
        kind = _kind(line, amount.per)
        lines = [talk.words(f"dialogue-money-{kind}", **values)]
        if line.usual is not None:
            step = talk.knowledge.tables.support.amounts[line.usual.step].name[talk.language]
            lines.append(
                talk.words(
                    "dialogue-money-usual",
                    step=step,
                    mci=format_number(line.usual.mci),
                    month=format_money(line.usual.month),
                    total=format_money(line.usual.total),
                    months=line.months or 0,
                )
            )
        rich = RichText.from_markdown("\n".join(lines))
        source = line.rate.source
        if source is not None:
            title = source.act or source.title
            link = talk.link_line("dialogue-source", title, source.url)
        else:
            link = talk.source(line.section)
        return RichText.joined([rich, link], "\n")

    def _totals(self, talk: Talk, counted: FamilyPayments) -> Iterator[str]:
        certain = talk.money(counted.certain.low, counted.certain.high)
        yield talk.words("dialogue-money-certain", sum=certain)
        if counted.expected is not None:
            yield talk.words("dialogue-money-expected", sum=format_money(counted.expected))
        for line in counted.ceilings:
            name = talk.knowledge.tables.support.amounts[line.key].name[talk.language]
            total = format_money(line.total.high)
            yield talk.words("dialogue-money-apart", name=name, title=capital(name), sum=total)

    def _change_rows(
        self, talk: Talk, trail: Trail, counted: FamilyPayments, years: tuple[int, ...]
    ) -> Rows:
        others = tuple(
            talk.button(talk.words("dialogue-money-year", year=str(year)), _year(trail, year))
            for year in years
            if year != counted.year
        )
        change = (
            talk.button(talk.words("dialogue-money-change-size"), trail.without("n")),
            talk.button(talk.words("dialogue-money-change-settlement"), trail.without("s")),
        )
        return (others, change) if others else (change,)


_AGAIN: Final = Lexis("скольк получ буд қанш канш бол алам", "сколько будет если ше")


def _only(lexis: Lexis, text: str, talk: Talk) -> bool:
    return lexis.covers(text, talk.gazetteer) and lexis.any_of(text)


def _kind(line: Line, per: str) -> str:
    if line.ceiling:
        return "share" if line.percent else "ceiling"
    if line.months is not None:
        return "monthly"
    return "person" if per == "person" else "family"


def _year(trail: Trail, year: int) -> Trail:
    return trail.without("y").with_("y", str(year))


def _sections(counted: FamilyPayments) -> Iterator[str]:
    for line in counted.lines:
        yield line.section
        if line.usual is not None:
            yield line.usual.section


def _phone(talk: Talk) -> str:
    return talk.knowledge.tables.contacts["contact-centre"].phone or ""
