"""Reading YAML so that every error can name its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from retrieval.knowledge.findings import Finding

__all__ = ["YamlText", "read_model"]

_Key = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


# The C parser reads a large folder ten times faster; where it is missing, the slow one serves.
_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DuplicateKeyError(yaml.constructor.ConstructorError):
    """A key of a mapping stands twice."""

    def __init__(self, key: str, mark: yaml.Mark) -> None:
        self.key = key
        super().__init__(None, None, f"the key {key!r} stands twice", mark)


class _UniqueKeyLoader(_BaseLoader):  # type: ignore[misc]
    """Refuses a key that stands twice: the second would silently win."""


def _construct_mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise DuplicateKeyError(str(key), key_node.start_mark)
        seen.add(key)
    return dict(yaml.SafeLoader.construct_mapping(loader, node, deep=True))


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


class YamlText:
    """A YAML text, its data, and the line of every key in it.

    Args:
        text: the YAML source.
        path: file it came from, for messages.
        first_line: 1-based line of the file on which the text begins.
    """

    def __init__(self, text: str, path: Path, first_line: int = 1) -> None:
        self.path = path
        self.first_line = first_line
        self.findings: list[Finding] = []
        self.data: Any = None
        self._lines: dict[_Key, int] = {}
        try:
            loader = _UniqueKeyLoader(text)
            node = loader.get_single_node()
            self.data = None if node is None else loader.construct_document(node)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = first_line + (mark.line if mark else 0)
            problem = str(getattr(error, "problem", None) or error)
            params = {"problem": problem, "kind": _syntax_kind(problem), "key": ""}
            if isinstance(error, DuplicateKeyError):
                params["key"] = error.key
            self.findings.append(Finding(path, line, "yaml-syntax", params=params))
        else:
            if node is not None:
                self._remember_lines(node, ())

    def _remember_lines(self, node: yaml.Node, key: _Key) -> None:
        self._lines.setdefault(key, node.start_mark.line)
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                name = key_node.value
                self._lines[(*key, name)] = key_node.start_mark.line
                self._remember_lines(value_node, (*key, name))
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._lines[(*key, index)] = item.start_mark.line
                self._remember_lines(item, (*key, index))

    def line(self, *key: str | int) -> int:
        """1-based line of the key in the file; of its nearest known parent where it is missing."""
        path: _Key = tuple(part if isinstance(part, int) else str(part) for part in key)
        while path and path not in self._lines:
            path = path[:-1]
        return self.first_line + self._lines.get(path, 0)

    def validate(self, model: type[Model]) -> Model | None:
        """The data as ``model``, or ``None`` with the reasons added to ``findings``."""
        if self.findings:
            return None
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            for item in error.errors():
                self.findings.append(self._finding(item))
            return None

    def _finding(self, item: Mapping[str, Any]) -> Finding:
        location: Sequence[str | int] = item["loc"]
        shown = ".".join(str(part) for part in location)
        kind = {
            "missing": "field-missing",
            "extra_forbidden": "field-unknown",
        }.get(item["type"], "field-invalid")
        params = {"field": shown or "…"}
        if kind == "field-invalid":
            params |= {"problem": item["msg"], "value": str(item.get("input"))[:80]}
            params |= _expectation(item)
        return Finding(self.path, self.line(*location), kind, params=params)


# What libyaml and PyYAML say, by what people did; the texts for admins are chosen by it.
_SYNTAX_KINDS = (
    ("stands twice", "twice"),
    ("mapping values are not allowed", "colon"),
    ("cannot start any token", "tab"),
    ("found a tab", "tab"),
    ("unexpected end of stream", "bracket"),
    ("expected ',' or", "bracket"),
)
_FIELD_KINDS = {
    "literal_error": "choice",
    "enum": "choice",
    "string_pattern_mismatch": "form",
    "string_too_long": "long",
    "string_too_short": "short",
    "too_short": "short",
    "bool_parsing": "form",
    "bool_type": "form",
}


def _syntax_kind(problem: str) -> str:
    return next((kind for words, kind in _SYNTAX_KINDS if words in problem), "other")


def _expectation(item: Mapping[str, Any]) -> Mapping[str, str]:
    """What pydantic expected, in a form that a text in any language can use."""
    kind = _FIELD_KINDS.get(item["type"], "other")
    if item["type"].startswith("date"):
        kind = "date"
    elif item["type"].startswith(("int", "decimal", "greater", "less", "float")):
        kind = "number"
    context = item.get("ctx") or {}
    expected = context.get("expected", context.get("max_length", ""))
    return {"kind": kind, "expected": str(expected).replace("'", "").replace(" or ", ", ")}


def read_model(folder: Path, path: Path, model: type[Model]) -> tuple[Model | None, YamlText]:
    """Read ``folder / path`` as ``model``; the findings are in the second value."""
    try:
        source = (folder / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        text = YamlText("", path)
        text.findings.append(Finding(path, 1, "file-missing"))
        return None, text
    except UnicodeDecodeError as error:
        text = YamlText("", path)
        line = (folder / path).read_bytes()[: error.start].count(b"\n") + 1
        text.findings.append(Finding(path, line, "not-utf8"))
        return None, text
    text = YamlText(source, path)
    return text.validate(model), text
