"""A local Telegram for development and tests: Bot API, people, and a chat page.

A bot is given ``SandboxServer.bot_api_url`` as its base URL and any token, and works as on
Telegram. People are played through the chat page at ``SandboxServer.url`` or in tests through
``bot.sandbox.client.SandboxClient``. Everything is in memory; nothing leaves the machine.

Where it knowingly differs from Telegram:

- one bot, whatever the token; any well-formed token is accepted unless one is given;
- of the formatting modes only HTML and ``entities``; of the many methods those of
  ``bot.sandbox.methods``; others are 404;
- no flood control of its own: limits come as scripted faults;
- stricter about keyboards: more than eight buttons in a row or two actions on one button are
  refused, where Telegram drops or ignores the surplus;
- files by URL and webhooks beyond loopback are refused; a webhook may use http and any port, as
  with a local Bot API server;
- two polls without a timeout in quick succession are answered at once.
"""

from __future__ import annotations

from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.sandbox.state import SandboxSettings

__all__ = ["SandboxServer", "SandboxSettings", "create_app"]
