"""What the buttons below the bot's messages bring; those of guided paths are in `guided`.

All that a button needs stands in its data and in the message that it belongs to, so buttons of a
message sent before a restart still work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.messages import texts
from bot.replies import REASONS, Reply, Said
from bot.service import LiveAnswers, Turn
from bot.telegram.sending import keyboard
from retrieval import LANGUAGES, Language

__all__ = ["AnswerButtons", "Pressed", "as_language"]

_RATING: Final = "f:"
_MORE: Final = "m:"


@dataclass(frozen=True)
class Pressed:
    """What pressing a button brings.

    Attributes:
        note: short text over the chat.
        reply: a message.
        in_place: whether the reply takes the place of the message with the button.
        markup: new buttons for that message; ``None`` for those of the reply.
        turn: the answer that the reply shows, to be remembered.
        chosen: the language that the person has chosen.
    """

    note: str | None = None
    reply: Reply | None = None
    in_place: bool = False
    markup: InlineKeyboardMarkup | None = None
    turn: Turn | None = None
    chosen: Language | None = None

    @classmethod
    def of(cls, turn: Turn | None, language: Language, *, in_place: bool = False) -> Pressed:
        """A section, or the kind word that it is gone."""
        if turn is None:
            return cls(note=texts()[language]("button-gone"))
        return cls(reply=turn.reply.first, in_place=in_place, turn=turn)


class AnswerButtons:
    """Reads button data.

    Args:
        answers: where sections are found.
        welcome: the first message in a language.
    """

    def __init__(self, answers: LiveAnswers, welcome: Callable[[Language], Reply]) -> None:
        self._answers = answers
        self._welcome = welcome

    def pressed(
        self, data: str, language: Language, message: Message | None, *, ask_back: bool
    ) -> Pressed:
        """What a button wants.

        Args:
            data: of the button.
            language: of the chat.
            message: that the button belongs to; ``None`` if it is too old to be seen.
            ask_back: whether the person may be asked to say more.
        """
        replies = self._answers.replies
        match data.split(":"):
            case ["s", key, wanted] if wanted in LANGUAGES:
                turn = self._answers.section(key, as_language(wanted), ask_back=ask_back)
                return Pressed.of(turn, language)
            case ["o", key, wanted, *said] if wanted in LANGUAGES:
                return self._translated(key, as_language(wanted), said, language, message)
            case ["m", key, wanted, *said] if wanted in LANGUAGES:
                return self._whole(key, as_language(wanted), said, language, message)
            case ["t", topic]:
                reply = replies.topic(topic, language)
                gone = None if reply is not None else texts()[language]("button-gone")
                return Pressed(note=gone, reply=reply, in_place=True)
            case ["topics"]:
                return Pressed(reply=replies.topics(language), in_place=True)
            case ["home"]:
                return Pressed(reply=self._welcome(language), in_place=True)
            case ["l", wanted] if wanted in LANGUAGES:
                chosen = as_language(wanted)
                return Pressed(reply=self._welcome(chosen), in_place=True, chosen=chosen)
            case ["w", "yes", slug, wanted] if wanted in LANGUAGES:
                turn = self._answers.region(slug, as_language(wanted))
                return Pressed.of(turn, language, in_place=True)
            case ["w", "no", wanted] if wanted in LANGUAGES:
                reply = replies.text("kind-location", as_language(wanted))
                return Pressed(reply=reply, in_place=True)
            case ["f", vote, key, wanted] if wanted in LANGUAGES:
                return self._rated(vote, key, as_language(wanted), language, message)
            case _:
                return Pressed(note=texts()[language]("button-gone"))

    def _translated(
        self,
        key: str,
        wanted: Language,
        said: list[str],
        language: Language,
        message: Message | None,
    ) -> Pressed:
        """The same answer in the other language, with what stands beside it."""
        asked = message is not None and _asks_back(message)
        turn = self._answers.section(key, wanted, said=_read(said), ask_back=asked)
        return Pressed.of(turn, language, in_place=True)

    def _whole(
        self,
        key: str,
        wanted: Language,
        said: list[str],
        language: Language,
        message: Message | None,
    ) -> Pressed:
        """All of a long answer; the other buttons stay as they are."""
        asked = message is not None and _asks_back(message)
        turn = self._answers.section(key, wanted, said=_read(said), ask_back=asked)
        if turn is None:
            return Pressed.of(None, language)
        reply = replace(turn.reply, short=None, more=None)
        markup = _without(message, _MORE)
        return Pressed(reply=reply, in_place=True, markup=markup, turn=turn)

    def _rated(
        self, vote: str, key: str, wanted: Language, language: Language, message: Message | None
    ) -> Pressed:
        """Thanks, or the question what was wrong; all other buttons stay."""
        words = texts()[wanted]
        if self._answers.replies.section_id(key) is None or vote not in {"up", "down", *REASONS}:
            return Pressed(note=texts()[language]("button-gone"))
        if vote == "down":
            # None of them shares an answer, so the bot's name stands in none.
            reasons = keyboard(self._answers.replies.reasons(key, wanted), "")
            rows = () if reasons is None else reasons.inline_keyboard
            return Pressed(note=words("feedback-why"), markup=_instead(message, _RATING, rows))
        return Pressed(note=words("feedback-thanks"), markup=_without(message, _RATING))


def as_language(value: str) -> Language:
    """The language that a code names; Kazakh for every other."""
    return "ru" if value == "ru" else "kk"


def _read(said: list[str]) -> Said:
    return Said.read(said[0] if said else "")


def _asks_back(message: Message) -> bool:
    """Whether a message ends in a question of the bot's, with its choices as buttons."""
    last = (message.text or "").rstrip().rpartition("\n")[2]
    kinds = ("region", "settlement", "family", "audience")
    return any(last == words(f"clarify-{kind}") for words in texts().values() for kind in kinds)


def _without(message: Message | None, prefix: str) -> InlineKeyboardMarkup | None:
    return _instead(message, prefix, ())


def _instead(
    message: Message | None, prefix: str, rows: tuple[tuple[InlineKeyboardButton, ...], ...]
) -> InlineKeyboardMarkup | None:
    """The buttons of a message with ``rows`` in the place of those whose data begin so."""
    markup = None if message is None else message.reply_markup
    if markup is None:
        return None
    out: list[tuple[InlineKeyboardButton, ...]] = []
    waiting: tuple[tuple[InlineKeyboardButton, ...], ...] = rows
    for row in markup.inline_keyboard:
        if any(str(each.callback_data or "").startswith(prefix) for each in row):
            out += waiting
            waiting = ()
        else:
            out.append(row)
    return InlineKeyboardMarkup(out)
