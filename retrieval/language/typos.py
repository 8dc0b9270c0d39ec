"""Mends mistyped words, and leaves alone what only looks like a mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.language.spelling import fold_word
from retrieval.language.stemming import noun_readings, stem_kk, stem_ru_folded
from retrieval.language.wordlists import KAZAKH_COMMON, RUSSIAN_COMMON, SPOKEN, written_words

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


class Mender:
    """Takes a word that no text has for the word of the texts that it is a slip of.

    Other than `Vocabulary` it knows every word of the texts, ordinary ones too, and so it looks
    only at words that neither the texts nor ordinary writing have in any form.

    Args:
        weights: how much each folded word of the texts tells (its inverse document frequency).
        names: words that nothing may be mended to or from, such as names of places.
    """

    def __init__(self, weights: Mapping[str, float], names: Iterable[str] = ()) -> None:
        self._weights = weights
        self._names = frozenset(map(fold_word, names))
        self._known = written_words().union(map(fold_word, (*KAZAKH_COMMON, *RUSSIAN_COMMON)))
        self._stems = frozenset(
            stem
            for word in weights
            for stem in (stem_kk(word), stem_ru_folded(word))
            if len(stem) >= _TELLING_STEM
        )
        self._targets = [word for word in weights if len(word) >= SHORTEST and word.isalpha()]
        self.mend = lru_cache(maxsize=_REMEMBERED)(self._mend)

    def knows(self, folded: str) -> bool:
        """Whether a folded word is right as it stands, as far as can be told."""
        if folded in self._weights or folded in self._known or folded in self._names:
            return True
        return stem_kk(folded) in self._stems or stem_ru_folded(folded) in self._stems

    def _mend(self, folded: str) -> str:
        """The word that was meant, folded; ``folded`` itself if it is known or nothing is near."""
        if folded in _SPOKEN:
            return _SPOKEN[folded]
        limit = allowed_distance(folded)
        if not limit or not folded.isalpha() or self.knows(folded):
            return folded
        near = process.extract(
            folded, self._targets, scorer=OSA.distance, score_cutoff=limit, limit=None
        )
        fitting = [
            (distance, self._weights[word], word)
            for word, distance, _ in near
            if distance <= allowed_distance(word)
        ]
        if not fitting:
            return folded
        distance, weight, best = min(fitting)
        rivals = [(w, word) for d, w, word in fitting if d == distance]
        if any(word in self._names for _, word in rivals):
            return folded
        # Forms of one word don't contend; of different words only one that is far more usual wins.
        others = [w for w, word in rivals if stem_kk(word) != stem_kk(best)]
        return folded if any(w < weight + _CLEARLY for w in others) else best


_SPOKEN: Final = {fold_word(said): fold_word(meant) for said, meant in SPOKEN.items()}
_REMEMBERED: Final = 4096
_TELLING_STEM: Final = 3
"""A shorter stem proves nothing: the ending that was cut off may be the slip."""
_CLEARLY: Final = 1.0
"""How much rarer, in nats, every other reading of a slip has to be."""
