"""Methods that make a new message or show an action: sendMessage, sendPhoto and the like."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.markup import Markup, check_markup
from bot.sandbox.media import (
    MAX_DOCUMENT_BYTES,
    MAX_PHOTO_BYTES,
    MAX_PHOTO_RATIO,
    MAX_PHOTO_SIDES,
    StoredFile,
    describe,
    image_size,
)
from bot.sandbox.methods.registry import (
    Method,
    find_writable_chat,
    read_caption,
    read_text,
)
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.state import Chat, Message, Telegram

CHAT_ACTIONS: Final = frozenset(
    {
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
    }
)
PREVIEW_FLAGS: Final = (
    "is_disabled",
    "prefer_small_media",
    "prefer_large_media",
    "show_above_text",
)


async def send_message(telegram: Telegram, parameters: Parameters) -> dict[str, Any]:
    """Sends a text of 1 to 4096 UTF-16 units with an optional keyboard."""
    # The server reads text and markup first, then looks for the chat and the message replied to.
    text = read_text(parameters)
    preview = read_link_preview(parameters)
    markup = _markup(parameters)
    chat = find_writable_chat(telegram, parameters)
    message = telegram.new_message(
        chat,
        telegram.bot,
        text=text,
        link_preview_options=preview,
        reply_markup=markup,
        **_addressing(chat, parameters),
    )
    return message.api()


async def send_photo(telegram: Telegram, parameters: Parameters) -> dict[str, Any]:
    """Sends an uploaded photo or one of an earlier message by ``file_id``."""
    source = _source(telegram, parameters, "photo")
    if isinstance(source, Upload):
        _check_photo(source.content)
    return _send_file(telegram, parameters, "photo", source)


async def send_document(telegram: Telegram, parameters: Parameters) -> dict[str, Any]:
    """Sends an uploaded file or one of an earlier message by ``file_id``."""
    source = _source(telegram, parameters, "document")
    if isinstance(source, Upload) and len(source.content) > MAX_DOCUMENT_BYTES:
        raise BotApiError(413, "Request Entity Too Large")
    return _send_file(telegram, parameters, "document", source)


async def send_chat_action(telegram: Telegram, parameters: Parameters) -> bool:
    """Shows for five seconds that the bot types or uploads."""
    action = parameters.text("action").strip().lower()
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_writable_chat(telegram, parameters)
    telegram.events.publish("action", chat.id, {"action": action})
    return True


def read_link_preview(parameters: Parameters) -> dict[str, Any] | None:
    """``link_preview_options``, or the older ``disable_web_page_preview``.

    Raises:
        BotApiError: 400 when the options are no object or a field has a wrong type.
    """
    options = parameters.json("link_preview_options", "link preview options")
    if options is None:
        return {"is_disabled": True} if parameters.boolean("disable_web_page_preview") else None
    if not isinstance(options, dict):
        raise bad_request("link preview options must be an Object")
    result: dict[str, Any] = {}
    for name in PREVIEW_FLAGS:
        value = options.get(name, False)
        if not isinstance(value, bool):
            raise bad_request(f'field "{name}" must be of type Boolean')
        if value:
            result[name] = True
    url = options.get("url")
    if url is not None:
        if not isinstance(url, str):
            raise bad_request('field "url" must be of type String')
        result["url"] = url
    return result or None


def _markup(parameters: Parameters) -> Markup | None:
    return check_markup(parameters.json("reply_markup", "reply keyboard markup"))


def _addressing(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    """What is replied to, and whether the message may be passed on."""
    return {
        "reply_to": _reply_to(chat, parameters),
        "protected": parameters.boolean("protect_content"),
    }


def _reply_to(chat: Chat, parameters: Parameters) -> Message | None:
    options = parameters.json("reply_parameters", "reply parameters")
    if options is None and parameters.has("reply_to_message_id"):
        options = {
            "message_id": parameters.integer("reply_to_message_id"),
            "allow_sending_without_reply": parameters.boolean("allow_sending_without_reply"),
        }
    if options is None:
        return None
    if not isinstance(options, dict):
        raise bad_request("reply parameters must be an Object")
    message_id = options.get("message_id")
    if not isinstance(message_id, int):
        raise bad_request("can't parse reply parameters: Can't find field \"message_id\"")
    message = chat.messages.get(message_id)
    elsewhere = options.get("chat_id") not in {None, chat.id}
    if (message is None or elsewhere) and not options.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None if elsewhere else message


def _source(telegram: Telegram, parameters: Parameters, kind: str) -> Upload | StoredFile:
    """The uploaded file, or one already on the server that the parameter names."""
    value = parameters.text(kind).strip()
    name = value.removeprefix("attach://") if value.startswith("attach://") else kind
    upload = parameters.uploads.get(name)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return upload
    if not value or value.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        # Telegram would download it; a sandbox never leaves the machine.
        raise bad_request("failed to get HTTP URL content")
    stored = telegram.files.get(value)
    if stored is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    if stored.kind != kind:
        raise bad_request(
            f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}"
        )
    return stored


def _check_photo(content: bytes) -> None:
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    size = image_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    too_thin = max(size) > MAX_PHOTO_RATIO * max(min(size), 1)
    if width + height > MAX_PHOTO_SIDES or too_thin:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _send_file(
    telegram: Telegram, parameters: Parameters, kind: str, source: Upload | StoredFile
) -> dict[str, Any]:
    caption = read_caption(parameters)
    markup = _markup(parameters)
    chat = find_writable_chat(telegram, parameters)
    addressing = _addressing(chat, parameters)
    if isinstance(source, Upload):
        source = telegram.files.add(
            source.content, kind=kind, file_name=source.file_name, mime_type=source.mime_type
        )
    message = telegram.new_message(
        chat,
        telegram.bot,
        media={kind: describe(source, kind)},
        caption=caption,
        caption_above=parameters.boolean("show_caption_above_media"),
        reply_markup=markup,
        **addressing,
    )
    return message.api()


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendchataction": send_chat_action,
}
