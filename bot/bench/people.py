"""Many people in a sandbox at once: they write, and everything the bot sends them is heard."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bot.bench.processes import BenchmarkError
from bot.messages import texts

__all__ = ["Heard", "People", "people_of"]

_REPLY_SECONDS: Final = 120.0


@dataclass(frozen=True)
class Heard:
    """A message of the bot as it arrived, new or edited.

    Attributes:
        chat: where.
        number: of the message in its chat.
        text: what it says.
        edited: whether it takes the place of an earlier one.
        at: `time.perf_counter` when it arrived.
    """

    chat: int
    number: int
    text: str
    edited: bool
    at: float


@dataclass
class People:
    """The people of one sandbox.

    Attributes:
        arrived: every message of the bot in the order in which they came.
    """

    http: httpx.AsyncClient
    arrived: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)
    _order: defaultdict[int, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    async def open_chat(self, language: str = "ru") -> int:
        """A new person's chat; gives its id."""
        body = {"first_name": "User", "language_code": language, "started": True}
        chat: int = (await self._post("/sandbox/chats", body))["id"]
        return chat

    async def send(self, chat: int, text: str) -> None:
        """Write ``text``; what one person writes goes out in the order of the calls."""
        async with self._order[chat]:
            await self._post(f"/sandbox/chats/{chat}/messages", {"text": text})

    async def ask(self, chat: int, text: str) -> Heard:
        """Write, and wait for the next message in this chat; all others are thrown away.

        Raises:
            BenchmarkError: nothing comes.
        """
        await self.send(chat, text)
        return await self.next_in(chat)

    async def next_in(self, chat: int) -> Heard:
        """The next message in ``chat`` beside «one moment, please»; see `ask`."""
        waiting = {words("waiting") for words in texts().values()}
        try:
            async with asyncio.timeout(_REPLY_SECONDS):
                while True:
                    heard = await self.arrived.get()
                    if heard.chat == chat and heard.text not in waiting:
                        return heard
        except TimeoutError:
            raise BenchmarkError("the bot did not answer") from None

    async def listen(self, opened: asyncio.Event) -> None:
        """Hear everything until cancelled; sets ``opened`` once nothing can be missed any more."""
        async with self.http.stream("GET", "/sandbox/events", timeout=None) as stream:
            async for line in stream.aiter_lines():
                opened.set()
                if line.startswith("data: "):
                    self._hear(json.loads(line.removeprefix("data: ")))

    def _hear(self, event: dict[str, Any]) -> None:
        data = event["data"]
        if event["type"] not in {"message", "edited"} or not data.get("from_bot"):
            return
        heard = Heard(
            event["chat_id"],
            data["message_id"],
            data.get("text") or data.get("caption") or "",
            event["type"] == "edited",
            time.perf_counter(),
        )
        self.arrived.put_nowait(heard)

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        response = await self.http.post(path, json=body)
        if not response.is_success:
            raise BenchmarkError(f"the sandbox refused: {response.text[:200]}")
        return response.json()


@asynccontextmanager
async def people_of(address: str) -> AsyncIterator[People]:
    """The people of the sandbox at ``address``."""
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(
        base_url=address, trust_env=False, timeout=60.0, limits=limits
    ) as http:
        people = People(http)
        opened = asyncio.Event()
        listening = asyncio.create_task(people.listen(opened))
        await opened.wait()
        try:
            yield people
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
