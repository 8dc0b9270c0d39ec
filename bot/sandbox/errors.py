"""The errors a bot gets from the Bot API, with Telegram's own codes and descriptions."""

from __future__ import annotations

from typing import Any


class BotApiError(Exception):
    """An answer with ``"ok": false``.

    Args:
        code: ``error_code``, also used as the HTTP status.
        description: what Telegram writes, for example ``Bad Request: chat not found``.
        retry_after: seconds to wait, sent as ``parameters.retry_after`` (flood control).
    """

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class ControlError(Exception):
    """A request of the chat page or of a test that can't be done; ``status`` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def bad_request(description: str) -> BotApiError:
    """400 ``Bad Request: <description>``."""
    return BotApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> BotApiError:
    """403 ``Forbidden: <description>``."""
    return BotApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> BotApiError:
    """409 ``Conflict: <description>``."""
    return BotApiError(409, f"Conflict: {description}")


def too_many_requests(retry_after: int) -> BotApiError:
    """429 with the seconds to wait, as flood control answers."""
    return BotApiError(
        429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )
