"""Letter tables: how the letters of Kazakh and Russian are written in each habit.

The Latin alphabets are those of the presidential decrees and drafts: April-October 2017
(apostrophes), February 2018 (acute accents), January 2021 (umlauts, cedilla, macron), and the
alphabet that Kazakh news agencies used on the web before them (``w`` for у, ``ı`` for ы).
"""

from __future__ import annotations

from typing import Final

KAZAKH_LETTERS: Final = frozenset("әғқңөұүһі")
"""Letters that standard Kazakh has and Russian has not."""

RUSSIAN_ONLY_LETTERS: Final = frozenset("ъщ")
"""Letters that native Kazakh words never have (loans aside)."""

APOSTROPHES: Final = "'’ʼ‘`´ʹ"

WITHOUT_KAZAKH_LETTERS: Final[dict[str, tuple[str, ...]]] = {
    "ә": ("а", "а", "а", "э"), "ғ": ("г",), "қ": ("к",), "ң": ("н",), "ө": ("о",), "ұ": ("у",),
    "ү": ("у",), "һ": ("х",), "і": ("и", "и", "и", "ы"),
}  # fmt: skip
"""What people press for a Kazakh letter on a Russian keyboard; the common way is repeated."""

_SHARED_LATIN: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "э": "e", "ь": "", "ъ": "", "қ": "q",
    "ы": "y",
}  # fmt: skip

LATIN_2021: Final[dict[str, str]] = _SHARED_LATIN | {
    "ә": "ä", "ғ": "ğ", "и": "i", "й": "i", "ң": "ñ", "ө": "ö", "у": "u", "ұ": "ū", "ү": "ü",
    "ш": "ş", "щ": "ş", "і": "ı", "ю": "iu", "я": "ia",
}  # fmt: skip
LATIN_2018: Final[dict[str, str]] = _SHARED_LATIN | {
    "ә": "á", "ғ": "ǵ", "и": "ı", "й": "ı", "ң": "ń", "ө": "ó", "у": "ý", "ұ": "u", "ү": "ú",
    "ш": "sh", "щ": "sh", "і": "i", "ю": "ıý", "я": "ıa",
}  # fmt: skip

LATIN_ADHOC: Final[dict[str, tuple[str, ...]]] = {
    letter: (latin,) for letter, latin in _SHARED_LATIN.items()
} | {
    "ә": ("a",), "ғ": ("g", "g", "gh"), "ж": ("zh", "j"), "и": ("i",), "й": ("y", "i"),
    "қ": ("q", "k"), "ң": ("n", "n", "ng"), "ө": ("o",), "у": ("u", "u", "w"), "ұ": ("u",),
    "ү": ("u",), "х": ("h", "kh", "x"), "һ": ("h",), "ц": ("c", "ts"), "ш": ("sh",),
    "щ": ("sch", "sh", "shch"), "ы": ("y", "y", "i"), "і": ("i",), "ю": ("yu", "iu"),
    "я": ("ya", "ia"), "ё": ("e", "yo"), "ь": ("", "'"), "ъ": ("",),
}  # fmt: skip
"""Ways seen in messages; a repeated entry is the more common one."""

CYRILLIC_KEYBOARD: Final = ("әіңғүұқөһ", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
"""Rows of the Kazakh keyboard; its Kazakh letters lie on the row of the digits."""
LATIN_KEYBOARD: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
