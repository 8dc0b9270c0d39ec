from __future__ import annotations

from importlib import resources

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.messages import texts
from bot.telegram.application import COMMANDS
from retrieval import LANGUAGES, Language


class Variables(Visitor):
    """Collects the names of the variables of a message."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def messages(language: Language) -> dict[str, set[str]]:
    source = resources.files("bot.messages").joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    resource = FluentParser().parse(source)
    junk = [entry.content for entry in resource.body if isinstance(entry, ast.Junk)]
    assert not junk, f"{language}.ftl: this is no Fluent: {junk}"
    found = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    assert messages("kk") == messages("ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_written(language: Language) -> None:
    samples = dict.fromkeys(("from", "to", "on", "day"), "2026-01-01")
    for key, variables in messages(language).items():
        values = {name: samples.get(name, "70") for name in variables}
        text = texts()[language](key, **values)
        assert text.strip(), key
        assert "{" not in text, key


def test_missing_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(ValueError, match="topic"):
        texts()["kk"]("topic")


def test_kazakh_dates_take_their_ending() -> None:
    text = texts()["kk"]("answer-valid-between", **{"from": "2026-01-01", "to": "2026-12-31"})
    assert text == "2026 жылғы 1 қаңтардан 2026 жылғы 31 желтоқсанға дейін жарамды."


@pytest.mark.parametrize("language", LANGUAGES)
def test_profile_texts_keep_to_the_limits_of_telegram(language: Language) -> None:
    # setMyShortDescription takes 120 characters, setMyDescription 512, a command 256.
    words = texts()[language]
    assert len(words("profile-about")) <= 120
    assert len(words("profile-description")) <= 512
    assert all(len(words(f"command-{name}")) <= 256 for name in COMMANDS)
