"""`qonys index --list` and `rollback`: the index versions there are, at a terminal.

Neither opens a version unless it has to: Chroma and the encoder take longer to import than all the
rest takes to run.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import TIME_ZONE, today_in_kazakhstan
from bot.messages.admin import FindingTexts, admin_language, indexing_texts
from bot.settings import Settings
from retrieval import IndexVersionError, Manifest, VersionFolders
from retrieval.knowledge import MAINTAINERS_FILE

__all__ = ["roll_back", "show_versions"]

#: Changed files that are named in the list; the rest is counted.
_FILES: Final = 4
#: Most names of files fit in one line; other columns are made narrower before this one.
_FILE_WIDTH: Final = 38


def show_versions(settings: Settings, out: Console) -> None:
    """A table of the versions that are kept: when made, of what, and who knows of it."""
    words, folders = _words(), VersionFolders(settings.index_folder)
    versions = folders.versions()
    if not versions:
        out.print(words("no-versions"), markup=False)
        return
    columns = ("version", "built", "sections", "changed", "ask")
    table = Table("", *(words(f"list-{each}") for each in columns))
    current = folders.current_name()
    for manifest in versions:
        live = words("list-live") if manifest.name == current else ""
        cells = (_day(manifest), str(manifest.sections), _files(manifest), ", ".join(manifest.ask))
        # Names come from files: square brackets in them are no markup.
        table.add_row(live, manifest.name, *(Text(each) for each in cells))
    files = table.columns[columns.index("changed") + 1]
    files.overflow, files.min_width = "fold", _FILE_WIDTH
    out.print(table)
    if folders.is_held(settings.qonys_knowledge):
        out.print(words("list-held"), markup=False)
    if not any(manifest.ask for manifest in versions):
        file = settings.qonys_knowledge / MAINTAINERS_FILE
        out.print(words("list-nobody", file=str(file)), markup=False)


def roll_back(settings: Settings, out: Console) -> bool:
    """Go back one version; says which one is live then."""
    words, folders = _words(), VersionFolders(settings.index_folder)
    if folders.older() is None:
        out.print(words("no-older"), markup=False)
        return False
    try:
        manifest = _step_back(settings, folders)
    except IndexVersionError as error:
        out.print(str(error), markup=False)
        return False
    out.print(words("rolled-back", version=manifest.name, built=_day(manifest)), markup=False)
    if folders.is_held(settings.qonys_knowledge):
        out.print(words("rolled-back-held"), markup=False)
    return True


def _step_back(settings: Settings, folders: VersionFolders) -> Manifest:
    today = today_in_kazakhstan()
    # What a Chroma server keeps can't be looked at from here.
    manifest = None if settings.chroma_url else folders.step_back(today)
    if manifest is not None:
        return manifest
    from bot.service import open_store  # noqa: PLC0415

    return open_store(settings).rollback(today).manifest


def _words() -> FindingTexts:
    return indexing_texts(admin_language(None, os.environ))


def _day(manifest: Manifest) -> str:
    """When a version was made, by the clock of Kazakhstan."""
    built = datetime.fromisoformat(manifest.built_at).astimezone(TIME_ZONE)
    return f"{built:%Y-%m-%d %H:%M}"


def _files(manifest: Manifest) -> str:
    named = "\n".join(manifest.changed_files[:_FILES])
    rest = len(manifest.changed_files) - _FILES
    return f"{named}\n{_words()('list-more', count=str(rest))}" if rest > 0 else named
