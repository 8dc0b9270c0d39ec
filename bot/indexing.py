"""`qonys index`, `--watch`, `--list` and `rollback`: new versions for the admin at a terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text
from watchfiles import watch

from bot.checking import AdminLanguage, FindingTexts, admin_language, finding_texts
from bot.service import TIME_ZONE, open_store, today_in_kazakhstan
from bot.settings import Settings
from retrieval import (
    Acceptor,
    Finding,
    IndexVersionError,
    KnowledgeError,
    Manifest,
    Progress,
    RetrievalError,
)
from retrieval.knowledge import MAINTAINERS_FILE

__all__ = ["build_once", "roll_back", "show_findings", "show_versions", "watch_folder"]

#: Changed files that are named in the list; the rest is counted.
_FILES: Final = 4


def build_once(settings: Settings, out: Console, progress: Progress | None = None) -> bool:
    """Build a version and let it go live; says what happened.

    Returns:
        Whether the folder as it is now is live.
    """
    words = _words()
    try:
        store = open_store(settings)
        today = today_in_kazakhstan()
        before = store.open_current(today)
        if before is not None and store.is_current(settings.qonys_knowledge):
            out.print(words("up-to-date", version=before.manifest.name), markup=False)
            return True
        version = store.build(settings.qonys_knowledge, today, progress, Acceptor(before))
    except KnowledgeError as error:
        out.print(words("refused"), markup=False)
        show_findings(error.findings, out)
        return False
    except RetrievalError as error:
        out.print(words("failed"), markup=False)
        out.print(str(error), markup=False)
        return False
    manifest = version.manifest
    counts = {
        "sections": str(manifest.sections),
        "embedded": str(manifest.embedded),
        "changed": str(len(manifest.changed_files)),
    }
    out.print(words("live", version=manifest.name, **counts), markup=False)
    return True


def show_findings(findings: Sequence[Finding], out: Console) -> None:
    """Findings in the words of the admin's language, each with its place and what to do."""
    words = finding_texts(_language())
    for finding in findings:
        place = f"{finding.path}:{finding.line}"
        out.print(f"{place}: {words.message(finding)} {words.remedy(finding)}", markup=False)


def watch_folder(settings: Settings, out: Console) -> None:
    """Build again on every change below the knowledge folder, until Ctrl-C."""
    out.print(_words()("watching", folder=str(settings.qonys_knowledge)), markup=False)
    for _ in watch(settings.qonys_knowledge, debounce=300, step=50, raise_interrupt=False):
        build_once(settings, out)


def show_versions(settings: Settings, out: Console) -> None:
    """A table of the versions that are kept: when made, of what, and who knows of it."""
    words, store = _words(), open_store(settings)
    versions = store.versions()
    if not versions:
        out.print(words("no-versions"), markup=False)
        return
    columns = ("version", "built", "sections", "changed", "ask")
    table = Table("", *(words(f"list-{each}") for each in columns))
    current = store.current_name()
    for manifest in versions:
        live = words("list-live") if manifest.name == current else ""
        cells = (_day(manifest), str(manifest.sections), _files(manifest), ", ".join(manifest.ask))
        # Names come from files: square brackets in them are no markup.
        table.add_row(live, manifest.name, *(Text(each) for each in cells))
    out.print(table)
    if store.is_held(settings.qonys_knowledge):
        out.print(words("list-held"), markup=False)
    if not any(manifest.ask for manifest in versions):
        file = settings.qonys_knowledge / MAINTAINERS_FILE
        out.print(words("list-nobody", file=str(file)), markup=False)


def roll_back(settings: Settings, out: Console) -> bool:
    """Go back one version; says which one is live then."""
    words, store = _words(), open_store(settings)
    current = store.current_name()
    if not any(current and each.name < current for each in store.versions()):
        out.print(words("no-older"), markup=False)
        return False
    try:
        manifest = store.step_back(today_in_kazakhstan())
    except IndexVersionError as error:
        out.print(str(error), markup=False)
        return False
    out.print(words("rolled-back", version=manifest.name, built=_day(manifest)), markup=False)
    if store.is_held(settings.qonys_knowledge):
        out.print(words("rolled-back-held"), markup=False)
    return True


def _language() -> AdminLanguage:
    return admin_language(None, os.environ)


def _words() -> FindingTexts:
    return _texts(_language())


@cache
def _texts(language: AdminLanguage) -> FindingTexts:
    return FindingTexts(language, "indexing")


def _day(manifest: Manifest) -> str:
    """When a version was made, by the clock of Kazakhstan."""
    built = datetime.fromisoformat(manifest.built_at).astimezone(TIME_ZONE)
    return f"{built:%Y-%m-%d %H:%M}"


def _files(manifest: Manifest) -> str:
    named = ", ".join(manifest.changed_files[:_FILES])
    rest = len(manifest.changed_files) - _FILES
    return f"{named} {_words()('list-more', count=str(rest))}" if rest > 0 else named
