"""The folded form: one rough Cyrillic spelling in which all ways of writing a word meet.

Қонысқа, коныска, qonysqa, qonısqa and qońysqa all fold to «кониска». The fold loses
distinctions on purpose (ы, і, и, й are one letter; ұ, ү, у are one letter), so an index keeps the
exact form beside it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from retrieval.language.alphabets import APOSTROPHES

_CACHED_WORDS: Final = 32_768

_CYRILLIC_TO_FOLDED: Final = str.maketrans(
    {
        "ә": "а", "ӓ": "а", "ғ": "г", "ҕ": "г", "ӷ": "г", "ґ": "г", "ё": "е", "є": "е", "ѐ": "е",
        "э": "е", "ӂ": "ж", "й": "и", "і": "и", "ї": "и", "ы": "и", "ӣ": "и", "ӹ": "и", "ѝ": "и",
        "қ": "к", "ҡ": "к", "ӄ": "к", "ҝ": "к", "ң": "н", "ӊ": "н", "ҥ": "н", "ӈ": "н", "ө": "о",
        "ӛ": "о", "ӧ": "о", "ӫ": "о", "ұ": "у", "ү": "у", "ў": "у", "ӯ": "у", "ӱ": "у", "ҳ": "х",
        "һ": "х", "ӽ": "х", "ц": "тс", "ҷ": "ч", "щ": "ш", "ъ": "", "ь": "", "ю": "иу", "я": "иа",
    }
)  # fmt: skip

_LATIN_TO_FOLDED: Final = str.maketrans(
    {
        "a": "а", "ä": "а", "á": "а", "à": "а", "â": "а", "ə": "а", "ǝ": "а", "æ": "а", "b": "б",
        "c": "тс", "ç": "ч", "č": "ч", "ć": "ч", "d": "д", "e": "е", "é": "е", "è": "е", "ë": "е",
        "f": "ф", "g": "г", "ğ": "г", "ǵ": "г", "ǧ": "г", "ģ": "г", "h": "х", "i": "и", "ı": "и",
        "í": "и", "ï": "и", "î": "и", "ī": "и", "j": "ж", "k": "к", "ķ": "к", "l": "л", "m": "м",
        "n": "н", "ñ": "н", "ń": "н", "ň": "н", "ŋ": "н", "ņ": "н", "o": "о", "ö": "о", "ó": "о",
        "ő": "о", "ô": "о", "ɵ": "о", "ø": "о", "p": "п", "q": "к", "r": "р", "s": "с", "ş": "ш",
        "š": "ш", "ś": "ш", "ș": "ш", "t": "т", "u": "у", "ü": "у", "ú": "у", "ū": "у", "ù": "у",
        "ŭ": "у", "ű": "у", "v": "в", "w": "у", "x": "х", "y": "и", "ý": "у", "ÿ": "и", "z": "з",
        "ž": "ж",
    }
)  # fmt: skip

_LATIN_LOOKING_CYRILLIC: Final = str.maketrans("aeopcxykmthbiıïhəөɵ", "аеорсхукмтнвіііһәөө")
_SHAPE_ONLY: Final = frozenset("aeopcxykmtibhıïəɵ")
"""Latin letters that a person may have taken for the Cyrillic letter of the same shape."""

_APOSTROPHE: Final = f"[{re.escape(APOSTROPHES)}]"
_WORD: Final = re.compile(rf"[^\W\d_]+(?:{_APOSTROPHE}+[^\W\d_]+)*{_APOSTROPHE}*")
_LATIN: Final = re.compile(r"[a-zà-öø-ɏəɵ]")
_CYRILLIC: Final = re.compile(r"[а-яёѐ-ԯ]")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_APOSTROPHE_2017: Final = {"s": "ш", "c": "ч", "y": "у"}

_DIGRAPHS: Final = (
    # ng before a consonant, at the end, and in the polite endings is ң; elsewhere н and г.
    (re.compile(r"ng(?=$|[^aeiouyäöüıáóúïwh]|[iyıï][zr])"), "n"),
    (re.compile(r"(?<=[bcdfghjklmnpqrstvwxzşğñ])yo"), "e"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"zh"), "ž"),
    (re.compile(r"sh"), "ş"),
    (re.compile(r"ch"), "ç"),
)
_COLLAPSE: Final = (
    (re.compile(r"и+е"), "е"),
    (re.compile(r"и{2,}"), "и"),
    (re.compile(r"у{2,}"), "у"),
    # One ш for a whole run of ш, сч and шч: collapsing them one by one would leave new runs.
    (re.compile(r"(?:[сш]ч+|ш)+"), "ш"),
)
# On a Russian keyboard э after a consonant stands for ә («мэселе»); these Russian words have a
# true э there.
_TRUE_E_AFTER_CONSONANT: Final = re.compile(r"мэр(?:[аеуы]|ом|и\w+)?|сэм|сэр|пэ|тэц")
_E_FOR_A: Final = re.compile(r"(?<=[бвгғджзкқлмнңпрстфхшч])э")
# Words that start with ә in Kazakh and are typed with э; in Russian words a first э is е.
_E_FOR_A_AT_START: Final = re.compile(
    r"э(?=(?:леум|ке|же|йел|ели|елі|ким|кім|кел|зир|зір|р\b|ркім|рким|рбир|рбір|лі|ли\b"
    r"|скер|рине|ріне|деб|дис|діс|уе|уел|ттең|пке))"
)


def fold(text: str) -> str:
    """Fold every word of ``text`` to the one form in which its spellings meet.

    Letters only: digits, spaces and punctuation stay, apostrophes inside or after a word go.
    The result is in lower case and Cyrillic; folding it again changes nothing.
    """
    text = _MARKS.sub("", unicodedata.normalize("NFC", text).lower())
    return _WORD.sub(_fold_match, text)


@lru_cache(maxsize=_CACHED_WORDS)
def fold_word(word: str) -> str:
    """Fold one word; the same as `fold`, remembered for words that come again."""
    return fold(word)


def _fold_match(match: re.Match[str]) -> str:
    word = match.group()
    if not _LATIN.search(word):
        folded = _fold_cyrillic(_without_apostrophes(word))
    elif not _CYRILLIC.search(word):
        quoted = match.start() > 0 and match.string[match.start() - 1] in APOSTROPHES
        folded = _fold_latin(word.rstrip(APOSTROPHES) if quoted else word)
    elif _SHAPE_ONLY.issuperset(_LATIN.findall(word)):
        folded = _fold_cyrillic(_without_apostrophes(word).translate(_LATIN_LOOKING_CYRILLIC))
    else:
        folded = _fold_cyrillic(_fold_latin(word))
    for pattern, replacement in _COLLAPSE:
        folded = pattern.sub(replacement, folded)
    return folded


def _fold_cyrillic(word: str) -> str:
    if "э" in word and not _TRUE_E_AFTER_CONSONANT.fullmatch(word):
        word = _E_FOR_A_AT_START.sub("а", word) if word[0] == "э" else word
        word = _E_FOR_A.sub("а", word)
    return word.translate(_CYRILLIC_TO_FOLDED)


def _fold_latin(word: str) -> str:
    if any(mark in word for mark in APOSTROPHES):
        word = _read_apostrophes(word)
    for pattern, replacement in _DIGRAPHS:
        word = pattern.sub(replacement, word)
    return word.translate(_LATIN_TO_FOLDED)


def _read_apostrophes(word: str) -> str:
    """Read the alphabet of 2017 (s' c' y'); elsewhere the mark is a soft sign and goes."""
    read: list[str] = []
    for at, written in enumerate(word):
        letter = written
        if letter in APOSTROPHES:
            continue
        marked = at + 1 < len(word) and word[at + 1] in APOSTROPHES
        # At the end of a word s' is Russian сь (zdes').
        if marked and letter in _APOSTROPHE_2017 and (letter == "y" or at + 2 < len(word)):
            letter = _APOSTROPHE_2017[letter]
        read.append(letter)
    return "".join(read)


def _without_apostrophes(word: str) -> str:
    return word.translate(_DROP_APOSTROPHES)


_DROP_APOSTROPHES: Final = str.maketrans("", "", APOSTROPHES)
