"""Texts for admins at a terminal or in their chat: in Kazakh, Russian or English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, get_args

from fluent.runtime import FluentBundle, FluentResource

from retrieval import Finding, format_date

__all__ = [
    "DEFAULT_LANGUAGE",
    "AdminLanguage",
    "FindingTexts",
    "admin_language",
    "finding_texts",
    "indexing_texts",
]

AdminLanguage = Literal["kk", "ru", "en"]

DEFAULT_LANGUAGE: Final[AdminLanguage] = "ru"


class FindingTexts:
    """What each finding says, in one language.

    Args:
        language: ``kk``, ``ru`` or ``en``.
        source: the file of the texts; other commands have their own.
    """

    def __init__(self, language: AdminLanguage, source: str = "findings") -> None:
        self.language = language
        # Values are file names and quotations: marks of writing direction would be copied along.
        functions: dict[str, Any] = {"DAY": self._day}
        self._bundle = FluentBundle([language], use_isolating=False, functions=functions)
        file = resources.files("bot.messages").joinpath(f"{source}.{language}.ftl")
        self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def __call__(self, key: str, /, **values: str) -> str:
        """The text ``key``.

        Raises:
            KeyError: there is no such text.
            ValueError: a value is missing.
        """
        return self._format(self._bundle.get_message(key).value, key, values)

    def message(self, finding: Finding) -> str:
        """What is wrong."""
        return self(finding.code, **finding.params)

    def remedy(self, finding: Finding) -> str:
        """What to do."""
        pattern = self._bundle.get_message(finding.code).attributes["remedy"]
        return self._format(pattern, finding.code, finding.params)

    def _format(self, pattern: Any, key: str, values: Mapping[str, str]) -> str:
        if pattern is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(pattern, dict(values))
        if errors:
            raise ValueError(f"text {key!r} in {self.language}: {errors[0]}")
        return str(text)

    def _day(self, iso: Any) -> str:
        day = date.fromisoformat(str(iso))
        return day.isoformat() if self.language == "en" else format_date(day, self.language)


@cache
def finding_texts(language: AdminLanguage) -> FindingTexts:
    """What findings say; read once."""
    return FindingTexts(language)


@cache
def indexing_texts(language: AdminLanguage) -> FindingTexts:
    """What is said of index versions; read once."""
    return FindingTexts(language, "indexing")


def admin_language(asked: str | None, environment: Mapping[str, str]) -> AdminLanguage:
    """The language to talk to the admin in.

    Args:
        asked: what ``--language`` says.
        environment: ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` are looked at, as POSIX has it.

    Raises:
        ValueError: ``asked`` is no language that there are texts in.
    """
    known: tuple[AdminLanguage, ...] = get_args(AdminLanguage)
    if asked is not None:
        for language in known:
            if asked.casefold() == language:
                return language
        raise ValueError(f"--language: {', '.join(known)}")
    value = next(
        (environment[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(n)), ""
    )
    code = value.casefold().replace("-", "_").partition("_")[0].partition(".")[0]
    return next((language for language in known if language == code), DEFAULT_LANGUAGE)
