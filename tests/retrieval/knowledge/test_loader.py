from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from retrieval import Finding, Knowledge, KnowledgeError, load_knowledge, read_knowledge
from retrieval.knowledge.tables import load_tables
from retrieval.knowledge.templates import Filler
from tests.conftest import TODAY

RELOCATION = Path("subsidies", "relocation-subsidy.kk.md")


def edit(folder: Path, path: Path, change: Callable[[str], str]) -> None:
    file = folder / path
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the edit must change something"
    file.write_text(after, encoding="utf-8")


def errors(folder: Path) -> list[Finding]:
    _, findings = read_knowledge(folder, TODAY)
    return [each for each in findings if each.severity == "error"]


def line_of(folder: Path, path: Path, text: str) -> int:
    lines = (folder / path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_shipped_folder_has_no_errors(shipped_folder: Path) -> None:
    assert errors(shipped_folder) == []


def test_every_section_exists_in_both_languages(knowledge: Knowledge) -> None:
    kk = {section.id for section in knowledge.sections if section.language == "kk"}
    ru = {section.id for section in knowledge.sections if section.language == "ru"}
    assert kk == ru


@pytest.mark.parametrize(
    ("section", "language", "expected"),
    [
        ("relocation-subsidy#amount", "ru", "70 МРП (302 750 ₸)"),
        ("relocation-subsidy#amount", "kk", "70 АЕК (302 750 ₸)"),
        ("rent-subsidy#amount", "ru", "15–30 МРП (64 875–129 750 ₸)"),
        ("economic-mobility-certificate#amount", "kk", "1 625 АЕК (7 028 125 ₸)"),
        ("quota-2026#north-kazakhstan", "ru", "2 820"),
        ("quota-2026#north-kazakhstan", "kk", "2 820"),
    ],
)
def test_sums_come_from_the_tables(
    knowledge: Knowledge, section: str, language: str, expected: str
) -> None:
    found = knowledge.section(section, "kk" if language == "kk" else "ru")
    assert found is not None
    assert expected in found.body


def test_new_index_changes_every_sum_in_both_languages(folder: Path) -> None:
    edit(folder, Path("tables", "indicators.yaml"), lambda text: text.replace("4325", "4600", 1))
    changed = load_knowledge(folder, TODAY)
    for language, unit in (("kk", "АЕК"), ("ru", "МРП")):
        section = changed.section("relocation-subsidy#amount", "kk" if language == "kk" else "ru")
        assert section is not None
        assert f"70 {unit} (322 000 ₸)" in section.body


def test_sums_of_an_old_year_are_those_of_its_index(shipped_folder: Path) -> None:
    tables, _ = load_tables(shipped_folder)
    assert tables is not None
    filler = Filler(tables, "ru", TODAY)
    assert filler.fill('{{ amount("relocation", year=2025) }}') == "70 МРП (275 240 ₸)"
    assert filler.fill('{{ amount("relocation", year=2024) }}') == "70 МРП (258 440 ₸)"
    assert filler.fill('{{ amount("certificate", year=2025) }}') == "1 160 МРП (4 561 120 ₸)"


def test_texts_still_load_before_next_year_has_its_numbers(shipped_folder: Path) -> None:
    new_year = load_knowledge(shipped_folder, date(2027, 1, 2))
    section = new_year.section("relocation-subsidy#amount", "ru")
    assert section is not None
    assert "302 750 ₸" in section.body


def test_slip_in_braces_names_the_line(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text.replace('amount("relocation")', 'amont("x")', 1))
    [finding] = errors(folder)
    assert finding.code == "template"
    assert finding.path == RELOCATION
    assert finding.line == line_of(folder, RELOCATION, 'amont("x")')
    assert "amont" in finding.params["problem"]


def test_missing_field_names_the_field(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text.replace("reviewed_on: 2026-11-20\n", "", 1))
    [finding] = errors(folder)
    assert (finding.code, finding.params["field"]) == ("field-missing", "reviewed_on")


def test_wrong_value_names_field_line_and_value(folder: Path) -> None:
    edit(
        folder,
        RELOCATION,
        lambda text: text.replace("verification: official", "verification: maybe", 1),
    )
    [finding] = errors(folder)
    assert finding.code == "field-invalid"
    assert finding.params["value"] == "maybe"
    assert finding.line == line_of(folder, RELOCATION, "verification: maybe")


def test_broken_yaml_names_the_line(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text.replace("title: ", "title: [", 1))
    [finding] = errors(folder)
    assert finding.code == "yaml-syntax"
    assert finding.line >= 3


def test_key_that_stands_twice_is_refused(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text.replace("topic: ", "title: again\ntopic: ", 1))
    [finding] = errors(folder)
    assert finding.code == "yaml-syntax"
    assert "title" in finding.params["problem"]


def test_heading_without_anchor_is_refused(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text + "\n## Тағы бір сұрақ\n\nЖауап.\n")
    [finding] = errors(folder)
    assert finding.code == "anchor-missing"
    assert finding.params["heading"] == "Тағы бір сұрақ"


def test_empty_section_is_refused(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text + "\n## Бос сұрақ {#empty}\n\n")
    assert [finding.code for finding in errors(folder)] == ["section-empty"]


def test_too_long_section_is_refused(folder: Path) -> None:
    long = "Ұзын сөйлем бар. " * 200
    edit(folder, RELOCATION, lambda text: text + f"\n## Ұзын {{#long}}\n\n{long}\n")
    assert [finding.code for finding in errors(folder)] == ["section-too-long"]


def test_unknown_region_is_refused(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text.replace("regions: []", "regions: [atlantis]", 1))
    [finding] = errors(folder)
    assert (finding.code, finding.params["region"]) == ("unknown-region", "atlantis")


def test_bytes_that_are_not_utf8_name_the_file(folder: Path) -> None:
    (folder / RELOCATION).write_bytes("Көшу".encode("utf-16"))
    [finding] = errors(folder)
    assert (finding.code, finding.path) == ("not-utf8", RELOCATION)


def test_document_without_its_twin_is_a_warning(folder: Path) -> None:
    (folder / RELOCATION).unlink()
    _, findings = read_knowledge(folder, TODAY)
    twins = [each for each in findings if each.code == "twin-missing"]
    assert [(each.severity, each.params["language"]) for each in twins] == [("warning", "kk")]


def test_all_errors_come_in_one_go(folder: Path) -> None:
    edit(folder, RELOCATION, lambda text: text.replace("reviewed_on: 2026-11-20\n", "", 1))
    other = Path("subsidies", "rent-subsidy.ru.md")
    edit(folder, other, lambda text: text.replace("reviewed_on: 2026-11-20\n", "", 1))
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, TODAY)
    assert {finding.path for finding in caught.value.findings} == {RELOCATION, other}
    assert str(RELOCATION) in str(caught.value)


@pytest.mark.parametrize(
    "attack", ["{{ ''.__class__.__mro__ }}", "{% import 'os' as os %}", "{{ cycler }}"]
)
def test_texts_can_reach_nothing_but_the_tables(folder: Path, attack: str) -> None:
    edit(folder, RELOCATION, lambda text: f"{text}\n{attack}\n")
    assert [each.code for each in errors(folder)] == ["template"]
