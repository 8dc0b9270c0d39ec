"""Years, people, sums and times in a message."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.language import Amount, Entities, Gazetteer, RegionName, extract

PLACES = Gazetteer(
    [
        RegionName(
            "pavlodar", "region", {"kk": ("Павлодар облысы",), "ru": ("Павлодарская область",)}
        )
    ]
)
TODAY = date(2026, 11, 20)


def entities(text: str) -> Entities:
    return extract(text, PLACES, TODAY)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("нас четверо", 4),
        ("нас 4 человека", 4),
        ("нас будет пятеро", 5),
        ("семья из пяти человек", 5),
        ("семья из 6", 6),
        ("на пятерых сколько", 5),
        ("na pyateryh", 5),
        ("вдвоем с женой", 2),
        ("вчетвером", 4),
        ("жена и двое детей", 4),
        ("мама, папа и трое деток", 5),
        ("мама и папа, трое детей", 5),
        ("әкесі, шешесі және екі баласы", 4),
        ("әкесі мен шешесі және екі баласы", 4),
        ("я, жена и трое детей", 5),
        ("с мужем и двумя детьми", 4),
        ("муж, я и ребенок", 3),
        ("нас двое и трое детей", 5),
        ("нас пятеро, трое детей", 5),
        ("мать-одиночка с двумя детьми", 3),
        ("жена, двое детей и мать", 5),
        ("я один", 1),
        ("я одна перееду", 1),
        ("бесеуміз", 5),
        ("бесеумиз барайык деп едик", 5),
        ("beseumiz", 5),
        ("екеуміз ғана", 2),
        ("5 адам", 5),
        ("отбасымызда 6 адам", 6),
        ("жалғызбастымын", 1),
        ("жалгызбастымын", 1),
        ("3 балам бар, әйелім", 5),
        ("эйелим бар 2 балам бар", 4),
        ("әйелім екеуміз, 2 балам бар", 4),
        ("екі балалы жалғызбасты анамын", 3),
        ("ayelim men 3 balam bar", 5),
    ],
)
def test_family_size(text: str, size: int) -> None:
    assert entities(text).family_size == size


@pytest.mark.parametrize(
    "text",
    [
        "сколько дают на одного человека",
        "бір адамға қанша",
        "70 АЕК бір адамға ма әлде бүкіл отбасыға ма",
        "квота 1000 человек",
        "у меня трое детей",
        "бабушка, мама, папа и двое детей",
        "у меня мама, папа и двое детей",
        "сколько дают на семью",
        "семья переехала",
        "үш жыл тұру керек пе",
        "жена беременная",
        "5 жылдан кейін",
        "в 2026 году",
    ],
)
def test_no_family_size_where_none_is_said(text: str) -> None:
    assert entities(text).family_size is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("квота на 2026 год", (2026,)),
        ("2025 және 2026 жылдары", (2025, 2026)),
        ("биыл квота қанша", (2026,)),
        ("осы жылы", (2026,)),
        ("в этом году", (2026,)),
        ("былтыр", (2025,)),
        ("в прошлом году", (2025,)),
        ("келесі жылы", (2027,)),
        ("на следующий год", (2027,)),
        ("26 жылы", (2026,)),
        ("в 25 году", (2025,)),
        ("2026 теңге", ()),
        ("5 жыл", ()),
        ("маған 25 жас", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert entities(text).years == years


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("70 МРП", [(70, "mci")]),
        ("70 аек", [(70, "mci")]),
        ("302 750 тг", [(302750, "tenge")]),
        ("302750 теңге", [(302750, "tenge")]),
        ("400 мың теңге", [(400_000, "tenge")]),
        ("7 млн", [(7_000_000, "tenge")]),
        ("1,5 млн тенге", [(1_500_000, "tenge")]),
        ("5 адам", []),
    ],
)
def test_amounts(text: str, amounts: list[tuple[float, str]]) -> None:
    assert [(amount.value, amount.unit) for amount in entities(text).amounts] == amounts


def test_two_amounts_of_one_message() -> None:
    found = entities("15 МРП немесе 64 875 теңге").amounts
    assert found == (Amount(15, "mci"), Amount(64875, "tenge"))


@pytest.mark.parametrize(
    ("text", "months"),
    [("12 ай төлейді ме", (12,)), ("шесть месяцев", (6,)), ("полгода", (6,)), ("2 года", ())],
)
def test_months(text: str, months: tuple[int, ...]) -> None:
    assert entities(text).months == months


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Мен қандаспын", "kandas"),
        ("кандасам дают", "kandas"),
        ("қандас болып көшсем", "kandas"),
        ("работодателю что дают за переселенца", "employer"),
        ("жұмыс берушіге қанша", "employer"),
        ("с дипломом в село", "graduate"),
        ("түлекпін", "graduate"),
        ("переселенцу", "resettler"),
        ("кошуге", "resettler"),
        ("чем отличается переселенец от кандаса", None),
        ("квота", None),
    ],
)
def test_audience(text: str, audience: str | None) -> None:
    assert entities(text).audience == audience


@pytest.mark.parametrize(
    ("text", "settlement"),
    [
        ("қаладан ауылға көшу", "village"),
        ("из города в село", "village"),
        ("дом в селе", "village"),
        ("auylga koshsem", "village"),
        ("в город можно", "town"),
        ("қалаға көшсем", "town"),
        ("в городе или в селе", None),
        ("квота", None),
    ],
)
def test_settlement(text: str, settlement: str | None) -> None:
    assert entities(text).settlement == settlement


def test_one_region_in_a_role() -> None:
    found = entities("Павлодарға көшсек")
    assert found.region("to") == "pavlodar"
    assert found.region("from") is None


def test_a_region_known_from_elsewhere_has_no_role() -> None:
    found = entities("квота қанша").with_region("pavlodar")
    assert [(mention.slug, mention.role) for mention in found.regions] == [("pavlodar", "unknown")]
