"""The centres of a running bot: the owner's file where there is one, else the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.centres.registry import Centres
from bot.centres.table import read_table, write_table

__all__ = ["LiveCentres"]

_log = logging.getLogger(__name__)

#: Seconds until a list that was imported meanwhile is seen.
REFRESH_SECONDS: Final = 60.0
#: Start waits so long for the first reading, so that visits that came while the bot was away
#: find their centres; a database that is not there does not hold it up any longer.
_START_SECONDS: Final = 3.0


class LiveCentres:
    """The centres whose codes count now; a context manager.

    Args:
        engine: the statistics database.
        prepare: makes its tables; called from a thread of its own, again until it succeeds.
        listed: the owner's file. The table becomes the same, and it is not read again.
        interval: seconds between two readings.
    """

    def __init__(
        self,
        engine: Engine,
        prepare: Callable[[], None],
        listed: Centres | None = None,
        interval: float = REFRESH_SECONDS,
    ) -> None:
        self._engine = engine
        self._prepare = prepare
        self._listed = listed
        self._interval = interval
        self._now = listed or Centres()
        self._read = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="centres", daemon=True)
        self._thread.start()
        if self._listed is None:
            self._read.wait(_START_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_START_SECONDS)
            self._thread = None

    def __call__(self) -> Centres:
        """The centres as they were read last."""
        return self._now

    def refresh(self) -> bool:
        """Bring file, table and memory together; gives whether the database was there."""
        try:
            self._prepare()
            if self._listed is None:
                self._now = read_table(self._engine)
            elif write_table(self._engine, self._listed):
                _log.info("centres: the database has the %d of the list now", len(self._listed))
        except (SQLAlchemyError, OSError) as error:
            _log.info("centres: database not reached (%s)", type(error).__name__)
            return False
        return True

    def _run(self) -> None:
        done = False
        while not (done and self._listed is not None):
            done = self.refresh()
            if done:
                self._read.set()
            if self._stop.wait(self._interval):
                return
