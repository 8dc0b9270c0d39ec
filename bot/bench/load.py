"""The bot under load: a real process, many people, Telegram's own ceiling of updates."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.bench.figures import Benchmark, Figure, Machine, Row, peak_memory, timings
from bot.bench.people import Heard, People, people_of
from bot.bench.processes import BenchmarkError, bot_process, sandbox_process

__all__ = ["POOL", "RATE", "SECONDS", "measure_load"]

#: Telegram sends one bot no more than about 30 messages a second.
RATE: Final = 30.0
SECONDS: Final = 60.0
#: Different questions.
POOL: Final = 60
_BUDGETS: Final = {"p95": 300.0}
_CHATS: Final = 200
#: Every so many updates a person sends the next one at once behind, which is where order shows.
_PAIR_EVERY: Final = 10
#: After the last update answers are waited for so long.
_DRAIN_SECONDS: Final = 30.0


def measure_load(
    questions: Sequence[str],
    environment: Mapping[str, str],
    rate: float = RATE,
    seconds: float = SECONDS,
) -> Benchmark:
    """Send questions of many people at an even rate; time each from the person to the answer.

    Args:
        questions: those with an answer in one message; each is asked once alone before, and
            under load it must get the same.
        environment: settings of the bot; QONYS_DATA with an index.
        rate: updates a second.
        seconds: how long.

    Raises:
        BenchmarkError: the bot doesn't start or doesn't answer at all.
    """
    return asyncio.run(_measure(questions, environment, rate, seconds))


@dataclass(frozen=True)
class _Asked:
    """A question on its way: when it was due and what it must get."""

    due: float
    answer: str


@dataclass
class _Outcome:
    """What came back so far.

    Attributes:
        waiting: questions without an answer, by chat, oldest first.
        milliseconds: of each answered one.
        misplaced: answers that came before the one of an earlier question of the same chat.
        strange: messages that answer nothing that was asked.
    """

    waiting: defaultdict[int, deque[_Asked]] = field(default_factory=lambda: defaultdict(deque))
    milliseconds: list[float] = field(default_factory=list)
    misplaced: int = 0
    strange: set[tuple[int, int]] = field(default_factory=set)

    @property
    def open(self) -> int:
        """How many questions have no answer yet."""
        return sum(map(len, self.waiting.values()))

    def hear(self, heard: Heard) -> None:
        """Take a message of the bot."""
        queue = self.waiting[heard.chat]
        place = next((at for at, each in enumerate(queue) if each.answer == heard.text), None)
        message = (heard.chat, heard.number)
        if place is None:
            # Perhaps «one moment, please», which the answer will take the place of.
            self.strange.add(message)
            return
        self.strange.discard(message)
        self.misplaced += place > 0
        self.milliseconds.append((heard.at - queue[place].due) * 1000)
        del queue[place]


async def _measure(
    questions: Sequence[str], environment: Mapping[str, str], rate: float, seconds: float
) -> Benchmark:
    machine = Machine.here()
    async with (
        sandbox_process() as address,
        people_of(address) as people,
        bot_process(address, environment) as bot,
    ):
        answers = await _answers_alone(people, questions)
        chats = [await people.open_chat() for _ in range(_CHATS)]
        outcome, late = await _put_under_load(people, answers, chats, rate, seconds)
        memory = peak_memory(bot.pid)
    sent = len(outcome.milliseconds) + outcome.open
    if not outcome.milliseconds:
        raise BenchmarkError("the bot answered nothing")
    figures = (
        Figure("updates sent", sent),
        Figure("updates a second", sent / seconds),
        *timings(outcome.milliseconds, _BUDGETS),
        Figure("lost", outcome.open, budget=0),
        Figure("out of order within a chat", outcome.misplaced, budget=0),
        Figure("other messages", len(outcome.strange), budget=0),
        Figure("sent late at most, by the benchmark itself", late * 1000, "ms"),
        Figure("peak memory of the bot", memory, "MB"),
    )
    return Benchmark("load", machine, (Row(f"{rate:g} a second for {seconds:g} s", figures),))


async def _answers_alone(people: People, questions: Sequence[str]) -> list[tuple[str, str]]:
    """Questions with their answers when nothing else is asked; no two have the same answer."""
    found: dict[str, str] = {}
    for question in questions:
        heard = await people.ask(await people.open_chat(), question)
        found.setdefault(heard.text, question)
    return [(question, answer) for answer, question in found.items()]


async def _put_under_load(
    people: People,
    answers: Sequence[tuple[str, str]],
    chats: Sequence[int],
    rate: float,
    seconds: float,
) -> tuple[_Outcome, float]:
    """The outcome, and how many seconds late the latest question left here."""
    outcome = _Outcome()
    hearing = asyncio.create_task(_hear(people, outcome))
    sending = []
    late = 0.0
    start = time.perf_counter() + 0.1
    for number, (chat, (question, answer)) in enumerate(
        _turns(chats, answers, int(rate * seconds))
    ):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = max(late, time.perf_counter() - due)
        outcome.waiting[chat].append(_Asked(due, answer))
        sending.append(asyncio.create_task(people.send(chat, question)))
    await asyncio.gather(*sending)
    until = time.perf_counter() + _DRAIN_SECONDS
    while outcome.open and time.perf_counter() < until:
        await asyncio.sleep(0.05)
    hearing.cancel()
    return outcome, late


async def _hear(people: People, outcome: _Outcome) -> None:
    while True:
        outcome.hear(await people.arrived.get())


def _turns(
    chats: Sequence[int], answers: Sequence[tuple[str, str]], count: int
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Who asks what: the people in turn, now and then one of them twice in a row."""
    person = 0
    for number in range(count):
        if number % _PAIR_EVERY:
            person += 1
        # The number of questions and of people must not be in step.
        yield chats[person % len(chats)], answers[(number * 7 + person) % len(answers)]
