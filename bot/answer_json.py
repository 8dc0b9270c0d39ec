"""The JSON of an answer, a contract that other tools are built on."""

from __future__ import annotations

from typing import Any

from bot.service import Turn
from retrieval import Status

__all__ = ["answer_json", "error_json"]


def answer_json(turn: Turn, question_id: str, took_ms: float) -> dict[str, Any]:
    """An answer as JSON data.

    Args:
        turn: the answer and its message.
        question_id: comes back as ``id``.
        took_ms: milliseconds from question to message.
    """
    answer = turn.answer
    section = answer.section if answer.status is Status.ANSWERED else None
    second = answer.also.section if section is not None and answer.also is not None else None
    sources = [
        {
            "document": each.document,
            "section": each.anchor,
            "title": source.title,
            "url": source.url,
            "effective_from": each.effective_from.isoformat(),
            "verification": each.verification.value,
        }
        for each in (section, second)
        if each is not None
        for source in each.sources
    ]
    return {
        "id": question_id,
        "status": answer.status.value,
        "language": answer.language,
        "text": turn.reply.text.plain,
        "topic": section.topic if section is not None else None,
        "sources": sources,
        "confidence": round(answer.confidence, 4),
        "took_ms": round(took_ms, 3),
    }


def error_json(question_id: str, message: str) -> dict[str, Any]:
    """The line for input that is no question: the same shape, with what to mend in ``text``."""
    return {
        "id": question_id,
        "status": Status.ERROR.value,
        "language": None,
        "text": message,
        "topic": None,
        "sources": [],
        "confidence": 0.0,
        "took_ms": 0.0,
    }
