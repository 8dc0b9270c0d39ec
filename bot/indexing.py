"""`qonys index` and `--watch`: new index versions for the admin at a terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.console import Console
from watchfiles import watch

from bot.clock import today_in_kazakhstan
from bot.messages.admin import (
    AdminLanguage,
    FindingTexts,
    admin_language,
    finding_texts,
    indexing_texts,
)
from bot.service import open_store
from bot.settings import Settings
from retrieval import (
    Acceptor,
    Finding,
    KnowledgeError,
    Progress,
    RetrievalError,
)

__all__ = ["build_once", "show_findings", "watch_folder"]


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


def _language() -> AdminLanguage:
    return admin_language(None, os.environ)


def _words() -> FindingTexts:
    return indexing_texts(_language())
