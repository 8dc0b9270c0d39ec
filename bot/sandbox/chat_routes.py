"""The people's side over HTTP, under ``/sandbox``: for the chat page and for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import people
from bot.sandbox.errors import BotApiError, ControlError
from bot.sandbox.parameters import Upload, read_body, read_multipart
from bot.sandbox.state import Chat, Query, Telegram

LONGEST_WAIT_SECONDS: Final = 120.0
DEFAULT_ANSWER_SECONDS: Final = 15.0
HEARTBEAT_SECONDS: Final = 15.0
SAFE_INLINE_TYPES: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "video/mp4"}
)

Handler = Callable[[Request], Awaitable[Any]]


class ChatRoutes:
    """Handlers return what goes out as JSON; errors become ``{"error": …}``."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def routes(self) -> list[Route]:
        """All routes under ``/sandbox``."""
        chat = "/sandbox/chats/{chat_id}"
        message = chat + "/messages/{message_id:int}"
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/sandbox/bot", self._show_bot),
            ("GET", "/sandbox/calls", self._show_calls),
            ("GET", "/sandbox/faults", self._list_faults),
            ("POST", "/sandbox/faults", self._add_fault),
            ("DELETE", "/sandbox/faults", self._clear_faults),
            ("GET", "/sandbox/chats", self._list_chats),
            ("POST", "/sandbox/chats", self._open_chat),
            ("GET", chat, self._show_chat),
            ("PATCH", chat, self._change_chat),
            ("DELETE", chat, self._delete_chat),
            ("GET", chat + "/commands", self._list_commands),
            ("GET", chat + "/events", self._wait_for_events),
            ("GET", chat + "/messages", self._list_messages),
            ("POST", chat + "/messages", self._send_text),
            ("POST", chat + "/attachments", self._send_attachment),
            ("POST", chat + "/inline", self._ask_inline),
            ("POST", chat + "/inline/choose", self._choose_inline),
            ("PATCH", message, self._edit_text),
            ("DELETE", message, self._delete_message),
            ("POST", message + "/press", self._press),
            ("POST", message + "/reaction", self._react),
        ]
        routes = [
            Route(path, _as_json(handler), methods=[method]) for method, path, handler in table
        ]
        return [
            *routes,
            Route("/sandbox/events", self._stream_events, methods=["GET"]),
            Route("/sandbox/files/{file_id}", self._show_file, methods=["GET"]),
        ]

    def _chat(self, request: Request) -> Chat:
        try:
            return self._telegram.chats[int(request.path_params["chat_id"])]
        except (KeyError, ValueError):
            raise ControlError(404, "chat not found") from None

    # The bot and the sandbox

    async def _show_bot(self, request: Request) -> Any:
        return self._telegram.bot_view(request.query_params.get("language", ""))

    async def _show_calls(self, _request: Request) -> Any:
        """How often each Bot API method was called, by HTTP status; no parameters are kept."""
        return [
            {"method": method, "status": status, "count": count}
            for (method, status), count in sorted(self._telegram.calls.items())
        ]

    async def _list_faults(self, _request: Request) -> Any:
        return [fault.api() for fault in self._telegram.faults.all]

    async def _add_fault(self, request: Request) -> Any:
        return self._telegram.faults.add(await _json_object(request)).api()

    async def _clear_faults(self, _request: Request) -> Any:
        self._telegram.faults.clear()
        return []

    # Chats

    async def _list_chats(self, _request: Request) -> Any:
        return [self._with_last_message(chat) for chat in self._telegram.chats.values()]

    def _with_last_message(self, chat: Chat) -> dict[str, Any]:
        last = chat.messages[max(chat.messages)].view() if chat.messages else None
        return {**chat.view(), "last_message": last}

    async def _open_chat(self, request: Request) -> Any:
        return people.open_chat(self._telegram, await _json_object(request)).view()

    async def _show_chat(self, request: Request) -> Any:
        return self._chat(request).view()

    async def _change_chat(self, request: Request) -> Any:
        chat, change = self._chat(request), await _json_object(request)
        if "language_code" in change:
            people.set_language(self._telegram, chat, change["language_code"] or None)
        if "blocked" in change:
            people.set_blocked(self._telegram, chat, bool(change["blocked"]))
        return chat.view()

    async def _delete_chat(self, request: Request) -> Any:
        people.delete_chat(self._telegram, self._chat(request))
        return True

    async def _list_commands(self, request: Request) -> Any:
        chat = self._chat(request)
        language = chat.client.language_code or ""
        return self._telegram.profile.shown_commands(chat.id, chat.type, language)

    async def _wait_for_events(self, request: Request) -> Any:
        chat = self._chat(request)
        after = int(_number(request.query_params.get("after"), 0))
        seconds = _number(request.query_params.get("wait"), 0.0)
        events = await self._telegram.events.wait(
            chat.id, after, min(seconds, LONGEST_WAIT_SECONDS)
        )
        return {
            "events": [event.api() for event in events],
            "last_seq": events[-1].seq if events else max(after, 0),
        }

    # Messages

    async def _list_messages(self, request: Request) -> Any:
        messages = self._chat(request).messages
        return {
            "messages": [message.view() for message in messages.values()],
            "last_seq": self._telegram.events.last_seq,
        }

    async def _send_text(self, request: Request) -> Any:
        chat, body = self._chat(request), await _json_object(request)
        before = self._telegram.events.last_seq
        sent = people.send_text(
            self._telegram,
            chat,
            str(body.get("text") or ""),
            sender=people.member(chat, body),
            reply_to=body.get("reply_to_message_id"),
        )
        return {"messages": [message.view() for message in sent], "seq": before}

    async def _send_attachment(self, request: Request) -> Any:
        chat = self._chat(request)
        fields, upload = await _attachment(request)
        before = self._telegram.events.last_seq
        message = people.send_attachment(self._telegram, chat, fields, upload, sender=chat.client)
        return {"messages": [message.view()], "seq": before}

    async def _edit_text(self, request: Request) -> Any:
        chat, body = self._chat(request), await _json_object(request)
        number, text = request.path_params["message_id"], str(body.get("text") or "")
        before = self._telegram.events.last_seq
        message = people.edit_text(self._telegram, chat, number, text)
        return {"messages": [message.view()], "seq": before}

    async def _delete_message(self, request: Request) -> Any:
        """The person deletes a message; bots are not told."""
        message = people.find_message(self._chat(request), request.path_params["message_id"])
        self._telegram.delete_message(message)
        return True

    async def _react(self, request: Request) -> Any:
        chat, body = self._chat(request), await _json_object(request)
        number = request.path_params["message_id"]
        return people.react(self._telegram, chat, number, body.get("emoji")).view()

    async def _press(self, request: Request) -> Any:
        chat, body = self._chat(request), await _json_object(request)
        message = people.find_message(chat, request.path_params["message_id"])
        before = self._telegram.events.last_seq
        button = people.find_button(message, body)
        query = people.press(self._telegram, chat, message, button)
        return {"seq": before, **await _answer(query, body)}

    async def _ask_inline(self, request: Request) -> Any:
        chat, body = self._chat(request), await _json_object(request)
        text, offset = str(body.get("query") or ""), str(body.get("offset") or "")
        query = people.ask_inline(self._telegram, chat, text, offset)
        return await _answer(query, body)

    async def _choose_inline(self, request: Request) -> Any:
        chat, body = self._chat(request), await _json_object(request)
        result = body.get("result")
        if not isinstance(result, dict) or "id" not in result:
            raise ControlError(400, "result must be one of the answer's results")
        before = self._telegram.events.last_seq
        message = people.choose_inline(self._telegram, chat, str(body.get("query") or ""), result)
        return {"messages": [message.view()], "seq": before}

    # Streams and files

    async def _stream_events(self, _request: Request) -> Response:
        """Everything that happens from now on, as server-sent events."""
        return StreamingResponse(
            self._server_sent_events(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    async def _server_sent_events(self) -> AsyncIterator[str]:
        """Listens before the first byte: whoever sees the stream open misses nothing."""
        with self._telegram.events.listener() as queue:
            yield f": {self._telegram.events.last_seq}\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                data = json.dumps(event.api(), ensure_ascii=False)
                yield f"id: {event.seq}\ndata: {data}\n\n"

    async def _show_file(self, request: Request) -> Response:
        """A file for the page; anything that a browser could run is only downloaded."""
        stored = self._telegram.files.get(request.path_params["file_id"])
        if stored is None:
            return JSONResponse({"error": "file not found"}, status_code=404)
        shown = stored.mime_type in SAFE_INLINE_TYPES
        return Response(
            stored.content,
            media_type=stored.mime_type if shown else "application/octet-stream",
            headers={"Content-Disposition": "inline" if shown else "attachment"},
        )


def _as_json(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request))
        except ControlError as error:
            return JSONResponse({"error": str(error)}, status_code=error.status)
        except BotApiError as error:
            return JSONResponse({"error": error.description}, status_code=error.code)

    return respond


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await read_body(request) or b"{}")
    except ValueError:
        raise ControlError(400, "the body must be JSON") from None
    if not isinstance(body, dict):
        raise ControlError(400, "the body must be a JSON object")
    return body


async def _attachment(request: Request) -> tuple[dict[str, str], Upload | None]:
    """Fields and the file ``file`` of a form, or the fields of a JSON object."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        fields, uploads = await read_multipart(request)
        return fields, uploads.get("file")
    body = await _json_object(request)
    return {name: str(value) for name, value in body.items()}, None


async def _answer(query: Query, body: dict[str, Any]) -> dict[str, Any]:
    """Waits for the bot's answer; ``answered`` is False when it did not come in time."""
    seconds = min(_number(body.get("timeout"), DEFAULT_ANSWER_SECONDS), LONGEST_WAIT_SECONDS)
    answer = await people.wait_for_answer(query, seconds)
    return {"answered": False} if answer is None else {"answered": True, **answer}


def _number(value: Any, default: float) -> float:
    if value is None:
        return default
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ControlError(400, "a number is expected") from None
