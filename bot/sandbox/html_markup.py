"""``parse_mode=HTML``: Telegram's small HTML to text and entities.

Follows the rules of https://core.telegram.org/bots/api#html-style and the behaviour of the
public Bot API server: only some tags, attributes in quotes or as plain names, four named
character references and all numeric ones, every tag closed. Error texts name the offset in
bytes of UTF-8, as Telegram does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.sandbox.entities import Entity, FormattedText
from bot.sandbox.errors import bad_request

ENTITY_OF_TAG: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS: Final = frozenset({*ENTITY_OF_TAG, "a", "pre", "code", "blockquote", "tg-emoji"})
NAMED_REFERENCES: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE: Final = " \t\r\n\0\v"
LONGEST_REFERENCE: Final = 10


@dataclass
class _OpenTag:
    name: str
    argument: str
    offset: int
    text_start: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[_OpenTag] = []
        self.entities: list[Entity] = []

    def parse(self) -> FormattedText:
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "<":
                if self._peek(1) == "/":
                    self._end_tag()
                else:
                    self._start_tag()
            elif character == "&":
                self._append(self._reference() or self._take())
            else:
                self._append(self._take())
        if self.open:
            raise self._error(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"'
            )
        return FormattedText("".join(self.text), tuple(self.entities))

    def _error(self, what: str) -> Exception:
        return bad_request(f"can't parse entities: {what}")

    def _byte_offset(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _peek(self, ahead: int = 0) -> str:
        """The character, or an empty text at the end."""
        position = self.at + ahead
        return self.source[position] if position < len(self.source) else ""

    def _take(self) -> str:
        self.at += 1
        return self.source[self.at - 1]

    def _append(self, character: str) -> None:
        self.text.append(character)
        self.offset += 2 if ord(character) > 0xFFFF else 1

    def _skip_space(self) -> None:
        while (character := self._peek()) and character in SPACE:
            self.at += 1

    def _reference(self) -> str | None:
        """A character reference at ``at``, moved past when it is one."""
        end = self.at + 1
        if self._peek(1) == "#":
            hexadecimal = self._peek(2) == "x"
            start = end = self.at + (3 if hexadecimal else 2)
            digits = "0123456789abcdefABCDEF" if hexadecimal else "0123456789"
            while end < len(self.source) and self.source[end] in digits:
                end += 1
            code = int(self.source[start:end] or "0", 16 if hexadecimal else 10)
            surrogate = 0xD800 <= code < 0xE000
            if not 0 < code < 0x10FFFF or surrogate or end - self.at >= LONGEST_REFERENCE:
                return None
            character = chr(code)
        else:
            while (
                end < len(self.source)
                and self.source[end].isascii()
                and (self.source[end].isalpha())
            ):
                end += 1
            name = self.source[self.at + 1 : end]
            if name not in NAMED_REFERENCES:
                return None
            character = NAMED_REFERENCES[name]
        self.at = end + 1 if end < len(self.source) and self.source[end] == ";" else end
        return character

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._until(SPACE + ">").lower()
        if not self._peek():
            raise self._error(f"Unclosed start tag at byte offset {self._byte_offset(begin)}")
        if name not in TAGS:
            raise self._error(
                f'Unsupported start tag "{name}" at byte offset {self._byte_offset(begin)}'
            )
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ">":
                break
            attribute, value = self._attribute(name, begin)
            found = _argument(name, attribute, value)
            argument = argument if found is None else found
        self.at += 1
        if name == "span" and argument != "spoiler":
            raise self._error(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte_offset(begin)}'
            )
        self.open.append(_OpenTag(name, argument, self.offset, len(self.text)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self._byte_offset(begin)}'
        name = self._until(SPACE + "=>/\"'")
        if not name:
            if not self._peek():
                raise self._error(unclosed)
            raise self._error(
                f'Empty attribute name in the tag "{tag}" at byte offset {self._byte_offset(begin)}'
            )
        self._skip_space()
        if self._peek() != "=":
            if not self._peek():
                raise self._error(unclosed)
            return name, ""
        self.at += 1
        self._skip_space()
        quote = self._peek()
        if not quote:
            raise self._error(unclosed)
        value = self._quoted(quote) if quote in "'\"" else self._name_token()
        if not self._peek():
            raise self._error(unclosed)
        return name, value

    def _quoted(self, quote: str) -> str:
        self.at += 1
        value: list[str] = []
        while (character := self._peek()) and character != quote:
            reference = self._reference() if character == "&" else None
            value.append(reference or self._take())
        self.at += 1
        return "".join(value)

    def _name_token(self) -> str:
        begin = self.at
        while (character := self._peek()) and (
            (character.isascii() and character.isalnum()) or character in ".-"
        ):
            self.at += 1
        if self._peek() and self._peek() not in SPACE + ">":
            raise self._error(
                f"Unexpected end of name token at byte offset {self._byte_offset(begin)}"
            )
        return self.source[begin : self.at].lower()

    def _until(self, stops: str) -> str:
        begin = self.at
        while (character := self._peek()) and character not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _end_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self._byte_offset(begin)}"
        if not self.open:
            raise self._error(f"Unexpected end tag {where}")
        self.at += 2
        name = self._until(SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise self._error(f"Unclosed end tag {where}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise self._error(
                f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self.offset - tag.offset
        if tag.name in ENTITY_OF_TAG:
            self.entities.append(Entity(ENTITY_OF_TAG[tag.name], tag.offset, length))
        elif tag.name == "a":
            url = checked_link(tag.argument or "".join(self.text[tag.text_start :]))
            if url:
                self.entities.append(Entity("text_link", tag.offset, length, url=url))
        elif tag.name == "blockquote":
            kind = "expandable_blockquote" if tag.argument else "blockquote"
            self.entities.append(Entity(kind, tag.offset, length))
        elif tag.name == "tg-emoji":
            if not tag.argument.isdigit():
                raise self._error("Invalid custom emoji identifier specified")
            # A bot may use custom emoji only with a collectible username; the plain emoji stays.
        else:
            self._close_code(tag, length)

    def _close_code(self, tag: _OpenTag, length: int) -> None:
        """``<pre><code class="language-x">`` is one block of code in a language."""
        last = self.entities[-1] if self.entities else None
        if (
            tag.name == "pre"
            and last is not None
            and last.type == "code"
            and (last.offset, last.length) == (tag.offset, length)
        ):
            self.entities.pop()
            self.entities.append(Entity("pre", tag.offset, length, language=last.language))
        else:
            self.entities.append(
                Entity(tag.name, tag.offset, length, language=tag.argument or None)
            )


def _argument(tag: str, attribute: str, value: str) -> str | None:
    if tag == "a" and attribute == "href":
        return value
    if tag == "code" and attribute == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and attribute == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if tag == "tg-emoji" and attribute == "emoji-id":
        return value
    if tag == "blockquote" and attribute == "expandable":
        return "1"
    return None


def checked_link(url: str) -> str:
    """The link as Telegram keeps it, or an empty text when it is none.

    Links without a scheme get ``http://``; a link to a bare domain gets a slash at the end.
    """
    url = url.strip()
    if not url or any(character.isspace() for character in url):
        return ""
    if "://" not in url and not url.lower().startswith(("tg:", "mailto:", "tel:")):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme in {"tg", "ton", "mailto", "tel"}:
        return url
    if parts.scheme not in {"http", "https"} or "." not in host.strip("."):
        return ""
    if not parts.path and not parts.query and not parts.fragment:
        return f"{url}/"
    return url


def parse_html(source: str) -> FormattedText:
    """Text and raw entities of Telegram's HTML.

    Raises:
        BotApiError: 400 ``can't parse entities: …`` with the byte offset.
    """
    return _Parser(source).parse()
