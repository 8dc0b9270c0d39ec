"""Anonymous statistics: counters by day that help the centres and can't point at anyone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.statistics.buffer import Recorder
    from bot.statistics.database import CounterStore, database_url, open_engine, upgrade
    from bot.statistics.events import (
        Event,
        FeedbackEvent,
        FeedbackReason,
        LatencyBucket,
        QuestionEvent,
        Script,
        VisitEvent,
        Vocabulary,
        Vote,
        region_of,
        version_slug,
    )
    from bot.statistics.people import PeopleCounter

__all__ = [
    "CounterStore",
    "Event",
    "FeedbackEvent",
    "FeedbackReason",
    "LatencyBucket",
    "PeopleCounter",
    "QuestionEvent",
    "Recorder",
    "Script",
    "VisitEvent",
    "Vocabulary",
    "Vote",
    "database_url",
    "open_engine",
    "region_of",
    "upgrade",
    "version_slug",
]

_ELSEWHERE = {
    "Recorder": "buffer",
    "CounterStore": "database",
    "database_url": "database",
    "open_engine": "database",
    "upgrade": "database",
    "PeopleCounter": "people",
}


def __getattr__(name: str) -> object:
    """Imports the database and the sketch libraries for those only who use them.

    Every command of ``qonys`` passes through this package; most need none of it.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'events')}"), name)
