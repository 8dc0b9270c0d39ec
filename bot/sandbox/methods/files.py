"""getFile. The download itself is a plain GET, see ``bot.sandbox.bot_api``."""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.media import MAX_DOWNLOAD_BYTES
from bot.sandbox.methods.registry import Method
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Telegram


async def get_file(telegram: Telegram, parameters: Parameters) -> dict[str, Any]:
    """Size and download path of a file, at most 20 MB."""
    file_id = parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id is not specified")
    stored = telegram.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.file_unique_id,
        "file_size": stored.size,
        "file_path": stored.file_path,
    }


METHODS: dict[str, Method] = {"getfile": get_file}
