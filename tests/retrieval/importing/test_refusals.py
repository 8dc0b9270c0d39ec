"""Files that should not be opened, through the child process that opens files."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from retrieval.importing import ImportRefusedError, Limits, convert
from retrieval.importing.archive import check_word_archive
from retrieval.importing.signature import recognise
from tests.retrieval.importing.hostile import (
    deflated_zeros,
    entity_bomb,
    nested_tables,
    tiny_pdf,
    word_archive,
)
from tests.retrieval.importing.typesetting import word_file

GOOD = word_file([("h", "Тақырып"), ("p", "Мәтін осында.")])
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ImportRefusedError) as refused:
        convert(path, limits)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.txt", b"\0" * 50, "empty"),
        ("a.pdf", GOOD, "content-differs"),
        ("a.txt", b"%PDF-1.7 ...", "content-differs"),
        ("a.docx", b"%PDF-1.7 ...", "content-differs"),
        ("a.docm", GOOD, "macros"),
        ("a.doc", OLD_OFFICE + b"x" * 600, "old-word"),
        ("a.rtf", b"{\\rtf1 text}", "old-word"),
        ("a.docx", OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xlsx", GOOD, "unsupported"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n....", "unsupported"),
        ("noextension", b"text", "unsupported"),
    ],
)
def test_a_file_is_what_its_first_bytes_and_its_name_say(
    name: str, content: bytes, code: str
) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        recognise(content, name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (word_archive(GOOD, {"word/vbaProject.bin": b"x"}), "macros"),
        (word_archive(GOOD, {"../../outside.txt": b"x"}), "archive-paths"),
        (word_archive(GOOD, {"/etc/cron.d/x": b"x"}), "archive-paths"),
        (word_archive(GOOD, {"C:\\x": b"x"}), "archive-paths"),
        (word_archive(GOOD, {"word/media/a.bin": bytes(8 * 1024 * 1024)}), "archive-bomb"),
        (word_archive(GOOD, {f"x/{n}": b"" for n in range(2_100)}), "archive-bomb"),
        (word_archive(GOOD, replace={"word/document.xml": entity_bomb()}), "archive-bomb"),
        (GOOD[: len(GOOD) // 2], "archive-damaged"),
        (b"PK\x03\x04 no archive", "archive-damaged"),
    ],
)
def test_an_archive_is_looked_at_before_it_is_opened(content: bytes, code: str) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        check_word_archive(content)
    assert refused.value.code == code


def test_a_good_file_comes_through_the_child_process(tmp_path: Path) -> None:
    path = tmp_path / "good.docx"
    path.write_bytes(GOOD)
    draft = convert(path)
    assert [block.text for block in draft.blocks] == ["Тақырып", "Мәтін осында."]


def test_a_file_of_one_gibibyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    os.truncate(path, 1024**3)
    assert refusal(path) == "too-big"


def test_only_files_are_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    assert refusal(pipe) == "not-a-file"
    assert refusal(tmp_path) == "not-a-file"
    assert refusal(tmp_path / "missing.pdf") == "no-such-file"


def test_tables_nested_by_the_thousand_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.docx"
    path.write_bytes(word_archive(GOOD, replace={"word/document.xml": nested_tables(5_000)}))
    assert refusal(path) == "too-deep"


def test_a_page_that_unpacks_to_more_than_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    bomb = zlib.compress(deflated_zeros(1_500), 9)
    path.write_bytes(tiny_pdf(bomb, "/FlateDecode/FlateDecode"))
    assert path.stat().st_size < 100_000
    code = refusal(path, Limits(memory_bytes=1024**3, seconds=60))
    assert code in {"out-of-memory", "damaged"}


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(tiny_pdf(zlib.compress(b"0 0 m " * 5_000_000, 9)))
    assert refusal(path, Limits(seconds=4)) == "out-of-time"


def test_the_child_knows_none_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.importing import child

    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    assert "TELEGRAM_BOT_TOKEN" not in child._environment()
