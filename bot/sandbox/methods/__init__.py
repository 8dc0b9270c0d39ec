"""The Bot API methods the sandbox knows, one module per family.

``call`` is the single way in, for HTTP requests and for methods in a webhook's answer.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import BotApiError
from bot.sandbox.methods import files, messages, profile, queries, sending, updates
from bot.sandbox.methods.registry import Method
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Telegram

METHODS: dict[str, Method] = {
    name: function
    for family in (files, messages, profile, queries, sending, updates)
    for name, function in family.METHODS.items()
}
"""Functions by lower-case method name."""


async def call(telegram: Telegram, method: str, parameters: Parameters) -> Any:
    """Runs a method and returns its ``result``.

    Raises:
        BotApiError: the method is unknown (404) or refuses the parameters.
    """
    function = METHODS.get(method.lower())
    if function is None:
        raise BotApiError(404, "Not Found: method not found")
    return await function(telegram, parameters)


__all__ = ["METHODS", "call"]
