"""The draft file: front matter to complete, comments, report; the loader never reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from bot.importing import import_files, import_texts
from bot.messages.admin import AdminLanguage
from retrieval.importing import REFUSALS, ImportRefusedError, write_draft
from retrieval.importing.cleaning import clean
from retrieval.importing.drafting import WrittenDraft
from retrieval.importing.text import read_text
from retrieval.knowledge import document_paths

TEXT = """# Субсидия

Қоныс аударушыларға субсидия беріледі <script>alert(1)</script> {{ amount("x") }} <!-- x -->

## Квота

Өңірлік квота бойынша қоныс аударушылар қабылданады, ол өтініш бойынша беріледі.

| Облысы | Квота |
| --- | --- |
| Абай | 100 |
"""
ROOT = Path(__file__).resolve().parents[3]


def write(text: str, folder: Path, language: AdminLanguage = "ru") -> WrittenDraft:
    draft = clean(read_text(text.encode()), "file")
    return write_draft(draft, "a --> b.txt", folder, ("quotas",), import_texts(language))


def front_matter(path: Path) -> dict[str, object]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(loaded, dict)
    return loaded


def test_the_front_matter_has_every_key_and_nothing_invented(tmp_path: Path) -> None:
    meta = front_matter(write(TEXT, tmp_path).path)
    assert meta["id"] == "subsidiya"
    assert meta["title"] == "Субсидия"
    assert meta["verification"] == "unverified"
    assert meta["topic"] is None
    assert meta["effective_from"] is None
    assert meta["reviewed_on"] is None
    assert meta["sources"] == [{"title": "Субсидия", "url": None, "act": None, "date": None}]


def test_headings_have_anchors_and_tables_their_rule(tmp_path: Path) -> None:
    text = write(TEXT, tmp_path).path.read_text(encoding="utf-8")
    assert "## Субсидия {#subsidiya}\n" in text
    assert "## Квота {#kvota}\n" in text
    assert "| Облысы | Квота |\n| --- | --- |\n| Абай | 100 |" in text


def test_text_of_a_file_can_be_neither_markup_nor_template(tmp_path: Path) -> None:
    text = write(TEXT, tmp_path).path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "{{" not in text
    assert "<!-- x" not in text
    comments = re.findall(r"<!--.*?-->", text, re.DOTALL)
    assert all(comment.startswith("<!-- ?") or "…" in comment for comment in comments)


def test_every_note_points_at_its_line(tmp_path: Path) -> None:
    written = write(TEXT, tmp_path)
    lines = written.path.read_text(encoding="utf-8").split("\n")
    table = next(note for note in written.notes if note.code == "table")
    assert lines[table.line - 1].startswith("<!-- ?")
    assert lines[table.line].startswith("| Облысы")
    report = written.report.read_text(encoding="utf-8")
    assert f"{written.path.name}:{table.line}: {table.text}" in report


def test_a_draft_never_takes_the_place_of_another(tmp_path: Path) -> None:
    first, second = write(TEXT, tmp_path), write(TEXT, tmp_path)
    assert first.path != second.path
    assert front_matter(second.path)["id"] == "subsidiya-2"


def test_a_section_too_long_for_a_message_is_noted(tmp_path: Path) -> None:
    long = "# Бір\n\n# Екі\n\n" + "Қоныс аударушыларға субсидия беріледі. " * 40
    written = write(long, tmp_path)
    note = next(note for note in written.notes if note.code == "section-long")
    assert written.path.read_text(encoding="utf-8").split("\n")[note.line - 1].startswith("## Екі")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_refusal_doubt_and_repair_has_its_text(language: AdminLanguage) -> None:
    say = import_texts(language)
    values = dict.fromkeys(
        ("file", "reason", "name", "extension", "found", "problem", "seconds", "size", "limit"), "x"
    )
    for code in REFUSALS:
        assert say(f"refused-{code}", pages="x", **values)
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "retrieval/importing").glob("*.py")
    )
    doubts = set(re.findall(r'Doubt\(\s*"([a-z-]+)"', source))
    doubts |= set(re.findall(r'doubts\.append\(\("([a-z-]+)"', source))
    doubts |= set(re.findall(r'page\.doubt\("([a-z-]+)"', source))
    doubts |= set(re.findall(r'_doubted\([^,]+, "([a-z-]+)"', source))
    repairs = set(re.findall(r'counts\["([a-z-]+)"\]', source)) | {"joined", "hyphen", "reference"}
    assert len(doubts) > 15
    more = ("word", "count", "letters", "pages", "encoding", "language", "length")
    for code in doubts:
        assert say(f"doubt-{code}", **dict.fromkeys(more, "x"), limit="x")
    for name in repairs:
        assert say(f"repair-{name}")


def test_every_language_has_the_same_texts() -> None:
    folder = ROOT / "bot/messages"
    keys = [
        re.findall(
            r"^[a-z-]+(?= =)",
            (folder / f"importing.{language}.ftl").read_text("utf-8"),
            re.MULTILINE,
        )
        for language in ("kk", "ru", "en")
    ]
    assert keys[0] == keys[1] == keys[2]


def test_importing_tells_what_was_made_and_what_was_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.pdf"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    out = Console(record=True, width=400)
    drafts = tmp_path / "drafts"
    assert import_files([bad, good], drafts, tmp_path, out, "ru") is False
    told = out.export_text()
    assert f"{bad}: черновик не сделан. Это не текстовый документ." in told
    assert f"{good} → {drafts / 'subsidiya.kk.md'}" in told
    assert (drafts / "subsidiya.kk.report.txt").exists()


def test_the_loader_does_not_see_drafts(tmp_path: Path) -> None:
    topic = tmp_path / "quotas"
    topic.mkdir()
    (topic / "quota.kk.md").write_text(TEXT, encoding="utf-8")
    write(TEXT, tmp_path / "drafts")
    assert [path for path, _ in document_paths(tmp_path)] == [Path("quotas/quota.kk.md")]


def test_an_unknown_refusal_cannot_be_raised() -> None:
    with pytest.raises(ValueError, match="unknown refusal"):
        raise ImportRefusedError("whatever")
