"""Delivery of updates to a webhook, with Telegram's order and retries.

As in the public Bot API server: messages of one chat go one after another, chats (and queries)
side by side up to ``max_connections``; anything but a 2xx answer is tried again at once, then
after longer and longer pauses or after the answer's ``Retry-After``; an answer may call one
method.
"""

from __future__ import annotations

import asyncio
import json
from typing import Final

import httpx

from bot.sandbox.errors import BotApiError
from bot.sandbox.methods import METHODS, call
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Telegram, Webhook
from bot.sandbox.updates import Update

DELIVERY_TIMEOUT_SECONDS: Final = 60.0
LONGEST_PAUSE_SECONDS: Final = 64.0
LONGEST_RETRY_AFTER_SECONDS: Final = 3600.0
NOT_IN_ANSWERS: Final = frozenset({"deletewebhook", "setwebhook", "close", "logout"})


class WebhookDelivery:
    """Delivers what is pending for as long as ``run`` runs."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._webhook: Webhook | None = None
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._slots = asyncio.Semaphore(1)
        self._tasks: dict[tuple[str, int], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Follows the webhook's settings until cancelled."""
        try:
            while True:
                await self._follow_settings()
                self._start_queues()
                await self._telegram.updates.wait_for_new(None)
        finally:
            await self._stop()

    async def _follow_settings(self) -> None:
        webhook = self._telegram.webhook
        if webhook is self._webhook:
            return
        await self._stop()
        self._webhook = webhook
        if webhook is not None:
            # The transport, not a client: a client would log the address, which may hold a secret.
            self._transport = httpx.AsyncHTTPTransport(verify=webhook.trust or True)
            self._slots = asyncio.Semaphore(webhook.max_connections)

    async def _stop(self) -> None:
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    def _start_queues(self) -> None:
        if self._webhook is None or self._transport is None:
            return
        for update in self._telegram.updates.pending:
            if update.queue not in self._tasks:
                work = self._deliver_queue(update.queue, self._webhook, self._transport)
                self._tasks[update.queue] = asyncio.create_task(work)

    async def _deliver_queue(
        self, name: tuple[str, int], webhook: Webhook, transport: httpx.AsyncHTTPTransport
    ) -> None:
        while update := self._next(name):
            await self._deliver_until_accepted(update, webhook, transport)
            self._telegram.updates.confirm(update)
            if self._telegram.faults.draw("webhook") is not None:
                self._telegram.updates.repeat([update])
        self._tasks.pop(name, None)

    def _next(self, name: tuple[str, int]) -> Update | None:
        pending = self._telegram.updates.pending
        return next((update for update in pending if update.queue == name), None)

    async def _deliver_until_accepted(
        self, update: Update, webhook: Webhook, transport: httpx.AsyncHTTPTransport
    ) -> None:
        failures = 0
        while True:
            async with self._slots:
                error, retry_after = await self._deliver(update, webhook, transport)
            if error is None:
                return
            webhook.last_error_date = self._telegram.now()
            webhook.last_error_message = error
            doubled = self._telegram.settings.webhook_retry * 2 ** (failures - 1)
            pause = 0.0 if failures == 0 else min(doubled, LONGEST_PAUSE_SECONDS)
            failures += 1
            await asyncio.sleep(retry_after or pause)

    async def _deliver(
        self, update: Update, webhook: Webhook, transport: httpx.AsyncHTTPTransport
    ) -> tuple[str | None, float]:
        """One attempt: an error text or None, and the seconds the receiver asks to wait."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        request = httpx.Request(
            "POST",
            webhook.url,
            headers=headers,
            content=json.dumps(update.api(), ensure_ascii=False).encode(),
            extensions={"timeout": httpx.Timeout(DELIVERY_TIMEOUT_SECONDS).as_dict()},
        )
        try:
            response = await transport.handle_async_request(request)
            body = await response.aread()
            await response.aclose()
        except httpx.TimeoutException:
            return "Read timeout expired", 0.0
        except httpx.ConnectError:
            return "Connection refused", 0.0
        except httpx.HTTPError:
            return "Webhook connection closed", 0.0
        if not response.is_success:
            reason = f"{response.status_code} {response.reason_phrase}"
            return f"Wrong response from the webhook: {reason}", _retry_after(response)
        await self._call_from_answer(body)
        return None, 0.0

    async def _call_from_answer(self, body: bytes) -> None:
        """Runs the method that an answer names; its result goes nowhere."""
        try:
            answer = json.loads(body or b"null")
        except ValueError:
            return
        method = str(answer.get("method", "")).lower() if isinstance(answer, dict) else ""
        if method not in METHODS or method in NOT_IN_ANSWERS or method.startswith("get"):
            return
        status = 200
        try:
            await call(self._telegram, method, Parameters.from_json_object(answer))
        except BotApiError as error:
            status = error.code
        self._telegram.calls[method, status] += 1


def _retry_after(response: httpx.Response) -> float:
    try:
        seconds = float(response.headers.get("Retry-After", "0"))
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER_SECONDS)
