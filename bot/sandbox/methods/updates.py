"""getUpdates and the methods that set, remove and describe a webhook."""

from __future__ import annotations

import ipaddress
import re
import ssl
from typing import Any, Final
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.methods.registry import Described, Method
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Telegram, Webhook
from bot.sandbox.updates import MAX_BATCH, MAX_POLL_SECONDS, TERMINATED_BY_WEBHOOK

SECRET_PATTERN: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
MAX_CONNECTIONS: Final = 100
DEFAULT_CONNECTIONS: Final = 40


async def get_updates(telegram: Telegram, parameters: Parameters) -> list[dict[str, Any]]:
    """Updates from ``offset`` on, waiting at most 50 seconds for the first."""
    telegram.updates.allow(parameters.json_or_none("allowed_updates"))
    updates = await telegram.updates.poll(
        offset=parameters.integer("offset"),
        limit=parameters.integer("limit", MAX_BATCH, 1, MAX_BATCH),
        timeout=parameters.integer("timeout", 0, 0, MAX_POLL_SECONDS),
    )
    return [update.api() for update in updates]


async def set_webhook(telegram: Telegram, parameters: Parameters) -> Described:
    """Sets or, with an empty ``url``, removes the webhook.

    Like a local Bot API server it takes http addresses and any port; unlike one, only loopback.
    """
    url = parameters.text("url").strip()
    if not url:
        return await delete_webhook(telegram, parameters)
    _check_address(url)
    secret = parameters.text("secret_token")
    if secret and not SECRET_PATTERN.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    telegram.updates.allow(parameters.json_or_none("allowed_updates"))
    if parameters.boolean("drop_pending_updates"):
        telegram.updates.drop_all()
    certificate = parameters.uploads.get("certificate")
    telegram.set_webhook(
        Webhook(
            url=url,
            secret_token=secret,
            max_connections=parameters.integer(
                "max_connections", DEFAULT_CONNECTIONS, 1, MAX_CONNECTIONS
            ),
            trust=_trust(certificate.content) if certificate else None,
            ip_address=parameters.text("ip_address") or None,
        )
    )
    telegram.updates.end_poll(conflict(TERMINATED_BY_WEBHOOK))
    return Described(True, "Webhook was set")


async def delete_webhook(telegram: Telegram, parameters: Parameters) -> Described:
    """Removes the webhook; what is pending stays unless it is dropped."""
    if parameters.boolean("drop_pending_updates"):
        telegram.updates.drop_all()
    was_set = telegram.webhook is not None
    telegram.set_webhook(None)
    return Described(True, "Webhook was deleted" if was_set else "Webhook is already deleted")


async def get_webhook_info(telegram: Telegram, _parameters: Parameters) -> dict[str, Any]:
    """Where updates go, how many wait, and the last failure."""
    webhook = telegram.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": webhook is not None and webhook.trust is not None,
        "pending_update_count": len(telegram.updates),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        info["ip_address"] = webhook.ip_address or "127.0.0.1"
        if webhook.last_error_date is not None:
            info["last_error_date"] = webhook.last_error_date
            info["last_error_message"] = webhook.last_error_message
    if telegram.updates.allowed is not None:
        info["allowed_updates"] = sorted(telegram.updates.allowed)
    return info


def _trust(certificate: bytes) -> ssl.SSLContext:
    """Accepts the uploaded certificate, whatever name it carries."""
    try:
        context = ssl.create_default_context(cadata=certificate.decode("ascii"))
    except (ssl.SSLError, UnicodeDecodeError):
        raise bad_request("bad webhook: can't read the certificate") from None
    context.check_hostname = False
    return context


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _is_loopback(host):
        raise bad_request("bad webhook: this sandbox delivers to loopback addresses only")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


METHODS: dict[str, Method] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
