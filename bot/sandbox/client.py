"""Plays people in tests: a synchronous client of the sandbox.

    with SandboxServer() as server, SandboxClient(server.url) as people:
        chat = people.open_chat(language_code="kk")
        people.send_text(chat.id, "/start")
        reply = people.wait_reply(chat.id)
        people.press(chat.id, reply.id, text="Русский")
        people.wait_edit(chat.id)

The client remembers how far it has read in each chat. Every action of the person moves that
mark to the action, so ``wait_reply`` gives what the bot sent after it, one message per call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

import httpx

HTTP_SLACK_SECONDS: Final = 15.0
DEFAULT_WAIT_SECONDS: Final = 15.0


class SandboxClientError(Exception):
    """The sandbox refused a request; the text says why."""


class NoReplyError(SandboxClientError, AssertionError):
    """What a test waited for did not come in time."""


@dataclass(frozen=True)
class ClientChat:
    """A chat and the person in it."""

    id: int
    type: str
    title: str
    user_id: int
    language_code: str | None
    reply_keyboard: tuple[tuple[str, ...], ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ClientChat:
        """Reads the control side's JSON."""
        return cls(
            id=data["id"],
            type=data["type"],
            title=data["title"],
            user_id=data["user"]["id"],
            language_code=data["user"].get("language_code"),
            reply_keyboard=_keyboard(data.get("reply_keyboard"), "keyboard"),
        )


@dataclass(frozen=True)
class Button:
    """An inline button."""

    text: str
    callback_data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class ClientMessage:
    """A message as a person sees it.

    ``text`` is the text or the caption; ``entities`` belong to it, with offsets in UTF-16 units.
    ``kind`` is ``text`` or the kind of attachment. ``raw`` is the whole message.
    """

    id: int
    chat_id: int
    from_bot: bool
    kind: str
    text: str
    entities: tuple[Mapping[str, Any], ...]
    buttons: tuple[tuple[Button, ...], ...]
    keyboard: tuple[tuple[str, ...], ...]
    edited: bool
    raw: Mapping[str, Any]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ClientMessage:
        """Reads the control side's JSON."""
        inline = (data.get("reply_markup") or {}).get("inline_keyboard", [])
        return cls(
            id=data["message_id"],
            chat_id=data["chat"]["id"],
            from_bot=data["from_bot"],
            kind=next((kind for kind in _KINDS if kind in data), "text"),
            text=data.get("text") or data.get("caption") or "",
            entities=tuple(data.get("entities") or data.get("caption_entities") or ()),
            buttons=tuple(tuple(_button(button) for button in row) for row in inline),
            keyboard=_keyboard(data.get("keyboard"), "keyboard"),
            edited="edit_date" in data,
            raw=data,
        )

    def button_texts(self) -> list[str]:
        """Texts of all inline buttons, row after row."""
        return [button.text for row in self.buttons for button in row]

    def covered(self, entity: Mapping[str, Any]) -> str:
        """The part of the text under an entity."""
        units = self.text.encode("utf-16-le")
        start, end = entity["offset"], entity["offset"] + entity["length"]
        return units[2 * start : 2 * end].decode("utf-16-le")


@dataclass(frozen=True)
class CallbackAnswer:
    """What the bot said to a pressed button; ``answered`` is False when it said nothing."""

    answered: bool
    text: str | None = None
    show_alert: bool = False
    url: str | None = None


_KINDS: Final = (
    "photo",
    "voice",
    "sticker",
    "animation",
    "document",
    "video",
    "audio",
    "video_note",
    "contact",
    "venue",
    "location",
    "poll",
    "dice",
    "new_chat_members",
)


def _button(data: Mapping[str, Any]) -> Button:
    return Button(data["text"], data.get("callback_data"), data.get("url"))


def _keyboard(markup: Mapping[str, Any] | None, name: str) -> tuple[tuple[str, ...], ...]:
    rows = (markup or {}).get(name, [])
    return tuple(tuple(button["text"] for button in row) for row in rows)


class SandboxClient:
    """People of a sandbox.

    Args:
        url: address of the sandbox, ``SandboxServer.url``.

    Raises:
        SandboxClientError: from every method, when the sandbox refuses.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=HTTP_SLACK_SECONDS, trust_env=False)
        self._read: dict[int, int] = {}

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> SandboxClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # Chats

    def open_chat(
        self,
        *,
        user_id: int | None = None,
        first_name: str = "User",
        username: str | None = None,
        language_code: str | None = "ru",
        type: str = "private",  # noqa: A002 - Telegram's own name of the field
        title: str | None = None,
        started: bool = False,
    ) -> ClientChat:
        """Opens a new chat; ``started`` means that the person wrote to the bot before."""
        body = {
            "user_id": user_id,
            "first_name": first_name,
            "username": username,
            "language_code": language_code,
            "type": type,
            "title": title,
            "started": started,
        }
        chat = ClientChat.from_json(self._request("POST", "/sandbox/chats", body))
        self._read[chat.id] = 0
        return chat

    def chats(self) -> list[ClientChat]:
        """All chats of the sandbox."""
        return [ClientChat.from_json(data) for data in self._request("GET", "/sandbox/chats")]

    def chat(self, chat_id: int) -> ClientChat:
        """The chat as it is now."""
        return ClientChat.from_json(self._request("GET", f"/sandbox/chats/{chat_id}"))

    def set_language(self, chat_id: int, language_code: str | None) -> None:
        """Changes the language of the person's app."""
        self._request("PATCH", f"/sandbox/chats/{chat_id}", {"language_code": language_code})

    def set_blocked(self, chat_id: int, blocked: bool = True) -> None:
        """The person blocks the bot or lets it write again."""
        self._request("PATCH", f"/sandbox/chats/{chat_id}", {"blocked": blocked})

    def commands(self, chat_id: int) -> dict[str, str]:
        """Descriptions by command, as the person's command menu shows them."""
        found = self._request("GET", f"/sandbox/chats/{chat_id}/commands")
        return {item["command"]: item["description"] for item in found}

    def messages(self, chat_id: int) -> list[ClientMessage]:
        """All messages of the chat, oldest first."""
        found = self._request("GET", f"/sandbox/chats/{chat_id}/messages")["messages"]
        return [ClientMessage.from_json(data) for data in found]

    # What the person does

    def send_text(
        self,
        chat_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        sender: Mapping[str, Any] | None = None,
    ) -> ClientMessage:
        """Sends a text. ``sender`` (id, first_name) is another member of a group."""
        body = {"text": text, "reply_to_message_id": reply_to, "sender": sender}
        return self._act("POST", f"/sandbox/chats/{chat_id}/messages", chat_id, body)

    def send_attachment(
        self,
        chat_id: int,
        kind: str,
        *,
        content: bytes | None = None,
        file_name: str = "file",
        mime_type: str = "application/octet-stream",
        **fields: str,
    ) -> ClientMessage:
        """Sends any kind of attachment; without content a file kind sends a small sample."""
        path = f"/sandbox/chats/{chat_id}/attachments"
        if content is None:
            return self._act("POST", path, chat_id, {"kind": kind, **fields})
        files = {"file": (file_name, content, mime_type)}
        answer = self._check(self._http.post(path, data={"kind": kind, **fields}, files=files))
        return self._acted(chat_id, answer)

    def send_photo(
        self, chat_id: int, content: bytes | None = None, *, caption: str = ""
    ) -> ClientMessage:
        """Sends a photo, or the sample picture."""
        return self.send_attachment(
            chat_id,
            "photo",
            content=content,
            file_name="photo.png",
            mime_type="image/png",
            caption=caption,
        )

    def send_document(
        self,
        chat_id: int,
        content: bytes | None = None,
        *,
        file_name: str = "document.pdf",
        mime_type: str = "application/pdf",
        caption: str = "",
    ) -> ClientMessage:
        """Sends a file, or a tiny sample PDF."""
        return self.send_attachment(
            chat_id,
            "document",
            content=content,
            file_name=file_name,
            mime_type=mime_type,
            caption=caption,
        )

    def send_voice(self, chat_id: int) -> ClientMessage:
        """Sends a sample voice message."""
        return self.send_attachment(chat_id, "voice")

    def send_sticker(self, chat_id: int) -> ClientMessage:
        """Sends a sample sticker."""
        return self.send_attachment(chat_id, "sticker")

    def send_video(self, chat_id: int) -> ClientMessage:
        """Sends a sample video."""
        return self.send_attachment(chat_id, "video")

    def send_contact(self, chat_id: int) -> ClientMessage:
        """The person shares their own number."""
        return self.send_attachment(chat_id, "contact")

    def send_location(
        self, chat_id: int, latitude: float = 51.128422, longitude: float = 71.430564
    ) -> ClientMessage:
        """Sends a place, the middle of Astana by default."""
        return self.send_attachment(
            chat_id, "location", latitude=str(latitude), longitude=str(longitude)
        )

    def send_poll(self, chat_id: int, question: str, options: Sequence[str]) -> ClientMessage:
        """Sends an anonymous poll."""
        return self.send_attachment(chat_id, "poll", question=question, options="\n".join(options))

    def edit_text(self, chat_id: int, message_id: int, text: str) -> ClientMessage:
        """The person edits an own message."""
        path = f"/sandbox/chats/{chat_id}/messages/{message_id}"
        return self._act("PATCH", path, chat_id, {"text": text})

    def react(self, chat_id: int, message_id: int, emoji: str | None) -> None:
        """Puts an emoji under a message, or takes it away with None."""
        path = f"/sandbox/chats/{chat_id}/messages/{message_id}/reaction"
        self._request("POST", path, {"emoji": emoji})

    def press(
        self,
        chat_id: int,
        message_id: int,
        *,
        text: str | None = None,
        data: str | None = None,
        row: int | None = None,
        column: int = 0,
        timeout: float = DEFAULT_WAIT_SECONDS,
    ) -> CallbackAnswer:
        """Presses a callback button and waits for answerCallbackQuery.

        The button is the one with this ``text`` or at this place; ``data`` is sent whether the
        message has such a button or not, as by an app that shows an older keyboard.
        """
        named = {"text": text, "data": data, "row": row, "column": None if row is None else column}
        body = {name: value for name, value in named.items() if value is not None}
        answer = self._request(
            "POST",
            f"/sandbox/chats/{chat_id}/messages/{message_id}/press",
            {**body, "timeout": timeout},
            wait=timeout,
        )
        self._read[chat_id] = answer["seq"]
        return CallbackAnswer(
            answered=answer["answered"],
            text=answer.get("text"),
            show_alert=answer.get("show_alert", False),
            url=answer.get("url"),
        )

    def inline_query(
        self, chat_id: int, query: str, *, timeout: float = DEFAULT_WAIT_SECONDS
    ) -> list[dict[str, Any]]:
        """Types ``@bot query`` and returns the bot's results.

        Raises:
            NoReplyError: the bot did not answer in time.
        """
        body = {"query": query, "timeout": timeout}
        path = f"/sandbox/chats/{chat_id}/inline"
        answer = self._request("POST", path, body, wait=timeout)
        if not answer["answered"]:
            raise NoReplyError(f"no inline results within {timeout} s")
        results: list[dict[str, Any]] = answer["results"]
        return results

    def choose_inline(self, chat_id: int, query: str, result: Mapping[str, Any]) -> ClientMessage:
        """Sends one of the results of an inline query."""
        body = {"query": query, "result": dict(result)}
        return self._act("POST", f"/sandbox/chats/{chat_id}/inline/choose", chat_id, body)

    # What the bot does

    def wait_reply(self, chat_id: int, timeout: float = DEFAULT_WAIT_SECONDS) -> ClientMessage:
        """The next new message of the bot.

        Raises:
            NoReplyError: none came in time.
        """
        return self._wait_message(chat_id, "message", timeout)

    def wait_edit(self, chat_id: int, timeout: float = DEFAULT_WAIT_SECONDS) -> ClientMessage:
        """The next message of the bot that it edits.

        Raises:
            NoReplyError: none was edited in time.
        """
        return self._wait_message(chat_id, "edited", timeout)

    def wait_deletion(self, chat_id: int, timeout: float = DEFAULT_WAIT_SECONDS) -> int:
        """Identifier of the next message that is deleted.

        Raises:
            NoReplyError: none was deleted in time.
        """
        event = self.wait_event(chat_id, lambda event: event["type"] == "deleted", timeout)
        return int(event["data"]["message_id"])

    def wait_action(self, chat_id: int, timeout: float = DEFAULT_WAIT_SECONDS) -> str:
        """The next chat action, for example ``typing``.

        Raises:
            NoReplyError: none was shown in time.
        """
        event = self.wait_event(chat_id, lambda event: event["type"] == "action", timeout)
        return str(event["data"]["action"])

    def wait_event(
        self,
        chat_id: int,
        wanted: Callable[[Mapping[str, Any]], bool],
        timeout: float = DEFAULT_WAIT_SECONDS,
    ) -> Mapping[str, Any]:
        """The next event of the chat that is wanted; the ones before it count as read.

        Raises:
            NoReplyError: none came in time.
        """
        for event in self._events(chat_id, timeout):
            self._read[chat_id] = event["seq"]
            if wanted(event):
                return event
        raise NoReplyError(f"nothing of the kind happened in the chat within {timeout} s")

    def _wait_message(self, chat_id: int, kind: str, timeout: float) -> ClientMessage:
        event = self.wait_event(
            chat_id,
            lambda event: event["type"] == kind and event["data"]["from_bot"],
            timeout,
        )
        return ClientMessage.from_json(event["data"])

    def _events(self, chat_id: int, timeout: float) -> Iterator[Mapping[str, Any]]:
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            after = self._read.get(chat_id, 0)
            path = f"/sandbox/chats/{chat_id}/events?after={after}&wait={left:.3f}"
            yield from self._request("GET", path, wait=left)["events"]

    # The sandbox

    def bot(self, language_code: str = "") -> dict[str, Any]:
        """Name, descriptions, whether the bot is connected, how many updates wait for it."""
        found: dict[str, Any] = self._request("GET", f"/sandbox/bot?language={language_code}")
        return found

    def calls(self) -> dict[tuple[str, int], int]:
        """Number of Bot API calls by lower-case method and HTTP status."""
        found = self._request("GET", "/sandbox/calls")
        return {(item["method"], item["status"]): item["count"] for item in found}

    def add_fault(self, kind: str, method: str = "*", **options: Any) -> dict[str, Any]:
        """Scripts a failure; the options are those of ``bot.sandbox.faults.Fault``."""
        body = {"kind": kind, "method": method, **options}
        found: dict[str, Any] = self._request("POST", "/sandbox/faults", body)
        return found

    def faults(self) -> list[dict[str, Any]]:
        """The faults in force, each with how often it happened (``hits``)."""
        found: list[dict[str, Any]] = self._request("GET", "/sandbox/faults")
        return found

    def clear_faults(self) -> None:
        """Takes all faults back."""
        self._request("DELETE", "/sandbox/faults")

    # HTTP

    def _act(self, method: str, path: str, chat_id: int, body: Mapping[str, Any]) -> ClientMessage:
        return self._acted(chat_id, self._request(method, path, body))

    def _acted(self, chat_id: int, answer: Mapping[str, Any]) -> ClientMessage:
        self._read[chat_id] = answer["seq"]
        return ClientMessage.from_json(answer["messages"][-1])

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, wait: float = 0.0
    ) -> Any:
        response = self._http.request(method, path, json=body, timeout=wait + HTTP_SLACK_SECONDS)
        return self._check(response)

    def _check(self, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json()
        raise SandboxClientError(f"{response.status_code}: {response.text[:300]}")
