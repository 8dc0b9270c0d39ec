"""How long a start takes until the first answer, and the memory it needs."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.bench.figures import Benchmark, Figure, Machine, Row, peak_memory, processor_time
from bot.bench.people import people_of
from bot.bench.processes import bot_process, sandbox_process

__all__ = ["measure_starting"]

_SECONDS: Final = 10.0
_MEGABYTES: Final = 700.0


def measure_starting(question: str, environment: Mapping[str, str], times: int = 3) -> Benchmark:
    """Start `qonys run` with nothing indexed, then ``times`` times with the index that it made.

    Args:
        question: waits in the chat before the bot starts; the time ends with its answer.
        environment: settings of the bot, without QONYS_DATA.
        times: how often it is started again.

    Raises:
        BenchmarkError: it doesn't start or doesn't answer.
    """
    return asyncio.run(_measure(question, environment, times))


async def _measure(question: str, environment: Mapping[str, str], times: int) -> Benchmark:
    machine = Machine.here()
    with tempfile.TemporaryDirectory() as folder:
        settings = {**environment, "QONYS_DATA": str(Path(folder))}
        first = await _start(question, settings)
        later = [await _start(question, settings) for _ in range(times)]
    rows = [Row("first start, index to be built", _figures(*first))]
    if later:
        worst = _figures(*(max(values) for values in zip(*later, strict=True)))
        rows.append(Row(f"later starts, worst of {times}", worst))
    return Benchmark("start", machine, tuple(rows))


async def _start(question: str, environment: Mapping[str, str]) -> tuple[float, float, float]:
    """Seconds from the start of the process to the answer, seconds of processor, and MB held."""
    async with sandbox_process() as address, people_of(address) as people:
        chat = await people.open_chat()
        await people.send(chat, question)
        async with bot_process(address, environment, wait=False) as bot:
            heard = await people.next_in(chat)
            return heard.at - bot.started, processor_time(bot.pid), peak_memory(bot.pid)


def _figures(seconds: float, processor: float, memory: float) -> tuple[Figure, ...]:
    return (
        Figure("start to first answer", seconds, "s", _SECONDS),
        Figure("of it on a processor", processor, "s"),
        Figure("peak memory", memory, "MB", _MEGABYTES),
    )
