"""Attacks on the publishing gate: by subtraction, by knowing the rules, by asking again."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from bot.statistics.gate import MINIMUM_THRESHOLD, TERM_STEP, Split, protect, protect_terms
from bot.statistics.models import COUNTERS
from tests.conftest import ROOT

NAMES = tuple("abcdefgh")
THRESHOLDS = st.integers(MINIMUM_THRESHOLD, 20)
COUNTS = st.lists(
    st.one_of(st.integers(0, 30), st.integers(0, 1000)), min_size=1, max_size=len(NAMES)
).map(lambda counts: dict(zip(NAMES, counts, strict=False)))


@given(COUNTS, THRESHOLDS)
def test_nothing_under_the_threshold_is_shown(counts: Mapping[str, int], threshold: int) -> None:
    split = protect(counts, threshold)
    if split is None:
        assert sum(counts.values()) < threshold
        return
    assert split.total == sum(counts.values()) >= threshold
    assert all(count >= threshold for count in split.parts.values())
    assert all(counts[name] == count for name, count in split.parts.items())
    assert split.hidden == 0 or split.hidden >= threshold


@given(COUNTS, THRESHOLDS)
def test_subtraction_leaves_every_hidden_part_uncertain_by_the_threshold(
    counts: Mapping[str, int], threshold: int
) -> None:
    split = protect(counts, threshold)
    if split is None:
        return
    hidden = [name for name in counts if name not in split.parts]
    if all(counts[name] == 0 for name in hidden):
        return
    for target in hidden:
        low, high = _feasible(target, hidden, split)
        assert low <= counts[target] <= high
        assert high - low >= threshold


def _feasible(target: str, hidden: list[str], split: Split) -> tuple[float, float]:
    """What a hidden part can be, from all that is published, by linear programming."""
    goal = np.array([1.0 if name == target else 0.0 for name in hidden])
    row = np.ones((1, len(hidden)))
    ends = [
        linprog(sign * goal, A_eq=row, b_eq=[split.hidden], bounds=(0, None)).fun * sign
        for sign in (1, -1)
    ]
    return ends[0], ends[1]


@pytest.mark.parametrize(("parts", "largest"), [(2, 25), (3, 22), (4, 13), (5, 8)])
def test_knowing_the_rules_too_leaves_every_small_part_uncertain(parts: int, largest: int) -> None:
    # All possible counts are published; those that look the same are what a reader can't tell
    # apart, even one who knows this code.
    threshold = MINIMUM_THRESHOLD
    looks_like = defaultdict(list)
    for counts in product(range(largest + 1), repeat=parts):
        split = protect(dict(zip(NAMES, counts, strict=False)), threshold)
        if split is not None:
            looks_like[split.total, tuple(sorted(split.parts.items()))].append(counts)
    checked = 0
    for (_, shown), candidates in looks_like.items():
        if max(map(max, candidates)) == largest:
            continue  # larger counts that look the same were left out
        for at, name in enumerate(NAMES[:parts]):
            values = {counts[at] for counts in candidates}
            if name not in dict(shown) and values != {0} and min(values) < threshold:
                checked += 1
                assert max(values) - min(values) >= threshold // 2, (shown, candidates)
    assert checked


@given(COUNTS, THRESHOLDS, st.randoms(use_true_random=False))
def test_publishing_again_tells_no_more(
    counts: dict[str, int], threshold: int, random: object
) -> None:
    items = list(counts.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert protect(dict(items), threshold) == protect(counts, threshold)


@given(st.lists(COUNTS, min_size=2, max_size=5), THRESHOLDS)
def test_the_difference_of_two_reports_is_published_weeks(
    weeks: list[dict[str, int]], threshold: int
) -> None:
    # A report adds what its weeks show; so a longer report minus a shorter one is what the weeks
    # between them show, and each number in it is at least the threshold.
    splits = [protect(counts, threshold) for counts in weeks]
    longer, shorter = _added(splits), _added(splits[:-1])
    for name in NAMES:
        difference = longer[name] - shorter[name]
        assert difference == 0 or difference >= threshold


def _added(splits: list[Split | None]) -> dict[str, int]:
    shown = [split.parts for split in splits if split is not None]
    return {name: sum(parts.get(name, 0) for parts in shown) for name in NAMES}


@given(COUNTS, THRESHOLDS, st.integers(0, 2000))
def test_terms_are_lower_bounds_that_leave_no_small_group(
    counts: dict[str, int], threshold: int, more: int
) -> None:
    total = max(counts.values()) + more
    for name, shown in protect_terms(counts, total, threshold).items():
        assert threshold <= shown <= counts[name]
        assert shown % TERM_STEP == 0
        assert total - shown >= threshold


@pytest.mark.parametrize("threshold", [0, 1, MINIMUM_THRESHOLD - 1])
def test_a_threshold_under_the_minimum_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        protect({"a": 100}, threshold)
    with pytest.raises(ValueError, match="threshold"):
        protect_terms({"a": 100}, 200, threshold)


def test_nothing_reads_the_counters_but_what_goes_through_the_gate() -> None:
    counters = {model.__name__ for model in COUNTERS} | {"People"}
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "bot.statistics.models"
        and counters & {each.name for each in node.names}
    }
    # One writes, the other reads; nobody has tables or SQL of their own.
    assert readers == {"bot/statistics/database.py", "bot/statistics/release.py"}
    tables = {model.__tablename__ for model in COUNTERS} - {"feedback", "losses"}
    for path in (ROOT / "bot").rglob("*.py"):
        if path.parent.name != "versions" and path.name != "models.py":
            source = path.read_text(encoding="utf-8")
            assert not [table for table in tables if f'"{table}"' in source], path


def test_exact_numbers_are_read_for_noisy_files_alone() -> None:
    users = {
        path.name
        for path in (ROOT / "bot").rglob("*.py")
        if re.search(r"\bweekly_counts\b", path.read_text(encoding="utf-8"))
    }
    assert users == {"release.py", "public.py"}


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        protect({"a": -1, "b": 100}, 10)
