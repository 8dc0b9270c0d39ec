"""When plain words ask for a guided path: «сколько я получу», «қатыса аламын ба».

A wish is only seen where the whole message consists of words of that wish. Whoever asks about a
payment, a paper or a condition by its name gets the section about it.
"""

from __future__ import annotations

from typing import Final

from bot.dialogues.money import FAMILY_LEXIS
from bot.dialogues.regions import COMPARE_LEXIS
from bot.dialogues.speech import Lexis, said
from retrieval.language import Entities, Gazetteer

__all__ = ["wanted_path"]

# --- how much will I get ---

_HOW_MUCH: Final = Lexis(
    "скольк скок посчита рассчита подсчита калькул қанша канш қансша qansha есепте санап"
)
_GET: Final = Lexis(
    "получ дадут положен полагает выплат заплат посчита рассчита подсчита калькул"
    " алам аласы алады беріл береді берет тиес түсе есепте санап",
    "дают ала бере",
)
_MINE: Final = Lexis(
    "получу получим положен калькул посчита рассчита подсчита аламын аламыз алам есепте санап",
    "мне нам я мы нас маған бізге мен біз",
)
_MONEY_FILL: Final = Lexis(
    "деньг денег тенге теңге сумм ақша акша всего итого барлы помощ көмек пожалуйст программ"
    " бағдарлама переселен өтін бер пересел",
    "какую какая тг бәрі сонда мүмкін мүмкин можно могу можем болады бол рет раз вообще там",
)
_MOVE: Final = Lexis("переед переезж переех көш kosh", "")

# --- can I take part ---

_CAN: Final = Lexis(
    "подхож подход подойд имею вправе участв қатыс катыс qatys жараймын жарайм келемін"
)
_ELIGIBLE: Final = Lexis(
    "подхож подход подойд участв қатыс катыс qatys жараймын жарайм пройду программ бағдарлама"
    " квот провер тексер переселен көш қоныс услов талап шарт сәйкес",
    "я мы ли могу можем можно ла ал аламын аламыз алам ба ма бе ме па пе мен біз в во по на под"
    " мне нам право имею вообще пожалуйста келемін келеміз осы бұл эту этой этой-то это для"
    " для-то мүмкін маған бізге бола болады",
)

_OWN: Final = Lexis(
    "", "я мы мне нам могу можем аламын аламыз алам келемін келеміз жараймын маған бізге"
)

# --- which papers ---

_PAPERS: Final = Lexis(
    "документ бумаг бумажк справк докум құжат кужат qujat чеклист", "доки доков чек лист чек-лист"
)
_PAPERS_FILL: Final = Lexis(
    "как какие каких список перечен нужн надо необход собра собир подготов готов принес провер"
    " қандай кандай керек жина дайында апар тізім тизим мен пришл пожалуйст отмет белгіле"
    " переезд переех пересел көш программ бағдарлама",
    "мне нам я мы для в чтобы что мой мои на по маған бізге біз қай pdf пдф",
)
_MY_PAPERS: Final = Lexis(
    "чеклист жинаймы дайындаймы жинайын", "мне нам я мы маған бізге біз мен pdf пдф чек"
)

# --- compare regions ---

_COMPARE: Final = Lexis("сравн салыстыр айырма разниц отлич", "vs")
_SIDE_BY_SIDE: Final = Lexis("сравн салыстыр")
_REGIONS: Final = Lexis("област регион облыс өңір")
_BETTER: Final = Lexis("лучш жақсы жаксы выбрат таңда тиімді выгодн")
_COMPARE_FILL: Final = Lexis(
    "област регион облыс өңір онир қандай какой какая какие между арасы чем выбрат таңда тиімді"
    " выгодн жаксы переех переезж көш салыстыр айырма разниц отлич хоч пожалуйст берш берің бер",
    "мне нам бізге маған қайда қайсысы қайсы әлде болады бола керек не что ше лучше для от мен біз",
)

# --- whom to ask ---

_WHOM: Final = Lexis(
    "звон позвон обратит обращат обраща телефон номер контакт хабарлас коңырау қоңырау жүгін барам"
    " нөмір байланыс",
    "кому куда кого спросить",
)
_WHOM_FILL: Final = Lexis(
    "карьер центр цзн занятост мансап орталы жұмысп қамту област город облыс қала район аудан"
    " переезд переех көш вопрос квот сұра кім кімге кімнен қайда какой қандай адрес мекенжай нуж"
    " есть керек можно болады дай бер скаж айт пожалуйст",
    "мне нам я мы в во из по на у там с к кто где и маған бізге біз мен туралы бойынша бола",
)


def wanted_path(
    text: str, entities: Entities, gazetteer: Gazetteer, *, first: bool = False
) -> str | None:
    """The path that ``text`` asks for, else ``None``.

    Args:
        text: one message.
        entities: what was found in it.
        gazetteer: the names of regions.
        first: whether nothing has been answered before: «нас пятеро» goes on with no answer then.
    """
    if not 1 <= len(said(text).split()) <= 14:
        return None
    regions = dict.fromkeys(each.slug for each in entities.regions)
    if _compares(text, len(regions), gazetteer):
        return "regions"
    if len(regions) == 1 and _asks_whom(text, gazetteer):
        return "contacts"
    if _asks_papers(text, gazetteer):
        return "papers"
    if _asks_to_take_part(text, gazetteer):
        return "eligibility"
    if first and entities.family_size is not None and FAMILY_LEXIS.covers(text, gazetteer):
        return "money"
    return "money" if _asks_for_money(text, entities, gazetteer) else None


def _asks_for_money(text: str, entities: Entities, gazetteer: Gazetteer) -> bool:
    every = FAMILY_LEXIS | _HOW_MUCH | _GET | _MINE | _MONEY_FILL | _MOVE
    if not every.covers(text, gazetteer):
        return False
    if _HOW_MUCH.any_of(text) and _GET.any_of(text):
        return _MINE.any_of(text) or entities.family_size is not None
    # «Нас пятеро, переезжаем в село»: no question at all, and everything that the sums need.
    asks_else = "?" in text or _HOW_MUCH.any_of(text) or _GET.any_of(text)
    return entities.family_size is not None and _MOVE.any_of(text) and not asks_else


def _asks_to_take_part(text: str, gazetteer: Gazetteer) -> bool:
    return (
        len(said(text).split()) >= 2
        and _ELIGIBLE.covers(text, gazetteer)
        and _CAN.any_of(text)
        and _OWN.any_of(text)
        and not gazetteer.find(text)
    )


def _asks_papers(text: str, gazetteer: Gazetteer) -> bool:
    every = _PAPERS | _PAPERS_FILL
    return (
        _PAPERS.any_of(text)
        and _MY_PAPERS.any_of(text)
        and every.covers(text, gazetteer)
        and not gazetteer.find(text)
    )


def _compares(text: str, regions: int, gazetteer: Gazetteer) -> bool:
    every = COMPARE_LEXIS | _COMPARE_FILL
    if not every.covers(text, gazetteer):
        return False
    if _COMPARE.any_of(text):
        every_region = _SIDE_BY_SIDE.any_of(text) and _REGIONS.any_of(text)
        return regions >= 2 or (regions == 0 and every_region)
    return regions >= 2 and _BETTER.any_of(text)


def _asks_whom(text: str, gazetteer: Gazetteer) -> bool:
    return (_WHOM | _WHOM_FILL).covers(text, gazetteer) and _WHOM.any_of(text)
