"""How many people wrote today, without keeping who.

HyperLogLog (Flajolet et al. 2007; here with the 64-bit hash of Heule et al. 2013) remembers, for
each of 2¹⁴ groups of hashes, only how rare the rarest hash was. The hash is keyed with 32 random
bytes that exist in this process's memory alone and are thrown away, with the sketch, at local
midnight. Without the key nobody can tell whether an id is in the sketch, and the sketch is never
written anywhere: only the day's number is stored.

The standard error is 1.04 / √2¹⁴ = 0.81 %.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

import numpy as np
from datasketch import HyperLogLogPlusPlus

__all__ = [
    "PRECISION",
    "STANDARD_ERROR",
    "PeopleChange",
    "PeopleCounter",
    "PeopleSketch",
    "SharedDay",
]

PRECISION: Final = 14
STANDARD_ERROR: Final = 1.04 / (1 << PRECISION) ** 0.5
_KEY_BYTES: Final = 32


class SharedDay(Protocol):
    """What replicas share to count each person once among them; see `bot.statistics.replicas`."""

    def key(self, day: date, proposal: bytes) -> bytes:
        """The key of ``day``: that of the first replica that asked.

        Raises:
            OSError: it can't be had now.
        """

    def exchange(self, day: date, registers: bytes) -> list[bytes]:
        """Leave this replica's registers for ``day``, take those of all.

        Raises:
            OSError: not now.
        """


@dataclass(frozen=True)
class PeopleChange:
    """News of a day's estimate.

    Attributes:
        now: people of the day, as far as this process knows.
        more: how many more than it said before.
        merged: whether ``now`` is of all replicas; then it is no part to be added to others.
    """

    now: int
    more: int
    merged: bool = False


class PeopleSketch:
    """The people of one day under one key.

    Args:
        key: secret of the day.
    """

    def __init__(self, key: bytes) -> None:
        self._key: bytes | None = key
        self._sketch = HyperLogLogPlusPlus(p=PRECISION, hashfunc=_as_number)

    def add(self, person: int) -> None:
        """Count ``person``; adding somebody again changes nothing.

        Raises:
            RuntimeError: the key has been forgotten.
        """
        if self._key is None:
            raise RuntimeError("the day is over")
        data = person.to_bytes(8, "big", signed=True)
        self._sketch.update(hashlib.blake2b(data, digest_size=8, key=self._key).digest())

    def forget_key(self) -> None:
        """From now on nobody can be added, and nobody can be asked for."""
        self._key = None

    def registers(self) -> bytes:
        """The sketch as bytes, for other replicas; without the key."""
        return bytes(self._sketch.reg.astype(np.uint8).tobytes())

    def estimate(self, others: Iterable[bytes] = ()) -> int:
        """How many different people were added, about, here and to ``others``."""
        registers = np.frombuffer(self.registers(), np.uint8)
        for other in others:
            registers = np.maximum(registers, np.frombuffer(other, np.uint8))
        merged = HyperLogLogPlusPlus(p=PRECISION, reg=registers.astype(np.int8))
        return round(float(merged.count()))


def _as_number(digest: bytes) -> int:
    return int.from_bytes(digest, "big")


class PeopleCounter:
    """Counts the people of today; yesterday's key and sketch are forgotten at midnight.

    Args:
        shared: where replicas meet; ``None`` for a single process. While it can't be reached,
            the process counts by itself, and the day becomes a range (see `models.People`).
    """

    def __init__(self, shared: SharedDay | None = None) -> None:
        self._shared = shared
        self._lock = threading.Lock()
        self._keys: dict[date, bytes] = {}
        self._today: _Day | None = None
        self._ended: list[_Day] = []

    def add(self, person: int, day: date) -> None:
        """Count ``person`` on ``day``; nothing is waited for.

        A day that is over is not opened again: who comes late, because a clock was set back or
        two threads met at midnight, counts on the day after.
        """
        with self._lock:
            today = self._today
            if today is None or today.day < day:
                today = self._turn_to(day)
            today.sketch.add(person)

    def prepare(self, day: date) -> None:
        """Agree on the keys of ``day`` and the next with the other replicas."""
        if self._shared is None:
            return
        for each in (day, day + timedelta(days=1)):
            if each in self._keys or (self._today is not None and self._today.day >= each):
                continue
            try:
                self._keys[each] = self._shared.key(each, secrets.token_bytes(_KEY_BYTES))
            except OSError:
                return

    def take(self, day: date) -> dict[date, PeopleChange]:
        """What is new since the last call, by day.

        ``day`` is today: on the first call of a day the one before is finished and forgotten,
        even if nobody has written yet.
        """
        self.prepare(day)
        with self._lock:
            if self._today is not None and day > self._today.day:
                self._end()
            days, self._ended = self._ended, []
            if self._today is not None:
                days.append(self._today)
        changes = ((each.day, each.change(self._shared)) for each in days)
        return {each: change for each, change in changes if change is not None}

    def _turn_to(self, day: date) -> _Day:
        self._end()
        shared = day in self._keys
        key = self._keys.pop(day, None) or secrets.token_bytes(_KEY_BYTES)
        self._today = _Day(day, PeopleSketch(key), shared)
        return self._today

    def _end(self) -> None:
        if self._today is not None:
            self._today.sketch.forget_key()
            self._ended.append(self._today)
            self._today = None


@dataclass
class _Day:
    day: date
    sketch: PeopleSketch
    shared: bool
    said: int = 0

    def change(self, shared: SharedDay | None) -> PeopleChange | None:
        others: list[bytes] = []
        if shared is not None and self.shared:
            # While Redis is away, those who came here are at least a part of all.
            with suppress(OSError):
                others = shared.exchange(self.day, self.sketch.registers())
        now = self.sketch.estimate(others)
        if now == self.said:
            return None
        change = PeopleChange(now, max(0, now - self.said), merged=self.shared)
        self.said = now
        return change
