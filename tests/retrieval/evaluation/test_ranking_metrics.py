import math

import pytest

from retrieval.evaluation.metrics import (
    bootstrap_interval,
    hit,
    mean,
    ndcg,
    percentile,
    ranking_scores,
    reciprocal_rank,
    wilson_interval,
)


def test_hit_counts_only_the_first_k() -> None:
    gains = {"c": 1.0}
    assert hit(["a", "b", "c"], gains, 2) == 0
    assert hit(["a", "b", "c"], gains, 3) == 1


def test_a_judged_but_irrelevant_item_is_no_hit() -> None:
    assert hit(["a"], {"a": 0.0}, 1) == 0
    assert reciprocal_rank(["a", "b"], {"a": 0.0, "b": 1.0}, 10) == 0.5


def test_reciprocal_rank_is_cut() -> None:
    ranked = [str(number) for number in range(20)]
    assert reciprocal_rank(ranked, {"9": 1.0}, 10) == pytest.approx(0.1)
    assert reciprocal_rank(ranked, {"10": 1.0}, 10) == 0


def test_ndcg_of_graded_gains_is_that_of_the_worked_example() -> None:
    # Gains 3 2 3 0 1 2 in the order ranked, one more relevant item (3) not found:
    # DCG  = 3 + 2/1.58496 + 3/2 + 0 + 1/2.58496 + 2/2.80735 = 6.86113
    # IDCG = 3 + 3/1.58496 + 3/2 + 2/2.32193 + 2/2.58496 + 1/2.80735 = 8.38410
    gains = {"a": 3, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2, "g": 3}
    assert ndcg(list("abcdef"), gains, 6) == pytest.approx(6.861127 / 8.384099, abs=1e-5)


def test_ndcg_ideal_is_cut_like_the_ranking() -> None:
    gains = dict.fromkeys("abc", 1.0)
    assert ndcg(["a"], gains, 1) == 1
    assert ndcg(["x", "a"], gains, 2) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_ndcg_without_anything_relevant_is_zero() -> None:
    assert ndcg(["a"], {}, 10) == 0


def test_all_metrics_of_one_query() -> None:
    scores = ranking_scores(["x", "y", "a", "b"], {"a": 1.0, "b": 1.0})
    assert scores["hit@1"] == 0
    assert scores["hit@5"] == scores["hit@10"] == 1
    assert scores["mrr@10"] == pytest.approx(1 / 3)
    ideal = 1 + 1 / math.log2(3)
    assert scores["ndcg@10"] == pytest.approx((1 / 2 + 1 / math.log2(5)) / ideal)


def test_wilson_interval_of_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    interval = wilson_interval(81, 263)
    assert interval.low == pytest.approx(0.2553, abs=5e-5)
    assert interval.high == pytest.approx(0.3662, abs=5e-5)


def test_wilson_interval_at_the_edges_stays_within_zero_and_one() -> None:
    # Newcombe 1998: 0 of 20 gives 0 to 0.1611.
    assert wilson_interval(0, 20).low == 0
    assert wilson_interval(0, 20).high == pytest.approx(0.1611, abs=5e-5)
    assert wilson_interval(20, 20).high == 1
    assert (wilson_interval(0, 0).low, wilson_interval(0, 0).high) == (0, 1)


def test_bootstrap_interval_is_repeatable_and_near_the_normal_one() -> None:
    values = [0.0, 1.0] * 200
    interval = bootstrap_interval(values)
    assert interval == bootstrap_interval(values)
    assert interval.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.012)
    assert interval.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.012)


def test_bootstrap_interval_of_one_value_has_no_width() -> None:
    interval = bootstrap_interval([0.25, 0.25, 0.25])
    assert (interval.low, interval.high) == (0.25, 0.25)


def test_percentile_is_a_value_that_occurred() -> None:
    values = [float(number) for number in range(1, 21)]
    assert percentile(values, 0.95) == 19
    assert percentile(values, 0.5) == 10
    assert percentile([7.0], 0.95) == 7
    assert percentile([], 0.5) == 0


def test_mean_of_nothing_is_zero() -> None:
    assert mean([]) == 0
