"""Answers to pressed buttons and to inline queries."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.methods.registry import Method, check_text, formatted
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Telegram

MAX_ANSWER: Final = 200
MAX_RESULTS: Final = 50
MAX_RESULT_ID_BYTES: Final = 64


def _too_old() -> BotApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")


async def answer_callback_query(telegram: Telegram, parameters: Parameters) -> bool:
    """Ends the progress of a pressed button, with a toast or an alert."""
    text = parameters.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = parameters.text("url")
    if url and not url.startswith((f"t.me/{telegram.bot.username}", "https://t.me/")):
        raise bad_request("URL_INVALID")
    query = telegram.take_query(telegram.callback_queries, parameters.text("callback_query_id"))
    if query is None:
        raise _too_old()
    answer = {
        "query_id": query.id,
        "text": text or None,
        "show_alert": parameters.boolean("show_alert"),
        "url": url or None,
    }
    if not query.answer.done():
        query.answer.set_result(answer)
    telegram.events.publish("callback_answer", query.chat_id, answer)
    return True


async def answer_inline_query(telegram: Telegram, parameters: Parameters) -> bool:
    """Gives up to 50 results for what a person types after ``@bot``."""
    results = parameters.json("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    seen: set[str] = set()
    for result in results:
        identifier = _check_result(result)
        if identifier in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(identifier)
    query = telegram.take_query(telegram.inline_queries, parameters.text("inline_query_id"))
    if query is None:
        raise _too_old()
    answer = {
        "query_id": query.id,
        "results": results,
        "next_offset": parameters.text("next_offset"),
        "button": parameters.json("button", "inline query results button"),
    }
    if not query.answer.done():
        query.answer.set_result(answer)
    telegram.events.publish("inline_answer", query.chat_id, answer)
    return True


def _check_result(result: Any) -> str:
    what = "can't parse inline query result"
    if not isinstance(result, dict):
        raise bad_request(f"{what}: InlineQueryResult must be an Object")
    identifier = result.get("id")
    if not isinstance(identifier, str) or not 1 <= len(identifier.encode()) <= MAX_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if result.get("type") == "article":
        if not result.get("title"):
            raise bad_request(f'{what}: Can\'t find field "title"')
        content = result.get("input_message_content")
        if not isinstance(content, dict) or not content.get("message_text"):
            raise bad_request("message text is empty")
        check_text(inline_text(content))
    elif not isinstance(result.get("type"), str):
        raise bad_request(f'{what}: Can\'t find field "type"')
    return identifier


def inline_text(content: dict[str, Any]) -> Any:
    """The formatted text of an InputTextMessageContent."""
    parameters = Parameters.from_json_object(content)
    return formatted(parameters, "message_text", "entities")


METHODS: dict[str, Method] = {
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
}
