"""Cuts a message into words, numbers and addresses."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from retrieval.language.alphabets import APOSTROPHES

TokenKind = Literal["word", "number", "address", "symbol"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text.

    ``start`` and ``end`` are offsets into the text, ``text[start:end] == surface``. A number may
    hold spaces between its thousands («302 750»); an address is a link or a mail address.
    """

    surface: str
    start: int
    end: int
    kind: TokenKind

    @property
    def number(self) -> float | None:
        """The value of a number token; None for the other kinds and for what no float holds."""
        if self.kind != "number":
            return None
        value = float(_SPACES.sub("", self.surface).replace(",", "."))
        return value if math.isfinite(value) else None


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text`` in order, spaces left out.

    Words joined by a hyphen are cut apart («көші-қон» gives two words), and so are letters that
    follow digits («5-ке», «2026жылы»).
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None:
            tokens.append(Token(match.group(), match.start(), match.end(), _KINDS[kind]))
    return tokens


_SPACE: Final = "[ \u00a0\u202f\u2009]"
_SPACES: Final = re.compile(_SPACE)
_APOSTROPHE: Final = f"[{re.escape(APOSTROPHES)}]"
_LETTER: Final = r"[^\W\d_][\u0300-\u036f]*"
_TOKEN: Final = re.compile(
    rf"(?P<address>(?:https?://|www\.)[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]]"
    rf"|(?<![\w.+-])[\w.+-]{{1,64}}@\w[\w-]*(?:\.\w[\w-]*)+"
    rf"|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}(?:kz|com|org|ru|net|gov)\b(?:/[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]])?)"
    rf"|(?P<number>\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    rf"|(?P<word>(?:{_LETTER})+(?:{_APOSTROPHE}(?:{_LETTER})+)*(?:(?<=[A-Za-z]){_APOSTROPHE})?)"
    rf"|(?P<symbol>[^\s\w]|_)",
)
_KINDS: Final[dict[str, TokenKind]] = {
    "address": "address",
    "number": "number",
    "word": "word",
    "symbol": "symbol",
}
