"""`qonys check`: language, text for people, JSON for programs, exit codes."""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message
from rich.console import Console

from bot.checking import check_and_show
from bot.messages.admin import AdminLanguage, admin_language, finding_texts
from tests.conftest import ROOT, TODAY
from tests.retrieval.knowledge.checking.planting import Plant

ADMIN_LANGUAGES: tuple[AdminLanguage, ...] = get_args(AdminLanguage)
LATE = (("reviewed_on: 2026-11-01", "reviewed_on: 2026-02-01"),)
UNKNOWN_TOPIC = (("topic: subsidies", "topic: moon"),)


def show(folder: Path, **options: Any) -> tuple[int, str]:
    out = Console(file=io.StringIO(), width=100, soft_wrap=True)
    code = check_and_show(folder, TODAY, out, **options)
    assert isinstance(out.file, io.StringIO)
    return code, out.file.getvalue()


def codes_in_source() -> Iterator[str]:
    """Every constant code that a ``Finding`` is made with."""
    for path in (ROOT / "retrieval" / "knowledge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Finding"
                and len(node.args) > 2
                and isinstance(node.args[2], ast.Constant)
            ):
                yield str(node.args[2].value)


@pytest.mark.parametrize("language", ADMIN_LANGUAGES)
def test_every_finding_has_its_text_and_what_to_do(language: AdminLanguage) -> None:
    codes = set(codes_in_source())
    assert len(codes) > 40
    entries = messages(language)
    missing = {code for code in codes if "remedy" not in entries.get(code, {})}
    assert missing == set()


@pytest.mark.parametrize("language", ADMIN_LANGUAGES)
def test_languages_have_the_same_texts_with_the_same_values(language: AdminLanguage) -> None:
    assert messages(language) == messages("ru")


def messages(language: AdminLanguage) -> dict[str, dict[str, set[str]]]:
    """Names of the values in each text and its attributes, by key."""
    path = ROOT / "bot" / "messages" / f"findings.{language}.ftl"
    resource = FluentParser().parse(path.read_text(encoding="utf-8"))
    return {
        entry.id.name: {
            "": variables(entry.value),
            **{each.id.name: variables(each.value) for each in entry.attributes},
        }
        for entry in resource.body
        if isinstance(entry, Message)
    }


def variables(node: Any) -> set[str]:
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == "VariableReference":
                found.add(value["id"]["name"])
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look(node.to_json() if node is not None else None)
    return found


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "ru"),
        ({"LANG": "C.UTF-8"}, "ru"),
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "ru"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "kk_KZ"}, "kk"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        ({"LANG": "ru"}, "ru"),
    ],
)
def test_language_is_that_of_the_environment(environment: dict[str, str], expected: str) -> None:
    assert admin_language(None, environment) == expected


def test_asked_language_wins_over_the_environment() -> None:
    assert admin_language("en", {"LANG": "kk_KZ.UTF-8"}) == "en"
    with pytest.raises(ValueError, match="kk, ru, en"):
        admin_language("de", {})


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Қате де, ескерту де жоқ"), ("ru", "Ошибок и замечаний нет"), ("en", "No errors")],
)
def test_clean_folder_says_so(shipped_folder: Path, language: AdminLanguage, words: str) -> None:
    code, text = show(shipped_folder, language=language)
    assert code == 0
    assert words in text


@pytest.mark.parametrize(("strict", "expected"), [(False, 0), (True, 1)])
def test_warnings_fail_only_when_strict(folder: Path, strict: bool, expected: int) -> None:
    Plant("late", LATE, LATE).write(folder)
    code, text = show(folder, strict=strict)
    assert code == expected
    assert "planted-late.kk.md:9: Замечание" in text
    assert "Ошибок: 0, замечаний: 2." in text


def test_error_fails_and_is_grouped_under_its_file(folder: Path) -> None:
    plant = Plant("topic", (), UNKNOWN_TOPIC)
    plant.write(folder)
    code, text = show(folder, language="kk")
    lines = text.splitlines()
    path = folder / plant.paths["ru"]
    assert code == 1
    assert lines[lines.index(str(path)) + 1].startswith(f"{path}:4: Қате. «moon»")
    assert "бот бұрынғы мәтіндермен" in text


def test_markup_of_a_finding_is_shown_as_it_is(folder: Path) -> None:
    edit = (("topic: subsidies", "topic: '[red]moon[/red]'"),)
    Plant("topic", (), edit).write(folder)
    _, text = show(folder)
    assert "«[red]moon[/red]»" in text


def test_json_is_complete_and_stable(folder: Path) -> None:
    plant = Plant("topic", (), UNKNOWN_TOPIC)
    plant.write(folder)
    code, text = show(folder, as_json=True, language="en")
    data = json.loads(text)
    assert code == 1
    assert list(data) == [
        "version",
        "folder",
        "date",
        "language",
        "ok",
        "errors",
        "warnings",
        "documents",
        "sections",
        "findings",
        "coverage",
    ]
    assert (data["version"], data["date"], data["language"]) == (1, "2026-11-20", "en")
    assert (data["ok"], data["errors"], data["warnings"]) == (False, 1, 0)
    assert (data["documents"], data["sections"], data["coverage"]) == (None, None, None)
    [finding] = data["findings"]
    assert finding["path"] == plant.paths["ru"].as_posix()
    assert (finding["line"], finding["severity"], finding["code"]) == (4, "error", "unknown-topic")
    assert finding["message"] == "There is no topic “moon”."
    assert finding["remedy"].startswith("Take one of:")
    assert finding["params"]["topic"] == "moon"


def test_coverage_names_sections_reasons_and_share(tmp_path: Path, folder: Path) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    rows = "- {id: SUP-001, confidence: high}\n- {id: NEW-001, confidence: medium}\n"
    rows += "- {id: NEW-002, confidence: low}\n- {id: NEW-003, confidence: high}\n"
    (facts / "facts.yaml").write_text(rows, encoding="utf-8")
    (folder / "facts_left_out.yaml").write_text("NEW-001: только история\n", encoding="utf-8")
    _, text = show(folder, facts=facts, as_json=True)
    coverage = json.loads(text)["coverage"]
    assert (coverage["counted"], coverage["answered"]) == (3, 1)
    assert coverage["share"] == pytest.approx(1 / 3, abs=1e-4)
    known = {fact["id"]: fact for fact in coverage["facts"]}
    assert "relocation-subsidy#amount" in known["SUP-001"]["sections"]["kk"]
    assert known["NEW-001"]["left_out"] == "только история"
    _, text = show(folder, facts=facts)
    assert "Не вошёл: только история" in text
    assert "1 из 3 (33 %)" in text


def test_missing_folder_and_unreadable_facts_are_told(tmp_path: Path, shipped_folder: Path) -> None:
    code, text = show(tmp_path / "nowhere", language="en")
    assert (code, "There is no folder" in text) == (2, True)
    code, text = show(shipped_folder, facts=tmp_path / "nowhere", language="en")
    assert (code, "The facts cannot be read" in text) == (2, True)


def test_english_dates_are_iso() -> None:
    words = finding_texts("en")
    assert "2026-11-01" in words("review-in-future", reviewed="2026-11-01")
    assert "1 ноября 2026 года" in finding_texts("ru")("review-in-future", reviewed="2026-11-01")
    with pytest.raises(ValueError, match="reviewed"):
        words("review-in-future")
