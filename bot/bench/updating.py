"""How long a saved file or a rollback takes to be what people read, while they go on asking."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.bench.figures import Benchmark, Figure, Machine, Row, peak_memory
from bot.bench.people import People, people_of
from bot.bench.processes import (
    BenchmarkError,
    bot_process,
    run_to_end,
    sandbox_process,
)
from bot.service import LiveAnswers
from retrieval import Section, Status

__all__ = ["Edit", "editable_section", "measure_updating"]

_SECONDS: Final = 2.0
_ROLLBACK_SECONDS: Final = 1.0
_MEGABYTES: Final = 700.0
_LONGEST: Final = 60.0
#: Added to a text and taken away again; a word without a number, which no check minds.
_MARKS: Final = {"kk": "Жаңартылды.", "ru": "Обновлено."}


@dataclass(frozen=True)
class Edit:
    """A change of one file that shows in the answer to one question.

    Attributes:
        file: path below the knowledge folder.
        paragraph: a line of the section, as the file has it.
        question: what finds the section.
        mark: what the change adds behind the paragraph.
    """

    file: Path
    paragraph: str
    question: str
    mark: str


def editable_section(answers: LiveAnswers, folder: Path) -> Edit:
    """The first section that its own heading finds and that ends in a plain sentence.

    Raises:
        BenchmarkError: there is none.
    """
    for section in answers.version.knowledge.sections:
        paragraph = _plain_last_line(section, folder)
        if paragraph is None:
            continue
        answer = answers.ask(section.heading, default=section.language).answer
        same = answer.section is not None and answer.section == section
        if same and answer.status is Status.ANSWERED:
            return Edit(section.path, paragraph, section.heading, _MARKS[section.language])
    raise BenchmarkError("no section was found whose text could be changed")


def measure_updating(
    edit: Edit, folder: Path, environment: Mapping[str, str], times: int = 5
) -> Benchmark:
    """Save changes in a copy of ``folder`` under a running bot, and ask until each is live.

    Then go back twice, once by the command and once by the admin's message.

    Args:
        edit: the change; every second time it is taken back.
        folder: the knowledge folder; only read.
        environment: settings of the bot; QONYS_DATA with an index.
        times: how many changes; at least two.

    Raises:
        BenchmarkError: a change doesn't come live within a minute.
    """
    return asyncio.run(_measure(edit, folder, environment, times))


async def _measure(
    edit: Edit, folder: Path, environment: Mapping[str, str], times: int
) -> Benchmark:
    machine = Machine.here()
    # The rollbacks need versions to go back to.
    times = max(times, 2)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "knowledge"
        shutil.copytree(folder, copy)
        settings = {**environment, "QONYS_KNOWLEDGE": str(copy)}
        async with sandbox_process() as address, people_of(address) as people:
            chat, admin = await people.open_chat(), await people.open_chat()
            settings["ADMIN_CHAT_IDS"] = str(admin)
            async with bot_process(address, settings) as bot:
                before = (await people.ask(chat, edit.question)).text
                asking = _Asking(people, chat, edit, before)
                for number in range(times):
                    added = number % 2 == 0
                    await asking.until_live(_save(copy / edit.file, edit, added=added), added=added)
                changes = asking.figures("changes", _SECONDS)
                asking = _Asking(people, chat, edit, before)
                # Every version back has what the one before it has not.
                took = await _roll_back(settings, asking, added=times % 2 == 0)
                by_command = (
                    Figure("the command", took, "s", _ROLLBACK_SECONDS),
                    *asking.figures("rollbacks", None),
                )
                asking = _Asking(people, chat, edit, before)
                await people.send(admin, "/rollback")
                await asking.until_live(time.perf_counter(), added=times % 2 == 1)
                by_admin = asking.figures("rollbacks", _ROLLBACK_SECONDS)
                memory = Figure("peak memory of the bot", peak_memory(bot.pid), "MB", _MEGABYTES)
    rows = (
        Row("one changed file", changes),
        Row("qonys rollback", by_command),
        Row("/rollback", (*by_admin, memory)),
    )
    return Benchmark("update", machine, rows)


async def _roll_back(environment: Mapping[str, str], asking: _Asking, *, added: bool) -> float:
    """Seconds that the command took, from its start to its end; asks until people notice."""
    started = time.perf_counter()
    command = asyncio.create_task(run_to_end("rollback", environment=environment))
    await asking.until_live(started, added=added)
    return await command - started


class _Asking:
    """Somebody who asks until an answer shows a change, and what was answered on the way.

    Args:
        people: of the sandbox.
        chat: where it is asked.
        edit: the change.
        before: the answer without it.
    """

    def __init__(self, people: People, chat: int, edit: Edit, before: str) -> None:
        self._people = people
        self._chat = chat
        self._edit = edit
        self._before = _without(before, edit)
        self._seconds: list[float] = []
        self._asked = self._wrong = 0

    async def until_live(self, started: float, *, added: bool) -> None:
        """Ask until the mark is there (or, not ``added``, gone).

        Raises:
            BenchmarkError: that takes more than a minute.
        """
        while time.perf_counter() - started < _LONGEST:
            heard = await self._people.ask(self._chat, self._edit.question)
            self._asked += 1
            self._wrong += _without(heard.text, self._edit) != self._before
            if (self._edit.mark in heard.text) is added:
                self._seconds.append(heard.at - started)
                return
            # People don't ask without pause, and the bot's limit of messages is theirs too.
            await asyncio.sleep(0.05)
        raise BenchmarkError("the change did not come live")

    def figures(self, what: str, budget: float | None) -> tuple[Figure, ...]:
        """What was measured; ``budget`` in seconds for the longest."""
        seconds = sorted(self._seconds)
        return (
            Figure(what, len(seconds)),
            Figure("median to live", seconds[len(seconds) // 2], "s"),
            Figure("longest to live", seconds[-1], "s", budget),
            Figure("answers meanwhile", self._asked),
            Figure("wrong answers meanwhile", self._wrong, budget=0),
        )


def _save(path: Path, edit: Edit, *, added: bool) -> float:
    """Change the file; gives the time at which it was saved."""
    text = path.read_text(encoding="utf-8").replace(f" {edit.mark}", "")
    if added:
        text = text.replace(edit.paragraph, f"{edit.paragraph} {edit.mark}")
    path.write_text(text, encoding="utf-8")
    return time.perf_counter()


def _without(text: str, edit: Edit) -> str:
    return " ".join(text.replace(edit.mark, "").split())


def _plain_last_line(section: Section, folder: Path) -> str | None:
    """The last line of a section, where the file has the very same once and no markup follows."""
    line = section.body.strip().splitlines()[-1].strip()
    if not line.endswith(".") or line.startswith(("-", "|", "#")):
        return None
    path = folder / section.path
    if not path.is_file() or path.suffix != ".md":
        return None
    return line if path.read_text(encoding="utf-8").count(line) == 1 else None
