from __future__ import annotations

import pytest

from retrieval import Knowledge, nearest_region


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "region"),
    [
        ("Аксу", 52.04, 76.92, "pavlodar"),
        ("Рудный", 52.96, 63.11, "kostanay"),
        ("Щучинск", 52.93, 70.19, "akmola"),
        ("Астана", 51.13, 71.43, "astana"),
        ("сёла к северу от Астаны", 51.6, 71.2, "akmola"),
        ("Кентау", 43.52, 68.5, "turkistan"),
        ("Талгар", 43.3, 77.24, "almaty-region"),
        ("Риддер", 50.34, 83.5, "east-kazakhstan"),
        ("Жанаозен", 43.34, 52.86, "mangystau"),
        ("Каркаралы", 49.41, 75.47, "karaganda"),
    ],
)
def test_the_region_around_a_place_is_told(
    knowledge: Knowledge, place: str, latitude: float, longitude: float, region: str
) -> None:
    assert nearest_region(knowledge.tables.regions, latitude, longitude) == region


@pytest.mark.parametrize(("latitude", "longitude"), [(55.7, 37.6), (0, 0), (90, 0), (-51, -180)])
def test_far_away_nothing_is_told(knowledge: Knowledge, latitude: float, longitude: float) -> None:
    assert nearest_region(knowledge.tables.regions, latitude, longitude) is None


def test_every_region_can_be_told(knowledge: Knowledge) -> None:
    regions = knowledge.tables.regions
    for slug, region in regions.items():
        assert any(nearest_region(regions, *point) == slug for point in region.near), slug
