"""Writes the finished table as a sentence-transformers folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

__all__ = ["write_model"]

_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.models.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]


def write_model(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Writes a folder that ``SentenceTransformer(folder)`` loads, the table in half precision.

    The table is scaled first so that no sum of rows can leave the range of half precision.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scaled = table / np.abs(table).max() * 4
    save_file({"embedding.weight": scaled.astype(np.float16)}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    (folder / "1_Normalize" / "config.json").write_text("{}\n", encoding="utf-8")
    _write_json(folder / "modules.json", _MODULES)
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
