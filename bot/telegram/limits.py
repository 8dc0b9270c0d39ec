"""Keeps to Telegram's limits: 30 messages a second in all, one a second into a group."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

__all__ = ["RateLimiter"]

_FREE = frozenset({"sendChatAction"})


class RateLimiter(AIORateLimiter):
    """PTB's limiter, which retries on 429, but «typing…» doesn't count.

    Telegram counts messages. Were the typing action counted too, every answer would use two of
    the thirty places of a second.
    """

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Send at once what is free, everything else when its turn comes."""
        if endpoint in _FREE:
            return await callback(*args, **kwargs)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
