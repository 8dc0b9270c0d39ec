"""Updates of one chat keep their order; chats run side by side; nothing blocks a chat for good."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, Update, User

from bot.telegram.ordering import ChatOrder, RecentIds

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def update(chat: int, number: int) -> Update:
    person = User(chat, "User", is_bot=False)
    message = Message(number, NOW, Chat(chat, "private"), from_user=person, text="?")
    return Update(number, message=message)


#: For each update: its chat, how many turns of the loop it takes, and how it ends.
steps = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 5), st.sampled_from(["done", "fails", "is cancelled"])
    ),
    max_size=30,
)


@given(steps)
async def test_order_is_kept_within_a_chat_however_updates_end(
    plan: Sequence[tuple[int, int, str]],
) -> None:
    order = ChatOrder()
    began: dict[int, list[int]] = defaultdict(list)
    running: dict[int, int] = defaultdict(int)

    async def handle(chat: int, number: int, turns: int, end: str) -> None:
        began[chat].append(number)
        running[chat] += 1
        assert running[chat] == 1, "two updates of one chat at once"
        try:
            for _ in range(turns):
                await asyncio.sleep(0)
            if end == "fails":
                raise ValueError
            if end == "is cancelled":
                raise asyncio.CancelledError
        finally:
            running[chat] -= 1

    tasks = [
        asyncio.create_task(
            order.process_update(update(chat, number), handle(chat, number, turns, end))
        )
        for number, (chat, turns, end) in enumerate(plan)
    ]
    async with asyncio.timeout(10):
        results = await asyncio.gather(*tasks, return_exceptions=True)
    expected = {"done": type(None), "fails": ValueError, "is cancelled": asyncio.CancelledError}
    for result, (_, _, end) in zip(results, plan, strict=True):
        assert isinstance(result, expected[end])
    for chat, numbers in began.items():
        assert numbers == [number for number, step in enumerate(plan) if step[0] == chat]
    assert sum(map(len, began.values())) == len(plan)


async def test_chats_run_side_by_side() -> None:
    order = ChatOrder()
    meeting = asyncio.Barrier(3)

    async def meet() -> None:
        await meeting.wait()

    # None of them can end before all of them have begun.
    async with asyncio.timeout(10):
        await asyncio.gather(*(order.process_update(update(n, n), meet()) for n in (1, 2, 3)))


async def test_cancelling_a_waiting_update_lets_the_next_wait_for_the_first() -> None:
    order = ChatOrder()
    release = asyncio.Event()
    finished: list[int] = []

    async def handle(number: int, *, wait: bool = False) -> None:
        if wait:
            await release.wait()
        finished.append(number)

    first = asyncio.create_task(order.process_update(update(1, 1), handle(1, wait=True)))
    await asyncio.sleep(0)
    second = asyncio.create_task(order.process_update(update(1, 2), handle(2)))
    await asyncio.sleep(0)
    third = asyncio.create_task(order.process_update(update(1, 3), handle(3)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    for _ in range(5):
        await asyncio.sleep(0)
    assert finished == []
    release.set()
    async with asyncio.timeout(10):
        await asyncio.gather(first, third)
    assert finished == [1, 3]


async def test_what_belongs_to_no_chat_waits_for_nothing() -> None:
    order = ChatOrder()
    done: list[object] = []

    async def handle(what: object) -> None:
        done.append(what)

    for what in (Update(1), "no update at all"):
        await order.process_update(what, handle(what))
    assert len(done) == 2


@given(st.lists(st.integers(0, 20), max_size=60), st.integers(1, 8))
def test_recent_ids_know_the_latest(ids: list[int], size: int) -> None:
    recent = RecentIds(size)
    kept: list[int] = []
    for each in ids:
        assert recent.is_new(each) is (each not in kept)
        if each not in kept:
            kept = [*kept, each][-size:]
