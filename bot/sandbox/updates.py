"""The queue of updates of the bot: long polling with offsets, and what is kept for a webhook.

Semantics of https://core.telegram.org/bots/api#getupdates and of the public Bot API server: an
update stays until a higher offset confirms it; a second getUpdates ends the first with a
conflict; ``allowed_updates`` decides when an update is made, not when it is fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.errors import BotApiError, conflict

MAX_POLL_SECONDS: Final = 50
MAX_BATCH: Final = 100
LIFETIME_SECONDS: Final = 24 * 3600
SHORT_LIFETIME_SECONDS: Final = {
    "inline_query": 30,
    "chosen_inline_result": 600,
    "callback_query": 150,
}
"""How long the Bot API server keeps an update that nobody fetches."""
FIRST_UPDATE_ID: Final = 700_000_001

UPDATE_TYPES: Final = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)
OFF_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

TERMINATED_BY_POLL: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
TERMINATED_BY_WEBHOOK: Final = "terminated by setWebhook request"
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True)
class Update:
    """One update; those of one ``queue`` reach a webhook in order."""

    update_id: int
    type: str
    payload: dict[str, Any]
    queue: tuple[str, int]
    expires_at: float

    def api(self) -> dict[str, Any]:
        """The Update object of the Bot API."""
        return {"update_id": self.update_id, self.type: self.payload}


@dataclass
class UpdateQueue:
    """Updates that the bot has not confirmed yet.

    Args:
        clock: seconds since the epoch.
        on_polling: called with True when a bot starts to wait and False when it stops.
    """

    clock: Callable[[], float]
    on_polling: Callable[[bool], None] = lambda _polling: None
    webhook_active: bool = False
    allowed: frozenset[str] | None = None
    last_poll_at: float | None = None
    _pending: list[Update] = field(default_factory=list)
    _next_id: int = FIRST_UPDATE_ID
    _poll: asyncio.Future[None] | None = None
    _duplicate_next: bool = False
    _again: list[Update] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __len__(self) -> int:
        self._drop_old()
        return len(self._pending)

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates waits now."""
        return self._poll is not None

    @property
    def pending(self) -> Sequence[Update]:
        """Updates not confirmed yet, oldest first."""
        return tuple(self._pending)

    def allow(self, names: Any) -> None:
        """Takes over ``allowed_updates``.

        An empty list means the default set; anything but a list of names changes nothing.
        """
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            self.allowed = frozenset(name.lower() for name in names) & UPDATE_TYPES or None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        if self.allowed is None:
            return kind not in OFF_BY_DEFAULT
        return kind in self.allowed

    def add(self, kind: str, payload: dict[str, Any], chat_id: int) -> Update | None:
        """Makes an update, unless the bot does not want this kind."""
        if not self.wants(kind):
            return None
        lifetime = SHORT_LIFETIME_SECONDS.get(kind, LIFETIME_SECONDS)
        # Messages and edits of a chat share a queue; queries have queues of their own.
        queue = (kind if kind in SHORT_LIFETIME_SECONDS else "chat", chat_id)
        update = Update(self._next_id, kind, payload, queue, self.clock() + lifetime)
        self._next_id += 1
        self._pending.append(update)
        self._wake()
        return update

    def repeat(self, updates: Sequence[Update]) -> None:
        """Puts updates back although they were delivered: Telegram may deliver one twice."""
        known = {update.update_id for update in self._pending}
        again = [update for update in updates if update.update_id not in known]
        self._pending = sorted([*self._pending, *again], key=lambda update: update.update_id)
        self._wake()

    def duplicate_next(self) -> None:
        """The next batch that is not empty is delivered twice, whatever the bot confirms."""
        self._duplicate_next = True

    def confirm(self, update: Update) -> None:
        """Drops a delivered update."""
        self._pending = [kept for kept in self._pending if kept is not update]

    def drop_all(self) -> None:
        """Drops everything that is pending."""
        self._pending.clear()

    def notify(self) -> None:
        """Wakes whoever waits for something to deliver, for example after a new webhook."""
        self._arrived.set()

    async def wait_for_new(self, timeout: float | None) -> None:
        """Returns when an update was added since the last call, or after ``timeout`` seconds."""
        try:
            await asyncio.wait_for(self._arrived.wait(), timeout)
        except TimeoutError:
            return
        self._arrived.clear()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Update]:
        """One getUpdates.

        Args:
            offset: everything below is confirmed; a negative one keeps only that many.
            limit: largest number of updates to return.
            timeout: seconds to wait for the first one.

        Raises:
            BotApiError: 409 when a webhook is set or another poll begins to wait.
        """
        if self.webhook_active:
            raise conflict(WEBHOOK_ACTIVE)
        self.last_poll_at = self.clock()
        self._confirm_below(offset)
        again, self._again = self._again, []
        if not (again or self._pending) and timeout > 0:
            await self._wait(timeout)
        batch = [*again, *self._pending][:limit]
        if self._duplicate_next and batch:
            self._duplicate_next = False
            self._again = batch
        return batch

    def end_poll(self, error: BotApiError | None = None) -> None:
        """Ends a waiting getUpdates, with an error or with an empty answer."""
        if self._poll is not None and not self._poll.done():
            if error is None:
                self._poll.set_result(None)
            else:
                self._poll.set_exception(error)
        self._poll = None

    async def _wait(self, timeout: float) -> None:
        self.end_poll(conflict(TERMINATED_BY_POLL))
        waiting = asyncio.get_running_loop().create_future()
        self._poll = waiting
        self.on_polling(True)
        try:
            await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            return
        finally:
            self.last_poll_at = self.clock()
            if self._poll is waiting:
                self._poll = None
                self.on_polling(False)

    def _wake(self) -> None:
        self._arrived.set()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _confirm_below(self, offset: int) -> None:
        self._drop_old()
        if offset < 0:
            self._pending = self._pending[offset:]
        elif 0 < offset <= self._next_id:  # one from the future confirms nothing
            self._pending = [update for update in self._pending if update.update_id >= offset]

    def _drop_old(self) -> None:
        now = self.clock()
        self._pending = [update for update in self._pending if update.expires_at > now]


async def until_disconnect(work: Awaitable[Any], receive: Callable[[], Awaitable[Any]]) -> Any:
    """Result of ``work``, or None when the client hangs up first (``work`` is then cancelled)."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnect(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        gone.cancel()
        if not task.done():
            task.cancel()


async def _disconnect(receive: Callable[[], Awaitable[Any]]) -> None:
    """Waits until the client is gone; what is left of the request comes first."""
    while (await receive())["type"] != "http.disconnect":
        pass
