"""Mends mistyped words, and leaves alone what only looks like a mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from rapidfuzz.distance import OSA

from retrieval.language.spelling import fold_word
from retrieval.language.stemming import noun_readings, stem_kk

SHORTEST: Final = 5
"""Shorter words are never mended: too many other words are one letter away."""
_LONG: Final = 9


def allowed_distance(word: str) -> int:
    """How many slips a word of this length may hold: none below 5 letters, 2 from 9 on."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < _LONG else 2


class Vocabulary:
    """Words worth mending a typo to, and words that must stay as they are.

    Args:
        words: rare words of the domain, in any spelling; ordinary words do not belong here.
        names: words that mean one thing only, such as names of places. A name is never taken for a
            mistyped other word, and a word near two names is not mended at all.
    """

    def __init__(self, words: Iterable[str], names: Iterable[str] = ()) -> None:
        self.names: frozenset[str] = frozenset(map(fold_word, names))
        self.words: frozenset[str] = frozenset(map(fold_word, words)) | self.names
        self._groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for word in sorted(self.words):
            if len(word) >= SHORTEST:
                self._groups[word[0]].append((word, allowed_distance(word)))

    def __contains__(self, folded: object) -> bool:
        return folded in self.words

    def near(self, folded: str, *, inflected: bool = False) -> dict[str, int]:
        """The words within the allowed distance of a folded word, with their distances.

        The first letter has to agree: people rarely miss it. With ``inflected`` the word may
        carry a case ending that the vocabulary's word has not.
        """
        if len(folded) < SHORTEST:
            return {}
        found: dict[str, int] = {}
        own_limit = allowed_distance(folded)
        for word, word_limit in self._groups.get(folded[0], ()):
            limit = min(own_limit, word_limit)
            longer = len(folded) - len(word)
            if longer < -limit or (longer > limit and not inflected):
                continue
            distance = OSA.distance(folded, word, score_cutoff=limit)
            if distance > limit and inflected and longer > 0:
                # Compare with as much of the word as the name may be, a letter more or less.
                distance = min(
                    OSA.distance(folded[: len(word) + shift], word, score_cutoff=limit)
                    for shift in (-1, 0, 1)
                )
            if distance <= limit:
                found[word] = distance
        return found


def correct(word: str, vocabulary: Vocabulary | Collection[str]) -> str:
    """The vocabulary's word that ``word`` is a slip of, folded; ``word`` itself if there is none.

    A word is mended only if one vocabulary word is strictly nearest within
    `allowed_distance` (optimal string alignment: a swap of neighbours is one slip). Left alone
    are words with digits, words of the vocabulary and their case forms, and words that lie
    near a name as well as near something else, so that no region turns into another.
    """
    if not isinstance(vocabulary, Vocabulary):
        vocabulary = Vocabulary(vocabulary)
    folded = fold_word(word)
    if any(letter.isdigit() for letter in word) or _is_known(folded, vocabulary):
        return word
    near = vocabulary.near(folded)
    if not near or (len(near) > 1 and not vocabulary.names.isdisjoint(near)):
        return word
    best = min(near.values())
    nearest = [candidate for candidate, distance in near.items() if distance == best]
    return nearest[0] if len(nearest) == 1 else word


def _is_known(folded: str, vocabulary: Vocabulary) -> bool:
    if stem_kk(folded) in vocabulary:
        return True
    return any(reading in vocabulary for reading, _ in noun_readings(folded))
