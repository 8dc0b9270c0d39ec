"""Updates of one chat one after another, of different chats side by side."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine

from telegram import Update
from telegram.ext import BaseUpdateProcessor

__all__ = ["ChatOrder", "RecentIds"]


class ChatOrder(BaseUpdateProcessor):
    """Keeps the order within a chat and lets chats run beside each other.

    Args:
        max_concurrent_updates: how many updates may be worked on at once.
    """

    def __init__(self, max_concurrent_updates: int = 256) -> None:
        super().__init__(max_concurrent_updates)
        self._last: dict[int, asyncio.Future[None]] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Await ``coroutine`` once all earlier updates of the same chat are done."""
        key = _chat_key(update)
        if key is None:
            await coroutine
            return
        before = self._last.get(key)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last[key] = done

        def end(_: object = None) -> None:
            done.set_result(None)
            if self._last.get(key) is done:
                del self._last[key]

        try:
            if before is not None:
                await asyncio.shield(before)
        except asyncio.CancelledError:
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            # Whoever waits for this one now waits for the one before it.
            if before is not None:
                before.add_done_callback(end)
            raise
        try:
            await coroutine
        finally:
            end()


def _chat_key(update: object) -> int | None:
    if not isinstance(update, Update):
        return None
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else None


class RecentIds:
    """Remembers the last update ids: Telegram may send an update twice after a fault.

    Args:
        size: how many ids are remembered.
    """

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._ids: OrderedDict[int, None] = OrderedDict()

    def is_new(self, update_id: int) -> bool:
        """Whether ``update_id`` is seen for the first time; it counts as seen from now on."""
        if update_id in self._ids:
            return False
        self._ids[update_id] = None
        if len(self._ids) > self._size:
            self._ids.popitem(last=False)
        return True
