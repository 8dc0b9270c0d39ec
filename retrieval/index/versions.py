"""Index versions on disk: built beside the live one, swapped in at once, rolled back at once.

Below the root::

    current                 the name of the live version
    held                    digests of the texts that were rolled back: they don't go live unasked
    store                   sets this folder's collections apart on a Chroma server of several
    versions/00007/         one version: nothing in it changes once it is complete
        knowledge/          the texts and tables it was made from
        chroma/             the vectors (unless a Chroma server keeps them)
        manifest.json       written last; a version without it is unfinished and never served
    lock                    held while one process builds

A version is complete before ``current`` names it, and ``current`` is replaced in one step, so a
crash at any point leaves the old version serving.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from retrieval.encoder import Encoder
from retrieval.errors import IndexVersionError, KnowledgeError
from retrieval.index.dense import DenseIndex, Progress, open_client
from retrieval.index.entries import Entry, section_entries
from retrieval.index.hybrid import HybridIndex
from retrieval.index.lexical import Field, keys_of
from retrieval.knowledge import Finding, FolderReader, Knowledge
from retrieval.knowledge.checking import find_errors
from retrieval.knowledge.maintainers import who_to_ask
from retrieval.language import analyze

__all__ = ["IndexStore", "IndexVersion", "Manifest"]

#: Raised when what is stored in a version changes: older versions are built anew.
_FORMAT = 1
#: How many versions are kept to go back to.
_KEPT = 5
#: What a version is made from; everything else in the folder is the admin's own business.
_PARTS = ("*/*.md", "tables/*.yaml", "acceptance.yaml")

Analysed = Mapping[Field, Sequence[str]]
"""The lexical keys of one entry."""

Gate = Callable[["IndexVersion"], Sequence[Finding]]
"""Asks a new version the folder's own questions; gives what it failed at."""


@dataclass(frozen=True)
class Manifest:
    """What a version is.

    Attributes:
        name: its folder and collection, ``00007``.
        built_at: UTC time, ISO 8601.
        encoder: fingerprint of the model whose vectors it holds.
        entries_digest: changes when anything that is searched changes.
        changed_files: files that differ from the version before it.
        sections: number of sections, both languages together.
        embedded: entries whose vectors were made for this version.
        ask: names of the people who know of the changed files; empty where nobody is named.
    """

    format: int
    name: str
    built_at: str
    encoder: str
    entries_digest: str
    changed_files: tuple[str, ...]
    sections: int
    embedded: int
    ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndexVersion:
    """A complete version, opened for questions."""

    manifest: Manifest
    knowledge: Knowledge
    index: HybridIndex


@dataclass(frozen=True)
class _Checked:
    """A version that is whole; what is missing is the words of its entries."""

    manifest: Manifest
    knowledge: Knowledge
    entries: Sequence[Entry]
    dense: DenseIndex


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
        self._root = root
        self._encoder = encoder
        self._chroma_url = chroma_url
        self._now = now
        self._last_number = 0
        self._analyses: Mapping[str, Analysed] = {}
        self._reader = FolderReader()

    def current_name(self) -> str | None:
        """The live version's name, or ``None`` before the first build.

        Should ``current`` be damaged or name a version that isn't whole, it is the newest one.
        """
        try:
            name = (self._root / "current").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            name = ""
        if name.isdigit() and self._manifest(name) is not None:
            return name
        complete = self.versions()
        return complete[0].name if complete else None

    def versions(self) -> list[Manifest]:
        """All complete versions, newest first."""
        names = sorted((each.name for each in self._folders()), reverse=True)
        return [each for each in (self._manifest(name) for name in names) if each is not None]

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
        """Whether the live version was made from ``folder`` as it is now, file by file."""
        name = self.current_name()
        if name is None:
            return False
        return not _changed_files(self._home(name) / "knowledge", folder)

    def is_held(self, folder: Path) -> bool:
        """Whether ``folder`` holds texts that were rolled back and not changed since.

        They go live again only when somebody asks for it: neither a restart nor a new day may
        undo what an admin has decided.
        """
        held = self._held()
        if not held or self.is_current(folder):
            return False
        return _content_digest(_knowledge_files(folder)) in held

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
        held = self._held()
        version = self.build(self._home(name) / "knowledge", today, progress, gate)
        self._hold(held)
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
            with self._lock():
                # Leftovers of a builder that was killed may be what fills the disk.
                self._drop_unfinished()
                name = self._next_name()
                try:
                    version = self._make(name, folder, today, progress, gate)
                except BaseException:
                    if self.current_name() != name:
                        self._discard(name)
                    raise
                self._drop_old()
        except OSError as error:
            raise IndexVersionError(f"the index below {self._root}: {error}") from error
        return version

    def _make(
        self,
        name: str,
        folder: Path,
        today: date,
        progress: Progress | None,
        gate: Gate | None,
    ) -> IndexVersion:
        home = self._home(name)
        home.mkdir(parents=True)
        # A copy is read: what is checked is what is served, whatever is saved meanwhile.
        _copy_knowledge(folder, home / "knowledge")
        version = self._fill(name, folder, today, progress)
        failures = gate(version) if gate is not None else ()
        if failures:
            raise KnowledgeError(failures)
        self._complete(version.manifest)
        self._make_current(name)
        self._hold(frozenset())
        return version

    def rollback(self, today: date) -> IndexVersion:
        """Go back one version; the texts of the one that is left are held, see `is_held`.

        Raises:
            IndexVersionError: there is no older version, or it can't be served today.
        """
        with self._lock():
            checked = self._step_back(today)
        return self._version(checked)

    def step_back(self, today: date) -> Manifest:
        """As `rollback`, for a process that serves nothing: what only questions need isn't made."""
        with self._lock():
            return self._step_back(today).manifest

    def _step_back(self, today: date) -> _Checked:
        current = self.current_name()
        older = [each.name for each in self.versions() if current and each.name < current]
        if current is None or not older:
            raise IndexVersionError("there is no older version to go back to")
        checked = self._check(older[0], today)
        if checked is None:
            raise IndexVersionError(
                f"version {older[0]} was made by another model or for other sums; "
                "restore the knowledge folder and run `qonys index`"
            )
        left = _content_digest(_knowledge_files(self._home(current) / "knowledge"))
        # First: a crash between the two must not bring back what was rolled back.
        self._hold(self._held() | {left})
        self._make_current(older[0])
        return checked

    def _folders(self) -> Iterator[Path]:
        versions = self._root / "versions"
        if versions.is_dir():
            yield from (each for each in versions.iterdir() if each.is_dir())

    def _home(self, name: str) -> Path:
        return self._root / "versions" / name

    def _next_name(self) -> str:
        taken = [int(each.name) for each in self._folders() if each.name.isdigit()]
        # Chroma remembers folders by their path: that of a failed build isn't taken again.
        self._last_number = max(*taken, self._last_number, 0) + 1
        return f"{self._last_number:05d}"

    def _manifest(self, name: str) -> Manifest | None:
        path = self._home(name) / "manifest.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            lists = {key: tuple(data.get(key, ())) for key in ("changed_files", "ask")}
            manifest = Manifest(**{**data, **lists})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return manifest if manifest.format == _FORMAT and manifest.name == name else None

    def _dense(self, name: str) -> DenseIndex:
        folder = None if self._chroma_url else self._home(name) / "chroma"
        client = open_client(folder, self._chroma_url)
        return DenseIndex(client, self._collection_name(name), self._encoder)

    def _collection_name(self, name: str) -> str:
        if self._chroma_url is None:
            return f"qonys-{name}"
        return f"qonys-{self._store_id()}-{name}"

    def _store_id(self) -> str:
        """Eight hexadecimal digits, drawn once: stores of several bots may share a server."""
        path = self._root / "store"
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            _write_durably(path, secrets.token_hex(4) + "\n")
            return path.read_text(encoding="ascii").strip()

    def _open(self, name: str, today: date) -> IndexVersion | None:
        checked = self._check(name, today)
        return None if checked is None else self._version(checked)

    def _check(self, name: str, today: date) -> _Checked | None:
        """A version that can be served on the day; ``None`` when it needs building anew."""
        manifest = self._manifest(name)
        if manifest is None or manifest.encoder != self._encoder.fingerprint:
            return None
        folder = self._home(name) / "knowledge"
        # A text may have become unfillable with the date; the folder's owner is told by build.
        knowledge = self._reader.read(folder, today).knowledge(folder, today)
        if knowledge is None:
            return None
        entries = list(section_entries(knowledge.sections))
        if _digest(entries) != manifest.entries_digest:
            return None
        dense = self._whole_dense(name, entries)
        return None if dense is None else _Checked(manifest, knowledge, entries, dense)

    def _version(self, checked: _Checked) -> IndexVersion:
        hybrid = self._hybrid(checked.entries, checked.dense)
        return IndexVersion(checked.manifest, checked.knowledge, hybrid)

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
        home = self._home(name)
        knowledge = self._checked(home / "knowledge", today)
        entries = list(section_entries(knowledge.sections))
        before = self.current_name()
        dense = self._dense_after(before, name, entries)
        embedded, _ = dense.update(entries, progress)
        old = None if before is None else self._home(before) / "knowledge"
        changed = _changed_files(old, home / "knowledge")
        manifest = Manifest(
            format=_FORMAT,
            name=name,
            built_at=self._now().isoformat(timespec="seconds"),
            encoder=self._encoder.fingerprint,
            entries_digest=_digest(entries),
            changed_files=tuple(changed),
            sections=len(knowledge.sections),
            embedded=embedded,
            ask=who_to_ask(folder, changed),
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
        manifest = None if before is None else self._manifest(before)
        if manifest is None or manifest.encoder != self._encoder.fingerprint:
            return self._dense(name)
        if self._chroma_url is not None:
            dense = self._dense(name)
            dense.take_vectors(self._dense(manifest.name), entries)
            return dense
        home = self._home(name) / "chroma"
        copied = self._copied_vectors(self._home(manifest.name) / "chroma", manifest.name, home)
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

    def _complete(self, manifest: Manifest) -> None:
        _write_durably(
            self._home(manifest.name) / "manifest.json",
            json.dumps(asdict(manifest), ensure_ascii=False, indent=1),
        )

    def _make_current(self, name: str) -> None:
        _write_durably(self._root / "current", name + "\n")

    def _held(self) -> frozenset[str]:
        try:
            return frozenset((self._root / "held").read_text(encoding="ascii").split())
        except (OSError, UnicodeDecodeError):
            return frozenset()

    def _hold(self, digests: frozenset[str]) -> None:
        if digests != self._held():
            _write_durably(self._root / "held", "".join(f"{each}\n" for each in sorted(digests)))

    def _discard(self, name: str) -> None:
        # A version is no more from the moment its manifest is gone, however far this gets.
        (self._home(name) / "manifest.json").unlink(missing_ok=True)
        if self._chroma_url is not None:
            self._dense(name).drop()
        shutil.rmtree(self._home(name), ignore_errors=True)

    def _drop_unfinished(self) -> None:
        for folder in list(self._folders()):
            if not (folder / "manifest.json").exists():
                self._discard(folder.name)

    def _drop_old(self) -> None:
        current = self.current_name()
        complete = [each.name for each in self.versions()]
        keep = {*complete[:_KEPT], current}
        for folder in list(self._folders()):
            if folder.name not in keep:
                self._discard(folder.name)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One builder at a time; the lock goes with its process, however that ends."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _copy_knowledge(source: Path, target: Path) -> None:
    for name, content in _knowledge_files(source).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _knowledge_files(folder: Path | None) -> dict[str, bytes]:
    """Content of every file that a version is made from; editors' leftovers don't count."""
    if folder is None or not folder.is_dir():
        return {}
    files = (path for pattern in _PARTS for path in folder.glob(pattern))
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if not path.name.startswith(".") and path.parent.name != "drafts"
    }


def _content_digest(files: Mapping[str, bytes]) -> str:
    """Changes when a file is changed, added or taken away."""
    digest = hashlib.blake2b(digest_size=16)
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _digest(entries: Sequence[Entry]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for key in sorted(entry.id for entry in entries):
        digest.update(key.encode())
    return digest.hexdigest()


def _changed_files(before: Path | None, after: Path) -> list[str]:
    old, new = _knowledge_files(before), _knowledge_files(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _write_durably(path: Path, text: str) -> None:
    """Replace ``path`` in one step that also survives a power cut."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
