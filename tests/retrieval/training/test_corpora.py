"""Readers of the training sources."""

from __future__ import annotations

import json
import lzma
import struct
from pathlib import Path

import pytest

from retrieval.training import corpora
from retrieval.training.corpora import Pair


def _catalogue(path: Path, messages: dict[str, str]) -> None:
    """A binary gettext catalogue."""
    entries = {"": "Content-Type: text/plain; charset=UTF-8\n"} | messages
    keys = sorted(entries)
    texts = [key.encode() for key in keys] + [entries[key].encode() for key in keys]
    start = 28 + 16 * len(keys)
    table = b""
    for text in texts:
        table += struct.pack("<II", len(text), start)
        start += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + table + b"".join(text + b"\0" for text in texts))


def test_catalogues_are_joined_by_message_and_cleaned(tmp_path: Path) -> None:
    _catalogue(
        tmp_path / "share/locale/kk/LC_MESSAGES/a.mo",
        {"Save": "Файлды _сақтау", "Only": "Жалғыз", "Ok": "OK"},
    )
    _catalogue(
        tmp_path / "share/locale/ru/LC_MESSAGES/a.mo", {"Save": "<b>Сохранить</b> файл", "Ok": "OK"}
    )
    assert corpora.read_gettext_pairs(tmp_path) == [
        Pair("Файлды сақтау", "Сохранить файл", "gettext")
    ]


def test_damaged_catalogue_is_passed_over(tmp_path: Path) -> None:
    for language in ("kk", "ru"):
        path = tmp_path / language / "LC_MESSAGES" / "a.mo"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"no catalogue")
    assert corpora.read_gettext_pairs(tmp_path) == []


def test_parallel_pairs_lose_their_surplus_spaces(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"kk": " Үй  бар ", "ru": "Дом\tесть", "source": "s"}) + "\n")
    assert corpora.read_parallel_pairs(path) == [Pair("Үй бар", "Дом есть", "s")]


def test_paragraphs_of_letters_are_read_and_tables_are_not(tmp_path: Path) -> None:
    path = tmp_path / "acts.jsonl.xz"
    paragraph = "Қоныс аударушыларды қабылдау өңірлік квота шегінде жүзеге асырылады " * 2
    with lzma.open(path, "wt", encoding="utf-8") as file:
        row = {"title": "Қағидалар", "text": f"{paragraph}\nқысқа\n{'12 | 34 | ' * 20}"}
        file.write(json.dumps(row) + "\n")
    passages = list(corpora.read_passages(path, longest=90))
    assert [(passage.heading, passage.text) for passage in passages] == [
        ("Қағидалар", paragraph[:90])
    ]


def test_every_form_of_a_term_is_paired(tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text(
        "- {kk: көшу ақшасы, ru: подъёмные, ru_synonyms: [субсидия на переезд], "
        "latin_or_mixed: [koshu aqshasy]}\n",
        encoding="utf-8",
    )
    pairs = {(pair.kk, pair.ru) for pair in corpora.read_term_pairs(path)}
    assert pairs == {
        ("көшу ақшасы", "подъёмные"),
        ("көшу ақшасы", "субсидия на переезд"),
        ("koshu aqshasy", "подъёмные"),
        ("көшу ақшасы", "koshu aqshasy"),
    }


def test_unicode_names_and_keywords_are_joined(tmp_path: Path) -> None:
    for language, name, words in (("kk", "үй", ["баспана"]), ("ru", "дом", ["жильё"])):
        notes = tmp_path / "annotations" / language / "annotations.json"
        notes.parent.mkdir(parents=True)
        content = {"annotations": {"annotations": {"H": {"tts": [name], "default": words}}}}
        notes.write_text(json.dumps(content), encoding="utf-8")
        names = tmp_path / "main" / language / "territories.json"
        names.parent.mkdir(parents=True)
        country = {"kk": "Қытай", "ru": "Китай"}[language]
        names.write_text(json.dumps({"main": {language: {"CN": country}}}), encoding="utf-8")
    assert corpora.read_annotation_pairs(tmp_path) == [Pair("баспана", "жильё", "cldr")]
    assert corpora.read_locale_pairs(tmp_path) == [Pair("Қытай", "Китай", "cldr")]


def test_declaration_is_joined_by_paragraph(tmp_path: Path) -> None:
    folder = tmp_path / "declaration"
    folder.mkdir()
    (folder / "kaz.html").write_text("<h1>1 бап</h1><p>Барлық\nадам</p>", encoding="utf-8")
    (folder / "rus.html").write_text("<h1>Статья 1</h1><p>Все люди</p>", encoding="utf-8")
    assert corpora.read_declaration_pairs(tmp_path) == [
        Pair("1 бап", "Статья 1", "declaration"),
        Pair("Барлық адам", "Все люди", "declaration"),
    ]


def test_missing_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        corpora.read_parallel_pairs(tmp_path / "none.jsonl")
