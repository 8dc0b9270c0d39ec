"""The owner's list of centres: a CSV file with a code, a name in each language and a region."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from retrieval import Language

__all__ = [
    "CODE_PATTERN",
    "Centre",
    "CentreError",
    "CentreFileError",
    "Centres",
    "UnknownCentreError",
]

#: Telegram takes 64 of ``A-Za-z0-9_-`` as a start payload; ours are lower case, so that a code
#: that is typed by hand has one spelling, and begin with a letter, so that none is a number.
CODE_PATTERN: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
_COLUMNS: Final = ("code", "name_kk", "name_ru", "region")
_NAME_LIMIT: Final = 120
_RESERVED: Final = frozenset({"none", "several", "hidden"})


class CentreError(Exception):
    """Something is wrong with a centre; `CentreFileError` and `UnknownCentreError` say what."""


class CentreFileError(CentreError):
    """The list has an error; the message names file and line."""


class UnknownCentreError(CentreError):
    """There is no centre with that code."""


@dataclass(frozen=True)
class Centre:
    """A centre that hands out the bot's link.

    Attributes:
        code: in links; see ``CODE_PATTERN``.
        names: as people know it, by language.
        region: slug of ``knowledge/tables/regions.yaml``.
    """

    code: str
    names: Mapping[Language, str]
    region: str


@dataclass(frozen=True)
class Centres:
    """The centres by code."""

    by_code: Mapping[str, Centre] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, regions: Iterable[str] | None = None) -> Centres:
        """The list in ``path``; none where there is no file.

        Args:
            path: CSV in UTF-8 with the columns ``code,name_kk,name_ru,region``.
            regions: slugs that a region must be one of; ``None`` takes any.

        Raises:
            CentreFileError: a line is wrong.
        """
        known = None if regions is None else frozenset(regions)
        centres: dict[str, Centre] = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for line, centre in _rows(path, file):
                    _check(f"{path}:{line}", centre, centres, known)
                    centres[centre.code] = centre
        except FileNotFoundError:
            return cls()
        except UnicodeDecodeError as error:
            raise CentreFileError(f"{path}: save the file as «CSV UTF-8»") from error
        return cls(centres)

    def __iter__(self) -> Iterator[Centre]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def __getitem__(self, code: str) -> Centre:
        """The centre with ``code``.

        Raises:
            UnknownCentreError: there is none.
        """
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownCentreError(f"There is no centre {code!r} in the list.") from None

    def code(self, payload: str) -> str | None:
        """The code that a ``/start`` payload is, if it is one of ours."""
        wanted = payload.strip().lower()
        return wanted if wanted in self.by_code else None

    def names(self, language: Language) -> Mapping[str, str]:
        """Names by code."""
        return {code: centre.names[language] for code, centre in self.by_code.items()}


def _rows(path: Path, file: Iterable[str]) -> Iterator[tuple[int, Centre]]:
    reader = csv.DictReader(file)
    missing = set(_COLUMNS) - set(reader.fieldnames or ())
    if missing:
        raise CentreFileError(f"{path}:1: columns missing: {', '.join(sorted(missing))}")
    for row in reader:
        cells = {name: (row[name] or "").strip() for name in _COLUMNS}
        if any(cells.values()):
            names: dict[Language, str] = {"kk": cells["name_kk"], "ru": cells["name_ru"]}
            yield reader.line_num, Centre(cells["code"], names, cells["region"])


def _check(
    place: str, centre: Centre, before: Mapping[str, Centre], regions: frozenset[str] | None
) -> None:
    if not CODE_PATTERN.fullmatch(centre.code) or centre.code in _RESERVED:
        raise CentreFileError(
            f"{place}: code {centre.code!r}: 2 to 32 of a-z, 0-9 and -, a letter first"
        )
    if centre.code in before:
        raise CentreFileError(f"{place}: code {centre.code!r} is there twice")
    for language, name in centre.names.items():
        if not 0 < len(name) <= _NAME_LIMIT:
            raise CentreFileError(f"{place}: name_{language}: 1 to {_NAME_LIMIT} characters")
    if regions is not None and centre.region not in regions:
        raise CentreFileError(f"{place}: region {centre.region!r} is not in the regions table")
