"""Measures the identification of language and spelling on labelled messages."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retrieval.language.identification import identify
from retrieval.language.variants import HABITS, apply_habit


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message; ``answer`` is "kk", "ru" or "-" when nothing tells."""

    text: str
    language: str
    answer: str
    script: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: how many messages of a group were read rightly."""

    group: str
    messages: int
    answer_right: int
    language_right: int
    script_right: int


def read_messages(path: Path) -> list[Message]:
    """Read tab-separated messages: language, answer, script, text; first line is the heading."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Message(row["text"], row["language"], row["answer"], row["script"]) for row in rows]


def measure(messages: Sequence[Message]) -> list[Row]:
    """Count right readings by language and script, as written and rewritten by program.

    Rewritten are the Kazakh and Russian messages in standard spelling, once in every habit. The
    script is judged only where the message is Kazakh: for Russian it says nothing.
    """
    groups: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        groups[f"written  {message.language:5} {message.script}"].append(message)
    for group, message in _rewritten(messages):
        groups[group].append(message)
    rows = [_count(group, members) for group, members in sorted(groups.items())]
    written = [row for row in rows if row.group.startswith("written")]
    return [*rows, _total("all written", written), _total("all", rows)]


def table(rows: Iterable[Row]) -> str:
    """The rows as text, one line each."""
    lines = [f"{'':34}{'n':>6}{'answer':>9}{'language':>10}{'script':>8}"]
    lines += [
        f"{row.group:34}{row.messages:>6}{row.answer_right / row.messages:>9.1%}"
        f"{row.language_right / row.messages:>10.1%}{row.script_right / row.messages:>8.1%}"
        for row in rows
    ]
    return "\n".join(lines)


def _rewritten(messages: Iterable[Message]) -> Iterator[tuple[str, Message]]:
    for number, message in enumerate(messages):
        if message.script == "standard" and message.language in {"kk", "ru"}:
            for habit in HABITS[1:]:
                text = apply_habit(message.text, habit, number)
                script = _SCRIPT_OF_HABIT[habit]
                if text == message.text:
                    script = "standard"
                group = f"rewritten {message.language:4} {habit}"
                yield group, Message(text, message.language, message.answer, script)


def _count(group: str, messages: Sequence[Message]) -> Row:
    answer = language = script = 0
    for message in messages:
        found = identify(message.text)
        answer += (found.answer_language or "-") == message.answer
        language += found.language == message.language
        script += found.script == message.script or message.answer != "kk"
    return Row(group, len(messages), answer, language, script)


def _total(group: str, rows: Sequence[Row]) -> Row:
    return Row(
        group,
        sum(row.messages for row in rows),
        sum(row.answer_right for row in rows),
        sum(row.language_right for row in rows),
        sum(row.script_right for row in rows),
    )


_SCRIPT_OF_HABIT: Final = {
    "no_kazakh_letters": "no_kazakh_letters",
    "latin_2021": "latin",
    "latin_2018": "latin",
    "latin_adhoc": "latin",
    "typo": "standard",
}
