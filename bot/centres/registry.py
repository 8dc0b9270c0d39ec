"""The owner's list of centres: a CSV file with a code, a name in each language and a region.

Spreadsheets write commas or, where the comma is the decimal sign (Kazakh and Russian settings),
semicolons; both are read.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from retrieval import Language, find_personal_data

__all__ = [
    "CODE_PATTERN",
    "COLUMNS",
    "NAME_LIMIT",
    "Centre",
    "CentreError",
    "CentreFileError",
    "Centres",
    "UnknownCentreError",
]

#: Telegram takes 64 of ``A-Za-z0-9_-`` as a start payload; ours are lower case, so that a code
#: that is typed by hand has one spelling, and begin with a letter, so that none is a number.
CODE_PATTERN: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
COLUMNS: Final = ("code", "name_kk", "name_ru", "region")
NAME_LIMIT: Final = 120
#: The database refuses these too (`bot.statistics.models.CentreRow`): a list of offices is no list
#: of people.
_PERSONAL: Final = re.compile(r"[0-9]{5}|@")
_REGION: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_RESERVED: Final = frozenset({"none", "several", "hidden"})


class CentreError(Exception):
    """Something is wrong with a centre; `CentreFileError` and `UnknownCentreError` say what."""


class CentreFileError(CentreError):
    """The list has errors; the message has a line for each: file, line, what to do."""


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
            CentreFileError: lines are wrong, or it is no CSV in UTF-8.
        """
        try:
            return cls.parse(path.read_bytes(), str(path), regions)
        except FileNotFoundError:
            return cls()

    @classmethod
    def parse(cls, content: bytes, name: str, regions: Iterable[str] | None = None) -> Centres:
        """The list in the bytes of a CSV file; ``name`` says in errors which.

        Raises:
            CentreFileError: lines are wrong, or it is no CSV in UTF-8.
        """
        known = None if regions is None else frozenset(regions)
        centres: dict[str, Centre] = {}
        wrong: list[str] = []
        try:
            for line, centre in _rows(name, content.decode("utf-8-sig")):
                wrong += [f"{name}:{line}: {each}" for each in _faults(centre, centres, known)]
                centres[centre.code] = centre
        except UnicodeDecodeError as error:
            raise CentreFileError(f"{name}: save the file as «CSV UTF-8»") from error
        except csv.Error as error:
            raise CentreFileError(f"{name}: this is no CSV file ({error})") from error
        if wrong:
            raise CentreFileError("\n".join(wrong))
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


def _rows(name: str, content: str) -> Iterator[tuple[int, Centre]]:
    delimiter = max(",;\t", key=content.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    reader.fieldnames = [column.strip().lower() for column in reader.fieldnames or ()]
    missing = [column for column in COLUMNS if column not in reader.fieldnames]
    if missing:
        raise CentreFileError(
            f"{name}:1: columns missing: {', '.join(missing)}. "
            f"The first line must be {','.join(COLUMNS)}"
        )
    for row in reader:
        cells = {column: (row[column] or "").strip() for column in COLUMNS}
        if any(cells.values()):
            names: dict[Language, str] = {"kk": cells["name_kk"], "ru": cells["name_ru"]}
            yield reader.line_num, Centre(cells["code"], names, cells["region"])


def _faults(
    centre: Centre, before: Mapping[str, Centre], regions: frozenset[str] | None
) -> Iterator[str]:
    """What is wrong with a line and what to do about it."""
    if not CODE_PATTERN.fullmatch(centre.code) or centre.code in _RESERVED:
        yield (
            f"code {centre.code!r}: write 2 to 32 of a-z, 0-9 and -, a letter first, "
            f"and none of {', '.join(sorted(_RESERVED))}"
        )
    elif centre.code in before:
        yield f"code {centre.code!r} is there twice: give each centre a code of its own"
    for language, name in centre.names.items():
        if not 0 < len(name) <= NAME_LIMIT:
            yield f"name_{language}: write a name of 1 to {NAME_LIMIT} characters"
        elif not name.isprintable():
            yield f"name_{language}: write the name on one line"
        elif _PERSONAL.search(name) or find_personal_data(name):
            yield (
                f"name_{language}: write the name of the office alone, "
                "without a phone number, an e-mail address or another long number"
            )
    if regions is not None and centre.region not in regions:
        near = difflib.get_close_matches(centre.region, regions, 1, 0.5)
        meant = (
            f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(sorted(regions))}"
        )
        yield f"region {centre.region!r} is not in knowledge/tables/regions.yaml: {meant}"
    elif not _REGION.fullmatch(centre.region):
        yield f"region {centre.region!r}: write a slug of knowledge/tables/regions.yaml, like abai"
