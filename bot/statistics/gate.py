"""The one gate through which numbers leave the database.

What is published is a tree: a total, split once into parts, each part of which may be split again,
in several ways (`bot.statistics.release`). Every published number of a split is tied to the others
of that split alone, by their sum. So it is enough that each split keeps its small parts, and a
report over many weeks, which only adds published numbers up, can't give away more than they do.

A split is protected as follows (Hundepool et al., Statistical Disclosure Control, 2012, ch. 4):

1. a part under the threshold is hidden (primary suppression);
2. what is hidden can be computed together, as total minus the parts shown. While that sum is under
   the threshold, or is a single part, or is so large that a hidden part must be about as large as
   it can be, the smallest part still shown is hidden too (complementary suppression);
3. a total under the threshold is not shown, and neither is anything below it.

Which parts are hidden for their own size and which for the others' is not told. Parts with nothing
in them look like hidden ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["DEFAULT_THRESHOLD", "MINIMUM_THRESHOLD", "Split", "protect", "protect_terms"]

DEFAULT_THRESHOLD: Final = 10
MINIMUM_THRESHOLD: Final = 5
#: Counts of terms overlap, so that no total ties them; they are shown as multiples of this.
TERM_STEP: Final = 5


@dataclass(frozen=True)
class Split:
    """A total and those of its parts that may be seen.

    Attributes:
        total: at least the threshold.
        parts: the parts shown, largest first; each at least the threshold.
    """

    total: int
    parts: Mapping[str, int]

    @property
    def hidden(self) -> int:
        """What the parts not shown amount to: 0, or at least the threshold."""
        return self.total - sum(self.parts.values())


def protect(counts: Mapping[str, int], threshold: int) -> Split | None:
    """The split of ``counts`` that may be published; ``None`` when not even its total may.

    The result depends on the counts and the threshold alone: publishing twice tells no more.

    Raises:
        ValueError: the threshold is under `MINIMUM_THRESHOLD`, or a count is negative.
    """
    _check(threshold)
    if any(count < 0 for count in counts.values()):
        raise ValueError("counts can't be negative")
    total = sum(counts.values())
    if total < threshold:
        return None
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [(name, count) for name, count in ranked if count >= threshold]
    hidden = [count for _, count in ranked if count < threshold]
    while shown and not _is_safe(hidden, shown[-1][1], threshold):
        # Equal parts go together: which of them is shown must not hang on their names.
        smallest = shown[-1][1]
        while shown and shown[-1][1] == smallest:
            hidden.append(shown.pop()[1])
    return Split(total, MappingProxyType(dict(shown)))


def _is_safe(hidden: list[int], smallest_shown: int, threshold: int) -> bool:
    """Whether the sum of the hidden parts tells too little of each of them.

    A reader knows the sum, and that every hidden part is smaller than every part shown.
    """
    together = sum(hidden)
    if together == 0:
        return True
    if sum(1 for count in hidden if count) < 2 or together < threshold:
        return False
    # The least that a part can be, when all the others are as large as hidden parts get.
    least = together - (len(hidden) - 1) * (smallest_shown - 1)
    return least <= threshold // 2 - 1


def protect_terms(counts: Mapping[str, int], total: int, threshold: int) -> Mapping[str, int]:
    """Terms that occurred in at least ``threshold`` of ``total`` questions; «at least» so often.

    A count is rounded down to a multiple of ``TERM_STEP``, and never comes closer to the total
    than the threshold, so that the questions without the term aren't a small group either.
    """
    _check(threshold)
    shown = {}
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        most = min(count, total - threshold)
        rounded = most - most % TERM_STEP
        if count >= threshold and rounded >= threshold:
            shown[name] = rounded
    return MappingProxyType(shown)


def _check(threshold: int) -> None:
    if threshold < MINIMUM_THRESHOLD:
        raise ValueError(f"the threshold is at least {MINIMUM_THRESHOLD}, not {threshold}")
