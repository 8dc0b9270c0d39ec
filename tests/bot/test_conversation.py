"""What is remembered of conversations: in this process, and in a Redis that comes and goes."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import EXPIRY_SECONDS, Asked, Memory, MemoryStore, RamMemory
from bot.redis_memory import RedisMemory, open_memory
from bot.settings import Settings
from tests.redis_server import RedisServer, redis_server

CHAT = 9_001_002_003
REMEMBERED = Memory(
    section="relocation-subsidy#amount",
    language="kk",
    region="pavlodar",
    family_size=4,
    asked=1,
    dialogue="m:n5.sv",
    last=Asked(77, ("t011", "t015"), ("pavlodar",)),
)


@dataclass
class Clock:
    """Seconds that pass only when a test says so."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def content(server: RedisServer) -> dict[str, bytes]:
    with redis.Redis.from_url(server.url) as client:
        found: dict[str, bytes] = {}
        for key in client.scan_iter():
            value = client.get(key)
            assert isinstance(value, bytes)
            found[key.decode()] = value
        return found


def seconds_left(server: RedisServer, key: str) -> int:
    with redis.Redis.from_url(server.url) as client:
        left = client.ttl(key)
        assert isinstance(left, int)
        return left


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def memory(server: RedisServer, clock: Clock) -> AsyncIterator[RedisMemory]:
    memory = RedisMemory.at(server.url, "secret", clock)
    yield memory
    await memory.close()


async def test_ram_forgets_after_half_an_hour_without_a_message(clock: Clock) -> None:
    memory = RamMemory(now=clock)
    await memory.put(CHAT, REMEMBERED)
    clock.seconds += EXPIRY_SECONDS - 1
    assert await memory.get(CHAT) == REMEMBERED
    clock.seconds += 1
    assert await memory.get(CHAT) == Memory()


async def test_ram_keeps_no_more_chats_than_it_may(clock: Clock) -> None:
    memory = RamMemory(size=2, now=clock)
    for chat in (1, 2, 3):
        await memory.put(chat, Memory(family_size=chat))
    assert [(await memory.get(chat)).family_size for chat in (1, 2, 3)] == [None, 2, 3]


async def test_processes_know_of_the_same_conversations(
    memory: RedisMemory, server: RedisServer
) -> None:
    other = RedisMemory.at(server.url, "secret")
    await memory.put(CHAT, REMEMBERED)
    assert await other.get(CHAT) == REMEMBERED
    await other.forget(CHAT)
    assert await memory.get(CHAT) == Memory()
    await other.close()


async def test_redis_holds_neither_the_chat_nor_words(
    memory: RedisMemory, server: RedisServer
) -> None:
    await memory.put(CHAT, REMEMBERED)
    ((key, value),) = content(server).items()
    assert key.startswith("qonys:memory:")
    assert str(CHAT) not in key
    assert f"{CHAT:x}" not in key
    assert json.loads(value) == {
        "section": "relocation-subsidy#amount",
        "language": "kk",
        "region": "pavlodar",
        "family_size": 4,
        "asked": 1,
        "dialogue": "m:n5.sv",
        "last": {"message": 77, "terms": ["t011", "t015"], "regions": ["pavlodar"]},
    }
    assert EXPIRY_SECONDS - 60 < seconds_left(server, key) <= EXPIRY_SECONDS


async def test_another_secret_hides_a_chat_elsewhere(
    memory: RedisMemory, server: RedisServer
) -> None:
    other = RedisMemory.at(server.url, "other secret")
    await memory.put(CHAT, REMEMBERED)
    assert await other.get(CHAT) == Memory()
    await other.put(CHAT, REMEMBERED)
    assert len(content(server)) == 2
    await other.close()


async def test_outage_is_bridged_and_said_once(
    memory: RedisMemory, server: RedisServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.redis_memory")
    await memory.put(CHAT, Memory(region="pavlodar"))
    server.stop()
    assert await memory.get(CHAT) == Memory()
    await memory.put(CHAT, REMEMBERED)
    clock.seconds += 60
    assert await memory.get(CHAT) == REMEMBERED
    await memory.put(CHAT + 1, REMEMBERED)
    server.start()
    clock.seconds += 60
    assert await memory.get(CHAT) == REMEMBERED
    await memory.put(CHAT, REMEMBERED)
    assert len(content(server)) == 1
    said = [record.message for record in caplog.records]
    assert len(said) == 2
    assert "not used" in said[0]
    assert "back" in said[1]


async def test_what_was_forgotten_during_an_outage_stays_forgotten(
    memory: RedisMemory, server: RedisServer, clock: Clock
) -> None:
    await memory.put(CHAT, REMEMBERED)
    with redis.Redis.from_url(server.url) as client:
        client.config_set("maxclients", 1)
        client.client_kill_filter(skipme=True)
        await memory.forget(CHAT)
        assert await memory.get(CHAT) == Memory()
        client.config_set("maxclients", 100)
    clock.seconds += 60
    assert await memory.get(CHAT + 1) == Memory()
    assert content(server) == {}
    assert await memory.get(CHAT) == Memory()


async def test_redis_that_writes_to_disk_is_not_used(
    memory: RedisMemory, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.stop()
    server.start("--save", "60 1")
    await memory.put(CHAT, REMEMBERED)
    assert content(server) == {}
    assert await memory.get(CHAT) == REMEMBERED
    assert "writes to disk" in caplog.text


async def test_value_of_another_version_counts_as_nothing(
    memory: RedisMemory, server: RedisServer
) -> None:
    await memory.put(CHAT, REMEMBERED)
    (key,) = content(server)
    for value in (b"", b"[]", b"\xff", b'{"language": "de"}'):
        with redis.Redis.from_url(server.url) as client:
            client.set(key, value)
        assert await memory.get(CHAT) == Memory()


async def test_settings_choose_where_conversations_are_remembered(server: RedisServer) -> None:
    async with open_memory(Settings(redis_url=None), "1:token") as alone:
        assert isinstance(alone, RamMemory)
    settings = Settings.model_validate({"redis_url": server.url})
    async with (
        open_memory(settings, "1:token") as first,
        open_memory(settings, "1:token") as second,
        open_memory(settings, "2:other") as other,
    ):
        await first.put(CHAT, REMEMBERED)
        assert await second.get(CHAT) == REMEMBERED
        assert await other.get(CHAT) == Memory()


slugs = st.none() | st.from_regex(r"[a-z][a-z0-9-]{0,20}#?[a-z-]{0,10}", fullmatch=True)
memories = st.builds(
    Memory,
    section=slugs,
    language=st.sampled_from([None, "kk", "ru"]),
    region=slugs,
    family_size=st.none() | st.integers(1, 30),
    asked=st.integers(0, 2),
    dialogue=slugs,
    last=st.none() | st.builds(Asked, st.integers(1, 2**31), st.tuples(st.text()), st.just(())),
)


@given(st.integers(-(2**52), 2**52), memories)
async def test_any_memory_comes_back_as_it_was(chat: int, memory: Memory) -> None:
    store: MemoryStore = RamMemory()
    await store.put(chat, memory)
    assert await store.get(chat) == memory
    await store.forget(chat)
    assert await store.get(chat) == Memory()
