"""Who knows of a text: the file of names, and git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from retrieval.knowledge.checking import check_folder
from retrieval.knowledge.maintainers import MAINTAINERS_FILE, read_maintainers, who_to_ask
from tests.conftest import TODAY

TEXT = "subsidies/rent.ru.md"
OTHER = "housing/land.ru.md"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "knowledge"
    for name in (TEXT, OTHER):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("first\n", encoding="utf-8")
    return folder


def name_people(folder: Path, text: str) -> None:
    (folder / MAINTAINERS_FILE).write_text(text, encoding="utf-8")


def git(folder: Path, *arguments: str, author: str = "Нұрлан") -> None:
    identity = ("-c", f"user.name={author}", "-c", "user.email=someone@example.kz")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, author: str, **texts: str) -> None:
    for name, text in texts.items():
        (folder / {"text": TEXT, "other": OTHER}[name]).write_text(text, encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "change", author=author)


def test_nobody_is_named_where_nothing_says_who(texts: Path) -> None:
    assert who_to_ask(texts, [TEXT]) == ()


def test_name_of_the_folder_comes_before_the_name_for_all(texts: Path) -> None:
    name_people(texts, "all: Айгүл, каб. 12\nsubsidies: Данияр\n")
    assert who_to_ask(texts, [TEXT]) == ("Данияр",)
    assert who_to_ask(texts, [OTHER]) == ("Айгүл, каб. 12",)
    assert who_to_ask(texts, ["acceptance.yaml"]) == ("Айгүл, каб. 12",)
    assert who_to_ask(texts, [TEXT, OTHER, TEXT]) == ("Данияр", "Айгүл, каб. 12")


def test_author_of_the_last_commit_is_named_without_an_address(texts: Path) -> None:
    git(texts.parent, "init")
    commit(texts, "Нұрлан")
    commit(texts, "Сәуле", text="second\n")
    assert who_to_ask(texts, [TEXT]) == ("Сәуле",)
    assert who_to_ask(texts, [OTHER]) == ("Нұрлан",)
    assert set(who_to_ask(texts, [TEXT, OTHER])) == {"Сәуле", "Нұрлан"}


def test_last_author_is_not_blamed_for_what_is_not_committed(texts: Path) -> None:
    git(texts.parent, "init")
    commit(texts, "Нұрлан")
    (texts / TEXT).write_text("saved, not committed\n", encoding="utf-8")
    assert who_to_ask(texts, [TEXT]) == ()
    assert who_to_ask(texts, [TEXT, OTHER]) == ("Нұрлан",)


def test_name_in_the_file_comes_before_git(texts: Path) -> None:
    git(texts.parent, "init")
    name_people(texts, "subsidies: Данияр\n")
    commit(texts, "Нұрлан")
    assert who_to_ask(texts, [TEXT, OTHER]) == ("Данияр", "Нұрлан")


def test_repository_without_a_commit_names_nobody(texts: Path) -> None:
    git(texts.parent, "init")
    assert who_to_ask(texts, [TEXT]) == ()


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("all: [", "yaml-syntax", 2),
        ("- Дана\n", "field-invalid", 1),
        ("all: Дана\nsubsidies: 12\n", "field-invalid", 2),
        ("all: Дана\nsubsidy: Данияр\n", "maintainer-folder", 2),
    ],
)
def test_slips_in_the_file_are_warnings(texts: Path, content: str, code: str, line: int) -> None:
    name_people(texts, content)
    _, findings = read_maintainers(texts)
    assert [(each.code, each.line, each.severity) for each in findings] == [(code, line, "warning")]


def test_check_tells_of_a_folder_that_is_not_there(folder: Path) -> None:
    name_people(folder, "subsidy: Данияр\n")
    findings = check_folder(folder, TODAY).findings
    assert [(each.path, each.code) for each in findings] == [
        (MAINTAINERS_FILE, "maintainer-folder")
    ]
