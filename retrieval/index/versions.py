"""Index versions: built beside the live one, swapped in at once, opened for questions."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from retrieval.encoder import Encoder
from retrieval.errors import IndexVersionError, KnowledgeError
from retrieval.index.dense import DenseIndex, Progress, open_client
from retrieval.index.entries import Entry, section_entries
from retrieval.index.folders import (
    FORMAT,
    Manifest,
    VersionFolders,
    changed_files,
    copy_knowledge,
)
from retrieval.index.hybrid import HybridIndex
from retrieval.index.lexical import Field, keys_of
from retrieval.knowledge import Finding, FolderReader, Knowledge
from retrieval.knowledge.checking import find_errors
from retrieval.knowledge.maintainers import who_to_ask
from retrieval.language import analyze

__all__ = ["IndexStore", "IndexVersion"]

#: How many versions are kept to go back to.
_KEPT: Final = 5

Analysed = Mapping[Field, Sequence[str]]
"""The lexical keys of one entry."""

Gate = Callable[["IndexVersion"], Sequence[Finding]]
"""Asks a new version the folder's own questions; gives what it failed at."""


@dataclass(frozen=True)
class IndexVersion:
    """A complete version, opened for questions."""

    manifest: Manifest
    knowledge: Knowledge
    index: HybridIndex


class IndexStore:
    """The versions below one folder.

    Args:
        root: where versions are kept; made if missing.
        encoder: the model that makes the vectors.
        chroma_url: a Chroma server that keeps the vectors instead of the version's folder.
        now: the clock.
    """

    def __init__(
        self,
        root: Path,
        encoder: Encoder,
        chroma_url: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folders = VersionFolders(root)
        self._encoder = encoder
        self._chroma_url = chroma_url
        self._now = now
        self._analyses: Mapping[str, Analysed] = {}
        self._reader = FolderReader()

    def current_name(self) -> str | None:
        """As `VersionFolders.current_name`."""
        return self._folders.current_name()

    def versions(self) -> list[Manifest]:
        """As `VersionFolders.versions`."""
        return self._folders.versions()

    def open_current(self, today: date) -> IndexVersion | None:
        """The live version, or ``None`` when there is none or it needs building anew.

        It needs that when it is of an older format or another model, or when the sums of its
        texts have changed with the date.
        """
        name = self.current_name()
        if name is None:
            return None
        return self._open(name, today)

    def is_current(self, folder: Path) -> bool:
        """As `VersionFolders.is_current`."""
        return self._folders.is_current(folder)

    def is_held(self, folder: Path) -> bool:
        """As `VersionFolders.is_held`."""
        return self._folders.is_held(folder)

    def rebuild(
        self, today: date, progress: Progress | None = None, gate: Gate | None = None
    ) -> IndexVersion:
        """Make the live version anew from its own copy of the texts: for other sums, or a model.

        What was rolled back stays so. Arguments and errors as for `build`.

        Raises:
            IndexVersionError: there is no live version.
        """
        name = self.current_name()
        if name is None:
            raise IndexVersionError("there is no version to make anew")
        held = self._folders.held()
        version = self.build(self._folders.knowledge(name), today, progress, gate)
        self._folders.hold(held)
        return version

    def build(
        self,
        folder: Path,
        today: date,
        progress: Progress | None = None,
        gate: Gate | None = None,
    ) -> IndexVersion:
        """Make a version of the knowledge in ``folder`` and let it go live.

        Args:
            folder: the knowledge folder.
            today: the day for which sums are filled in.
            progress: told how many entries are embedded.
            gate: the folder's own questions; a version that fails any doesn't go live.

        Raises:
            KnowledgeError: the folder has errors, or the gate has failed; the old version goes on.
            IndexVersionError: the version can't be written (a full disk, a Chroma server that is
                away); the old version goes on.
        """
        try:
            with self._folders.lock():
                # Leftovers of a builder that was killed may be what fills the disk.
                self._drop_unfinished()
                name = self._folders.next_name()
                try:
                    version = self._make(name, folder, today, progress, gate)
                except BaseException:
                    if self.current_name() != name:
                        self._discard(name)
                    raise
                self._drop_old()
        except OSError as error:
            raise IndexVersionError(f"the index below {self._folders.root}: {error}") from error
        return version

    def _make(
        self,
        name: str,
        folder: Path,
        today: date,
        progress: Progress | None,
        gate: Gate | None,
    ) -> IndexVersion:
        home = self._folders.home(name)
        home.mkdir(parents=True)
        # A copy is read: what is checked is what is served, whatever is saved meanwhile.
        copy_knowledge(folder, home / "knowledge")
        version = self._fill(name, folder, today, progress)
        failures = gate(version) if gate is not None else ()
        if failures:
            raise KnowledgeError(failures)
        self._folders.complete(version.manifest)
        self._folders.make_current(name)
        self._folders.hold(frozenset())
        return version

    def rollback(self, today: date) -> IndexVersion:
        """Go back one version; the texts of the one that is left are held, see `is_held`.

        Raises:
            IndexVersionError: there is no older version, or it can't be served today.
        """
        with self._folders.lock():
            older = self._folders.older()
            if older is None:
                raise IndexVersionError("there is no older version to go back to")
            version = self._open(older.name, today)
            if version is None:
                raise IndexVersionError(
                    f"version {older.name} was made by another model or for other sums; "
                    "restore the knowledge folder and run `qonys index`"
                )
            self._folders.go_back(older.name)
        return version

    def _dense(self, name: str) -> DenseIndex:
        folder = None if self._chroma_url else self._folders.vectors(name)
        client = open_client(folder, self._chroma_url)
        return DenseIndex(client, self._collection_name(name), self._encoder)

    def _collection_name(self, name: str) -> str:
        if self._chroma_url is None:
            return f"qonys-{name}"
        return f"qonys-{self._folders.store_id()}-{name}"

    def _open(self, name: str, today: date) -> IndexVersion | None:
        """A version that can be served on the day; ``None`` when it needs building anew."""
        manifest = self._folders.manifest(name)
        if manifest is None or manifest.encoder != self._encoder.fingerprint:
            return None
        folder = self._folders.knowledge(name)
        # A text may have become unfillable with the date; the folder's owner is told by build.
        knowledge = self._reader.read(folder, today).knowledge(folder, today)
        if knowledge is None:
            return None
        entries = list(section_entries(knowledge.sections))
        if _digest(entries) != manifest.entries_digest:
            return None
        dense = self._whole_dense(name, entries)
        if dense is None:
            return None
        return IndexVersion(manifest, knowledge, self._hybrid(entries, dense))

    def _whole_dense(self, name: str, entries: Sequence[Entry]) -> DenseIndex | None:
        """The vectors of a complete version; ``None`` when they are gone or damaged.

        Raises:
            IndexVersionError: the Chroma server can't be reached: its vectors may be whole.
        """
        try:
            dense = self._dense(name)
            # Asking shows damage that opening doesn't.
            dense.search(entries[0].text if entries else "", 1)
            return dense if dense.count() == len({entry.id for entry in entries}) else None
        except IndexVersionError:
            if self._chroma_url is not None:
                raise
            return None

    def _fill(
        self, name: str, folder: Path, today: date, progress: Progress | None
    ) -> IndexVersion:
        home = self._folders.home(name)
        knowledge = self._checked(home / "knowledge", today)
        entries = list(section_entries(knowledge.sections))
        before = self.current_name()
        dense = self._dense_after(before, name, entries)
        embedded, _ = dense.update(entries, progress)
        old = None if before is None else self._folders.knowledge(before)
        changed = changed_files(old, home / "knowledge")
        manifest = Manifest(
            format=FORMAT,
            name=name,
            built_at=self._now().isoformat(timespec="seconds"),
            encoder=self._encoder.fingerprint,
            entries_digest=_digest(entries),
            changed_files=tuple(changed),
            sections=len(knowledge.sections),
            embedded=embedded,
            ask=who_to_ask(folder, changed),
            filled_on=today.isoformat(),
            filled_until=knowledge.filled_until.isoformat(),
        )
        return IndexVersion(manifest, knowledge, self._hybrid(entries, dense))

    def _checked(self, folder: Path, today: date) -> Knowledge:
        """What is read of ``folder``, if no check finds an error in it."""
        reading = self._reader.read(folder, today)
        errors = find_errors(folder, today, reading)
        knowledge = reading.knowledge(folder, today)
        if errors or knowledge is None:
            raise KnowledgeError(errors)
        return knowledge

    def _hybrid(self, entries: Sequence[Entry], dense: DenseIndex) -> HybridIndex:
        """The index of ``entries``; only texts that the version before had not are analysed."""
        known = self._analyses
        ids = [entry.id for entry in entries]
        analyses = [
            known.get(key) or keys_of(analyze(entry.text))
            for key, entry in zip(ids, entries, strict=True)
        ]
        # One assignment: another thread finds the one or the other, never a mix.
        self._analyses = dict(zip(ids, analyses, strict=True))
        return HybridIndex(entries, analyses, dense)

    def _dense_after(self, before: str | None, name: str, entries: Sequence[Entry]) -> DenseIndex:
        """Vectors that begin as those of the version before: only changed texts are embedded."""
        manifest = None if before is None else self._folders.manifest(before)
        if manifest is None or manifest.encoder != self._encoder.fingerprint:
            return self._dense(name)
        if self._chroma_url is not None:
            dense = self._dense(name)
            dense.take_vectors(self._dense(manifest.name), entries)
            return dense
        home = self._folders.vectors(name)
        copied = self._copied_vectors(self._folders.vectors(manifest.name), manifest.name, home)
        if copied is None:
            shutil.rmtree(home, ignore_errors=True)
            return self._dense(name)
        copied.rename(self._collection_name(name))
        return copied

    def _copied_vectors(self, source: Path, name: str, target: Path) -> DenseIndex | None:
        """A copy of the vectors of version ``name``; ``None`` when they can't be read."""
        try:
            shutil.copytree(source, target)
            dense = DenseIndex(open_client(target), self._collection_name(name), self._encoder)
            dense.search(name, 1)
        except (IndexVersionError, FileNotFoundError):
            return None
        return dense

    def _discard(self, name: str) -> None:
        # A version is no more from the moment its manifest is gone, however far this gets.
        (self._folders.home(name) / "manifest.json").unlink(missing_ok=True)
        if self._chroma_url is not None:
            self._dense(name).drop()
        shutil.rmtree(self._folders.home(name), ignore_errors=True)

    def _drop_unfinished(self) -> None:
        for folder in list(self._folders.all()):
            if not (folder / "manifest.json").exists():
                self._discard(folder.name)

    def _drop_old(self) -> None:
        current = self.current_name()
        complete = [each.name for each in self.versions()]
        keep = {*complete[:_KEPT], current}
        for folder in list(self._folders.all()):
            if folder.name not in keep:
                self._discard(folder.name)


def _digest(entries: Sequence[Entry]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for key in sorted(entry.id for entry in entries):
        digest.update(key.encode())
    return digest.hexdigest()
