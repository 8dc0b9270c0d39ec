"""The bot on Telegram: application, order of updates, handlers."""

import os

# Times come as timedelta, as all of them will from the library's next major version on.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.telegram.application import build_application, publish_profile

__all__ = ["build_application", "publish_profile"]
