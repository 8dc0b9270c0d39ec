"""Parameters of a Bot API request, whichever way they were sent.

Telegram takes query strings, urlencoded forms, multipart forms and JSON objects and treats
every value as text, objects as JSON text; numbers it can't read count as absent.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.sandbox.errors import BotApiError, bad_request

MAX_BODY_BYTES = 55 * 1024 * 1024
"""A bot uploads at most 50 MB; the rest is room for the other parts of the form."""

TRUE_WORDS = frozenset({"true", "yes", "1"})


class InMemoryMultiPartParser(MultiPartParser):
    """Keeps uploads in memory: nothing a person sends may reach the disk."""

    spool_max_size = MAX_BODY_BYTES


@dataclass(frozen=True)
class Upload:
    """A file of a multipart form."""

    file_name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Parameters:
    """Named values of one request; every getter returns the default when the value is absent."""

    values: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the value is there and not empty."""
        return bool(self.values.get(name))

    def text(self, name: str) -> str:
        """The value, or an empty text."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0, low: int = -(2**63), high: int = 2**63) -> int:
        """The whole number, moved into ``low..high`` as Telegram does."""
        raw = self.values.get(name, "").strip()
        try:
            value = int(raw)
        except ValueError:
            value = default
        return min(max(value, low), high)

    def number(self, name: str) -> float | None:
        """The number, or None when there is none."""
        try:
            return float(self.values[name])
        except (KeyError, ValueError):
            return None

    def boolean(self, name: str, default: bool = False) -> bool:
        """Whether the value is one of Telegram's words for true."""
        raw = self.values.get(name)
        return default if raw is None else raw.strip().lower() in TRUE_WORDS

    def json(self, name: str, what: str) -> Any:
        """The decoded JSON value, or None when absent.

        Raises:
            BotApiError: 400 naming ``what`` when the text is no JSON.
        """
        raw = self.values.get(name, "").strip()
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def json_or_none(self, name: str) -> Any:
        """The decoded JSON value; None also for text that is no JSON."""
        try:
            return json.loads(self.values.get(name, ""))
        except ValueError:
            return None

    @classmethod
    def from_json_object(cls, body: Mapping[str, Any]) -> Parameters:
        """Parameters from a decoded JSON object (a request body or a webhook's answer)."""
        return cls({name: _as_text(value) for name, value in body.items() if value is not None})


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


async def read_parameters(request: Request) -> Parameters:
    """Reads query string and body.

    Raises:
        BotApiError: 400 for a body that can't be read, 413 for one that is too large.
    """
    values = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type == "application/json":
        values.update(_read_json(await read_body(request)))
    elif content_type == "application/x-www-form-urlencoded":
        values.update(await _read_form(request))
    elif content_type == "multipart/form-data":
        fields, uploads = await read_multipart(request)
        values.update(fields)
    for value in values.values():
        if "\ufffd" in value or any(0xD800 <= ord(character) < 0xE000 for character in value):
            raise bad_request("strings must be encoded in UTF-8")
    return Parameters(values, uploads)


def _read_json(body: bytes) -> dict[str, str]:
    try:
        decoded = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(decoded, dict):
        raise bad_request("request JSON object expected")
    return dict(Parameters.from_json_object(decoded).values)


async def _read_form(request: Request) -> dict[str, str]:
    try:
        form = await FormParser(request.headers, limited_body(request)).parse()
    except MultiPartException:
        raise bad_request("can't parse the form") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def limited_body(request: Request) -> AsyncGenerator[bytes, None]:
    """The parts of the body as they come.

    Raises:
        BotApiError: 413 as soon as there is more than ``MAX_BODY_BYTES``.
    """
    left = MAX_BODY_BYTES
    if int(request.headers.get("content-length") or 0) > left:
        raise BotApiError(413, "Request Entity Too Large")
    async for part in request.stream():
        left -= len(part)
        if left < 0:
            raise BotApiError(413, "Request Entity Too Large")
        yield part


async def read_body(request: Request) -> bytes:
    """The whole body; raises as ``limited_body``."""
    return b"".join([part async for part in limited_body(request)])


async def read_multipart(request: Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Text fields and files of a multipart form.

    Raises:
        BotApiError: 400 when the form is broken, 413 when it is too large.
    """
    body = limited_body(request)
    parser = InMemoryMultiPartParser(request.headers, body, max_part_size=1024 * 1024)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise bad_request("can't parse multipart form") from None
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            uploads[name] = Upload(
                file_name=value.filename or name,
                mime_type=value.content_type or "application/octet-stream",
                content=await value.read(),
            )
        else:
            fields[name] = value
    await form.close()
    return fields, uploads
