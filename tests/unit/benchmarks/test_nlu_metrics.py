"""The measures of the NLU benchmark, against values worked out by hand or known from the literature."""

from __future__ import annotations

import math

import pytest

from benchmarks.nlu import metrics
from benchmarks.nlu.figure import Figure


def test_wilson_gives_the_textbook_interval() -> None:
    low, high = metrics.wilson(8, 10)

    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_wilson_never_leaves_the_range_of_a_share() -> None:
    assert metrics.wilson(0, 20)[0] == 0.0
    assert metrics.wilson(20, 20)[1] == 1.0
    assert metrics.wilson(0, 0) == (0.0, 1.0)


def test_macro_f1_counts_each_right_label_alike_and_others_not_at_all() -> None:
    truth = ["greet", "greet", "greet", "thank"]
    said = ["greet", "greet", "deny", "greet"]

    # greet: 2 hits of 3 there and 3 said; thank: none; deny was never right and has no F1 of its own.
    assert metrics.macro_f1(truth, said) == pytest.approx((2 * 2 / 6 + 0) / 2)


def test_confusions_come_most_frequent_first() -> None:
    found = metrics.confusions(["a", "a", "b", "c"], ["b", "b", "b", "a"])

    assert found == [(("a", "b"), 2), (("c", "a"), 1)]


def test_auroc_is_one_apart_a_half_alike_and_counts_ties_half() -> None:
    assert metrics.auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert metrics.auroc([0.5, 0.5], [0.5, 0.5]) == 0.5
    assert metrics.auroc([0.7, 0.3], [0.3]) == pytest.approx((1 + 0.5) / 2)
    assert math.isnan(metrics.auroc([], [0.3]))


def test_auroc_interval_holds_the_area_and_narrows_with_more_messages() -> None:
    few, many = metrics.auroc_interval(0.9, 20, 20), metrics.auroc_interval(0.9, 500, 500)

    assert few[0] < many[0] < 0.9 < many[1] < few[1]


@pytest.mark.parametrize(("most", "alarms"), [(0.0, 0), (0.03, 3), (0.25, 25), (1.0, 100)])
def test_a_threshold_lets_no_more_false_alarms_through_than_allowed(most: float, alarms: int) -> None:
    scores = [place / 100 for place in range(100)]

    assert metrics.at_or_above(scores, metrics.threshold_at(scores, most)).hits == alarms


def test_a_threshold_leaves_a_group_of_equal_scores_out_rather_than_exceed() -> None:
    scores = [0.9, 0.9, 0.9, 0.1]

    assert metrics.at_or_above(scores, metrics.threshold_at(scores, 0.5)).hits == 0


def test_reliability_bins_tell_how_sure_and_how_right() -> None:
    low, high = metrics.reliability([0.12, 0.18, 0.95, 1.0], [False, True, True, True])

    assert (low.low, low.high, low.count, low.accuracy) == (0.1, 0.2, 2, 0.5)
    assert low.confidence == pytest.approx(0.15)
    assert (high.count, high.accuracy) == (2, 1.0)
    assert metrics.calibration_error([low, high]) == pytest.approx((2 * 0.35 + 2 * 0.025) / 4)


def test_resampling_repeats_itself_under_the_same_seed() -> None:
    truth, said = ["a", "b"] * 20, ["a", "b", "a", "a"] * 10
    interval = metrics.resampled(truth, said, metrics.macro_f1, seed=3)

    assert interval == metrics.resampled(truth, said, metrics.macro_f1, seed=3)
    assert interval[0] < metrics.macro_f1(truth, said) < interval[1]


def test_a_figure_meets_its_bar_from_the_right_side_and_none_without_a_measurement() -> None:
    assert Figure("share", 0.95, bar=0.95).is_met is True
    assert Figure("time", 2.1, "ms", bar=2.0, at_most=True).is_met is False
    assert Figure("missing", math.nan, bar=0.5).is_met is None
    assert Figure("no bar", 0.1).is_met is None


def test_a_small_share_is_written_so_that_it_can_be_told_from_its_bar() -> None:
    figure = Figure.share("wrong product", metrics.Share(2, 383), bar=0.005, at_most=True)

    assert figure.cells()[1:] == ("0.52 %", "0.14–1.9", "383", "≤ 0.50 %", "NO")
