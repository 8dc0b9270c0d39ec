"""Fixtures that many tests share."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.service import LiveAnswers
from retrieval import Encoder, IndexStore, Knowledge, load_encoder, load_knowledge

ROOT = Path(__file__).resolve().parent.parent
#: The day that tests live on: sums are those of 2026.
TODAY = date(2026, 11, 20)

# `pytest --hypothesis-profile thorough` before a change of the language rules lands: with CI set
# the examples are the same in every run, so a rare one is found here or never.
settings.register_profile("thorough", max_examples=3000, deadline=None)

_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Nothing that a test starts in this process may reach beyond this machine."""
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
    yield
    patch.undo()


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        inet = self.family in {socket.AF_INET, socket.AF_INET6}
        if inet and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    return ROOT / "knowledge"


@pytest.fixture
def folder(tmp_path: Path, shipped_folder: Path) -> Path:
    """A copy of the shipped knowledge folder that a test may break."""
    copy = tmp_path / "knowledge"
    shutil.copytree(shipped_folder, copy)
    return copy


@pytest.fixture(scope="session")
def knowledge(shipped_folder: Path) -> Knowledge:
    return load_knowledge(shipped_folder, TODAY)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder(None)


@pytest.fixture(scope="session")
def answers(
    tmp_path_factory: pytest.TempPathFactory, shipped_folder: Path, encoder: Encoder
) -> LiveAnswers:
    """Answers from the shipped texts, indexed once for all tests."""
    store = IndexStore(tmp_path_factory.mktemp("index"), encoder)
    return LiveAnswers(store.build(shipped_folder, TODAY))
