"""Failures on request: what Telegram and the network do to a bot on a bad day.

A fault is drawn for each Bot API call that fits its method, in the order in which faults were
added; random ones use a generator of their own, so the same seed gives the same failures.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.sandbox.errors import BotApiError, ControlError, too_many_requests

EVERY_METHOD: Final = "*"
SERVER_ERRORS: Final = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class FaultKind(StrEnum):
    """What goes wrong."""

    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    DROP = "drop"
    DELAY = "delay"
    DUPLICATE_UPDATES = "duplicate_updates"


@dataclass
class Fault:
    """One scripted failure.

    Args:
        kind: what goes wrong.
        method: Bot API method, or ``*``; ``webhook`` for deliveries of duplicate updates.
        count: how often it still happens; None for always.
        probability: chance at each fitting call.
        skip: fitting calls that pass before the first failure.
        retry_after: seconds in a 429.
        status: HTTP status of a server error.
        seconds: length of a delay.
        applied: whether the call takes effect although the bot learns of a failure.
    """

    id: int
    kind: FaultKind
    method: str
    count: int | None
    probability: float
    skip: int
    retry_after: int
    status: int
    seconds: float
    applied: bool
    random: random.Random
    hits: int = 0

    def api(self) -> dict[str, Any]:
        """The fault as JSON of the control side."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "method": self.method,
            "count": self.count,
            "probability": self.probability,
            "skip": self.skip,
            "retry_after": self.retry_after,
            "status": self.status,
            "seconds": self.seconds,
            "applied": self.applied,
            "hits": self.hits,
        }

    def fits(self, method: str) -> bool:
        """Whether the fault concerns this method (in lower case)."""
        if self.kind is FaultKind.DUPLICATE_UPDATES:
            return method in {"getupdates", "webhook"}
        return self.method in {EVERY_METHOD, method} and method != "webhook"

    def happens(self) -> bool:
        """Counts one fitting call and says whether it fails."""
        if self.count == 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.probability < 1 and self.random.random() >= self.probability:
            return False
        self.hits += 1
        if self.count is not None:
            self.count -= 1
        return True

    def error(self) -> BotApiError:
        """The answer of a 429 or of a server error."""
        if self.kind is FaultKind.TOO_MANY_REQUESTS:
            return too_many_requests(self.retry_after)
        return BotApiError(self.status, SERVER_ERRORS.get(self.status, "Internal Server Error"))


class Faults:
    """The faults in force."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._faults: list[Fault] = []
        self._next_id = 1

    @property
    def all(self) -> Sequence[Fault]:
        """The faults in the order in which they are drawn."""
        return tuple(self._faults)

    def add(self, request: Mapping[str, Any]) -> Fault:
        """Takes a fault from a control request.

        Raises:
            ControlError: 400 when the kind is unknown or a number is no number.
        """
        try:
            kind = FaultKind(request.get("kind", ""))
            count = request.get("count", 1)
            fault = Fault(
                id=self._next_id,
                kind=kind,
                method=str(request.get("method") or EVERY_METHOD).lower(),
                count=None if count is None else int(count),
                probability=float(request.get("probability", 1.0)),
                skip=int(request.get("skip", 0)),
                retry_after=int(request.get("retry_after", 1)),
                status=int(request.get("status", 502)),
                seconds=float(request.get("seconds", 1.0)),
                applied=bool(request.get("applied", kind is FaultKind.DELAY)),
                random=random.Random(  # noqa: S311 - must be repeatable, guards nothing
                    f"{request.get('seed', self._seed)}:{self._next_id}"
                ),
            )
        except (TypeError, ValueError) as error:
            raise ControlError(400, f"wrong fault: {error}") from None
        self._next_id += 1
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Takes all faults back."""
        self._faults.clear()
        self._next_id = 1

    def draw(self, method: str) -> Fault | None:
        """The failure of this call, if one happens."""
        for fault in self._faults:
            if fault.fits(method) and fault.happens():
                return fault
        return None
