"""Runs the bot: against Telegram by long polling or webhook, or against the sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from telegram import Update

from bot.redis_memory import open_memory
from bot.service import LiveAnswers
from bot.settings import Settings
from bot.statistics.digest import send_digests
from bot.statistics.opening import open_statistics
from bot.telegram import build_application, publish_profile
from bot.telegram.admin import AdminCommands, notify_admins, tell_admins
from bot.telegram.application import AnyApplication
from bot.upkeep import Upkeep

__all__ = ["BotApi", "run_bot"]

_log = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY]
_WEBHOOK_PATH: Final = "/telegram"
_DEFAULT_WEBHOOK_PORT: Final = 8443


@dataclass(frozen=True)
class BotApi:
    """Where the bot finds Telegram.

    Attributes:
        token: of the bot.
        base_url: up to and with ``/bot``.
        base_file_url: the same for files.
    """

    token: str
    base_url: str
    base_file_url: str

    @classmethod
    def telegram(cls, settings: Settings, token: str) -> BotApi:
        """Telegram itself, or the Bot API server of the settings."""
        root = settings.telegram_api_url.rstrip("/")
        return cls(token, f"{root}/bot", f"{root}/file/bot")


async def run_bot(
    settings: Settings,
    answers: LiveAnswers,
    api: BotApi,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Run until SIGINT or SIGTERM; what is being answered then is finished first.

    Args:
        settings: of the owner.
        answers: what questions get.
        api: where the bot finds Telegram.
        ready: called once updates are being taken.

    Raises:
        telegram.error.InvalidToken: Telegram doesn't know the token.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        statistics = stack.enter_context(open_statistics(settings, answers))
        upkeep = None if answers.store is None else Upkeep(settings, answers.store, answers)
        application = build_application(
            answers,
            api.token,
            api.base_url,
            api.base_file_url,
            statistics.counting,
            None if upkeep is None else AdminCommands(upkeep, answers),
            settings.admin_chat_ids,
            await stack.enter_async_context(open_memory(settings, api.token)),
        )
        await stack.enter_async_context(_started(application))
        if settings.webhook_url is not None:
            await stack.enter_async_context(
                _webhook(application, settings, settings.webhook_url, statistics.routes)
            )
        else:
            if settings.http_port is not None:
                app = _web_app(application, None, statistics.routes)
                await stack.enter_async_context(_served(app, settings, settings.http_port))
            await stack.enter_async_context(_polling(application))
        profile = asyncio.create_task(publish_profile(application))
        stack.callback(profile.cancel)
        if settings.admin_chat_ids:
            digests = asyncio.create_task(
                send_digests(
                    lambda text: tell_admins(application.bot, settings.admin_chat_ids, text),
                    statistics.reports,
                )
            )
            stack.callback(digests.cancel)
        if upkeep is not None:
            watching = asyncio.create_task(_watch(upkeep, application, settings.admin_chat_ids))
            stack.callback(watching.cancel)
        _log.info("ready: knowledge version %s", answers.version.manifest.name)
        ready()
        await stop.wait()
        _log.info("stopping")


async def _watch(upkeep: Upkeep, application: AnyApplication, chats: Sequence[int]) -> None:
    """Bring saved changes of the knowledge folder live, and tell the admins."""
    try:
        await upkeep.watch(lambda outcome: notify_admins(application.bot, chats, outcome))
    except Exception:  # noqa: BLE001
        # Answers go on without it; /reload and a restart still bring changes live.
        _log.exception("watching the knowledge folder has ended")


@asynccontextmanager
async def _started(application: AnyApplication) -> AsyncIterator[None]:
    async with application:
        await application.start()
        try:
            yield
        finally:
            await application.stop()


@asynccontextmanager
async def _polling(application: AnyApplication) -> AsyncIterator[None]:
    updater = application.updater
    if updater is None:
        raise RuntimeError("the application was built without an updater")
    await updater.start_polling(allowed_updates=ALLOWED_UPDATES, timeout=30)
    try:
        yield
    finally:
        await updater.stop()


@asynccontextmanager
async def _webhook(
    application: AnyApplication, settings: Settings, url: str, routes: Sequence[BaseRoute]
) -> AsyncIterator[None]:
    given = settings.webhook_secret
    secret = given.get_secret_value() if given is not None else secrets.token_urlsafe(32)
    app = _web_app(application, secret, routes)
    port = settings.http_port if settings.http_port is not None else _DEFAULT_WEBHOOK_PORT
    address = url if urlsplit(url).path.strip("/") else url.rstrip("/") + _WEBHOOK_PATH
    async with _served(app, settings, port):
        await application.bot.set_webhook(
            address, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=50
        )
        yield


def _web_app(
    application: AnyApplication, secret: str | None, more: Sequence[BaseRoute]
) -> Starlette:
    """/healthz, ``more``, and the webhook where there is one."""

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok" if application.running else "starting"})

    async def webhook(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if secret is None or not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        try:
            update = Update.de_json(await request.json(), application.bot)
        except (json.JSONDecodeError, KeyError, TypeError, ValueError):
            return Response(status_code=400)
        # Telegram sends the next update of a chat once this is answered; order is kept by us.
        await application.update_queue.put(update)
        return Response()

    routes: list[BaseRoute] = [Route("/healthz", health), *more]
    if secret is not None:
        routes.append(Route("/{path:path}", webhook, methods=["POST"]))
    return Starlette(routes=routes)


class _QuietServer(uvicorn.Server):
    """uvicorn within an application that handles signals itself."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


@asynccontextmanager
async def _served(app: Starlette, settings: Settings, port: int) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app, host=settings.http_host, port=port, access_log=False, log_config=None, ws="none"
    )
    server = _QuietServer(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            # A taken port ends the server at once: say so instead of waiting.
            await task
            raise OSError(f"cannot listen on {settings.http_host}:{port}")
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
