"""Turns a text in standard spelling into the habits in which people really type.

For evaluation and for training data: the same text and seed always give the same result.
Digits, web and mail addresses stay as they are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal, get_args

from retrieval.language.alphabets import (
    CYRILLIC_KEYBOARD,
    LATIN_2018,
    LATIN_2021,
    LATIN_ADHOC,
    LATIN_KEYBOARD,
    WITHOUT_KAZAKH_LETTERS,
)

Habit = Literal["standard", "no_kazakh_letters", "latin_2021", "latin_2018", "latin_adhoc", "typo"]
HABITS: Final[tuple[Habit, ...]] = get_args(Habit)

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b[\w-]+(?:\.[\w-]+)*\.(?:kz|com|org|ru)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST_MISTYPED_WORD: Final = 4
_SHARE_OF_LETTERS_MISTYPED: Final = 0.04


def apply_habit(text: str, habit: Habit, seed: int) -> str:
    """Rewrite ``text`` as somebody with this habit would type it.

    Args:
        text: Kazakh or Russian text in standard spelling.
        habit: one of `HABITS`. ``latin_adhoc`` picks one way of writing each letter for the whole
            text, as one person would; ``typo`` makes about one slip (a neighbouring key, a dropped,
            doubled or swapped letter) in 25 letters and at least one if a word has four letters.
        seed: chooses among the ways that the habit leaves open.

    Raises:
        ValueError: the habit is unknown.
    """
    if habit not in HABITS:
        raise ValueError(f"unknown habit {habit!r}; one of {', '.join(HABITS)}")
    # A string seed is hashed by the generator itself, the same in every run.
    chance = random.Random(f"{seed}/{habit}/{text}")  # noqa: S311
    match habit:
        case "standard":
            return text
        case "no_kazakh_letters":
            writer = {key: chance.choice(keys) for key, keys in WITHOUT_KAZAKH_LETTERS.items()}
            return _outside_addresses(text, lambda part: _respell(part, writer))
        case "latin_2021":
            return _outside_addresses(text, lambda part: _respell(part, LATIN_2021))
        case "latin_2018":
            return _outside_addresses(text, lambda part: _respell(part, LATIN_2018))
        case "latin_adhoc":
            writer = {letter: chance.choice(ways) for letter, ways in LATIN_ADHOC.items()}
            return _outside_addresses(text, lambda part: _respell(part, writer))
        case _:
            return _mistype(text, chance)


def _outside_addresses(text: str, rewrite: Callable[[str], str]) -> str:
    parts: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        parts += [rewrite(text[end : address.start()]), address.group()]
        end = address.end()
    parts.append(rewrite(text[end:]))
    return "".join(parts)


def _respell(text: str, letters: Mapping[str, str]) -> str:
    return _WORD.sub(lambda word: _respell_word(word.group(), letters), text)


def _respell_word(word: str, letters: Mapping[str, str]) -> str:
    respelled: list[str] = []
    for letter in word:
        new = letters.get(letter.lower())
        if new is None:
            respelled.append(letter)
        elif not letter.isupper():
            respelled.append(new)
        elif word.isupper() and len(word) > 1:
            respelled.append(new.upper())
        else:
            respelled.append(new[:1].upper() + new[1:])
    return "".join(respelled)


def _mistype(text: str, chance: random.Random) -> str:
    addresses = [address.span() for address in _ADDRESS.finditer(text)]
    words = [
        word.span()
        for word in _WORD.finditer(text)
        if len(word.group()) >= _SHORTEST_MISTYPED_WORD
        and not any(start <= word.start() < end for start, end in addresses)
    ]
    if not words:
        return text
    letters = sum(end - start for start, end in words)
    count = min(len(words), max(1, round(letters * _SHARE_OF_LETTERS_MISTYPED)))
    chosen = sorted(chance.sample(words, count), reverse=True)
    for start, end in chosen:
        text = text[:start] + _slip(text[start:end], chance) + text[end:]
    return text


def _slip(word: str, chance: random.Random) -> str:
    # People nearly always get the first letter right.
    at = chance.randrange(1, len(word))
    kind = chance.choice(("neighbour", "drop", "double", "swap"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "swap" and at + 1 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    neighbours = _NEIGHBOURS.get(word[at].lower(), "")
    if kind == "neighbour" and neighbours:
        key = chance.choice(neighbours)
        return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def _neighbouring_keys(rows: tuple[str, ...]) -> dict[str, str]:
    """Keys beside each key: left, right, and the nearest ones of the rows above and below."""
    neighbours: dict[str, str] = {}
    for number, row in enumerate(rows):
        for at, key in enumerate(row):
            beside = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            above = rows[number - 1][at : at + 2] if number else ""
            below = rows[number + 1][max(0, at - 1) : at + 1] if number + 1 < len(rows) else ""
            neighbours[key] = beside + above + below
    return neighbours


_NEIGHBOURS: Final = _neighbouring_keys(CYRILLIC_KEYBOARD[1:]) | _neighbouring_keys(LATIN_KEYBOARD)
