"""What a guided path is made of: the trail of answers, the state to remember, the step to show.

A trail is the whole state of a dialogue and is short enough to stand in the data of each button.
So nothing has to be remembered for buttons: those of a message sent before a restart still work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.replies import CALLBACK_LIMIT, Reply
from retrieval import Language

__all__ = ["Attachment", "Data", "State", "Step", "Trail"]

_PART: Final = re.compile(r"[a-z][a-z0-9]{0,24}")
_DATA: Final = re.compile(r"d:([a-z]):(kk|ru)(?::([a-z0-9.]*))?")


@dataclass(frozen=True)
class Trail:
    """Answers in the order they were given: a letter of the question and a value each.

    Written as ``n5.sv``: question ``n`` has the value ``5``, question ``s`` the value ``v``.
    """

    answers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, code: str) -> Trail | None:
        """The trail that is written so; ``None`` if nothing is."""
        if not code:
            return cls()
        parts = code.split(".")
        if not all(_PART.fullmatch(part) for part in parts):
            return None
        answers = tuple((part[0], part[1:]) for part in parts)
        return cls(answers) if len({key for key, _ in answers}) == len(answers) else None

    def __str__(self) -> str:
        return ".".join(f"{key}{value}" for key, value in self.answers)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.answers)

    def __bool__(self) -> bool:
        return bool(self.answers)

    def get(self, key: str) -> str | None:
        """The answer to a question."""
        return dict(self.answers).get(key)

    def with_(self, key: str, value: str) -> Trail:
        """The trail with one more answer, or with another one in its place."""
        return Trail((*self.without(key).answers, (key, value)))

    def without(self, *keys: str) -> Trail:
        """The trail without the answers to these questions."""
        return Trail(tuple(each for each in self.answers if each[0] not in keys))

    def back(self) -> Trail:
        """The trail before the last answer."""
        return Trail(self.answers[:-1])


@dataclass(frozen=True)
class Data:
    """Button data of a guided path: ``d:<letter of the path>:<language>:<trail>``."""

    path: str
    language: Language
    trail: Trail

    @classmethod
    def read(cls, data: str) -> Data | None:
        """The data that are written so; ``None`` if they are not those of a guided path."""
        match = _DATA.fullmatch(data)
        trail = Trail.read(match[3] or "") if match else None
        if match is None or trail is None:
            return None
        return cls(match[1], _language(match[2]), trail)

    def __str__(self) -> str:
        written = f"d:{self.path}:{self.language}:{self.trail}"
        if len(written.encode()) > CALLBACK_LIMIT:
            raise ValueError(f"button data of {len(written.encode())} bytes: {written}")
        return written


@dataclass(frozen=True)
class State:
    """Where a dialogue waits for an answer in words; holds nothing that points at a person.

    Attributes:
        path: letter of the path.
        code: the trail so far.
    """

    path: str
    code: str

    def __str__(self) -> str:
        return f"{self.path}:{self.code}"

    @classmethod
    def read(cls, written: str) -> State | None:
        """The state that ``str`` wrote; ``None`` if it isn't one."""
        path, colon, code = written.partition(":")
        good = bool(colon) and len(path) == 1 and path.islower() and Trail.read(code) is not None
        return cls(path, code) if good else None


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a step, made in memory.

    Attributes:
        kind: ``photo`` is shown in the chat, ``document`` is sent as a file.
        name: of the file.
        content: its bytes.
        caption: what it is, in words.
    """

    kind: Literal["photo", "document"]
    name: str
    content: bytes
    caption: str


@dataclass(frozen=True)
class Step:
    """What a person gets next.

    Attributes:
        reply: the message. After a button it takes the place of the message with that button.
        state: what to remember for an answer in words; ``None`` when the dialogue has ended.
        attachments: files that are sent after the message.
        family_size: people who move, where the dialogue was told; later answers count for them.
    """

    reply: Reply
    state: State | None = None
    attachments: tuple[Attachment, ...] = ()
    family_size: int | None = None


def _language(code: str) -> Language:
    return "ru" if code == "ru" else "kk"
