"""From the lines of a file to a draft: one pass of every repair, in the order they need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, Literal

from retrieval.importing.furniture import without_furniture
from retrieval.importing.hyphens import LineEnds
from retrieval.importing.letters import LetterRepair, strange_letters
from retrieval.importing.model import Block, Doubt, Draft, Extract, Line
from retrieval.importing.structure import LONGEST_TEXT, Structure
from retrieval.language.alphabets import LATIN_ADHOC
from retrieval.language.identification import identify
from retrieval.personal_data import find_personal_data

__all__ = ["SECTION_LENGTH", "clean", "slug"]

#: What fits one message; a longer section has to be divided. docs/knowledge-format.md.
SECTION_LENGTH: Final = 1_000


def clean(extract: Extract, file_stem: str) -> Draft:
    """A draft of what a reader found.

    Args:
        extract: the lines of the file.
        file_stem: name of the file without its extension, for want of a better title.
    """
    repairs: Counter[str] = Counter()
    lines = [_without_marks(part, repairs) for line in extract.lines for part in _in_parts(line)]
    lines, left_out = without_furniture([line for line in lines if line.text.strip()])
    line_ends = LineEnds([line.text for line in lines])
    letters = LetterRepair(line_ends.is_word)
    mended: list[tuple[Line, tuple[Doubt, ...]]] = []
    for line in lines:
        text, doubts = letters.line(line.text)
        if text.strip():
            mended.append((replace(line, text=text), doubts))
    # Words are compared with their letters mended.
    line_ends = LineEnds([line.text for line, _ in mended])
    structure = Structure(line_ends)
    blocks = _with_language(_with_checks(structure.blocks(mended), line_ends))
    repairs.update({"joined": structure.joined, "hyphen": structure.kept})
    repairs.update(letters.counts)
    title, title_doubts = _title(extract.title, blocks, file_stem)
    language, sure = _language(blocks)
    return Draft(
        title=title,
        slug=slug(title),
        language=language,
        language_sure=sure,
        blocks=tuple(blocks),
        left_out=(*extract.left_out, *left_out),
        repairs={name: count for name, count in repairs.items() if count},
        doubts=tuple(
            (each.code, dict(each.params))
            for each in (*extract.doubts, *title_doubts, *_file_doubts(extract, language, sure))
        ),
    )


def slug(title: str) -> str:
    """An id made of a title: Latin letters, digits and hyphens, at most 60."""
    letters = (LATIN_ADHOC[c][0] if c in LATIN_ADHOC else c for c in title.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(letters))
    made = ""
    for word in words:
        if made and len(made) + len(word) + 1 > 60:
            break
        made = f"{made}-{word}" if made else word[:60]
    # An id of digits alone would be a number in YAML.
    return made if re.search("[a-z]", made) else f"draft-{made}".rstrip("-")


def _in_parts(line: Line) -> list[Line]:
    """The line, cut where it is longer than any paragraph."""
    if len(line.text) <= LONGEST_TEXT:
        return [line]
    starts = range(0, len(line.text), LONGEST_TEXT)
    return [replace(line, text=line.text[start : start + LONGEST_TEXT]) for start in starts]


def _without_marks(line: Line, repairs: Counter[str]) -> Line:
    """The line without note numbers, reference marks and tags that are text here."""
    text, tags = _TAGS.subn("", line.text)
    text, marks = _REFERENCE.subn("", _AUTOLINK.sub(r"\1", text))
    repairs["reference"] += marks + tags
    return replace(line, text=text)


def _with_checks(blocks: Sequence[Block], line_ends: LineEnds) -> list[Block]:
    """Doubts that need the whole block."""
    checked = []
    for block in blocks:
        doubts = list(block.doubts)
        strange = strange_letters(block.text)
        if strange:
            doubts.append(("strange-letters", {"letters": " ".join(strange)}))
        doubts += [
            ("broken-inside", {"word": word}) for word in line_ends.broken_inside(block.text)
        ]
        if find_personal_data(block.text):
            doubts.append(("personal-data", {}))
        if _LITERATURE.fullmatch(block.text.strip(" *.:")) and block.kind == "heading":
            doubts.append(("literature", {}))
        if "{{" in block.text or "{%" in block.text:
            doubts.append(("template-marks", {}))
        if block.kind == "table" and not doubts:
            doubts.append(("table", {}))
        checked.append(block.model_copy(update={"doubts": tuple(doubts)}))
    for above, below in pairwise(range(len(checked))):
        if checked[above].kind == checked[below].kind == "heading" and (
            checked[above].level >= checked[below].level
        ):
            checked[above] = _doubted(checked[above], "heading-empty")
    return checked


def _doubted(block: Block, code: str, **params: str) -> Block:
    return block.model_copy(update={"doubts": (*block.doubts, (code, params))})


def _with_language(blocks: Sequence[Block]) -> list[Block]:
    """Mark where a passage in another language begins."""
    main, _ = _language(blocks)
    marked: list[Block] = []
    before: str = main
    for block in blocks:
        language = _block_language(block) or before
        if language not in (before, main):
            block = _doubted(block, "other-language", language=language)  # noqa: PLW2901
        before = language
        marked.append(block)
    return marked


def _block_language(block: Block) -> str | None:
    """Language of a block that is long enough to tell."""
    if sum(char.isalpha() for char in block.text) < 60:
        return None
    found = identify(block.text[:600])
    return "other" if found.language == "other" else found.answer_language


def _language(blocks: Sequence[Block]) -> tuple[Literal["kk", "ru"], bool]:
    weights: Counter[str] = Counter()
    for block in blocks:
        language = _block_language(block)
        if language:
            weights[language] += len(block.text)
    if not weights:
        text = " ".join(block.text for block in blocks)[:600]
        found = identify(text)
        return found.answer_language or "kk", found.confidence > 0.9
    kazakh, russian = weights["kk"], weights["ru"]
    sure = max(kazakh, russian) > 0.7 * weights.total()
    return ("kk" if kazakh >= russian else "ru"), sure


def _title(own: str, blocks: Sequence[Block], file_stem: str) -> tuple[str, tuple[Doubt, ...]]:
    """The file's own title, else the first heading that is one, else the file's name."""
    own = " ".join(own.split())
    if len(own) > 5 and not _NO_TITLE.search(own):
        return own[:200], ()
    for block in blocks[:12]:
        text = " ".join(block.text.replace("**", "").split())
        if (
            block.kind == "heading"
            and len(text) >= 5
            and not _STRUCTURE.fullmatch(text.strip(" .:"))
        ):
            return text[:200], ()
    stem = " ".join(re.sub(r"[_\W]+", " ", file_stem).split()) or "draft"
    return stem[:200], (Doubt("title-from-file"),)


def _file_doubts(extract: Extract, language: str, sure: bool) -> list[Doubt]:
    doubts = []
    if not sure:
        doubts.append(Doubt("language-unsure", {"language": language}))
    if extract.empty_pages:
        pages = ", ".join(str(page) for page in extract.empty_pages[:20])
        doubts.append(Doubt("pages-without-text", {"pages": pages}))
    if extract.pictures:
        doubts.append(Doubt("pictures", {"count": str(extract.pictures)}))
    return doubts


_TAGS: Final = re.compile(
    r"<sup>[\d*,\s\\]{1,8}</sup>|</?(?:sup|sub|br|b|i|u|em|strong|span|div|p|center|font)\b[^>]{0,200}>",
    re.IGNORECASE,
)
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>")
#: «[3]», «[12, 45 б.]», «[1, c. 15; 2]»: references to a list of literature.
_REFERENCE: Final = re.compile(
    r"\s?\[\d{1,3}(?:\s?[,;–-]\s?(?:[бсc]\.?\s?)?\d{1,4}(?:-\d{1,4})?(?:\s?(?:[бсc]\.?|бет))?){0,12}\]"
)
_LITERATURE: Final = re.compile(
    r".{0,25}(?:әдебиет(?:тер)?(?: тізімі)?|список .{0,30}(?:литературы|источников)|references|"
    r"әдебиеттер|литература|bibliography).{0,25}",
    re.IGNORECASE,
)
_NO_TITLE: Final = re.compile(
    r"microsoft word|untitled|без имени|документ\s?\d*$|document\s?\d*$|"
    r"\.docx?$|\.pdf$|^презентация",
    re.IGNORECASE,
)
_STRUCTURE: Final = re.compile(
    r"(?:\d+[. ]*)?(?:аңдатпа|аннотация|annotation|abstract|түйін(?:деме)?|резюме|summary|"
    r"мазмұны|содержание|оглавление|contents|кіріспе|введение|introduction|алғысөз|"
    r"белгілеулер мен қысқартулар|нормативтік сілтемелер|анықтамалар|қысқартулар|"
    r"определения|нормативные ссылки|қорытынды|заключение|қосымша(?:лар)?|приложени[ея]|"
    r"кілт сөздер|түйін сөздер|тірек сөздер|ключевые слова|keywords)",
    re.IGNORECASE,
)
