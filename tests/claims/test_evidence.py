"""Verdicts on single statements: what they say, and how often they are wrong."""

import functools
import math

import numpy as np
import pytest
from scipy.stats import binom, ttest_1samp

from nnexp.claims.evidence import (
    above,
    below,
    chance_of,
    not_worse,
    share_above,
    share_below,
    share_interval,
)
from nnexp.claims.unit import FACTOR, PERCENT, POINTS
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

R = 500


def rates(test, draw):
    """How often each verdict is given over `R` experiments."""
    found = [test(draw(np.random.default_rng(seed))).verdict for seed in range(R)]
    return {verdict: found.count(verdict) / R for verdict in set(found)}


@pytest.mark.parametrize(
    ("values", "margin", "verdict"),
    [
        ([0.10, 0.11, 0.12], 0.01, REPRODUCED),
        ([0.00, 0.001, 0.002], 0.01, NOT_REPRODUCED),
        ([-0.10, 0.11, 0.12], 0.01, UNDECIDED),
        ([0.1], 0.0, UNDECIDED),
        ([], 0.0, UNDECIDED),
        ([math.nan, math.nan, 0.1], 0.0, UNDECIDED),
        ([0.5, 0.5, 0.5], 0.4, REPRODUCED),
    ],
)
def test_above_compares_the_whole_interval_with_the_margin(values, margin, verdict):
    assert above(np.array(values), margin, "x", "x is").verdict == verdict


@pytest.mark.parametrize(
    ("gains", "verdict", "end"),
    [
        ([0.001, -0.002, 0.0], REPRODUCED, "no loss beyond the 1.0 points allowed."),
        ([0.2, 0.21, 0.19], REPRODUCED, "no loss beyond the 1.0 points allowed."),
        ([-0.05, -0.051, -0.049], NOT_REPRODUCED, "a loss beyond the 1.0 points allowed."),
        ([-0.05, 0.05, 0.0], UNDECIDED, "not clearly within the loss of 1.0 points allowed."),
    ],
)
def test_not_worse_allows_a_small_loss(gains, verdict, end):
    found = not_worse(np.array(gains), 0.01, "x", "it has the accuracy of y plus", unit=POINTS)
    assert found.verdict == verdict
    assert found.sentence.endswith(end)


def test_an_undecided_effect_says_how_many_repeats_would_decide():
    draw = np.random.default_rng(1)
    values = 0.02 + draw.normal(0, 0.04, 5)
    found = above(values, 0.0, "x", "x is")
    assert found.verdict == UNDECIDED
    assert found.repeats_needed is None or found.repeats_needed > 5
    assert above(np.array([0.1, 0.11, 0.12]), 0.0, "x", "x is").repeats_needed is None


def test_below_is_above_turned_round():
    values = np.array([0.10, 0.13, 0.12])
    for margin in (0.0, 0.115, 0.3):
        turned = above(-values, -margin, "x", "x is").verdict
        assert below(values, margin, "x", "x is").verdict == turned


def test_the_interval_is_students():
    values = np.array([1.0, 2.0, 4.0])
    found = above(values, 0.0, "x", "x is")
    # t quantile of 2 degrees of freedom, from any table.
    half = 4.3027 * values.std(ddof=1) / math.sqrt(3)
    assert found.interval == pytest.approx((values.mean() - half, values.mean() + half), abs=1e-3)
    assert found.repeats == 3


def test_the_sentence_has_effect_interval_and_verdict():
    found = above(np.array([0.1, 0.11, 0.12]), 0.01, "x", "it is better by", unit=POINTS)
    assert found.sentence == (
        "It is better by 11.0 points (95 % interval 8.5 points to 13.5 points), above 1.0 points."
    )


def test_failed_repeats_are_told():
    found = above(np.array([0.1, math.nan, 0.12, 0.11]), 0.0, "the gap", "x is")
    assert found.repeats == 3
    assert found.cautions == ("1 of 4 repeats failed (the gap)",)


@pytest.mark.parametrize("margin", [0.0, 0.5, 1.0])
def test_the_chance_is_students(margin):
    values = np.random.default_rng(1).normal(0.7, 1, 8)
    wanted = ttest_1samp(values, margin).pvalue
    assert above(values, margin, "x", "x is").p == pytest.approx(wanted, rel=1e-6)
    assert below(values, margin, "x", "x is").p == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(("successes", "trials"), [(0, 12), (3, 12), (9, 12), (12, 12)])
def test_the_chance_of_a_share_is_twice_the_smaller_tail(successes, trials):
    found = share_above(np.arange(trials) < successes, 0.5, "x", "x in").p
    tails = binom.cdf(successes, trials, 0.5), binom.sf(successes - 1, trials, 0.5)
    assert found == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-6)


def test_a_chance_is_between_the_least_that_can_be_told_and_1():
    assert chance_of(lambda level: (-math.inf, math.inf), 0.0) == 1
    assert chance_of(lambda level: (1.0, 2.0), 0.0) == 1e-15


def test_test_images_that_all_repeats_share_widen_the_interval():
    values = np.array([0.01, 0.012, 0.011, 0.013, 0.009])
    alone, shared = (above(values, 0.0, "x", "x is", images=v) for v in (0.0, 1e-5))
    assert alone.verdict == REPRODUCED
    assert shared.verdict == REPRODUCED
    assert shared.interval[0] < alone.interval[0]
    # Far more variance from the images than from the repeats: the normal quantile.
    half = 1.96 * math.sqrt(values.var(ddof=1) / 5 + 1e-5)
    assert shared.interval[1] - values.mean() == pytest.approx(half, rel=0.02)
    assert above(values, 0.0, "x", "x is", images=1e-4).verdict == UNDECIDED


def test_equal_repeats_are_judged_by_the_images_alone():
    found = above(np.full(5, 0.01), 0.0, "x", "x is", images=1e-6)
    assert found.interval == pytest.approx((0.01 - 1.96e-3, 0.01 + 1.96e-3), rel=1e-3)


@pytest.mark.parametrize("repeats", [3, 5, 10, 30])
def test_a_false_statement_is_rarely_reproduced(repeats):
    normal = rates(
        lambda x: above(x, 0.01, "x", "x is"), lambda draw: draw.normal(0.01, 0.02, repeats)
    )
    assert normal.get(REPRODUCED, 0) < 0.05


@pytest.mark.parametrize("repeats", [5, 10, 30])
def test_a_clear_effect_is_found(repeats):
    found = rates(
        lambda x: above(x, 0.01, "x", "x is"), lambda draw: draw.normal(0.06, 0.02, repeats)
    )
    assert found[REPRODUCED] > 0.8
    none = rates(
        lambda x: above(x, 0.05, "x", "x is"), lambda draw: draw.normal(0.0, 0.02, repeats)
    )
    assert none[NOT_REPRODUCED] > 0.8


@pytest.mark.parametrize(("successes", "trials"), [(0, 20), (20, 20), (7, 20), (1, 3), (0, 1)])
def test_share_intervals_are_clopper_and_pearsons(successes, trials):
    low, high = share_interval(successes, trials)
    # At each end the count that was seen, or one further out, has a chance of 2.5 %.
    if successes > 0:
        assert binom.sf(successes - 1, trials, low) == pytest.approx(0.025)
    if successes < trials:
        assert binom.cdf(successes, trials, high) == pytest.approx(0.025)
    assert (low == 0, high == 1) == (successes == 0, successes == trials)


def test_shares_of_no_trials_are_unknown():
    assert share_interval(0, 0) == (0.0, 1.0)
    assert share_above(np.array([]), 0.5, "x", "x in").verdict == UNDECIDED


def test_all_of_three_repeats_is_not_yet_most_of_all():
    assert share_above(np.array([True] * 3), 0.5, "x", "x in").verdict == UNDECIDED
    assert share_above(np.array([True] * 10), 0.5, "x", "x in").verdict == REPRODUCED
    assert share_below(np.array([False] * 20), 0.2, "x", "x in").verdict == REPRODUCED
    assert share_below(np.array([True] * 20), 0.2, "x", "x in").verdict == NOT_REPRODUCED


@pytest.mark.parametrize("repeats", [3, 5, 20, 40])
def test_a_coin_is_rarely_called_mostly_heads(repeats):
    # The answer depends on how many there are alone.
    judged = functools.cache(
        lambda heads: share_above(np.arange(repeats) < heads, 0.5, "x", "x in")
    )
    found = rates(lambda x: judged(int(x.sum())), lambda draw: draw.random(repeats) < 0.5)
    assert found.get(REPRODUCED, 0) < 0.05


def test_numbers_in_words():
    assert POINTS.shown(0.1234) == "12.3 points"
    assert PERCENT.shown(0.5) == "50.0 %"
    assert (FACTOR.shown(2.0), FACTOR.shown(400.0)) == ("×100", "×∞")


def test_ratios_are_tested_by_logarithms_and_told_as_ratios():
    found = above(np.array([1.9, 2.0, 2.1]), 1.0, "x", "it is faster by", unit=FACTOR)
    assert found.estimate == pytest.approx(100)
    assert found.interval[0] == pytest.approx(100 / 10**0.2484, rel=1e-3)
    assert "by ×100 (95 % interval ×56.4 to ×177), above ×10." in found.sentence
