"""How long a saved file takes to be what people read, while they go on asking."""

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
from bot.bench.processes import BenchmarkError, bot_process, sandbox_process
from bot.service import LiveAnswers
from retrieval import Section, Status

__all__ = ["Edit", "editable_section", "measure_updating"]

_SECONDS: Final = 2.0
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
    """Save a change in a copy of ``folder`` under a running bot, and ask until it is live.

    Args:
        edit: the change; every second time it is taken back.
        folder: the knowledge folder; only read.
        environment: settings of the bot; QONYS_DATA with an index.
        times: how many changes.

    Raises:
        BenchmarkError: a change doesn't come live within a minute.
    """
    return asyncio.run(_measure(edit, folder, environment, times))


async def _measure(
    edit: Edit, folder: Path, environment: Mapping[str, str], times: int
) -> Benchmark:
    machine = Machine.here()
    seconds = []
    asked = wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "knowledge"
        shutil.copytree(folder, copy)
        settings = {**environment, "QONYS_KNOWLEDGE": str(copy)}
        async with (
            sandbox_process() as address,
            people_of(address) as people,
            bot_process(address, settings) as bot,
        ):
            chat = await people.open_chat()
            before = (await people.ask(chat, edit.question)).text
            for number in range(times):
                added = number % 2 == 0
                started = _save(copy / edit.file, edit, added=added)
                took, answers = await _until_live(people, chat, edit, started, added=added)
                seconds.append(took)
                asked += len(answers)
                wrong += sum(_without(text, edit) != _without(before, edit) for text in answers)
            memory = peak_memory(bot.pid)
    figures = (
        Figure("changes", times),
        Figure("median to live", sorted(seconds)[len(seconds) // 2], "s"),
        Figure("longest to live", max(seconds), "s", _SECONDS),
        Figure("answers meanwhile", asked),
        Figure("wrong answers meanwhile", wrong, budget=0),
        Figure("peak memory of the bot", memory, "MB"),
    )
    return Benchmark("update", machine, (Row("one changed file", figures),))


def _save(path: Path, edit: Edit, *, added: bool) -> float:
    """Change the file; gives the time at which it was saved."""
    text = path.read_text(encoding="utf-8").replace(f" {edit.mark}", "")
    if added:
        text = text.replace(edit.paragraph, f"{edit.paragraph} {edit.mark}")
    path.write_text(text, encoding="utf-8")
    return time.perf_counter()


async def _until_live(
    people: People, chat: int, edit: Edit, started: float, *, added: bool
) -> tuple[float, list[str]]:
    """Seconds until the change showed, and all answers until then."""
    answers: list[str] = []
    while time.perf_counter() - started < _LONGEST:
        heard = await people.ask(chat, edit.question)
        answers.append(heard.text)
        if (edit.mark in heard.text) is added:
            return heard.at - started, answers
        # People don't ask without pause, and the bot's limit of messages is theirs too.
        await asyncio.sleep(0.05)
    raise BenchmarkError("the change did not come live")


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
