"""What happens in the chats, as a numbered stream for the chat page and for tests."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    ``type`` is ``message``, ``edited``, ``deleted``, ``action``, ``callback_answer``,
    ``inline_answer``, ``reaction``, ``chat`` or ``bot``; ``seq`` grows by one with every event.
    """

    seq: int
    type: str
    chat_id: int | None
    data: dict[str, Any]

    def api(self) -> dict[str, Any]:
        """The event as JSON of the control side."""
        return {"seq": self.seq, "type": self.type, "chat_id": self.chat_id, "data": self.data}


class EventHub:
    """Keeps the events of every chat and hands new ones to whoever listens."""

    def __init__(self) -> None:
        self._last = 0
        self._of_chat: dict[int, list[Event]] = defaultdict(list)
        self._waiting: dict[int, list[asyncio.Future[None]]] = defaultdict(list)
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self._closed = False

    @property
    def last_seq(self) -> int:
        """Number of the latest event, 0 before the first."""
        return self._last

    def publish(self, kind: str, chat_id: int | None, data: dict[str, Any]) -> Event:
        """Numbers an event and hands it to everybody who waits."""
        self._last += 1
        event = Event(self._last, kind, chat_id, data)
        if chat_id is not None:
            self._of_chat[chat_id].append(event)
            for waiting in self._waiting.pop(chat_id, []):
                if not waiting.done():
                    waiting.set_result(None)
        for listener in self._listeners:
            listener.put_nowait(event)
        return event

    def since(self, chat_id: int, seq: int) -> list[Event]:
        """Events of a chat after ``seq``, oldest first."""
        found: list[Event] = []
        for event in reversed(self._of_chat.get(chat_id, [])):
            if event.seq <= seq:
                break
            found.append(event)
        return found[::-1]

    async def wait(self, chat_id: int, seq: int, seconds: float) -> list[Event]:
        """Events of a chat after ``seq``, waiting for the first one at most ``seconds``."""
        found = self.since(chat_id, seq)
        if found or seconds <= 0 or self._closed:
            return found
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[chat_id].append(waiting)
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return []
        return self.since(chat_id, seq)

    @contextlib.contextmanager
    def listener(self) -> Iterator[asyncio.Queue[Event | None]]:
        """A queue of every event from now on; None in it means that the server stops."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        if self._closed:
            queue.put_nowait(None)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def forget_chat(self, chat_id: int) -> None:
        """Drops the events of a deleted chat."""
        self._of_chat.pop(chat_id, None)

    def close(self) -> None:
        """Ends every listener and every wait: the server is stopping."""
        self._closed = True
        for listener in self._listeners:
            listener.put_nowait(None)
        for waiting in self._waiting.values():
            for future in waiting:
                if not future.done():
                    future.set_result(None)
        self._waiting.clear()
