"""Loads a sentence encoder, from the repository or by name, as langchain ``Embeddings``."""

from __future__ import annotations

import hashlib
import json
import os
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    Vectors = NDArray[np.float32]

DEFAULT_MODEL: Path = Path(__file__).parent / "model"
"""The encoder that ships with the project; its README.md is the model card."""

_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class Encoder(Embeddings):
    """Langchain embeddings whose vectors have length 1, with a name that follows their content."""

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Name and content hash, e.g. ``model-1f0c…``: equal only where the vectors are equal.

        Letters, digits, ``.``, ``_`` and ``-`` only, at most 80 characters, so that it can be part
        of the name of an index.
        """

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Length of each vector."""

    @abstractmethod
    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """Vectors of ``texts``, shape (len(texts), dimension).

        Args:
            texts: questions or passages.
            query: whether they are questions; some models give them another prefix.
        """

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Vector of one question."""
        vector: list[float] = self.encode([text], query=True)[0].tolist()
        return vector


def load_encoder(name_or_path: str | Path | None = None) -> Encoder:
    """Loads an encoder.

    Args:
        name_or_path: a sentence-transformers folder, or a name on the Hugging Face hub. ``None`` or
            ``""`` means `DEFAULT_MODEL`. A name is looked up in the local cache alone, unless
            ``HF_HUB_OFFLINE=0`` is set.

    Returns:
        A `StaticEncoder` when the folder holds nothing but a table of token vectors (start-up in a
        tenth of a second, without torch), else a `SentenceTransformerEncoder`.

    Raises:
        EncoderError: the model is not there, is damaged, or is not a sentence-transformers model.
    """
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    path = Path(name_or_path or DEFAULT_MODEL)
    if path.is_dir():
        if _is_static(path):
            return StaticEncoder(path)
        return SentenceTransformerEncoder(str(path))
    name = str(name_or_path or DEFAULT_MODEL)
    if path.exists() or path.is_absolute() or name.startswith(".") or name.count("/") > 1:
        raise EncoderError(
            f"The encoder folder {path} does not exist. Set EMBEDDING_MODEL to a "
            "sentence-transformers folder or name, or leave it empty for the encoder that ships "
            "with the project."
        )
    return SentenceTransformerEncoder(name)


class StaticEncoder(Encoder):
    """A ``StaticEmbedding`` model read without torch: the mean of the vectors of the tokens.

    Gives the vectors that ``sentence_transformers.SentenceTransformer`` gives for the same folder.
    It is here because importing torch and sentence-transformers takes about 3 seconds and 380 MB,
    which this model does not need.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._table = load_file(folder / "model.safetensors")["embedding.weight"]
        except Exception as error:  # tokenizers raises bare Exception for a damaged file
            raise _unreadable(str(folder), error) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._fingerprint = _fingerprint(folder.resolve().name, _hash_of_folder(folder))

    @property
    def fingerprint(self) -> str:
        """See `Encoder.fingerprint`."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """See `Encoder.dimension`."""
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:  # noqa: ARG002
        """See `Encoder.encode`; a text without a known token gets the zero vector."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        vectors = np.zeros((len(encodings), self.dimension), dtype=np.float32)
        for vector, encoding in zip(vectors, encodings, strict=True):
            if ids := encoding.ids:
                vector[:] = self._table[ids].sum(axis=0, dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(norms, 1e-12)
        return unit


class SentenceTransformerEncoder(Encoder):
    """Any sentence-transformers model, on the CPU, with the prefixes it was trained with."""

    def __init__(self, name: str, *, batch: int = 32) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            offline = os.environ.get("HF_HUB_OFFLINE", "1") not in {"0", "false", "no", ""}
            self._model: SentenceTransformer = SentenceTransformer(
                name, device="cpu", local_files_only=offline or Path(name).is_dir()
            )
        except (
            Exception
        ) as error:  # the libraries below raise many unrelated types for a missing model
            raise _unreadable(name, error) from error
        self._model.float()
        self._batch = batch
        self._query_prefix, self._passage_prefix = _prefixes(name, self._model.prompts)
        path = Path(name)
        digest = _hash_of_folder(path) if path.is_dir() else _hash_of_weights(self._model)
        self._fingerprint = _fingerprint(path.resolve().name if path.is_dir() else name, digest)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise _unreadable(name, ValueError("the model does not say the length of its vectors"))
        self._dimension = int(dimension)

    @property
    def fingerprint(self) -> str:
        """See `Encoder.fingerprint`."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """See `Encoder.dimension`."""
        return self._dimension

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """See `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        return np.asarray(
            self._model.encode(
                list(texts),
                prompt=self._query_prefix if query else self._passage_prefix,
                batch_size=self._batch,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            ),
            dtype=np.float32,
        )


def _prefixes(name: str, prompts: Mapping[str, str | None]) -> tuple[str, str]:
    """Prefixes of questions and passages: the model's own, else those its family was trained with.

    The e5 models want ``query: `` and ``passage: ``
    (https://huggingface.co/intfloat/multilingual-e5-small); bge-m3 wants none
    (https://huggingface.co/BAAI/bge-m3).
    """
    query = prompts.get("query") or ""
    passage = prompts.get("passage") or prompts.get("document") or ""
    if query or passage:
        return query, passage
    words = re.split(r"[^a-z0-9]+", name.lower())
    if "e5" in words and "instruct" not in words:
        return "query: ", "passage: "
    return "", ""


def _is_static(folder: Path) -> bool:
    """Whether the folder holds a lone ``StaticEmbedding``, optionally normalised."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        at_root = modules[0]["path"] == ""
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return False
    return at_root and kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def _hash_of_folder(folder: Path) -> str:
    """Hash of everything that decides the vectors; not of the model card."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not relative.parts[0].startswith("."):
            digest.update(f"{relative.as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


def _hash_of_weights(model: SentenceTransformer) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(weights.float().numpy()).data)
    return digest.hexdigest()


def _fingerprint(name: str, digest: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name).strip('-._')[:60] or 'model'}-{digest}"


def _unreadable(name: str, error: Exception) -> EncoderError:
    reason = " ".join(str(error).split())[:300] or type(error).__name__
    return EncoderError(
        f"The encoder {name} cannot be loaded: {reason} Set EMBEDDING_MODEL to a "
        "sentence-transformers folder or to a name that is in the local Hugging Face cache (fetch "
        "it once with HF_HUB_OFFLINE=0), or leave it empty for the encoder that ships with the "
        "project."
    )
