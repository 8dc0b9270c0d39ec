"""Plays the scripted conversations against the running bot."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.sandbox.client import ClientMessage, SandboxClient
from tests.end_to_end.conversation_files import FOLDER, Conversation, Expected, Step, paths, read

FILES = tuple(paths())


class Player:
    """Plays one conversation.

    Args:
        people: the people of the sandbox.
        conversation: what they say and what must come of it.
    """

    def __init__(self, people: SandboxClient, conversation: Conversation) -> None:
        self._people = people
        self._name = str(people.bot()["username"])
        self._language = conversation.language
        self._group = conversation.chat == "group"
        self._chat = people.open_chat(
            language_code=conversation.language,
            type="group" if self._group else "private",
            title="Көршілер" if self._group else None,
            started=not self._group,
        ).id
        self._awaited = 0

    def play(self, step: Step) -> None:
        """Do the step and look at what comes of it.

        Raises:
            AssertionError: it isn't what was expected.
            bot.sandbox.client.NoReplyError: nothing came.
        """
        if step.inline is not None:
            self._look_inline(step)
            return
        if step.press is not None:
            self._press(step)
            self._file(step)
            return
        if step.share is not None:
            self._share()
        else:
            self._write(step)
        if step.reply is not None:
            self._awaited += 1
            _compare(step.reply, self._next("text"))
        self._file(step)

    def _file(self, step: Step) -> None:
        if step.file is not None:
            assert self._next(step.file).kind == step.file

    def _next(self, kind: str) -> ClientMessage:
        """The next message of a kind; the picture of a step before may come in between."""
        message = self._people.wait_reply(self._chat)
        while message.kind != kind:
            message = self._people.wait_reply(self._chat)
        return message

    def _texts(self) -> int:
        return len([each for each in self._people.messages(self._chat) if each.kind == "text"])

    def finish(self) -> None:
        """Make sure that the bot said nothing more than was expected."""
        said = [each for each in self._people.messages(self._chat) if each.from_bot]
        assert len([each for each in said if each.kind == "text"]) == self._awaited

    def _write(self, step: Step) -> None:
        people, chat = self._people, self._chat
        if step.say is not None:
            answered = self._last().id if step.reply_to_bot else None
            text = step.say.replace("{bot}", f"@{self._name}")
            people.send_text(chat, text, reply_to=answered)
        elif step.place is not None:
            people.send_location(chat, *step.place)
        elif step.send is not None:
            people.send_attachment(chat, step.send)

    def _press(self, step: Step) -> None:
        assert step.press is not None
        message = self._last(step.press)
        before = self._texts()
        pressed = self._people.press(self._chat, message.id, text=step.press)
        assert pressed.answered
        if step.note is not None:
            assert step.note in _plain(pressed.text or "")
        if step.reply is None:
            return
        event = self._people.wait_event(
            self._chat,
            lambda event: event["type"] in {"message", "edited"} and event["data"]["from_bot"],
        )
        self._awaited += self._texts() - before
        _compare(step.reply, ClientMessage.from_json(event["data"]))

    def _share(self) -> None:
        """A friend opens the link in an own chat; the conversation goes on there."""
        links = [
            each.url
            for message in self._from_bot()
            for row in message.buttons
            for each in row
            if each.url is not None and "t.me/share" in each.url
        ]
        assert links, "no message has a share button"
        payload = unquote(links[-1]).partition("?start=")[2]
        self.finish()
        self._chat = self._people.open_chat(language_code=self._language).id
        self._awaited = 0
        self._people.send_text(self._chat, f"/start {payload}")

    def _look_inline(self, step: Step) -> None:
        results = self._people.inline_query(self._chat, step.inline or "")
        if step.silence:
            assert results == []
            return
        assert step.reply is not None
        text = _plain(results[0]["input_message_content"]["message_text"])
        _compare_text(step.reply, text)

    def _from_bot(self) -> list[ClientMessage]:
        return [each for each in self._people.messages(self._chat) if each.from_bot]

    def _last(self, button: str | None = None) -> ClientMessage:
        fitting = [
            each for each in self._from_bot() if button is None or button in each.button_texts()
        ]
        assert fitting, f"no message has the button {button!r}; the last one has: " + ", ".join(
            self._from_bot()[-1].button_texts()
        )
        return fitting[-1]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _compare(expected: Expected, message: ClientMessage) -> None:
    _compare_text(expected, _plain(message.text))
    shown = message.button_texts()
    for button in expected.buttons:
        assert button in shown, f"no button {button!r} among {shown}"
    for button in expected.lacks_buttons:
        assert button not in shown


def _compare_text(expected: Expected, text: str) -> None:
    for part in expected.contains:
        assert part in text, f"{part!r} is not in:\n{text}"
    for part in expected.lacks:
        assert part not in text, f"{part!r} is in:\n{text}"


def test_there_are_twenty_conversations_in_each_language() -> None:
    for language in ("kk", "ru"):
        assert len([path for path in FILES if path.parent.name == language]) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_conversation(people: SandboxClient, path: Path) -> None:
    conversation = read(path)
    player = Player(people, conversation)
    for number, step in enumerate(conversation.steps, start=1):
        try:
            player.play(step)
        except AssertionError as error:
            raise AssertionError(f"{path.name}, step {number}: {error}") from error
    player.finish()
