"""The folder's own questions: what they ask for follows the tables, and what they miss is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from retrieval import (
    Acceptor,
    Encoder,
    IndexStore,
    Knowledge,
    KnowledgeError,
    format_money,
    read_knowledge,
)
from retrieval.knowledge.acceptance import ACCEPTANCE_FILE
from tests.conftest import TODAY

INDICATORS = Path("tables", "indicators.yaml")
NEXT_YEAR = date(2027, 1, 2)
NEXT_INDEX = 4_700


def ask(folder: Path, line: str) -> None:
    (folder / ACCEPTANCE_FILE).write_text(f"{line}\n", encoding="utf-8")


def add_index_of_next_year(folder: Path) -> None:
    file = folder / INDICATORS
    text = file.read_text(encoding="utf-8")
    key = "monthly_calculation_index:\n"
    assert key in text
    row = '  2027: {value: 4700, source: {title: Act, url: "https://adilet.zan.kz/rus"}}\n'
    file.write_text(text.replace(key, f"{key}{row}", 1), encoding="utf-8")


def test_words_are_filled_in_as_the_texts_are(folder: Path, knowledge: Knowledge) -> None:
    ask(folder, """- {ask: "сколько", language: ru, contains: ['{{ amount("relocation") }}']}""")
    read, _ = read_knowledge(folder, TODAY)
    assert read is not None
    (words,) = read.acceptance.questions[0].contains
    section = knowledge.section("relocation-subsidy#amount", "ru")
    assert section is not None
    assert words in section.body


def test_slip_in_the_words_is_told_at_its_line(folder: Path) -> None:
    ask(folder, """# вопросы\n- {ask: "сколько", contains: ['{{ tenge("relocatoin") }}']}""")
    _, findings = read_knowledge(folder, TODAY)
    assert [(each.path, each.line, each.code) for each in findings] == [
        (ACCEPTANCE_FILE, 2, "template")
    ]
    assert "relocatoin" in findings[0].params["problem"]


@pytest.mark.slow
def test_one_line_for_a_new_year_goes_live_with_the_new_sums(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    add_index_of_next_year(folder)
    version = IndexStore(tmp_path / "index", encoder).build(folder, NEXT_YEAR, gate=Acceptor())
    for language in ("kk", "ru"):
        section = version.knowledge.section("relocation-subsidy#amount", language)
        assert section is not None
        assert format_money(70 * NEXT_INDEX) in section.body


@pytest.mark.slow
def test_sum_that_the_answer_does_not_have_keeps_a_version_back(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    ask(folder, '- {ask: "субсидия на переезд", language: ru, contains: ["1 тенге"]}')
    with pytest.raises(KnowledgeError) as caught:
        IndexStore(tmp_path / "index", encoder).build(folder, TODAY, gate=Acceptor())
    told = {each.code: each for each in caught.value.findings}
    assert told["acceptance-words"].params["missing"] == "1 тенге"
