from __future__ import annotations

import asyncio
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.client import SandboxClient
from bot.sandbox.errors import BotApiError
from bot.sandbox.people import ask_inline, send_text
from bot.sandbox.state import Chat, Telegram
from bot.sandbox.updates import FIRST_UPDATE_ID
from tests.bot.sandbox.conftest import TOKEN, Api, Clock


def say(telegram: Telegram, chat: Chat, *texts: str) -> None:
    for text in texts:
        send_text(telegram, chat, text, sender=chat.client)


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_update_has_telegrams_shape(
    api: Api, chat: Chat, telegram: Telegram, clock: Clock
) -> None:
    say(telegram, chat, "/start kk")
    person = {"id": chat.id, "is_bot": False, "first_name": "Guest", "language_code": "kk"}
    assert await api("getUpdates") == [
        {
            "update_id": FIRST_UPDATE_ID,
            "message": {
                "message_id": 1,
                "from": person,
                "chat": {"id": chat.id, "first_name": "Guest", "type": "private"},
                "date": int(clock.now),
                "text": "/start kk",
                "entities": [{"offset": 0, "length": 6, "type": "bot_command"}],
            },
        }
    ]


async def test_updates_stay_until_a_higher_offset_confirms_them(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    say(telegram, chat, "a", "b", "c")
    assert texts(await api("getUpdates")) == ["a", "b", "c"]
    assert texts(await api("getUpdates", limit=2)) == ["a", "b"]
    assert texts(await api("getUpdates", offset=FIRST_UPDATE_ID + 1)) == ["b", "c"]
    assert texts(await api("getUpdates", offset=0)) == ["b", "c"]
    assert await api("getUpdates", offset=FIRST_UPDATE_ID + 3) == []
    assert (await api("getWebhookInfo"))["pending_update_count"] == 0


async def test_negative_offset_keeps_only_the_last_ones(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    say(telegram, chat, "a", "b", "c")
    assert texts(await api("getUpdates", offset=-1)) == ["c"]
    assert texts(await api("getUpdates")) == ["c"]


async def test_updates_expire_after_a_day(
    api: Api, chat: Chat, telegram: Telegram, clock: Clock
) -> None:
    say(telegram, chat, "a")
    clock.now += 24 * 3600 + 1
    assert await api("getUpdates") == []


async def test_queries_expire_sooner(
    api: Api, chat: Chat, telegram: Telegram, clock: Clock
) -> None:
    say(telegram, chat, "a")
    ask_inline(telegram, chat, "төлем", "")
    clock.now += 31
    assert texts(await api("getUpdates")) == ["a"]


async def test_offset_from_the_future_confirms_nothing(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    say(telegram, chat, "a")
    assert texts(await api("getUpdates", offset=FIRST_UPDATE_ID + 100)) == ["a"]
    assert texts(await api("getUpdates")) == ["a"]


async def test_allowed_updates_decide_when_an_update_is_made(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    say(telegram, chat, "before")
    await api("getUpdates", allowed_updates=["callback_query"])
    say(telegram, chat, "after")
    assert texts(await api("getUpdates")) == ["before"]
    await api("getUpdates", allowed_updates="nonsense")
    say(telegram, chat, "still not")
    await api("getUpdates", allowed_updates=[])
    say(telegram, chat, "again")
    assert texts(await api("getUpdates")) == ["before", "again"]


async def test_long_poll_returns_as_soon_as_something_happens(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    while not telegram.bot_online:
        await asyncio.sleep(0)
    say(telegram, chat, "a")
    assert texts(await poll) == ["a"]


async def test_second_poll_ends_the_first(api: Api, telegram: Telegram, chat: Chat) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=50))
    while not telegram.bot_online:
        await asyncio.sleep(0)
    second = asyncio.create_task(api("getUpdates", timeout=50))
    with pytest.raises(BotApiError) as caught:
        await first
    assert (caught.value.code, caught.value.description) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
        "is running",
    )
    say(telegram, chat, "a")
    assert texts(await second) == ["a"]


async def test_webhook_and_polling_exclude_each_other(api: Api, telegram: Telegram) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    while not telegram.bot_online:
        await asyncio.sleep(0)
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    with pytest.raises(BotApiError, match="Conflict: terminated by setWebhook request"):
        await poll
    with pytest.raises(BotApiError, match="can't use getUpdates method while webhook is active"):
        await api("getUpdates")
    await api("deleteWebhook")
    assert await api("getUpdates") == []


async def test_pending_updates_can_be_dropped(api: Api, chat: Chat, telegram: Telegram) -> None:
    say(telegram, chat, "a")
    await api("deleteWebhook", drop_pending_updates=True)
    assert await api("getUpdates") == []


async def test_duplicated_batch_comes_back_although_confirmed(
    api: Api, chat: Chat, telegram: Telegram
) -> None:
    telegram.updates.duplicate_next()
    say(telegram, chat, "a")
    assert texts(await api("getUpdates")) == ["a"]
    say(telegram, chat, "b")
    again = await api("getUpdates", offset=FIRST_UPDATE_ID + 1)
    assert texts(again) == ["a", "b"]
    assert again[0]["update_id"] == FIRST_UPDATE_ID
    assert await api("getUpdates", offset=FIRST_UPDATE_ID + 2) == []


def test_poller_that_hangs_up_loses_nothing(
    server: SandboxServer, people: SandboxClient, bot: httpx.Client
) -> None:
    """A bot that dies in the middle of a long poll leaves no poll behind."""
    body = json.dumps({"timeout": 50}).encode()
    with socket.create_connection((server.host, server.port)) as raw:
        head = (
            f"POST /bot{TOKEN}/getUpdates HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        raw.sendall(head.encode() + body)
        while not people.bot()["online"]:
            pass
    while people.bot()["online"]:
        pass
    chat = people.open_chat()
    people.send_text(chat.id, "бар ма?")
    (update,) = bot.post("getUpdates", json={"timeout": 5}).json()["result"]
    assert update["message"]["text"] == "бар ма?"


def test_conflict_over_http(bot: httpx.Client, people: SandboxClient) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(bot.post, "getUpdates", json={"timeout": 50}, timeout=60)
        while not people.bot()["online"]:
            pass
        assert bot.post("getUpdates").json() == {"ok": True, "result": []}
        assert not first.done()
        second = pool.submit(bot.post, "getUpdates", json={"timeout": 50}, timeout=60)
        assert first.result().status_code == 409
        assert first.result().json()["error_code"] == 409
        people.send_text(people.open_chat().id, "сәлем")
        assert len(second.result().json()["result"]) == 1


def test_calls_are_counted_by_method_and_status(bot: httpx.Client, people: SandboxClient) -> None:
    before = people.calls().get(("sendmessage", 400), 0)
    bot.post("sendMessage", json={"chat_id": 1, "text": "x"})
    assert people.calls()["sendmessage", 400] == before + 1
