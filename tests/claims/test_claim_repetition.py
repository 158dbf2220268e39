"""Repetition: verdicts in worlds where single trainings mislead, and where not."""

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.repetition import CLAIM, choices
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

CLOSE = {0.05: 0.940, 0.1: 0.9465, 0.2: 0.950}
FAR = {0.05: 0.90, 0.1: 0.92, 0.2: 0.95}


def frame(fan_out=CLOSE, fan_in=CLOSE, *, repeats=80, **more):
    means = {
        (init, lr): {"test_accuracy": accuracy}
        for init, accuracies in (("fan_out", fan_out), ("fan_in", fan_in))
        for lr, accuracy in accuracies.items()
    }
    return world(["network.init", "lr"], means, repeats=repeats, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(noise=0.0025))
    assert found.verdict == REPRODUCED
    assert 5 < found.estimate < 40
    assert "names another as best than the mean of all others does" in found.sentence


@pytest.mark.parametrize(("init", "verdict"), [("fan_out", NOT_REPRODUCED), ("fan_in", IN_PART)])
def test_it_is_false_where_settings_are_further_apart_than_trainings(init, verdict):
    assert CLAIM.judge(frame(**{init: FAR}, repeats=120, noise=0.0025)).verdict == verdict
    alone = CLAIM.judge(frame(FAR, FAR, repeats=120, noise=0.0025))
    assert (alone.verdict, alone.estimate) == (NOT_REPRODUCED, 0.0)


def test_few_trainings_leave_it_undecided():
    assert CLAIM.judge(frame(repeats=10, noise=0.002)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(8))
def test_settings_that_are_equal_cost_nobody_anything(seed):
    """Another one is named all the time, and nothing is lost by it."""
    same = dict.fromkeys(CLOSE, 0.95)
    assert CLAIM.judge(frame(same, same, noise=0.003, seed=seed)).verdict != REPRODUCED


def test_at_the_margin_it_is_rarely_reproduced():
    # Normal noise of 0.003 * √2 in each: a difference of 1.645 * 0.006 is turned round in 5 %.
    at_margin = {0.1: 0.95 - 1.645 * 0.006, 0.2: 0.95}
    verdicts = [
        CLAIM.judge(frame(at_margin, at_margin, noise=0.003, seed=seed)).verdict
        for seed in range(20)
    ]
    assert verdicts.count(REPRODUCED) <= 1


def test_every_training_serves_one_choice_only():
    # Values that name their training: whoever wins, the two columns never share a repeat.
    accuracy = {1: np.arange(6.0), 2: np.arange(6.0)}
    # First choice: repeat 0 of the first setting against repeat 1 of the second, and so on, until
    # repeat 5 of the first meets repeat 0 of the second. The others' mean is the higher where less
    # was taken away: that of the setting that is not picked.
    assert choices(accuracy, 1).another.tolist() == [True] * 6
    assert choices(accuracy, 2).another.tolist() == [True, True, True]


def test_what_a_choice_costs_is_told_by_all_other_trainings():
    accuracy = {1: np.array([0.9, 0.5, 0.5, 0.5]), 2: np.array([0.6, 0.6, 0.6, 0.6])}
    found = choices(accuracy, 1)
    # Repeat 0 of the first wins, whose others have 0.5 where the second's have 0.6. In the other
    # choices the second wins, and the first's others have a mean of 0.633.
    assert found.another.tolist() == [True] * 4
    np.testing.assert_allclose(found.regret, [0.1, 1 / 30, 1 / 30, 1 / 30], atol=1e-12)


def test_a_failed_training_is_not_picked():
    accuracy = {1: np.array([0.5, 0.5]), 2: np.array([np.nan, np.nan])}
    found = choices(accuracy, 1)
    assert found.another.tolist() == [False, False]
    assert found.regret.tolist() == [0.0, 0.0]


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [2 * 5]
