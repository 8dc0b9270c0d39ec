"""`qonys import`: drafts of files, with what the admin should look at, in the admin's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import yaml
from fluent.runtime import FluentBundle, FluentResource
from rich.console import Console

from bot.messages.admin import AdminLanguage
from retrieval.importing import ImportRefusedError, WrittenDraft, convert, write_draft

__all__ = ["import_files", "import_texts"]

#: Notes shown at the terminal for each file; the report beside the draft has them all.
_SHOWN: Final = 15


def import_files(
    files: Sequence[Path],
    drafts: Path,
    knowledge: Path,
    out: Console,
    language: AdminLanguage,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Make a draft of every file that can be read.

    Args:
        files: PDF, DOCX, HTML or text files.
        drafts: folder for the drafts; it is made if need be.
        knowledge: the knowledge folder, for the names of its topics.
        out: where to say what happened.
        language: of the admin.
        progress: is told the pages done and all pages of the file at work.

    Returns:
        Whether every file was imported.
    """
    say = import_texts(language)
    topics = _topics(knowledge)
    everything = True
    for file in files:
        try:
            draft = convert(file, progress=progress)
        except ImportRefusedError as refused:
            reason = say(f"refused-{refused.code}", **_complete(refused.params))
            out.print(say("refused", file=str(file), reason=reason), markup=False)
            everything = False
            continue
        written = write_draft(draft, file.name, drafts, topics, say)
        _tell(file, written, out, say)
    return everything


@cache
def import_texts(language: AdminLanguage) -> Callable[..., str]:
    """``say(key, **values)`` for the texts of one language.

    Raises (when called):
        KeyError: there is no such text.
        ValueError: a value is missing.
    """
    bundle = FluentBundle([language], use_isolating=False)
    source = resources.files("bot.messages").joinpath(f"importing.{language}.ftl")
    bundle.add_resource(FluentResource(source.read_text(encoding="utf-8")))

    def say(key: str, **values: str) -> str:
        message = bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = bundle.format_pattern(message.value, values)
        if errors:
            raise ValueError(f"text {key!r} in {language}: {errors[0]}")
        return str(text)

    return say


def _complete(params: dict[str, str]) -> dict[str, str]:
    """Values that a refusal may leave out, so that its text can always be made."""
    defaults = dict.fromkeys(("extension", "problem", "pages", "limit", "size", "name"), "none")
    return {**defaults, **{key: value or "none" for key, value in params.items()}}


def _topics(knowledge: Path) -> tuple[str, ...]:
    """Keys of the topics table; none if there is no readable one."""
    try:
        table = yaml.safe_load((knowledge / "tables" / "topics.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return ()
    return tuple(str(key) for key in table) if isinstance(table, dict) else ()


def _tell(file: Path, written: WrittenDraft, out: Console, say: Callable[..., str]) -> None:
    out.print(say("imported", file=str(file), draft=str(written.path)), markup=False)
    for note in written.notes[:_SHOWN]:
        out.print(f"  {written.path}:{note.line}: {note.text}", markup=False)
    report = str(written.report)
    hidden = len(written.notes) - _SHOWN
    if hidden > 0:
        out.print("  " + say("imported-more", count=str(hidden), report=report), markup=False)
    else:
        count = str(len(written.notes))
        out.print("  " + say("imported-notes", count=count, report=report), markup=False)
