"""Keeps a running bot's answers up to date: watches the folder, reloads, rolls back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from watchfiles import awatch

from bot.clock import today_in_kazakhstan
from bot.service import LiveAnswers
from bot.settings import Settings
from retrieval import (
    Acceptor,
    Answerer,
    Finding,
    IndexStore,
    IndexVersion,
    IndexVersionError,
    KnowledgeError,
    check_folder,
)

__all__ = ["Outcome", "Upkeep"]

_log = logging.getLogger(__name__)

#: Editors save a file in several steps; this long without a further one, and it counts as saved.
_SETTLED_MS: Final = 250
_STEP_MS: Final = 50
#: How often it is looked whether a new day has begun, in which other sums may hold, and whether
#: `qonys index` or `qonys rollback` have made another version the live one.
_LOOK_MS: Final = 100
#: Texts that end within so many days are named in /status.
_EXPIRING: Final = timedelta(days=30)

Notify = Callable[["Outcome"], Awaitable[None]]


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt to bring a version live.

    Attributes:
        version: the version that is live now.
        changed: whether it is another one than before.
        findings: what kept the folder from going live; empty when nothing did.
        failure: why no version could be written, where the folder isn't to blame.
    """

    version: IndexVersion
    changed: bool
    findings: tuple[Finding, ...] = ()
    failure: str | None = None


class Upkeep:
    """Brings new versions live, one at a time.

    Args:
        settings: where the folder is.
        store: the index versions.
        answers: what serves them.
        today: the day in Kazakhstan.
    """

    def __init__(
        self,
        settings: Settings,
        store: IndexStore,
        answers: LiveAnswers,
        today: Callable[[], date] = today_in_kazakhstan,
    ) -> None:
        self._folder = settings.qonys_knowledge
        self._store = store
        self._answers = answers
        self._today = today
        self._busy = asyncio.Lock()

    async def reload(self) -> Outcome:
        """Check the folder and let it go live, even if it was rolled back before.

        A broken one changes nothing.
        """
        async with self._busy:
            return await asyncio.to_thread(self._reload, asked=True)

    async def check(self) -> tuple[Finding, ...]:
        """Everything that is wrong with the folder as it is now, errors first."""
        report = await asyncio.to_thread(check_folder, self._folder, self._today())
        return (*report.errors, *report.warnings)

    async def rollback(self) -> Outcome | None:
        """Go back one version; ``None`` when there is no older one.

        The folder itself isn't touched. Its texts stay away until they are changed, or asked for
        with `reload`.
        """
        async with self._busy:
            return await asyncio.to_thread(self._rollback)

    async def watch(self, notify: Notify) -> None:
        """Reload after every change of the folder and on every new day, until cancelled.

        Args:
            notify: told of every version that went live and of every folder that couldn't.
        """
        async for saved in self._occasions():
            outcome = await (self._renew() if saved else self._follow())
            if outcome.changed or outcome.findings or outcome.failure:
                await notify(outcome)

    def is_held(self) -> bool:
        """Whether the folder's texts were rolled back and wait to be changed."""
        return self._store.is_held(self._folder)

    def expiring(self) -> list[tuple[Path, date]]:
        """Documents that end soon or have ended, with their last day."""
        limit = self._today() + _EXPIRING
        documents = self._answers.version.knowledge.documents
        return [
            (document.path, document.effective_to)
            for document in documents
            if document.effective_to is not None and document.effective_to <= limit
        ]

    async def _renew(self) -> Outcome:
        """What a saved file or a new day call for; what was rolled back stays so."""
        async with self._busy:
            return await asyncio.to_thread(self._reload, asked=False)

    async def _follow(self) -> Outcome:
        """Serve the version that another process has made the live one."""
        async with self._busy:
            return await asyncio.to_thread(self._take_over)

    async def _occasions(self) -> AsyncIterator[bool]:
        """Yields whether to look at the folder; else another version was made the live one."""
        # What was saved between the start and the first look would be missed otherwise.
        first = True
        day = self._today()
        seen = self._store.current_name()
        changes = awatch(
            self._folder,
            debounce=_SETTLED_MS,
            step=_STEP_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        )
        async for changed in changes:
            name = self._store.current_name()
            if changed or first or self._today() != day:
                first, day = False, self._today()
                yield True
            elif name not in {seen, self._answers.version.manifest.name}:
                yield False
            seen = name

    def _reload(self, *, asked: bool) -> Outcome:
        today = self._today()
        live = self._answers.version
        try:
            held = not asked and self._store.is_held(self._folder)
            if held or self._store.is_current(self._folder):
                if live.knowledge.today == today and self._is_live():
                    return Outcome(live, changed=False)
                outcome = self._open_current(today)
                if outcome.version is not live:
                    return outcome
            acceptor = Acceptor(live)
            if held:
                version = self._store.rebuild(today, gate=acceptor)
            else:
                version = self._store.build(self._folder, today, gate=acceptor)
        except KnowledgeError as error:
            _log.warning("knowledge folder refused, version %s goes on", live.manifest.name)
            return Outcome(live, changed=False, findings=error.findings)
        except IndexVersionError as error:
            _log.error("no new version, version %s goes on: %s", live.manifest.name, error)
            return Outcome(live, changed=False, failure=str(error))
        return self._serve(version, acceptor.answerer)

    def _take_over(self) -> Outcome:
        outcome = self._open_current(self._today())
        if outcome.changed or outcome.failure:
            return outcome
        # Its vectors are damaged or another model's: made anew from its own texts.
        return self._reload(asked=False)

    def _open_current(self, today: date) -> Outcome:
        """Serve the store's live version as of ``today``, if it can be opened."""
        try:
            version = self._store.open_current(today)
        except IndexVersionError as error:
            return Outcome(self._answers.version, changed=False, failure=str(error))
        if version is None:
            return Outcome(self._answers.version, changed=False)
        return self._serve(version)

    def _serve(self, version: IndexVersion, answerer: Answerer | None = None) -> Outcome:
        before = self._answers.version.manifest.name
        self._answers.replace(version, answerer)
        _log.info("knowledge version %s is live", version.manifest.name)
        return Outcome(version, changed=version.manifest.name != before)

    def _is_live(self) -> bool:
        return self._store.current_name() == self._answers.version.manifest.name

    def _rollback(self) -> Outcome | None:
        try:
            version = self._store.rollback(self._today())
        except IndexVersionError:
            return None
        self._answers.replace(version)
        _log.info("rolled back to knowledge version %s", version.manifest.name)
        return Outcome(version, changed=True)
