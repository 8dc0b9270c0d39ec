"""Tells the region around a place, roughly: the one with the nearest town of the table."""

from __future__ import annotations

import math
from typing import Final

from retrieval.knowledge.tables import Regions

__all__ = ["nearest_region"]

_EARTH_RADIUS_KM: Final = 6371.0
#: A city of republican significance reaches so far from its middle.
CITY_RADIUS_KM: Final = 20.0
#: Farther from every town of the table nothing is told: the place lies abroad or in the steppe.
FARTHEST_KM: Final = 250.0


def nearest_region(regions: Regions, latitude: float, longitude: float) -> str | None:
    """Slug of the region that a place probably lies in; ``None`` far from all of them.

    Args:
        regions: the table; only regions with ``near`` are told.
        latitude: degrees, north is positive.
        longitude: degrees, east is positive.
    """
    found = [
        (_distance_km((latitude, longitude), point), slug, region.kind)
        for slug, region in regions.items()
        for point in region.near
    ]
    reached = [
        (distance, slug)
        for distance, slug, kind in found
        if distance <= (CITY_RADIUS_KM if kind == "city" else FARTHEST_KM)
    ]
    cities = [each for each in reached if regions[each[1]].kind == "city"]
    return min(cities or reached, default=(0.0, None))[1]


def _distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*here, *there))
    half_chord = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))
