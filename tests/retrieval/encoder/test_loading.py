"""The encoders: the one that ships, any sentence-transformers folder, and clear errors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import DEFAULT_MODEL, SentenceTransformerEncoder, StaticEncoder, load_encoder
from retrieval.encoder.loading import _prefixes
from retrieval.errors import EncoderError

TEXTS = [
    "Көшуге қанша ақша беріледі?",
    "Сколько денег дают на переезд?",
    "302 750 теңге",
    "koshu aqshasy qansha",
]


def test_shipped_encoder_gives_the_vectors_of_sentence_transformers() -> None:
    plain = SentenceTransformerEncoder(str(DEFAULT_MODEL)).encode(TEXTS)
    ours = load_encoder().encode(TEXTS)
    np.testing.assert_allclose(ours, plain, atol=2e-3)


def test_shipped_encoder_needs_no_torch() -> None:
    code = (
        "import sys; from retrieval.encoder import load_encoder;"
        "load_encoder().embed_query('сұрақ'); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", [None, "", DEFAULT_MODEL, str(DEFAULT_MODEL)])
def test_shipped_encoder_is_the_default(name: str | Path | None) -> None:
    assert isinstance(load_encoder(name), StaticEncoder)


def test_vectors_have_length_one() -> None:
    lengths = np.linalg.norm(load_encoder().encode(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_question_and_passage_methods_agree_with_encode() -> None:
    encoder = load_encoder()
    vectors = encoder.encode(TEXTS)
    np.testing.assert_allclose(encoder.embed_documents(TEXTS), vectors, atol=1e-6)
    np.testing.assert_allclose(encoder.embed_query(TEXTS[0]), vectors[0], atol=1e-6)


def test_text_without_words_gets_the_zero_vector() -> None:
    assert not load_encoder().encode(["", " ?! "]).any()


def test_no_texts_give_no_vectors() -> None:
    encoder = load_encoder()
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize(
    "typed",
    ["кошу акшасы канша", "koshu aqshasy qansha", "kóshý aqshasy qansha", "КӨШУ АҚШАСЫ ҚАНША"],
)
def test_spellings_of_a_question_meet(typed: str) -> None:
    encoder = load_encoder()
    standard, other = encoder.encode(["көшу ақшасы қанша", typed])
    assert float(standard @ other) > 0.85


def test_question_is_nearer_to_its_translation_than_to_another_subject() -> None:
    encoder = load_encoder()
    kk, ru, other = encoder.encode(
        [
            "Көшуге берілетін субсидия қанша теңге?",
            "Сколько тенге составляет субсидия на переезд?",
            "Какой врач принимает детей в поликлинике?",
        ]
    )
    assert float(kk @ ru) > float(kk @ other)


def test_fingerprint_follows_the_weights_and_not_the_model_card(tmp_path: Path) -> None:
    original = load_encoder().fingerprint
    copy = Path(shutil.copytree(DEFAULT_MODEL, tmp_path / DEFAULT_MODEL.name))
    (copy / "README.md").write_text("another card", encoding="utf-8")
    assert load_encoder(copy).fingerprint == original
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert load_encoder(copy).fingerprint != original


def test_fingerprint_can_name_an_index() -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,79}", load_encoder().fingerprint)


def test_missing_folder_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no-such-folder.*EMBEDDING_MODEL"):
        load_encoder(tmp_path / "no-such-folder")


def test_name_that_is_not_in_the_cache_is_told_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(EncoderError, match=r"nobody/no-such-model.*HF_HUB_OFFLINE=0"):
        load_encoder("nobody/no-such-model")


@pytest.mark.parametrize("broken", ["tokenizer.json", "model.safetensors"])
def test_damaged_model_is_told_with_its_folder(tmp_path: Path, broken: str) -> None:
    copy = Path(shutil.copytree(DEFAULT_MODEL, tmp_path / "copy"))
    (copy / broken).write_bytes(b"{}")
    with pytest.raises(EncoderError, match=re.escape(str(copy))):
        load_encoder(copy)


def test_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "x.Unknown", "path": ""}]))
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder(tmp_path)


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("intfloat/multilingual-e5-small", {}, ("query: ", "passage: ")),
        ("/models/e5-base", {}, ("query: ", "passage: ")),
        ("BAAI/bge-m3", {}, ("", "")),
        ("BAAI/bge-m3", {"query": "", "document": ""}, ("", "")),
        ("some/model", {"query": "Q: ", "document": "D: "}, ("Q: ", "D: ")),
        ("intfloat/multilingual-e5-large-instruct", {}, ("", "")),
    ],
)
def test_prefixes_follow_the_family_of_the_model(
    name: str, prompts: dict[str, str], expected: tuple[str, str]
) -> None:
    assert _prefixes(name, prompts) == expected
