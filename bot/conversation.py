"""What the bot remembers of a conversation: a few slugs, in memory only, for half an hour.

No text of a person is kept: what a follow-up needs is the section that was answered last, the
region, the size of the family and the language. What 👎 needs, to tell the authors what is missing,
are ids of the glossary terms that occurred in the last question.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from retrieval import Language

__all__ = ["ASKED_LIMIT", "EXPIRY_SECONDS", "Asked", "Memory", "MemoryStore", "RamMemory"]

#: After this long without a message a conversation is forgotten.
EXPIRY_SECONDS: Final = 30 * 60
#: The bot asks back at most so many times in a row.
ASKED_LIMIT: Final = 2


@dataclass(frozen=True)
class Asked:
    """What the question behind the last answer named, in ids of the knowledge folder alone.

    Attributes:
        message: number of the message with the answer.
        terms: ids of glossary terms.
        regions: slugs of regions.
    """

    message: int
    terms: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memory:
    """What is remembered of a chat.

    Attributes:
        section: id of the section answered last.
        language: language of the last answer.
        region: slug of the region asked about last.
        family_size: people who move, the writer included.
        asked: how many times in a row the bot has asked back.
        dialogue: state of a guided path, as its dialogue writes it.
        last: what the last question named, to be counted if its answer gets a 👎.
    """

    section: str | None = None
    language: Language | None = None
    region: str | None = None
    family_size: int | None = None
    asked: int = 0
    dialogue: str | None = None
    last: Asked | None = None


class MemoryStore(Protocol):
    """Where conversations are remembered."""

    async def get(self, chat_id: int) -> Memory:
        """What is remembered of a chat; an empty memory for nothing."""

    async def put(self, chat_id: int, memory: Memory) -> None:
        """Remember it, from now for `EXPIRY_SECONDS`."""

    async def forget(self, chat_id: int) -> None:
        """Forget the chat at once."""


@dataclass
class RamMemory:
    """Conversations of this process.

    Attributes:
        size: how many chats at most; the ones silent longest go first.
        now: a clock in seconds that never goes back.
    """

    size: int = 50_000
    now: Callable[[], float] = time.monotonic
    _chats: OrderedDict[int, tuple[float, Memory]] = field(default_factory=OrderedDict)

    async def get(self, chat_id: int) -> Memory:
        """What is remembered of a chat; an empty memory for nothing."""
        self._drop_expired()
        _, memory = self._chats.get(chat_id, (0.0, Memory()))
        return memory

    async def put(self, chat_id: int, memory: Memory) -> None:
        """Remember it, from now for `EXPIRY_SECONDS`."""
        self._drop_expired()
        self._chats[chat_id] = (self.now(), memory)
        self._chats.move_to_end(chat_id)
        if len(self._chats) > self.size:
            self._chats.popitem(last=False)

    async def forget(self, chat_id: int) -> None:
        """Forget the chat at once."""
        self._chats.pop(chat_id, None)

    def _drop_expired(self) -> None:
        """The oldest stand first, so only those are looked at that go."""
        limit = self.now() - EXPIRY_SECONDS
        while self._chats:
            chat_id, (at, _) = next(iter(self._chats.items()))
            if at > limit:
                break
            del self._chats[chat_id]


def after_answer(
    memory: Memory,
    *,
    section: str | None,
    language: Language,
    region: str | None,
    family_size: int | None,
    asked: bool = False,
) -> Memory:
    """The memory after an answer: what was said now, and what was known before where it wasn't.

    ``asked`` says whether the answer asked back.
    """
    return replace(
        memory,
        section=section or memory.section,
        language=language,
        region=region or memory.region,
        family_size=family_size or memory.family_size,
        asked=memory.asked + 1 if asked else 0,
    )
