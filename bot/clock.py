"""The clock of Kazakhstan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["TIME_ZONE", "today_in_kazakhstan"]

#: All of Kazakhstan keeps one time since 1 March 2024.
TIME_ZONE: Final = ZoneInfo("Asia/Almaty")


def today_in_kazakhstan() -> date:
    """The day in Kazakhstan, whatever the server's clock zone."""
    return datetime.now(TIME_ZONE).date()
