"""Who knows of a text: named in ``maintainers.yaml``, else who last changed the file in git.

``maintainers.yaml`` lies at the top of the knowledge folder and is optional; a line names whoever
answers for a folder, and ``all`` for everything else::

    all: Айгүл, career centre of Pavlodar, room 12
    subsidies: Данияр
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import RootModel

from retrieval.knowledge.findings import Finding
from retrieval.knowledge.yaml_text import read_model

__all__ = ["MAINTAINERS_FILE", "read_maintainers", "who_to_ask"]

MAINTAINERS_FILE: Final = Path("maintainers.yaml")
_ALL: Final = "all"

#: A saved file must be live within seconds: where git takes longer, nobody is named.
_GIT_SECONDS: Final = 0.5
#: More changed files than these are a new folder, not somebody's edit.
_GIT_FILES: Final = 20
#: How far back the last commits of the files are looked for.
_GIT_COMMITS: Final = 200
#: Before an author's name in git's output; no file is called so.
_AUTHOR: Final = "author: "
#: Names that a person can read at a glance.
_NAMES: Final = 3


class _Maintainers(RootModel[dict[str, str]]):
    """The whole file: folder → name."""


def read_maintainers(folder: Path) -> tuple[Mapping[str, str], list[Finding]]:
    """Who answers for which folder of ``folder``, and what is wrong with the file.

    Nothing in it is an error: no citizen reads it.
    """
    if not (folder / MAINTAINERS_FILE).is_file():
        return {}, []
    read, text = read_model(folder, MAINTAINERS_FILE, _Maintainers)
    findings = [
        Finding(each.path, each.line, each.code, "warning", each.params) for each in text.findings
    ]
    if read is None:
        return {}, findings
    for key in read.root:
        if key != _ALL and not (folder / key).is_dir():
            params = {"folder": key}
            line = text.line(key)
            findings.append(Finding(MAINTAINERS_FILE, line, "maintainer-folder", "warning", params))
    return read.root, findings


def who_to_ask(folder: Path, changed: Sequence[str]) -> tuple[str, ...]:
    """Names of those who know of the ``changed`` files (paths below ``folder``), each once.

    A name of the file comes before git's: it was written there to be asked. Of git only names
    are taken, no addresses.
    """
    named, _ = read_maintainers(folder)
    names: dict[str, None] = {}
    unnamed = []
    for path in changed:
        name = (named.get(PurePosixPath(path).parts[0]) or named.get(_ALL, "")).strip()
        if name:
            names[name] = None
        else:
            unnamed.append(path)
    names |= dict.fromkeys(_authors(folder, unnamed))
    return tuple(names)[:_NAMES]


def _authors(folder: Path, paths: Sequence[str]) -> list[str]:
    """Who made the last commits of the files; nobody for what is not committed yet."""
    in_git = any((each / ".git").exists() for each in (folder, *folder.parents))
    if not in_git or not 0 < len(paths) <= _GIT_FILES:
        return []
    unsaved = _git(folder, "diff", "HEAD", "--name-only", "--relative", "--", *paths)
    if unsaved is None:
        return []
    wanted = set(paths) - set(unsaved)
    lines = _git(
        folder,
        *("log", f"--max-count={_GIT_COMMITS}", f"--format={_AUTHOR}%an", "--name-only"),
        *("--relative", "--", *paths),
    )
    authors, author = [], ""
    for line in lines or ():
        if line.startswith(_AUTHOR):
            author = line.removeprefix(_AUTHOR)
        elif line in wanted:
            # The newest commit comes first; older ones of the same file don't count.
            wanted.remove(line)
            authors.append(author)
    return authors


def _git(folder: Path, *arguments: str) -> list[str] | None:
    """Lines of git's output; ``None`` where there is no git, no repository, or no time."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments],  # noqa: S607
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line]
