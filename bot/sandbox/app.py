"""Puts the sandbox together as one ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.bot_api import BotApi, Drop
from bot.sandbox.chat_routes import ChatRoutes
from bot.sandbox.security import LocalOnly
from bot.sandbox.state import SandboxSettings, Telegram
from bot.sandbox.webhook import WebhookDelivery

STATIC: Final = Path(__file__).parent / "static"


def create_app(settings: SandboxSettings | None = None, *, drop: Drop | None = None) -> Starlette:
    """The sandbox: Bot API, people's side and chat page.

    Args:
        settings: how it behaves.
        drop: closes the connection of a client address, for the fault ``drop``. Without it a
            dropped connection is an answer that ends too early.

    The application keeps everything in memory; ``app.state.telegram`` is its Telegram.
    """
    settings = settings or SandboxSettings()
    telegram = Telegram(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        delivery = asyncio.create_task(WebhookDelivery(telegram).run())
        try:
            yield
        finally:
            telegram.close()
            delivery.cancel()
            await asyncio.gather(delivery, return_exceptions=True)

    app = Starlette(
        routes=[
            *BotApi(telegram, drop or (lambda _client: False)).routes(),
            *ChatRoutes(telegram).routes(),
            Route("/", _page),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(LocalOnly, allowed_hosts=settings.allowed_hosts)],
        lifespan=lifespan,
    )
    app.state.telegram = telegram
    return app


async def _page(_request: Request) -> Response:
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})
