"""The weekly digest: a dozen lines on the week that has just been published."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import TIME_ZONE
from bot.statistics.database import claim_digest
from bot.statistics.events import NONE
from bot.statistics.formats import show
from bot.statistics.release import last_closed_week
from bot.statistics.report import HIDDEN, Report, ReportTable, row_count
from bot.statistics.sources import Reports
from bot.statistics.words import Words, words_in
from retrieval import LANGUAGES

__all__ = ["digest_text", "next_digest", "send_digests", "write_digest"]

_log = logging.getLogger(__name__)

#: Weeks are published from Wednesday on; people are at work by ten.
_WEEKDAY: Final = 2
_HOUR: Final = time(10)
#: A bot that was away when the digest was due sends it until the next morning.
_LATE: Final = timedelta(days=1)
#: Seconds until it is tried again when the database is away, and the longest sleep.
_AGAIN: Final = 600.0
_STEP: Final = 3600.0
_LINES: Final = 5
_WEEK: Final = timedelta(days=7)


def next_digest(now: datetime) -> datetime:
    """When the next digest is due: a Wednesday at ten in Kazakhstan, after ``now``."""
    local = now.astimezone(TIME_ZONE)
    day = local.date() + timedelta(days=(_WEEKDAY - local.weekday()) % 7)
    due = datetime.combine(day, _HOUR, TIME_ZONE)
    return due if due > local else due + timedelta(days=7)


async def send_digests(
    send: Callable[[str], Awaitable[None]],
    reports: Callable[[], Reports],
    now: Callable[[], datetime] = lambda: datetime.now(TIME_ZONE),
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Send a digest every week, until cancelled; of several processes one sends it.

    Args:
        send: brings a text to the admins.
        reports: where numbers come from.
        now: the clock.
        sleep: waits some seconds.
    """
    while True:
        following = next_digest(now())
        if now() - (following - _WEEK) < _LATE:
            try:
                text = await asyncio.to_thread(_claimed, reports(), now())
            except (SQLAlchemyError, OSError) as error:
                _log.warning("digest waits: database not reached (%s)", type(error).__name__)
                await sleep(_AGAIN)
                continue
            if text is not None:
                await send(text)
        while (left := (following - now()).total_seconds()) > 0:
            # In steps: a clock that is set or a machine that slept does not shift the day.
            await sleep(min(left, _STEP))


def _claimed(reports: Reports, now: datetime) -> str | None:
    """The digest, if no other process and no earlier life of this one has sent it."""
    # Written first: what can't be read must not count as sent.
    text = write_digest(reports, now)
    week = last_closed_week(now.astimezone(TIME_ZONE).date())
    return text if claim_digest(reports.engine, week) else None


def write_digest(reports: Reports, now: datetime) -> str:
    """The digest of the newest published week, in Kazakh and Russian."""
    today = now.astimezone(TIME_ZONE).date()
    texts = []
    for language in LANGUAGES:
        report = reports.latest(language, 1, today)
        before = reports.latest(language, 1, today - timedelta(days=7))
        texts.append(digest_text(report, before))
    return "\n\n".join(texts)


def digest_text(report: Report, before: Report) -> str:
    """The digest in the language of ``report``.

    Args:
        report: of one week.
        before: of the week before it.
    """
    words = words_in(report.language)
    days = {"from": f"{report.first:%d.%m}", "to": f"{report.last:%d.%m.%Y}"}
    lines = [words("digest-title", **days)]
    totals = report.totals
    if totals.questions is None:
        return "\n".join([*lines, words("digest-quiet", threshold=report.threshold)])
    asked = words("digest-questions", count=words.number(totals.questions))
    if before.totals.questions is not None:
        asked += words("digest-change", count=words.number(before.totals.questions))
    lines.append(asked)
    if totals.share is not None:
        lines.append(words("digest-share", share=words.share(totals.share)))
    if totals.people_a_day is not None:
        lines.append(words("digest-people", count=words.number(totals.people_a_day)))
    if totals.up is not None or totals.down is not None:
        votes = {"up": show("up", totals.up, words), "down": show("down", totals.down, words)}
        lines.append(words("digest-feedback", **votes))
    if totals.visits is not None:
        lines.append(words("digest-centres", count=words.number(totals.visits)))
    lines += _list(report.table("topics"), "digest-topics", words)
    lines += _list(report.table("gap-sections"), "digest-gaps", words)
    lines += _list(report.table("gap-terms"), None, words)
    return "\n".join(lines)


def _list(table: ReportTable | None, title: str | None, words: Words) -> Iterator[str]:
    """The largest of a table, whatever the kind of gap, each with its number."""
    if table is None:
        return
    if title is not None:
        yield words(title)
    counts: Counter[str] = Counter()
    for row in table.rows:
        if row.key not in {NONE, HIDDEN}:
            counts[row.label] += row_count(table, row)
    for name, total in counts.most_common(_LINES):
        count = words.number(total)
        if title is None:
            count = words("at-least", count=count)
        yield words("digest-line", name=name, count=count)
