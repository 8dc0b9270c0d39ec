"""Fixtures of the index tests."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from retrieval import Encoder
from tests.retrieval.index.small_folder import CountingEncoder


@pytest.fixture
def counting(encoder: Encoder) -> CountingEncoder:
    return CountingEncoder(encoder)


@pytest.fixture(scope="session")
def few_documents(tmp_path_factory: pytest.TempPathFactory, shipped_folder: Path) -> Path:
    """The shipped folder without the documents that no table names: quicker to index."""
    folder = tmp_path_factory.mktemp("few") / "knowledge"
    shutil.copytree(shipped_folder, folder)
    (folder / "acceptance.yaml").unlink()
    tables = "".join(path.read_text(encoding="utf-8") for path in folder.glob("tables/*.yaml"))
    named = set(re.findall(r"([\w-]+)#", tables))
    for path in folder.glob("*/*.md"):
        if path.parent.name != "templates" and path.name.split(".")[0] not in named:
            path.unlink()
    return folder


@pytest.fixture
def small(tmp_path: Path, few_documents: Path) -> Path:
    """A knowledge folder that a test may change."""
    folder = tmp_path / "knowledge"
    shutil.copytree(few_documents, folder)
    return folder
