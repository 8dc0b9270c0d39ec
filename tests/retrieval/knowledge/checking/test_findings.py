"""Every kind of finding: planted, told with its line in three languages, and nothing else told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.messages.admin import AdminLanguage, finding_texts
from retrieval.knowledge import FolderReader
from retrieval.knowledge.checking import Report, check_folder, find_errors
from tests.conftest import TODAY
from tests.retrieval.knowledge.checking.planting import Plant, plant_all
from tests.retrieval.knowledge.checking.plants import CLEAN, PLANTS

ADMIN_LANGUAGES: tuple[AdminLanguage, ...] = get_args(AdminLanguage)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, shipped_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("planted") / "knowledge"
    shutil.copytree(shipped_folder, folder)
    plant_all((*PLANTS, CLEAN), folder)
    return folder


@pytest.fixture(scope="module")
def report(planted: Path) -> Report:
    return check_folder(planted, TODAY)


def names(plants: tuple[Plant, ...]) -> Iterator[str]:
    return (plant.name.removeprefix("planted-") for plant in plants)


def test_plants_have_names_of_their_own() -> None:
    assert len(set(names(PLANTS))) == len(PLANTS)


def test_shipped_folder_has_no_findings(shipped_folder: Path) -> None:
    report = check_folder(shipped_folder, TODAY)
    assert [str(finding) for finding in report.findings] == []
    assert report.knowledge is not None


@pytest.mark.parametrize("plant", PLANTS, ids=names(PLANTS))
def test_planted_error_is_told_at_its_line_and_nothing_else(
    plant: Plant, planted: Path, report: Report
) -> None:
    own = set(plant.paths.values())
    found = [each for each in report.findings if each.path in own]
    assert [(each.path, each.line, each.code) for each in found] == plant.expected(planted)
    assert {each.severity for each in found} == {"error" if plant.error else "warning"}


@pytest.mark.parametrize("language", ADMIN_LANGUAGES)
@pytest.mark.parametrize("plant", PLANTS, ids=names(PLANTS))
def test_message_names_what_was_planted(
    plant: Plant, language: AdminLanguage, report: Report
) -> None:
    words = finding_texts(language)
    own = set(plant.paths.values())
    for finding in (each for each in report.findings if each.path in own):
        message, remedy = words.message(finding), words.remedy(finding)
        for said in plant.says:
            assert plant.filled(said) in f"{message} {remedy}"
        assert message
        assert remedy


def test_nothing_is_told_of_what_was_not_touched(report: Report) -> None:
    touched = {path for plant in PLANTS for path in plant.paths.values()}
    assert [str(each) for each in report.findings if each.path not in touched] == []


def test_folder_with_errors_gives_no_knowledge(report: Report) -> None:
    assert report.errors
    assert report.knowledge is None


def test_every_error_keeps_an_index_from_being_built(planted: Path, report: Report) -> None:
    errors = find_errors(planted, TODAY, FolderReader().read(planted, TODAY))
    assert errors == report.errors
