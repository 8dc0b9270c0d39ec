"""Several bot processes count each person once among them, by way of a Redis that forgets.

All replicas must key a day's ids alike, and their sketches must meet somewhere, without either
ever being written to a disk. Redis keeps both in memory, under keys that expire; a Redis that
writes snapshots or a log is refused. The statistics database takes part in neither: a sketch that
lay there beside a key that leaked would allow asking whether an id is in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import redis

from bot.clock import TIME_ZONE

__all__ = ["PersistentRedisError", "RedisDay"]

#: A little longer than the day, so that the last seconds before midnight are still merged.
_GRACE: Final = timedelta(minutes=10)
_SECONDS: Final = 2.0


class PersistentRedisError(Exception):
    """The Redis writes to disk, or does not say whether it does."""


class RedisDay:
    """Shares a day's key and sketches; see `bot.statistics.people.SharedDay`.

    Args:
        url: ``redis://…`` or ``rediss://…``.

    Raises:
        PersistentRedisError: it would write the key to a disk.
        redis.RedisError: it can't be reached.
    """

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        )
        self._replica = secrets.token_hex(8)
        self._check_that_it_forgets()

    def key(self, day: date, proposal: bytes) -> bytes:
        """The key of ``day``: ``proposal``, unless another replica was first."""
        name = f"qonys:people:{day}:key"
        with _as_os_error():
            self._redis.set(name, proposal, nx=True, exat=_end(day))
            found = self._redis.get(name)
        if found is None:
            raise ConnectionError("the day is over")
        return bytes(found)

    def exchange(self, day: date, registers: bytes) -> list[bytes]:
        """Leave this replica's registers of ``day``; give those of all of them."""
        name = f"qonys:people:{day}:sketches"
        with _as_os_error(), self._redis.pipeline() as pipeline:
            pipeline.hset(name, self._replica, registers)
            pipeline.expireat(name, _end(day))
            pipeline.hvals(name)
            return [bytes(each) for each in pipeline.execute()[-1]]

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _check_that_it_forgets(self) -> None:
        try:
            saves = self._redis.config_get("save").get("save", "")
            log = self._redis.config_get("appendonly").get("appendonly", "no")
        except redis.ResponseError as error:
            raise PersistentRedisError(
                "the Redis does not say whether it writes to disk"
            ) from error
        if saves or log != "no":
            raise PersistentRedisError('start the Redis with --save "" --appendonly no')


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Whoever counts people needs to know of no library that one way of sharing is made of."""
    try:
        yield
    except redis.RedisError as error:
        raise ConnectionError("the Redis is not there") from error


def _end(day: date) -> int:
    midnight = datetime.combine(day + timedelta(days=1), time(), TIME_ZONE)
    return int((midnight + _GRACE).timestamp())
