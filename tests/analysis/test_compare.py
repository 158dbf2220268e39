"""Comparisons of two settings and of two sweeps against SciPy's tests."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from made_trials import told, trials
from of_book import compare
from scipy.stats import ttest_ind, ttest_rel

from nnexp.analysis import AnalysisError
from nnexp.analysis.sentence import plain

METRIC = "validation_accuracy"


def _of(table: pd.DataFrame, lr: float) -> pd.Series:
    return table[table["lr"] == lr].sort_values("repeat")[METRIC]


def test_repeats_are_paired() -> None:
    table = trials("lr", {0.1: 0.95, 0.2: 0.94, 0.3: 0.9}, spread=0.004)
    found = compare(table, {"lr": 0.1}, {"lr": 0.2}, METRIC)
    expected = ttest_rel(_of(table, 0.2), _of(table, 0.1))
    ends = expected.confidence_interval()
    assert found.interval == pytest.approx((ends.low, ends.high))
    assert found.estimate == pytest.approx((_of(table, 0.2) - _of(table, 0.1).to_numpy()).mean())
    assert (found.verdict == "no_difference") == (expected.pvalue > 0.05)
    assert found.rows == tuple(range(10))


@pytest.mark.parametrize("seeds", [(1, 1), (1, 2)], ids=["paired", "welch"])
def test_no_difference_of_shares_is_beyond_100_points(seeds: tuple[int, int]) -> None:
    first, second = (
        pd.DataFrame({"lr": 0.1, "seed": seed, "repeat": [0, 1], METRIC: values})
        for seed, values in zip(seeds, ([0.9, 0.1], [0.2, 0.9]), strict=True)
    )
    found = compare(first, {}, {}, METRIC, second)
    assert found.interval == (-1, 1)
    assert "interval of the difference -100 to 100" in found.sentence


def test_which_is_better_depends_on_the_metric() -> None:
    accuracies = trials("lr", {0.1: 0.95, 0.2: 0.90})
    assert compare(accuracies, {"lr": 0.1}, {"lr": 0.2}, METRIC).verdict == "first_is_better"
    losses = trials("lr", {0.1: 0.95, 0.2: 0.90}, metric="test_loss")
    assert compare(losses, {"lr": 0.1}, {"lr": 0.2}, "test_loss").verdict == "second_is_better"


@pytest.mark.parametrize("repeats", [5, 30])
def test_an_effect_that_is_the_same_in_every_repeat_is_not_certain(repeats: int) -> None:
    """As shares of six pictures may be: another repeat may read one more or one less."""
    sides = [
        pd.DataFrame({"lr": 0.1, "repeat": range(repeats), METRIC: share})
        for share in (3 / 6, 4 / 6)
    ]
    found = compare(sides[0], {}, {}, METRIC, sides[1])
    low, high = found.interval
    # With 95 % a share of repeats that never showed up is no larger than this.
    unseen = 1 - 0.05 ** (1 / repeats)
    assert low == pytest.approx(1 / 6 - unseen * (1 / 6 + 1))
    assert high == pytest.approx(1 / 6 + unseen * (1 - 1 / 6))
    assert found.verdict == ("no_difference" if repeats == 5 else "second_is_better")


def test_each_repeat_counts_once_over_all_matched_grid_points() -> None:
    table = pd.concat(
        [
            trials("lr", {0.1: 0.9 + e / 100, 0.2: 0.91 + e / 100}, epochs=e, seed=e, spread=0.002)
            for e in (1, 2, 3)
        ],
        ignore_index=True,
    )
    found = compare(table, {"lr": 0.1}, {"lr": 0.2}, METRIC)
    means = table.groupby(["lr", "repeat"])[METRIC].mean()
    expected = ttest_rel(means[0.2], means[0.1])
    assert found.interval == pytest.approx(tuple(expected.confidence_interval()))
    assert (found.repeats, len(found.rows)) == (5, 30)


def test_sweeps_that_share_repeats_are_paired_whatever_tells_them_apart() -> None:
    one = trials("lr", {0.1: 0.95, 0.2: 0.9}, **{"network.bias": False})
    two = trials("lr", {0.1: 0.97, 0.2: 0.9, 0.3: 0.5}, spread=0.0011, **{"network.bias": True})
    found = compare(one, {"lr": 0.1}, {"lr": 0.1}, METRIC, other=two)
    assert found.method.startswith("mean of paired differences")
    assert plain(found.words.verdict(found)) == "the second sweep (lr=0.1) is better"
    whole = compare(one, {}, {}, METRIC, other=two)
    assert "the second sweep is 0.996 percentage points higher" in whole.sentence
    assert plain(whole.words.verdict(whole)) == "the second sweep is better"


def test_other_seeds_are_not_paired() -> None:
    one, two = (
        trials("lr", {0.1: 0.9}, seed=s, repeats=r).assign(seed=s) for s, r in ((1, 5), (2, 4))
    )
    found = compare(one, {}, {}, METRIC, other=two)
    expected = ttest_ind(two[METRIC], one[METRIC], equal_var=False)
    assert found.interval == pytest.approx(tuple(expected.confidence_interval()))
    assert found.method == "difference of means with Welch's interval"


def test_no_difference_says_how_many_repeats_would_show_it() -> None:
    table = trials("lr", {0.1: 0.9, 0.2: 0.9005}, spread=0.002)
    found = compare(table, {"lr": 0.1}, {"lr": 0.2}, METRIC)
    assert found.verdict == "no_difference"
    assert found.sentence.endswith("show it.")


def test_one_repeat_is_undecided() -> None:
    table = trials("lr", {0.1: 0.9, 0.2: 0.8}, repeats=1)
    found = compare(table, {"lr": 0.1}, {"lr": 0.2}, METRIC)
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)
    assert math.isnan(found.interval[0])


def test_a_repeat_that_failed_on_one_side_is_left_out() -> None:
    table = trials("lr", {0.1: 0.9, 0.2: 0.8})
    table.loc[7, "status"] = "error"
    found = compare(table, {"lr": 0.1}, {"lr": 0.2}, METRIC)
    assert found.repeats == 4
    assert told(found.cautions) == ("trials that are missing: 1 raised an error",)


def test_a_side_gains_nothing_by_losing_what_diverges() -> None:
    table = trials("lr", {0.5: 0.9, 1.0: 0.91}, repeats=30)
    table.loc[(table["lr"] == 1) & (table["repeat"] < 13), ["status", METRIC]] = (
        "diverged",
        math.nan,
    )
    found = compare(table, {"lr": 0.5}, {"lr": 1.0}, METRIC)
    assert (found.verdict, found.repeats) == ("first_is_better", 30)
    assert found.estimate == pytest.approx((17 * 0.01 - 13 * 0.9) / 30, abs=0.01)
    assert told(found.cautions) == (
        "some repeats diverged, at lr=1 (13 of 30): each counts as 0 % of validation accuracy",
    )


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            {"lr": 0.5},
            {"lr": 0.2},
            "compare: no trial has lr=0.5; the table does not hold it",
        ),
        (
            {"lr": 0.3},
            {"lr": 0.2},
            "compare: no trial of lr=0.3 has validation_accuracy: all failed or lack it",
        ),
        (
            {"depth": 3},
            {"lr": 0.2},
            "compare: the frame has no column 'depth'; pass the table of a sweep, for example "
            "nnexp.table.load('results/sweep')",
        ),
        (
            {"lr": 0.1},
            {"lr": 0.2},
            "compare: no grid point is on both sides; they differ in epochs too",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    first: dict[str, float], second: dict[str, float], message: str
) -> None:
    table = pd.concat(
        [
            trials("lr", {0.1: 0.9, 0.3: 0.7}, epochs=1),
            trials("lr", {0.2: 0.8}, epochs=5),
        ],
        ignore_index=True,
    )
    table.loc[table["lr"] == 0.3, "status"] = "error"
    with pytest.raises(AnalysisError) as caught:
        compare(table, first, second, METRIC)
    assert str(caught.value) == message
