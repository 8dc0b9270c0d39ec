"""Makes headings, paragraphs, list items and tables of lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from retrieval.importing.hyphens import LineEnds
from retrieval.importing.letters import BULLETS
from retrieval.importing.model import Block, BlockKind, Doubt, Line

__all__ = ["LONGEST_TEXT", "Structure", "ends_mid_sentence"]

#: No paragraph of people is longer; without a bound some checks would take the square of it.
LONGEST_TEXT: Final = 20_000


@dataclass(slots=True)
class _Growing:
    """A block that takes more lines."""

    kind: BlockKind
    text: str
    level: int
    mark: str
    page: int
    last: Line
    doubts: list[Doubt] = field(default_factory=list)

    def finish(self) -> Block:
        return Block(
            kind=self.kind,
            text=self.text if self.kind == "table" else _tidy(self.text),
            level=self.level,
            mark=self.mark,
            page=self.page,
            doubts=tuple((each.code, dict(each.params)) for each in _once(self.doubts)),
        )


class Structure:
    """Builds blocks of lines, with a doubt wherever it had to guess.

    Args:
        line_ends: what is known about words broken between lines.

    Attributes:
        joined: words broken at a line end whose hyphen was dropped.
        kept: words broken at their own hyphen, which stayed.
        guessed: of both, how many were decided by habit alone.
    """

    def __init__(self, line_ends: LineEnds) -> None:
        self._line_ends = line_ends
        self.joined = 0
        self.kept = 0
        self.guessed = 0

    def blocks(self, lines: Sequence[tuple[Line, tuple[Doubt, ...]]]) -> list[Block]:
        """The blocks of ``lines``; each line comes with what was unsure about its letters."""
        only_lines = _with_broken_paragraphs_open([line for line, _ in lines])
        done: list[Block] = []
        current: _Growing | None = None
        in_fragments = _fragments(only_lines)
        for index, (line, (_, doubts)) in enumerate(zip(only_lines, lines, strict=True)):
            if index in in_fragments:
                current = self._fragment(current, line, doubts, done)
                continue
            if current is not None and self._continues(current, line):
                self._append(current, line)
                current.doubts += doubts
                continue
            if current is not None:
                done.append(current.finish())
            current = _begin(line, only_lines[index + 1] if index + 1 < len(lines) else None)
            current.doubts += doubts
        if current is not None:
            done.append(current.finish())
        return [block for block in done if block.text]

    def _fragment(
        self, current: _Growing | None, line: Line, doubts: tuple[Doubt, ...], done: list[Block]
    ) -> _Growing:
        """Short pieces (a chart's labels, a table without rules) stay line by line."""
        if current is not None and current.kind == "table" and current.level == _FRAGMENTS:
            current.text += "\n" + line.text
            current.last = line
            current.doubts += doubts
            return current
        if current is not None:
            done.append(current.finish())
        doubt = Doubt("fragments")
        return _Growing("table", line.text, _FRAGMENTS, "", line.page, line, [doubt, *doubts])

    @staticmethod
    def _continues(block: _Growing, line: Line) -> bool:
        """Whether ``line`` goes on with the sentence or table of ``block``."""
        last = block.last
        if len(block.text) > LONGEST_TEXT:
            return False
        if line.role == "table" or block.kind == "table":
            return line.role == "table" and block.kind == "table" and line.gap < 2
        if line.role in ("heading", "item") or last.role == "heading":
            return False
        if last.whole:
            # A page break in the middle of a sentence was saved as the end of a paragraph.
            cut = len(last.text) >= 60 and _CUT.search(last.text) and _starts_low(line.text)
            return block.kind != "heading" and line.gap < 3 and bool(cut)
        starts_low = _starts_low(line.text)
        mark = _item_mark(line.text)
        if mark and not _is_loose_dash(block, mark, line):
            return False
        if _CAPTION.match(line.text) and last.reach < 0.95:
            return False
        if _CAPTION.match(last.text) and not starts_low:
            return False
        if block.kind == "heading":
            return _heading_continues(block, line, starts_low)
        if _heading_level(line, None) and not starts_low:
            return False
        return _sentence_continues(block, line, starts_low)

    def _append(self, block: _Growing, line: Line) -> None:
        block.last = line
        if block.kind == "table":
            block.text += "\n" + line.text
            return
        text = line.text.strip()
        broken = _BROKEN.search(block.text)
        beginning = _FIRST_WORD.match(text)
        if not broken or not beginning:
            # An address goes on in the next line without a space.
            open_address = _OPEN_ADDRESS.search(block.text)
            space = "" if open_address and _ADDRESS_PART.match(text) else " "
            if block.text.endswith("\u00ad"):
                block.text, space = block.text[:-1], ""
            block.text += space + text
            return
        if _OPEN_ADDRESS.search(block.text):
            block.text += text
            return
        first, hyphen, second = broken[1], broken[2], beginning[1]
        verdict = "joined" if hyphen == "\u00ad" else self._line_ends.verdict(first, second)
        if verdict.startswith("joined"):
            self.joined += 1
            block.text = block.text.rstrip()[:-1] + text
        else:
            self.kept += 1
            block.text = block.text.rstrip()[:-1] + "-" + text
        if verdict.endswith("?"):
            self.guessed += 1
            word = first + ("-" if verdict == "hyphen?" else "") + second
            block.doubts.append(Doubt("broken-word", {"word": word}))


def _sentence_continues(block: _Growing, line: Line, starts_low: bool) -> bool:
    """Whether the paragraph goes on, by its last words and the shape of its last line."""
    last = block.last
    if ends_mid_sentence(last.text) and starts_low:
        return line.gap < 3
    if line.gap >= _FREE_SPACE and line.page == last.page:
        return False
    ended = bool(_SENTENCE_END.search(last.text))
    if (last.reach < 0.55 and not starts_low) or (ended and last.reach < 0.85):
        return False
    # The first line of a paragraph begins further right than the line above it.
    if ended and 2 <= line.indent < 15 and last.indent < line.indent - 1:
        return False
    if block.kind == "item" and ended and not starts_low:
        return bool(last.reach >= 0.95 and not last.text.rstrip().endswith((";", ":")))
    return True


def ends_mid_sentence(text: str) -> bool:
    """Whether the text stops before its sentence does."""
    return not _SENTENCE_END.search(text)


def _begin(line: Line, below: Line | None) -> _Growing:
    if line.role == "table":
        return _Growing("table", line.text, 0, "", line.page, line)
    if line.role == "heading" and not _CAPTION.match(line.text):
        return _Growing("heading", line.text, line.level, "", line.page, line)
    mark = _item_mark(line.text)
    if line.role == "item" or (mark and not _heading_level(line, below)):
        text = line.text[len(mark) :].strip() if mark else line.text
        level = max(1, line.level)
        return _Growing("item", text, level, _list_mark(mark), line.page, line)
    level = _heading_level(line, below)
    if level:
        sure = _SURE_HEADING.match(line.text) or line.size >= 1.15 or _is_capital(line.text)
        doubts = [] if sure else [Doubt("heading-guessed")]
        text = _BOLD_LINE.sub(r"\1", line.text)
        return _Growing("heading", text, level, "", line.page, line, doubts)
    doubts = []
    if _TABLE_CAPTION.match(line.text) and (below is None or below.role != "table"):
        doubts = [Doubt("table-caption")]
    return _Growing("paragraph", line.text.strip(), 0, "", line.page, line, doubts)


def _heading_level(line: Line, below: Line | None) -> int:
    """Level of the heading that the line looks like; 0 for none."""
    text = line.text.strip()
    letters = [char for char in text if char.isalpha()]
    if (
        line.role not in ("text", "heading")
        or not len(letters) >= 3
        or len(text) > _LONGEST_HEADING
    ):
        return 0
    if _CAPTION.match(text) or (_ADDRESS_PART.match(text) and "/" in text):
        return 0
    if _CHAPTER.match(text):
        return 1
    if _ARTICLE.match(text):
        return 2
    ends_open = not text.endswith((".", ",", ";", ":"))
    capitals = sum(char.isupper() for char in letters) / len(letters)
    if capitals > 0.9 and len(letters) >= 5 and ends_open and not _starts_low(text):
        return 1
    numbered = _NUMBERED.match(text)
    if numbered and ends_open and len(text) <= 130:
        depth = numbered["number"].rstrip(".").count(".")
        # «5. Germany …» may be an item of a list; «5 GERMANY» and «5.1 Germany» are headings.
        if depth or _is_capital(numbered["name"]):
            return 1 + depth
    if line.size >= 1.15 and ends_open and not _starts_low(text):
        return 1 if line.size >= 1.4 else 2
    alone = line.gap >= _FREE_SPACE and (below is None or below.gap >= 0.4)
    if (line.bold or _BOLD_LINE.fullmatch(text)) and ends_open and len(text) <= 120:
        return 3 if line.place is None or alone or line.reach < 0.8 else 0
    return 0


def _heading_continues(block: _Growing, line: Line, starts_low: bool) -> bool:
    """A heading goes on in the next line when it reached the edge and the next looks alike."""
    last = block.last
    if line.gap >= _FREE_SPACE and line.page == last.page and not starts_low:
        return False
    if len(block.text) + len(line.text) > _LONGEST_HEADING:
        return False
    if (
        _CAPTION.match(line.text)
        or _NUMBERED.match(line.text)
        or _CHAPTER.match(line.text)
        or _ARTICLE.match(line.text)
    ):
        return False
    if _is_capital(_CHAPTER.sub("", last.text)):
        return _is_capital(line.text)
    if abs(line.size - last.size) < 0.03 and last.size >= 1.15:
        return True
    if last.bold and line.bold and line.gap < _FREE_SPACE:
        return True
    return starts_low and last.reach > 0.6 and line.reach < 0.8 and last.size == line.size


def _is_capital(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) > 0.9 * len(letters)


def _starts_low(text: str) -> bool:
    """Whether the first letter is small; marks before it do not count, digits do."""
    for char in text.lstrip(" «\"“(„'*_"):
        return char.islower()
    return False


def _item_mark(text: str) -> str:
    match = _ITEM.match(text)
    return match[0] if match else ""


def _is_loose_dash(block: _Growing, mark: str, line: Line) -> bool:
    """A dash of the sentence that came to stand first in its line («32 %» / «- ын құрады»)."""
    if mark.strip() not in ("-", "–", "—") or not _starts_low(line.text[len(mark) :]):
        return False
    last = block.last
    return not _ITEM_MAY_FOLLOW.search(last.text) and last.reach >= 0.85


def _list_mark(mark: str) -> str:
    number = re.search(r"\d+", mark)
    return f"{number[0]}." if number else "-"


def _tidy(text: str) -> str:
    """One space between words, none before a full stop or comma; no half of a pair of marks."""
    text = _SPACE_BEFORE.sub(r"\1", " ".join(text.split()))
    text = _ITALIC.sub(r"\1", text)
    return text.replace("**", "") if text.count("**") % 2 else text


def _once(doubts: Sequence[Doubt]) -> list[Doubt]:
    seen: list[Doubt] = []
    for doubt in doubts:
        if doubt not in seen:
            seen.append(doubt)
    return seen


def _with_broken_paragraphs_open(lines: Sequence[Line]) -> list[Line]:
    """Open the paragraphs of a document whose every line was saved as a paragraph.

    Word does that to a PDF or a page of text that is pasted into it: then the ends of the
    paragraphs say nothing, and the lengths of the lines have to.
    """
    texts = [line for line in lines if line.role == "text"]
    ended = [line for line in texts if line.whole]
    if len(ended) < 4 or any(line.place is not None for line in texts):
        return list(lines)
    broken = sum(
        above.whole and ends_mid_sentence(above.text) and _starts_low(below.text)
        for above, below in itertools.pairwise(texts)
    )
    if broken < 0.2 * len(texts):
        return list(lines)
    lengths = sorted(len(line.text) for line in texts)
    column = max(20, lengths[int(len(lengths) * 0.9)])
    usual = sorted(line.gap for line in texts)[len(texts) // 2]
    return [
        replace(
            line,
            whole=line.whole and line.role not in {"text", "item"},
            reach=min(1.0, len(line.text) / column),
            gap=max(0.0, line.gap - usual),
        )
        if line.role in ("text", "item")
        else line
        for line in lines
    ]


def _fragments(lines: Sequence[Line]) -> set[int]:
    """Runs of short pieces that make no sentences: labels of a chart, cells of a lost table."""
    found: set[int] = set()
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and _is_piece(lines[end]):
            end += 1
        numeric = sum(bool(_MANY_NUMBERS.search(line.text)) for line in lines[start:end])
        if end - start >= 5 or (numeric >= 2 and numeric * 2 >= end - start):
            found |= set(range(start, end))
        start = max(end, start + 1)
    return found


def _is_piece(line: Line) -> bool:
    text = line.text.strip()
    if line.role != "text" or line.whole or line.size >= 1.15:
        return False
    if _MANY_NUMBERS.search(text) and not _SENTENCE_END.search(text):
        return True
    if _item_mark(text) and len(text) > 6:
        return False
    if _SURE_HEADING.match(text) or _CAPTION.match(text):
        return False
    if _is_capital(text) and len(text) > 12:
        return False
    return line.reach < 0.45 and len(text) < 45 and not re.search(r"[;:!?]$", text)


#: A block of fragments, told from a real table by its level.
_FRAGMENTS: Final = 9
#: Free space above a line, in lines, that ends a paragraph.
_FREE_SPACE: Final = 0.6
_LONGEST_HEADING: Final = 220
_BROKEN: Final = re.compile(r"(\w+)([-‐‑\u00ad¬])\s*$")
_ITALIC: Final = re.compile(r"(?<![*\\])\*(?!\*)([^*]{1,500})\*(?!\*)")
_SPACE_BEFORE: Final = re.compile(r" +([.,;!?])(?=\s|$)")
_FIRST_WORD: Final = re.compile(r"\s*(\w+)")
_OPEN_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S*[-/_.=&?%\w]$", re.IGNORECASE)
_ADDRESS_PART: Final = re.compile(r"[a-z0-9][\w%./?=&#+~-]*(?:[/.\d]|html?|php|\)|$)", re.ASCII)
_CUT: Final = re.compile(r"[\w,-]$")
_SENTENCE_END: Final = re.compile(r"[.!?…:;][»”\")\]*]*\s*$")
_ITEM: Final = re.compile(
    rf"\s*(?:[{re.escape(BULLETS)}](?:\s+|(?<!\*)(?=[А-ЯЁа-яәғқңөұүһі]))|\d{{1,2}}[.)]\s+(?=\D)|\d{{1,2}}\)|"
    r"\(?[а-яәa-z]\)\s+)"
)
_ITEM_MAY_FOLLOW: Final = re.compile(r"[.:;,!?…][»”\")]*\s*$")
_CHAPTER: Final = re.compile(
    r"(?:\d+\s*-\s*(?:тарау|бөлім|бөлігі)|(?:глава|раздел|chapter|бөлім|тарау)\s+[\dIVX]+)\b[.:]?\s*",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"(?:\d+\s*-\s*бап|статья\s+\d+)\b[.:]?\s*", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.?)\s+(?P<name>[А-ЯӘҒҚҢӨҰҮҺІЁA-Z].*)"
)
_SURE_HEADING: Final = re.compile(f"(?:{_CHAPTER.pattern}|{_ARTICLE.pattern})", re.IGNORECASE)
_CAPTION: Final = re.compile(
    r"(?:\d+\s*[-–—]?\s*(?:кесте|сурет|диаграмма)|(?:кесте|сурет|таблица|рисунок|table|figure)\b)",
    re.IGNORECASE,
)
_TABLE_CAPTION: Final = re.compile(
    r"\d+\s*[-–—]?\s*кесте\s*[-–—.:]|(?:кесте|таблица|table)\s*[-–—№]?\s*\d+\s*(?:[-–—.:]|$)",
    re.IGNORECASE,
)
_BOLD_LINE: Final = re.compile(r"\*\*([^*]+)\*\*")
_MANY_NUMBERS: Final = re.compile(
    r"(?:-?\d[\d ,.]*%?\s+(?:[-–]\s+)?){2,}-?\d[\d ,.]*%?\s*$|^[\d\s,.%-]+$"
)
