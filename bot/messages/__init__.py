"""The fixed texts of the bot, from Fluent files: one per language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from retrieval import LANGUAGES, Language, format_date, kazakh_suffix

__all__ = ["Texts", "texts"]


class Texts:
    """The texts of one language.

    Args:
        language: ``kk`` or ``ru``.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        # Isolation marks are for mixed writing directions; here they would only break searching.
        functions: dict[str, Any] = {"SUFFIX": _suffix, "DAY": self._day}
        self._bundle = FluentBundle([language], use_isolating=False, functions=functions)
        for name in (f"{language}.ftl", f"dialogues.{language}.ftl"):
            source = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
            self._bundle.add_resource(FluentResource(source))

    def __call__(self, key: str, **values: object) -> str:
        """The text ``key`` with its values filled in.

        Raises:
            KeyError: there is no such text.
            ValueError: a value is missing or can't be shown.
        """
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, dict(values))
        if errors:
            raise ValueError(f"text {key!r} in {self.language}: {errors[0]}")
        return str(text)

    def has(self, key: str) -> bool:
        """Whether there is a text ``key``."""
        return bool(self._bundle.has_message(key))

    def _day(self, iso: object) -> str:
        return format_date(date.fromisoformat(str(iso)), self.language)


def _suffix(word: object, case: object) -> str:
    """Fluent function ``SUFFIX($name, "dative")``: a Kazakh word or number in a case."""
    return kazakh_suffix(str(word), str(case))


@cache
def texts() -> Mapping[Language, Texts]:
    """The texts by language; they are read once and never change."""
    return {language: Texts(language) for language in LANGUAGES}
