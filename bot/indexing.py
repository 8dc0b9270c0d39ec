"""`qonys index`, `--watch`, `--list` and `rollback`: new versions for the admin at a terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from watchfiles import watch

from bot.checking import admin_language, finding_texts
from bot.service import open_store, today_in_kazakhstan
from bot.settings import Settings
from retrieval import (
    Acceptor,
    Finding,
    IndexVersionError,
    KnowledgeError,
    Progress,
    RetrievalError,
)

__all__ = ["build_once", "roll_back", "show_findings", "show_versions", "watch_folder"]


def build_once(settings: Settings, out: Console, progress: Progress | None = None) -> bool:
    """Build a version and let it go live; says what happened.

    Returns:
        Whether the folder as it is now is live.
    """
    try:
        store = open_store(settings)
        today = today_in_kazakhstan()
        if store.open_current(today) is not None and store.is_current(settings.qonys_knowledge):
            out.print(f"Version {store.current_name()} is up to date.")
            return True
        version = store.build(settings.qonys_knowledge, today, progress, Acceptor())
    except KnowledgeError as error:
        out.print("Nothing was changed; the old version goes on. Mend these and run it again:")
        show_findings(error.findings, out)
        return False
    except RetrievalError as error:
        out.print("Nothing was changed; the old version goes on.")
        out.print(str(error), markup=False)
        return False
    manifest = version.manifest
    out.print(
        f"Version {manifest.name} is live: {manifest.sections} sections, "
        f"{manifest.embedded} texts embedded, {len(manifest.changed_files)} files changed."
    )
    return True


def show_findings(findings: Sequence[Finding], out: Console) -> None:
    """Findings in the words of the admin's language, each with its place and what to do."""
    words = finding_texts(admin_language(None, os.environ))
    for finding in findings:
        place = f"{finding.path}:{finding.line}"
        out.print(f"{place}: {words.message(finding)} {words.remedy(finding)}", markup=False)


def watch_folder(settings: Settings, out: Console) -> None:
    """Build again on every change below the knowledge folder, until Ctrl-C."""
    out.print(f"Watching {settings.qonys_knowledge}. Stop with Ctrl-C.")
    for _ in watch(settings.qonys_knowledge, debounce=300, step=50, raise_interrupt=False):
        build_once(settings, out)


def show_versions(settings: Settings, out: Console) -> None:
    """A table of the versions that are kept."""
    store = open_store(settings)
    table = Table("", "version", "built (UTC)", "sections", "changed files")
    for manifest in store.versions():
        changed = ", ".join(manifest.changed_files[:4])
        if len(manifest.changed_files) > 4:
            changed += f" … (+{len(manifest.changed_files) - 4})"
        live = "live" if manifest.name == store.current_name() else ""
        table.add_row(live, manifest.name, manifest.built_at, str(manifest.sections), changed)
    out.print(table)


def roll_back(settings: Settings, out: Console) -> bool:
    """Go back one version; says which one is live then."""
    try:
        version = open_store(settings).rollback(today_in_kazakhstan())
    except IndexVersionError as error:
        out.print(str(error), markup=False)
        return False
    out.print(f"Version {version.manifest.name} is live again, built {version.manifest.built_at}.")
    return True
