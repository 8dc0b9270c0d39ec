"""Regions and towns in a message, and which way the move goes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from retrieval.language import Gazetteer, Habit, RegionName, TownName, apply_habit

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "regions.yaml").read_text(encoding="utf-8")
)
GAZETTEER = Gazetteer.from_table(TABLE)
SPELLINGS: list[Habit] = ["no_kazakh_letters", "latin_2021", "latin_2018", "latin_adhoc"]


def names() -> Iterator[tuple[str, str]]:
    """Every name of every place with the slug of its region."""
    for slug, row in TABLE.items():
        for language in ("kk", "ru"):
            yield row["names"][language]["nominative"], slug
            for alias in row["aliases"][language]:
                yield alias, slug
        for town in row["towns"]:
            for name in (*town["names"].values(), *town["aliases"]):
                yield name, slug


NAMES = sorted(set(names()))
COMMON = {"Шу", "Арал", "Орал"}


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.slug, mention.role) for mention in GAZETTEER.find(text)]


def slugs(text: str) -> set[str]:
    return {mention.slug for mention in GAZETTEER.find(text)}


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_every_name_is_found_in_every_spelling(name: str, slug: str) -> None:
    assert slugs(name) == {slug}
    for habit in SPELLINGS:
        # A name that is also a common word («Орал») may go unseen, but never become another.
        assert slugs(apply_habit(name, habit, 1)) <= {slug}


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_no_slip_of_the_finger_turns_a_place_into_another(name: str, slug: str) -> None:
    for seed in range(30):
        assert slugs(apply_habit(name, "typo", seed)) <= {slug}


def test_no_pair_of_names_hides_one_of_them() -> None:
    towns = [(name, slug) for name, slug in NAMES if " " not in name and name not in COMMON]
    for (one, first), (other, second) in itertools.permutations(towns, 2):
        if first != second:
            assert slugs(f"{one}, {other}") == {first, second}, (one, other)


@pytest.mark.parametrize(
    "text",
    ["СҚО", "СКО", "sko", "SQO", "СҚО-ға", "скога", "Северного Казахстана", "Петропавловске"],
)
def test_abbreviations_and_case_forms(text: str) -> None:
    assert slugs(text) == {"north-kazakhstan"}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Тараз", "zhambyl"),
        ("Нур-Султан", "astana"),
        ("Нұр-Сұлтанға", "astana"),
        ("Усть-Каменогорска", "east-kazakhstan"),
        ("усть каменогорск", "east-kazakhstan"),
        ("Өскеменде", "east-kazakhstan"),
        ("Талдықорғаннан", "jetisu"),
        ("в Конаеве", "almaty-region"),
        ("Жезказгана", "ulytau"),
        ("ВКО", "east-kazakhstan"),
        ("шко", "east-kazakhstan"),
        ("БҚО", "west-kazakhstan"),
        ("Костанайскую область", "kostanay"),
        ("Қостанайлықтар", "kostanay"),
        ("сев каз область", "north-kazakhstan"),
        ("северна казахстанская обл", "north-kazakhstan"),
        ("восточно казахстан", "east-kazakhstan"),
        ("Абай кандасы, квота", "abai"),
        ("Абай каласы", "karaganda"),
    ],
)
def test_towns_and_old_names_give_their_region(text: str, slug: str) -> None:
    assert slugs(text) == {slug}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("из Туркестана в Павлодар", [("turkistan", "from"), ("pavlodar", "to")]),
        ("Түркістаннан Павлодарға", [("turkistan", "from"), ("pavlodar", "to")]),
        ("turkistannan pavlodarga koshu", [("turkistan", "from"), ("pavlodar", "to")]),
        ("iz Turkestana v Pavlodar hochu", [("turkistan", "from"), ("pavlodar", "to")]),
        ("Тараз — Павлодар", [("zhambyl", "from"), ("pavlodar", "to")]),
        ("Тараз → Өскемен", [("zhambyl", "from"), ("east-kazakhstan", "to")]),
        ("в Павлодар или Костанай", [("pavlodar", "to"), ("kostanay", "to")]),
        ("Шымкентте тұрамын, Қостанайға көшсем", [("shymkent", "from"), ("kostanay", "to")]),
        ("живу в Таразе, хочу в Костанайскую область", [("zhambyl", "from"), ("kostanay", "to")]),
        ("Алматы облысынан Абай облысына", [("almaty-region", "from"), ("abai", "to")]),
        ("Жетісудан кетсек", [("jetisu", "from")]),
        ("СҚО га кошу", [("north-kazakhstan", "to")]),
        ("Павлодарда квота қанша", [("pavlodar", "unknown")]),
        ("квота Павлодарской области", [("pavlodar", "unknown")]),
    ],
)  # fmt: skip
def test_which_way_a_move_goes(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Алматы", "almaty"),
        ("Алматыдан", "almaty"),
        ("Алматы қаласынан", "almaty"),
        ("Алматы облысынан", "almaty-region"),
        ("Алматы обл.", "almaty-region"),
        ("Алматинской области", "almaty-region"),
        ("Абай облысы", "abai"),
        ("область Абай", "abai"),
        ("Абай қаласында", "karaganda"),
    ],
)
def test_a_city_and_the_region_of_its_name_are_told_apart(text: str, slug: str) -> None:
    assert slugs(text) == {slug}


@pytest.mark.parametrize(
    "text",
    [
        "улица Абая 5",
        "Абай көшесінде тұрамын",
        "Абай атындағы мектеп",
        "Абай Құнанбайұлы",
        "сколько семей приняли",
        "моей семье дадут",
        "балалы семей",
        "солтүстікке көшсем",
        "оралсам ақшаны қайтарам ба",
        "болашақта алматын ақша",
        "ақша алмаймын",
        "скот дают",
        "қаражатты қашан аударады",
        "келесі жылы",
        "жетістікке жеттік",
        "по стране",
    ],
)
def test_common_words_are_no_places(text: str) -> None:
    assert found(text) == []


def test_a_mistyped_name_is_still_understood() -> None:
    assert found("павладарға көшем") == [("pavlodar", "to")]
    assert slugs("костонайская область") == {"kostanay"}
    assert slugs("Петропавлавск") == {"north-kazakhstan"}


def test_a_mention_points_at_its_text() -> None:
    text = "Біз Алматы облысынан кетеміз"
    (mention,) = GAZETTEER.find(text)
    assert text[mention.start : mention.end] == "Алматы облысынан"
    assert mention.place == "region"


def test_a_name_of_two_regions_is_nobodys() -> None:
    twins = Gazetteer(
        RegionName(
            slug=slug,
            kind="region",
            names={"ru": (name,)},
            towns=(TownName(names={"ru": ("Есильск",)}),),
        )
        for slug, name in (("one", "Первая область"), ("two", "Вторая область"))
    )
    assert twins.find("Есильск") == ()
    assert twins.slugs_of("Есильск") == ("one", "two")
