"""Plants errors: documents that are clean but for one, in a copy of the shipped folder.

Every plant is a pair of documents of its own, so that all of them can stand in one copy and be
checked in one go, and a test still sees which plant was told, and which was not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_KK = """\
---
id: {name}
title: Көшу туралы {w0}
topic: subsidies
applies_to: [resettler]
regions: []
effective_from: 2026-01-01
effective_to: null
reviewed_on: 2026-11-01
verification: official
sources:
- title: Бірінші бет {w0}
  url: https://www.gov.kz/article/{name}
  act: 2023 жылғы 22 маусымдағы № 234 бұйрық
  date: 2026-01-09
- title: Екінші бет {w1}
  url: https://www.gov.kz/kk/article/{name}-2
facts: [RUL-001, SUP-001]
sections:
  first:
    button: Бірінші {w0}
    facts: [RUL-001]
    questions:
    - Қашан {w0} {w1}?
    - Қайда {w2} {w3}?
    - Кім {w4} {w5}?
    sources: [1]
    related: [{name}#second]
  second:
    button: Екінші {w1}
    facts: [SUP-001]
    questions:
    - Неге {w0} {w1}?
    - Қалай {w2} {w3}?
    - Қандай {w4} {w5}?
    sources: [2]
---

## Бұл {w0} {w1} бола ма? {{#first}}

Мұнда {w2} {w3} {w4} {w5} жазылған. Шешім {w6} 3 жұмыс күні ішінде {w7} қабылданады.

Шарты:
- {w8} {w9} керек;
- {w10} {w11} керек;
- {w12} {w13} керек.

## Ал {w2} {w3} неге керек? {{#second}}

Бұл {w14} {w15} {w10} {w11} 2026 жылғы 5 наурыздан басталады. Толығы www.gov.kz бетінде,
{w16} {w17} айтылған.
"""

_RU = """\
---
id: {name}
title: О переезде {w0}
topic: subsidies
applies_to: [resettler]
regions: []
effective_from: 2026-01-01
effective_to: null
reviewed_on: 2026-11-01
verification: official
sources:
- title: Первая страница {w0}
  url: https://www.gov.kz/article/{name}
  act: приказ № 234 от 22 июня 2023 года
  date: 2026-01-09
- title: Вторая страница {w1}
  url: https://www.gov.kz/ru/article/{name}-2
facts: [RUL-001, SUP-001]
sections:
  first:
    button: Первый {w0}
    facts: [RUL-001]
    questions:
    - Когда {w0} {w1}?
    - Где {w2} {w3}?
    - Кто {w4} {w5}?
    sources: [1]
    related: [{name}#second]
  second:
    button: Второй {w1}
    facts: [SUP-001]
    questions:
    - Почему {w0} {w1}?
    - Как {w2} {w3}?
    - Какой {w4} {w5}?
    sources: [2]
---

## Бывает ли {w0} {w1}? {{#first}}

Здесь написано {w2} {w3} {w4} {w5}. Решение {w6} принимают за 3 рабочих дня {w7}.

Условия:
- нужен {w8} {w9};
- нужен {w10} {w11};
- нужен {w12} {w13}.

## Зачем нужен {w2} {w3}? {{#second}}

Этот {w14} {w15} {w10} {w11} начинается с 5 марта 2026 года. Подробно на www.gov.kz, там
{w16} {w17} сказано.
"""

# Syllables that are neutral in both languages: made-up words repeat nothing that stands elsewhere.
_SYLLABLES = ("ба", "ре", "ми", "то", "ну", "ка", "ле", "до", "ви", "са", "пе", "ло", "зу", "фа")

Edit = tuple[str, str]


@dataclass(frozen=True)
class Plant:
    """One error and how it must be told.

    Attributes:
        code: the finding.
        kk: edits of the Kazakh document, ``(old, new)``; ``None`` leaves the file out.
        ru: edits of the Russian document.
        finds: ``(language, text of the line)`` of every finding there must be.
        says: what the message must name, in every language.
        error: whether the finding keeps the folder from going live.
        variant: tells plants of one code apart.
        extra: further files, by path; ``{name}`` stands for the name of the plant.
        encoding: of the Russian file.
    """

    code: str
    kk: tuple[Edit, ...] | None = ()
    ru: tuple[Edit, ...] | None = ()
    finds: tuple[tuple[str, str], ...] = ()
    says: tuple[str, ...] = ()
    error: bool = False
    variant: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def name(self) -> str:
        """Also the name of the documents."""
        return "-".join(filter(None, ("planted", self.code, self.variant)))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Made-up words of this plant."""
        chance = random.Random(self.name)
        return {f"w{n}": "".join(chance.choices(_SYLLABLES, k=4)) for n in range(18)}

    @property
    def paths(self) -> Mapping[str, Path]:
        """Path of each document and extra file, relative to the folder."""
        paths = {lang: Path("subsidies", f"{self.name}.{lang}.md") for lang in ("kk", "ru")}
        return paths | {key: Path(key.format(name=self.name)) for key in self.extra}

    def write(self, folder: Path) -> None:
        """Put the documents into the folder."""
        for language, template, edits in (("kk", _KK, self.kk), ("ru", _RU, self.ru)):
            if edits is None:
                continue
            text = template.format(name=self.name, **self.words)
            for old, new in edits:
                before, after = self.filled(old), self.filled(new)
                assert before in text, f"{self.name}: nothing to change: {before}"
                text = text.replace(before, after, 1)
            encoding = self.encoding if language == "ru" else "utf-8"
            (folder / self.paths[language]).write_text(text, encoding=encoding, newline="")
        for key, text in self.extra.items():
            (folder / self.paths[key]).write_text(text, encoding="utf-8")

    def filled(self, text: str) -> str:
        """``text`` with ``<w0>`` … and ``<name>`` replaced by those of the plant."""
        for key, word in {**self.words, "name": self.name}.items():
            text = text.replace(f"<{key}>", word)
        return text

    def expected(self, folder: Path) -> list[tuple[Path, int, str]]:
        """Path, line and code of every finding there must be."""
        return sorted(
            (self.paths[key], self._line(folder / self.paths[key], marker), self.code)
            for key, marker in self.finds
        )

    def _line(self, path: Path, marker: str) -> int:
        if not marker:
            return 1
        encoding = self.encoding if path.name.endswith(".ru.md") else "utf-8"
        lines = path.read_text(encoding=encoding).split("\n")
        wanted = self.filled(marker).strip("\n")
        found = [n for n, line in enumerate(lines, start=1) if wanted in line]
        assert len(found) == 1, f"{self.name}: {marker!r} stands on lines {found}"
        return found[0]


def plant_all(plants: Iterable[Plant], folder: Path) -> None:
    """Put every plant into the folder."""
    for plant in plants:
        plant.write(folder)
