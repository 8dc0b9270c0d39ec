"""Meaning search: entries as vectors in Chroma, embedded or on a server."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma

from retrieval.encoder import Encoder
from retrieval.errors import IndexVersionError
from retrieval.index.entries import Entry
from retrieval.index.folders import check_vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

__all__ = ["DenseIndex", "Progress", "open_client"]

Progress = Callable[[int, int], None]
"""Called with the number of entries done and of all entries."""

_BATCH = 512

Item = TypeVar("Item")

#: Clients that nothing asks any more; see `_close_released`.
_released: deque[ClientAPI] = deque()


def open_client(folder: Path | None, url: str | None = None) -> ClientAPI:
    """A Chroma client without telemetry: a server's when ``url`` is given, else a folder's.

    Raises:
        IndexVersionError: the server can't be reached, or the folder holds something broken.
    """
    _close_released()
    with _as_index_errors(url or str(folder)):
        try:
            return _open_client(folder, url)
        except ValueError as error:
            # So says Chroma that nobody answers at the address.
            raise IndexVersionError(f"CHROMA_URL {url}: {error}") from error


def _open_client(folder: Path | None, url: str | None) -> ClientAPI:
    if url is not None:
        return _server_client(url)
    settings = Settings(anonymized_telemetry=False)
    if folder is None:
        return chromadb.EphemeralClient(settings=settings)
    folder.mkdir(parents=True, exist_ok=True)
    # A damaged one is refused here: Chroma would remember the folder as open for good.
    check_vectors(folder)
    return chromadb.PersistentClient(str(folder), settings=settings)


@lru_cache(maxsize=4)
def _server_client(url: str) -> ClientAPI:
    """One for all versions: Chroma never closes the connections of such a client."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if secure else 80),
        ssl=secure,
        settings=Settings(anonymized_telemetry=False),
    )


@dataclass(frozen=True)
class DenseHit:
    """An entry near a question: its id and cosine similarity (-1 to 1)."""

    entry: str
    similarity: float


class DenseIndex:
    """The vectors of one index version.

    Args:
        client: where the vectors are kept.
        name: collection name, 3 to 512 letters, digits, ``._-``.
        encoder: makes vectors of texts; must be the one the collection was made with.
    """

    def __init__(self, client: ClientAPI, name: str, encoder: Encoder) -> None:
        self._client = client
        self._name = name
        self._encoder = encoder
        # Whoever still asks an old version keeps it alive; its client is closed after the last.
        if client.get_settings().is_persistent:
            weakref.finalize(self, _released.append, client)
        with _as_index_errors(name):
            self._store = Chroma(
                client=client,
                collection_name=name,
                embedding_function=encoder,
                collection_configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            )
            self._collection = client.get_collection(name, embedding_function=None)

    def count(self) -> int:
        """How many vectors there are.

        Raises:
            IndexVersionError: what is stored is broken, or the server can't be reached; so do
                all other methods.
        """
        with _as_index_errors(self._name):
            return self._collection.count()

    def ids(self) -> set[str]:
        """Ids of the entries whose vectors are there."""
        with _as_index_errors(self._name):
            return set(self._store.get(include=[])["ids"])

    def take_vectors(self, other: DenseIndex, entries: Sequence[Entry]) -> None:
        """Copy the vectors that ``other`` has of ``entries``, made by the same encoder."""
        with _as_index_errors(self._name):
            for batch in _batches(sorted({entry.id for entry in entries})):
                found = other._collection.get(
                    list(batch), include=["embeddings", "metadatas", "documents"]
                )
                if found["ids"]:
                    self._collection.add(
                        found["ids"],
                        found["embeddings"],
                        found["metadatas"],
                        found["documents"],
                    )

    def update(self, entries: Sequence[Entry], progress: Progress | None = None) -> tuple[int, int]:
        """Make the collection hold exactly ``entries``; only new ones are embedded.

        Returns:
            How many were added and how many removed.
        """
        wanted = {entry.id: entry for entry in entries}
        there = self.ids()
        stale = sorted(there - wanted.keys())
        missing = [entry for key, entry in wanted.items() if key not in there]
        with _as_index_errors(self._name):
            for ids in _batches(stale):
                self._store.delete(ids=list(ids))
        self.add(missing, progress)
        return len(missing), len(stale)

    def add(self, entries: Sequence[Entry], progress: Progress | None = None) -> None:
        """Embed ``entries``, none of which is there yet."""
        done = 0
        with _as_index_errors(self._name):
            for batch in _batches(entries):
                self._store.add_documents([entry.document() for entry in batch])
                done += len(batch)
                if progress is not None:
                    progress(done, len(entries))

    def spread(self, count: int) -> float:
        """Standard deviation of the cosines between ``count`` of the entries; 1 if there is none.

        Encoders differ in it tenfold: what is a large difference with one is nothing with another.
        """
        with _as_index_errors(self._name):
            found = self._collection.get(limit=count, include=["embeddings"])["embeddings"]
        vectors = np.asarray(found, dtype=np.float32)
        if len(vectors) < 3:
            return 1.0
        above_diagonal = np.triu_indices(len(vectors), k=1)
        return float((vectors @ vectors.T)[above_diagonal].std()) or 1.0

    def search(self, text: str, limit: int) -> list[DenseHit]:
        """The entries nearest to ``text``, nearest first."""
        vector: Sequence[float] = self._encoder.embed_query(text)
        # Asked directly: langchain's search would bring every text and its metadata along.
        with _as_index_errors(self._name):
            found = self._collection.query(
                query_embeddings=[vector], n_results=limit, include=["distances"]
            )
        distances = found["distances"]
        if distances is None:
            return []
        # Cosine distance is 0 for the same direction.
        pairs = zip(found["ids"][0], distances[0], strict=True)
        return [DenseHit(entry, 1.0 - float(distance)) for entry, distance in pairs]

    def rename(self, name: str) -> None:
        """Give the collection another name."""
        with _as_index_errors(self._name):
            self._collection.modify(name=name)
        self._name = name

    def drop(self) -> None:
        """Delete the collection."""
        with _as_index_errors(self._name):
            self._client.delete_collection(self._name)


def _close_released() -> None:
    """Close the clients of versions that nothing asks any more.

    Not done by the garbage collector itself: it may run while Chroma holds the lock that
    closing needs.
    """
    while _released:
        client = _released.popleft()
        if isinstance(client, Client):
            client.close()


@contextmanager
def _as_index_errors(what: str) -> Iterator[None]:
    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError) as error:
        raise IndexVersionError(f"vectors of {what}: {error}") from error


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
