"""Reads the scripted conversations of tests/conversations; what stands in them is in its README."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tests.conftest import ROOT

FOLDER = Path(ROOT, "tests", "conversations")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """What a reply must and must not have; no-break spaces count as spaces."""

    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    lacks_buttons: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Expected:
        if not (self.contains or self.lacks or self.buttons or self.lacks_buttons):
            raise ValueError("say what the reply must have")
        return self


class Step(_Strict):
    """One thing that the person does, and what comes of it.

    Attributes:
        say: a text; ``{bot}`` is the bot's name.
        press: label of a button of the last message that has it.
        send: a message without text.
        place: latitude and longitude that are sent.
        inline: what is typed behind the bot's name in another chat.
        share: opens the link of the last share button as a friend would, in a chat of its own.
        reply_to_bot: whether ``say`` answers the bot's last message.
        reply: what comes back; for ``inline`` the first result.
        note: words over the chat after a button.
        file: kind of the file that comes after the reply.
        silence: nothing comes back.
    """

    say: str | None = None
    press: str | None = None
    send: Literal["photo", "voice", "sticker", "document", "contact", "video"] | None = None
    place: tuple[float, float] | None = None
    inline: str | None = None
    share: Literal[True] | None = None
    reply_to_bot: bool = False
    reply: Expected | None = None
    note: str | None = None
    file: Literal["photo", "document"] | None = None
    silence: bool = False

    @model_validator(mode="after")
    def _one_deed_with_an_outcome(self) -> Step:
        deeds = (self.say, self.press, self.send, self.place, self.inline, self.share)
        if sum(each is not None for each in deeds) != 1:
            raise ValueError("give exactly one of: say, press, send, place, inline, share")
        if (self.reply is not None or self.note is not None) == self.silence:
            raise ValueError("give `reply` or `note`, or `silence: true`")
        return self


class Conversation(_Strict):
    """A whole conversation.

    Attributes:
        title: what it shows.
        language: of the person's Telegram.
        chat: with the bot alone, or in a group.
    """

    title: str
    language: Literal["kk", "ru", "en"]
    chat: Literal["private", "group"] = "private"
    steps: tuple[Step, ...] = Field(min_length=2)


def paths() -> Iterator[Path]:
    """All conversations, in order."""
    yield from sorted(FOLDER.glob("*/*.yaml"))


def read(path: Path) -> Conversation:
    """The conversation of a file.

    Raises:
        pydantic.ValidationError: something in it has no meaning; the message says where.
    """
    return Conversation.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
