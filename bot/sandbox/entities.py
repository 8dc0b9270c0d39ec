"""Formatted text: entities with offsets in UTF-16 code units, and what Telegram finds by itself.

Rules: https://core.telegram.org/bots/api#formatting-options and
https://core.telegram.org/api/entities. Links, commands, mentions, hashtags and e-mail addresses
are found with simpler expressions than Telegram's; domains without a scheme only with the
endings of ``KNOWN_DOMAINS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.sandbox.errors import bad_request

STYLE_TYPES: Final = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
CODE_TYPES: Final = frozenset({"code", "pre"})
QUOTE_TYPES: Final = frozenset({"blockquote", "expandable_blockquote"})
FOUND_TYPES: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
LINK_TYPES: Final = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"})
ALL_TYPES: Final = STYLE_TYPES | CODE_TYPES | QUOTE_TYPES | FOUND_TYPES | LINK_TYPES

ORDER: Final = (
    "expandable_blockquote",
    "blockquote",
    "pre",
    "code",
    "text_link",
    "text_mention",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "custom_emoji",
    "date_time",
)
"""Outer before inner where two entities cover the same text."""

KNOWN_DOMAINS: Final = (
    "kz|ru|com|org|net|info|gov|edu|io|me|app|dev|asia|eu|uz|kg|by|ua|us|uk|de|tr|cn|online|site|"
    "xyz|biz|tv|қаз|рф"
)

URL_PATTERN: Final = re.compile(
    r"(?<![\w@./-])(?:(?:https?|ftp|tg)://[^\s<>\"]+"
    rf"|(?:[\w-]+\.)+(?:{KNOWN_DOMAINS})(?![\w-])(?::\d+)?(?:[/?#][^\s<>\"]*)?)",
    re.IGNORECASE,
)
EMAIL_PATTERN: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-])")
COMMAND_PATTERN: Final = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")
MENTION_PATTERN: Final = re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)")
HASHTAG_PATTERN: Final = re.compile(r"(?<![\w#&/])#(?=\w*[^\W\d_])\w{1,256}")
TRAILING_PUNCTUATION: Final = ".,:;!?'\"»)]}…"


@dataclass(frozen=True)
class Entity:
    """One special part of a text; ``offset`` and ``length`` count UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user: tuple[tuple[str, Any], ...] | None = None

    @property
    def end(self) -> int:
        """Offset of the first unit after the entity."""
        return self.offset + self.length

    def api(self) -> dict[str, Any]:
        """The MessageEntity object of the Bot API."""
        result: dict[str, Any] = {"offset": self.offset, "length": self.length, "type": self.type}
        if self.url is not None:
            result["url"] = self.url
        if self.language:
            result["language"] = self.language
        if self.custom_emoji_id is not None:
            result["custom_emoji_id"] = self.custom_emoji_id
        if self.user is not None:
            result["user"] = dict(self.user)
        return result


@dataclass(frozen=True)
class FormattedText:
    """A text without markup and its entities, in the order in which Telegram returns them."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of all limits and offsets of the Bot API."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of ``text`` that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Text without carriage returns; other control characters become spaces."""
    return "".join(
        " " if ord(character) < 0x20 and character != "\n" else character
        for character in text
        if character != "\r"
    )


def finish(formatted: FormattedText) -> FormattedText:
    """What Telegram stores: trimmed, entities valid and sorted, links and commands found."""
    trimmed = _trimmed(formatted)
    entities = _without_code_overlap(_without_nested_quotes(trimmed.entities))
    blocked = [entity for entity in entities if entity.type not in STYLE_TYPES | QUOTE_TYPES]
    found = [
        entity
        for entity in find_entities(trimmed.text)
        if not any(_intersect(entity, other) for other in blocked)
    ]
    return FormattedText(trimmed.text, tuple(sorted([*entities, *found], key=_position)))


def find_entities(text: str) -> list[Entity]:
    """Links, e-mail addresses, commands, mentions and hashtags of a plain text."""
    offsets = _utf16_offsets(text)
    found: list[Entity] = []
    for kind, pattern in (
        ("email", EMAIL_PATTERN),
        ("url", URL_PATTERN),
        ("bot_command", COMMAND_PATTERN),
        ("mention", MENTION_PATTERN),
        ("hashtag", HASHTAG_PATTERN),
    ):
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind == "url":
                end = start + len(_without_trailing_punctuation(match.group()))
            entity = Entity(kind, offsets[start], offsets[end] - offsets[start])
            if not any(_intersect(entity, other) for other in found):
                found.append(entity)
    return sorted(found, key=_position)


def read_entities(items: Any, text: str) -> tuple[Entity, ...]:
    """Entities given by a bot as a list of MessageEntity objects.

    Raises:
        BotApiError: 400 when the list or one of its entities is wrong.
    """
    if not isinstance(items, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    total = utf16_length(text)
    entities = []
    for item in items:
        if not isinstance(item, dict):
            raise bad_request("can't parse entities: expected an Object")
        kind, offset, length = item.get("type"), item.get("offset"), item.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or kind not in ALL_TYPES:
            raise bad_request("can't parse entities: unsupported entity specified")
        if offset < 0 or length < 0 or offset + length > total:
            raise bad_request("entity beginning or end is outside of the text")
        if kind in FOUND_TYPES or length == 0:
            continue
        entities.append(
            Entity(
                kind,
                offset,
                length,
                url=item.get("url"),
                language=item.get("language"),
                custom_emoji_id=item.get("custom_emoji_id"),
                user=tuple(sorted(item["user"].items()))
                if isinstance(item.get("user"), dict)
                else None,
            )
        )
    return tuple(entities)


def _position(entity: Entity) -> tuple[int, int, int]:
    return entity.offset, -entity.length, ORDER.index(entity.type)


def _intersect(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _trimmed(formatted: FormattedText) -> FormattedText:
    """Drops white space at both ends and moves the entities with the text."""
    text = formatted.text.lstrip()
    removed = utf16_length(formatted.text) - utf16_length(text)
    text = text.rstrip()
    total = utf16_length(text)
    entities = []
    for entity in formatted.entities:
        start = max(entity.offset - removed, 0)
        end = min(entity.end - removed, total)
        if end > start:
            entities.append(replace(entity, offset=start, length=end - start))
    return FormattedText(text, tuple(entities))


def _without_nested_quotes(entities: Iterable[Entity]) -> list[Entity]:
    """Quotations can't be nested: the outer one stays."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=_position):
        inside = entity.type in QUOTE_TYPES and any(
            other.type in QUOTE_TYPES and _intersect(entity, other) for other in kept
        )
        if not inside:
            kept.append(entity)
    return kept


def _without_code_overlap(entities: Sequence[Entity]) -> list[Entity]:
    """Code can't be inside another style nor hold one: styles are cut around it."""
    code: list[Entity] = []
    for entity in entities:
        if entity.type in CODE_TYPES and not any(_intersect(entity, other) for other in code):
            code.append(entity)
    result: list[Entity] = list(code)
    for entity in entities:
        if entity.type in CODE_TYPES:
            continue
        if entity.type in STYLE_TYPES:
            result.extend(_cut_around(entity, code))
        elif entity.type in QUOTE_TYPES or not any(_intersect(entity, other) for other in code):
            result.append(entity)
    return sorted(result, key=_position)


def _cut_around(entity: Entity, holes: Sequence[Entity]) -> list[Entity]:
    parts = [entity]
    for hole in holes:
        cut: list[Entity] = []
        for part in parts:
            if not _intersect(part, hole):
                cut.append(part)
                continue
            if part.offset < hole.offset:
                cut.append(replace(part, length=hole.offset - part.offset))
            if part.end > hole.end:
                cut.append(replace(part, offset=hole.end, length=part.end - hole.end))
        parts = cut
    return parts


def _utf16_offsets(text: str) -> list[int]:
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


def _without_trailing_punctuation(url: str) -> str:
    while url and url[-1] in TRAILING_PUNCTUATION:
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url
