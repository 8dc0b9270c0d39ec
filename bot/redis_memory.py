"""Conversations remembered in a Redis, so that several bot processes know of the same ones.

Redis holds no chat id: a key is made of it with a secret (HMAC), so that whoever sees the Redis
can't tell whose conversation it is. A value holds what `Memory` holds, slugs and small numbers, and
goes after half an hour. A Redis that writes to disk is not used.

While Redis is away the process remembers by itself, and goes back to Redis when it is there again.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeVar

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from bot.conversation import EXPIRY_SECONDS, Memory, MemoryStore, RamMemory
from bot.settings import Settings

__all__ = ["RedisMemory", "open_memory"]

_log = logging.getLogger(__name__)

#: An answer must not wait long for what it can do without.
_TIMEOUT_SECONDS: Final = 0.5
#: After a fault Redis is left alone for so long.
_PAUSE_SECONDS: Final = 5.0
_KEY_PURPOSE: Final = b"qonys: keys of remembered conversations"
_VALUES: Final = TypeAdapter(Memory)

Result = TypeVar("Result")


@asynccontextmanager
async def open_memory(settings: Settings, token: str) -> AsyncIterator[MemoryStore]:
    """Where the bot's conversations are remembered: in the Redis of the settings, else in RAM.

    Args:
        settings: ``redis_url`` and ``redis_key_secret``.
        token: of the bot; the secret is made of it where the settings have none, so that all
            processes of a bot have the same.
    """
    if settings.redis_url is None:
        yield RamMemory()
        return
    given = settings.redis_key_secret
    secret = token if given is None else given.get_secret_value()
    memory = RedisMemory.at(settings.redis_url.get_secret_value(), secret)
    try:
        yield memory
    finally:
        await memory.close()


class WritesToDiskError(RedisError):
    """The Redis would write conversations to a disk, or doesn't say whether it would."""

    def __init__(self) -> None:
        super().__init__('it writes to disk; start it with --save "" --appendonly no')


@dataclass
class RedisMemory:
    """Conversations in a Redis; in this process's memory while it is away.

    Attributes:
        redis: the connection.
        secret: what keys are made with.
        now: a clock in seconds that never goes back.
    """

    redis: Redis
    secret: bytes = field(repr=False)
    now: Callable[[], float] = time.monotonic
    _ram: RamMemory = field(init=False, repr=False)
    #: Chats to be forgotten in Redis once it is there again.
    _forgotten: dict[int, float] = field(default_factory=dict, repr=False)
    _away_until: float | None = field(default=None, repr=False)
    _checked: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        self._ram = RamMemory(now=self.now)

    @classmethod
    def at(cls, url: str, secret: str, now: Callable[[], float] = time.monotonic) -> Self:
        """At ``redis://…``, ``rediss://…`` or ``unix://…``; nothing is connected yet."""
        redis = Redis.from_url(
            url,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            # A connection that has ended while nobody wrote is opened again, once.
            retry=Retry(NoBackoff(), 1),
        )
        key = hmac.digest(secret.encode(), _KEY_PURPOSE, hashlib.sha256)
        return cls(redis, key, now)

    async def get(self, chat_id: int) -> Memory:
        """What is remembered of a chat; an empty memory for nothing."""
        own = await self._ram.get(chat_id)
        if own != Memory() or chat_id in self._forgotten:
            # What was said while Redis was away is newer than what it holds.
            return own
        found = await self._try(lambda: self.redis.get(self._key(chat_id)))
        return Memory() if found is None else _read(found)

    async def put(self, chat_id: int, memory: Memory) -> None:
        """Remember it, from now for `EXPIRY_SECONDS`."""
        value = _VALUES.dump_json(memory, exclude_defaults=True)
        done = await self._try(lambda: self.redis.set(self._key(chat_id), value, ex=EXPIRY_SECONDS))
        if done:
            await self._ram.forget(chat_id)
            self._forgotten.pop(chat_id, None)
        else:
            await self._ram.put(chat_id, memory)

    async def forget(self, chat_id: int) -> None:
        """Forget the chat at once; in a Redis that is away as soon as it is back."""
        await self._ram.forget(chat_id)
        done = await self._try(lambda: self.redis.delete(self._key(chat_id)))
        if done is None:
            self._forgotten[chat_id] = self.now()

    async def close(self) -> None:
        """Close the connections."""
        await self.redis.aclose()

    def _key(self, chat_id: int) -> str:
        data = chat_id.to_bytes(8, "big", signed=True)
        return f"qonys:memory:{hmac.digest(self.secret, data, hashlib.sha256).hex()[:32]}"

    async def _try(self, ask: Callable[[], Awaitable[Result]]) -> Result | None:
        """What Redis says; ``None`` while it is away."""
        if self._away_until is not None and self.now() < self._away_until:
            return None
        try:
            if not self._checked:
                await self._refuse_disk()
            if self._forgotten:
                await self._catch_up()
            result = await ask()
        except (RedisError, OSError) as error:
            if self._away_until is None:
                # The library's own words may hold the address.
                why = error if isinstance(error, WritesToDiskError) else type(error).__name__
                _log.warning(
                    "Redis is not used (%s): conversations are remembered by this process alone",
                    why,
                )
            self._away_until = self.now() + _PAUSE_SECONDS
            self._checked = False
            return None
        if self._away_until is not None:
            _log.info("Redis is back: conversations are remembered there again")
            self._away_until = None
        return result

    async def _catch_up(self) -> None:
        """Forget in Redis what was to be forgotten while it was away."""
        limit = self.now() - EXPIRY_SECONDS
        chats = [chat for chat, at in self._forgotten.items() if at > limit]
        if chats:
            await self.redis.delete(*map(self._key, chats))
        self._forgotten.clear()

    async def _refuse_disk(self) -> None:
        """Conversations must not reach a disk.

        Raises:
            WritesToDiskError: Redis writes snapshots or a log, or doesn't say whether it does.
        """
        try:
            saves: Any = await self.redis.config_get("save")
            log: Any = await self.redis.config_get("appendonly")
        except ResponseError as error:
            raise WritesToDiskError from error
        if saves.get("save") or log.get("appendonly") != "no":
            raise WritesToDiskError
        self._checked = True


def _read(value: bytes | str) -> Memory:
    """The memory written so; an empty one where another version of the bot wrote it otherwise."""
    try:
        return _VALUES.validate_json(value)
    except ValidationError:
        return Memory()
