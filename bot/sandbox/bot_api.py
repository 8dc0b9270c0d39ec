"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox.errors import BotApiError
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.methods import call
from bot.sandbox.methods.registry import Described
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.state import Telegram
from bot.sandbox.updates import until_disconnect

TOKEN_PATTERN: Final = re.compile(r"[1-9]\d{0,19}:[A-Za-z0-9_-]{3,80}")
Drop = Callable[[tuple[str, int] | None], bool]
"""Closes the connection of a client address; False when it can't."""


class DroppedConnection(Response):
    """Ends the connection without a complete answer."""

    def __init__(self, drop: Drop) -> None:
        super().__init__()
        self._drop = drop

    async def __call__(  # noqa: D102 - what ASGI asks of every response
        self, scope: Scope, _receive: Receive, send: Send
    ) -> None:
        client = scope.get("client")
        if not self._drop(tuple(client) if client else None):
            # Some other server runs the app: an answer that ends early has the same effect.
            headers = [(b"content-length", b"1000"), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{", "more_body": True})


class BotApi:
    """HTTP in front of ``bot.sandbox.methods``, with scripted faults in between."""

    def __init__(self, telegram: Telegram, drop: Drop) -> None:
        self._telegram = telegram
        self._drop = drop

    def routes(self) -> list[Route]:
        """Methods and file downloads; any other path that begins with /bot is 404."""
        return [
            Route("/bot{token}/{method}", self._handle, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
            Route("/bot{rest:path}", _not_found, methods=["GET", "POST"]),
        ]

    async def _handle(self, request: Request) -> Response:
        method = request.path_params["method"].lower()
        response = await self._answer(request, method)
        self._telegram.calls[method, response.status_code] += 1
        return response

    async def _answer(self, request: Request, method: str) -> Response:
        try:
            self._check_token(request)
            parameters = await read_parameters(request)
            fault = self._telegram.faults.draw(method)
            if fault is None:
                return _ok(await self._run(request, method, parameters))
            return await self._fail(fault, request, method, parameters)
        except BotApiError as error:
            return JSONResponse(error.body(), status_code=error.code)

    def _check_token(self, request: Request) -> None:
        token = request.path_params["token"]
        expected = self._telegram.settings.token
        if not TOKEN_PATTERN.fullmatch(token) or expected not in {None, token}:
            raise BotApiError(401, "Unauthorized")

    async def _run(self, request: Request, method: str, parameters: Parameters) -> Any:
        work = call(self._telegram, method, parameters)
        if method == "getupdates":
            return await until_disconnect(work, request.receive)
        return await work

    async def _fail(
        self, fault: Fault, request: Request, method: str, parameters: Parameters
    ) -> Response:
        if fault.kind is FaultKind.DELAY and not fault.applied:
            await until_disconnect(asyncio.sleep(fault.seconds), request.receive)
            raise BotApiError(504, "Gateway Timeout")
        if fault.kind is FaultKind.DUPLICATE_UPDATES:
            self._telegram.updates.duplicate_next()
            return _ok(await self._run(request, method, parameters))
        result = await self._run(request, method, parameters) if fault.applied else None
        if fault.kind is FaultKind.DELAY:
            await until_disconnect(asyncio.sleep(fault.seconds), request.receive)
            return _ok(result)
        if fault.kind is FaultKind.DROP:
            return DroppedConnection(self._drop)
        raise fault.error()

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except BotApiError as error:
            return JSONResponse(error.body(), status_code=error.code)
        stored = self._telegram.files.by_path.get(request.path_params["path"])
        if stored is None:
            return JSONResponse(BotApiError(404, "Not Found").body(), status_code=404)
        return Response(stored.content, media_type="application/octet-stream")


async def _not_found(_request: Request) -> Response:
    return JSONResponse(BotApiError(404, "Not Found").body(), status_code=404)


def _ok(result: Any) -> Response:
    if isinstance(result, Described):
        described = {"ok": True, "result": result.result, "description": result.description}
        return JSONResponse(described)
    return JSONResponse({"ok": True, "result": result})
