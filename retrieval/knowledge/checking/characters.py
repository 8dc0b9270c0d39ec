"""Characters that nobody sees: they hide text, split words and break search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from retrieval.knowledge.checking.pages import FolderTexts
from retrieval.knowledge.findings import Finding, Severity

__all__ = ["check_characters"]

# Marks that turn the writing direction (they can show a text other than the one that is read by
# programs: "Trojan Source", CVE-2021-42574) and the tag block, invisible copies of ASCII.
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"
_ZERO_WIDTH = (
    "\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
)
_SOFT_HYPHEN = "\u00ad"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
# Spaces that look like one and are another: a word or a sum written with them is not found.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

_HIDING = re.compile(f"[{_DIRECTION}{_TAGS}]")
_UNSEEN = re.compile(f"[{_ZERO_WIDTH}{_SOFT_HYPHEN}{_CONTROL}]")
# After a symbol this mark only chooses the coloured picture of an emoji.
_EMOJI_STYLE = re.compile(r"(?<=[^\w\s])\ufe0f")
_SPACE = re.compile(f"[{_SPACES}]")
# A letter and its mark as two characters (й, ё, ӣ copied from a PDF or a Mac).
_MARK = re.compile("[\u0300-\u036f]")


def check_characters(texts: FolderTexts) -> Iterator[Finding]:
    """Invisible, direction and look-alike space characters in every file of the folder."""
    for page in (*texts.pages, *texts.templates):
        yield from _check_lines(page.path, page.lines)
    for path, lines in texts.tables.items():
        yield from _check_lines(path, lines)


# A folder is checked again after every change, and few of its files are another one then.
@lru_cache(maxsize=512)
def _check_lines(path: Path, lines: tuple[str, ...]) -> tuple[Finding, ...]:
    findings = []
    for number, line in enumerate(lines, start=1):
        if line.isascii() and line.isprintable():
            continue
        # A byte order mark at the very start is what some editors write; it does no harm.
        text = line.removeprefix("\ufeff") if number == 1 else line
        text = _EMOJI_STYLE.sub("", text)
        for code, pattern in (
            ("character-hiding", _HIDING),
            ("character-unseen", _UNSEEN),
            ("character-space", _SPACE),
            ("character-decomposed", _MARK),
        ):
            found = pattern.search(text)
            if found is not None:
                severity: Severity = "error" if code == "character-hiding" else "warning"
                params = _described(text, found.start())
                findings.append(Finding(path, number, code, severity, params))
    return tuple(findings)


def _described(text: str, position: int) -> dict[str, str]:
    """Name of the character, and the word around it so that it can be found."""
    char = text[position]
    before = _visible(text[max(0, position - 15) : position])
    after = _visible(text[position + 1 : position + 16])
    name = unicodedata.name(char, "control character")
    return {"character": f"U+{ord(char):04X} {name}", "before": before, "after": after}


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
