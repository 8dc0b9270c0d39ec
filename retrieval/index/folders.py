"""Index versions on disk: which there are, which one is live, and how one takes its place at once.

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

Nothing here searches: an admin's `qonys rollback` need not wait for Chroma and the encoder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from retrieval.errors import IndexVersionError

__all__ = [
    "FORMAT",
    "Manifest",
    "VersionFolders",
    "changed_files",
    "check_vectors",
    "copy_knowledge",
]

#: Raised when what is stored in a version changes: older versions are built anew.
FORMAT: Final = 1
#: What a version is made from; everything else in the folder is the admin's own business.
_PARTS: Final = ("*/*.md", "tables/*.yaml", "acceptance.yaml")


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
        filled_on: ISO date of the day whose sums it was filled in with; empty if not known.
        filled_until: ISO date of the first day on which its sums may be others.
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
    filled_on: str = ""
    filled_until: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the sums in it are surely those of ``day``."""
        return self.filled_on <= day.isoformat() < self.filled_until


class VersionFolders:
    """The versions below ``root``, which is made with the first of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._last_number = 0

    def current_name(self) -> str | None:
        """The live version's name, or ``None`` before the first build.

        Should ``current`` be damaged or name a version that isn't whole, it is the newest one.
        """
        try:
            name = (self.root / "current").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            name = ""
        if name.isdigit() and self.manifest(name) is not None:
            return name
        complete = self.versions()
        return complete[0].name if complete else None

    def versions(self) -> list[Manifest]:
        """All complete versions, newest first."""
        names = sorted((each.name for each in self.all()), reverse=True)
        return [each for each in (self.manifest(name) for name in names) if each is not None]

    def older(self) -> Manifest | None:
        """The version to go back to from the live one, if there is any."""
        current = self.current_name()
        if current is None:
            return None
        return next((each for each in self.versions() if each.name < current), None)

    def is_current(self, folder: Path) -> bool:
        """Whether the live version was made from ``folder`` as it is now, file by file."""
        name = self.current_name()
        return name is not None and not changed_files(self.knowledge(name), folder)

    def is_held(self, folder: Path) -> bool:
        """Whether ``folder`` holds texts that were rolled back and not changed since.

        They go live again only when somebody asks for it: neither a restart nor a new day may
        undo what an admin has decided.
        """
        held = self.held()
        if not held or self.is_current(folder):
            return False
        return _content_digest(_knowledge_files(folder)) in held

    def step_back(self, today: date) -> Manifest | None:
        """Make the version before the live one live, where that is surely fit to be served.

        It is when it was made by the model of the live one, with the sums of ``today``, and its
        vectors are whole as far as can be seen without searching them. What serves it looks more
        closely, and makes it anew from its texts if it has to.

        Returns:
            The version that is live now; ``None`` where only opening it could tell.

        Raises:
            IndexVersionError: there is no older version.
        """
        with self.lock():
            older, current = self.older(), self.current_name()
            if older is None or current is None:
                raise IndexVersionError("there is no older version to go back to")
            live = self.manifest(current)
            if live is None or older.encoder != live.encoder or not older.holds_on(today):
                return None
            try:
                check_vectors(self.vectors(older.name), required=True)
            except IndexVersionError:
                return None
            self.go_back(older.name)
            return older

    def go_back(self, name: str) -> None:
        """Make the older version ``name`` live, and hold the texts of the one that is left."""
        current = self.current_name()
        if current is not None:
            left = _content_digest(_knowledge_files(self.knowledge(current)))
            # First: a crash between the two must not bring back what was rolled back.
            self.hold(self.held() | {left})
        self.make_current(name)

    def all(self) -> Iterator[Path]:
        """The folders of all versions, unfinished ones too."""
        versions = self.root / "versions"
        if versions.is_dir():
            yield from (each for each in versions.iterdir() if each.is_dir())

    def home(self, name: str) -> Path:
        """The folder of a version."""
        return self.root / "versions" / name

    def knowledge(self, name: str) -> Path:
        """Where a version keeps its texts."""
        return self.home(name) / "knowledge"

    def vectors(self, name: str) -> Path:
        """Where a version keeps its vectors, unless a Chroma server does."""
        return self.home(name) / "chroma"

    def next_name(self) -> str:
        """A name that no version has had."""
        taken = [int(each.name) for each in self.all() if each.name.isdigit()]
        # Chroma remembers folders by their path: that of a failed build isn't taken again.
        self._last_number = max(*taken, self._last_number, 0) + 1
        return f"{self._last_number:05d}"

    def manifest(self, name: str) -> Manifest | None:
        """What a version is; ``None`` when it isn't complete or of another format."""
        path = self.home(name) / "manifest.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            lists = {key: tuple(data.get(key, ())) for key in ("changed_files", "ask")}
            manifest = Manifest(**{**data, **lists})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return manifest if manifest.format == FORMAT and manifest.name == name else None

    def complete(self, manifest: Manifest) -> None:
        """Say that a version is whole."""
        _write_durably(
            self.home(manifest.name) / "manifest.json",
            json.dumps(asdict(manifest), ensure_ascii=False, indent=1),
        )

    def make_current(self, name: str) -> None:
        """Let a complete version be the live one."""
        _write_durably(self.root / "current", name + "\n")

    def held(self) -> frozenset[str]:
        """Digests of the texts that were rolled back."""
        try:
            return frozenset((self.root / "held").read_text(encoding="ascii").split())
        except (OSError, UnicodeDecodeError):
            return frozenset()

    def hold(self, digests: frozenset[str]) -> None:
        """Let these be the texts that don't go live unasked."""
        if digests != self.held():
            _write_durably(self.root / "held", "".join(f"{each}\n" for each in sorted(digests)))

    def store_id(self) -> str:
        """Eight hexadecimal digits, drawn once: stores of several bots may share a server."""
        path = self.root / "store"
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            _write_durably(path, secrets.token_hex(4) + "\n")
            return path.read_text(encoding="ascii").strip()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One builder at a time; the lock goes with its process, however that ends."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def check_vectors(folder: Path, *, required: bool = False) -> None:
    """Look whether the database of vectors in ``folder`` is whole, without Chroma.

    Args:
        folder: the one that Chroma keeps them in.
        required: whether a missing database is a damaged one.

    Raises:
        IndexVersionError: it isn't.
    """
    path = folder / "chroma.sqlite3"
    if not path.exists():
        if required:
            raise IndexVersionError(f"vectors of {path}: the file is missing")
        return
    # Immutable: nothing is locked, for a version at rest is written by nobody.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            (answer,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise IndexVersionError(f"vectors of {path}: {error}") from error
    if answer != "ok":
        raise IndexVersionError(f"vectors of {path}: {answer}")


def copy_knowledge(source: Path, target: Path) -> None:
    """Copy what a version is made from."""
    for name, content in _knowledge_files(source).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def changed_files(before: Path | None, after: Path) -> list[str]:
    """Files of the folder ``after`` that were changed, added or taken away."""
    old, new = _knowledge_files(before), _knowledge_files(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


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
