"""Repetition: verdicts in worlds where single trainings mislead, and where not."""

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.repetition import CLAIM, wrong_choices
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

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
    assert 0.05 < found.estimate < 0.4
    assert "shown to be worse than 0.2 in" in found.sentence
    # Whatever is no good choice is another than the best mean's: the same share here.
    picks = f"picks another than the best mean's 0.2 in {100 * found.estimate:.0f} %"
    assert picks in found.cautions[0]


@pytest.mark.parametrize("init", ["fan_out", "fan_in"])
def test_it_is_false_where_settings_are_further_apart_than_trainings(init):
    found = CLAIM.judge(frame(**{init: FAR}, noise=0.0025))
    assert found.verdict == NOT_REPRODUCED
    alone = CLAIM.judge(frame(FAR, FAR, noise=0.0025))
    assert (alone.verdict, alone.estimate) == (NOT_REPRODUCED, 0.0)


def test_few_trainings_leave_it_undecided():
    assert CLAIM.judge(frame(repeats=10, noise=0.002)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_settings_that_are_equal_mislead_nobody(seed):
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
    # First choice: repeat 0 of the first setting against repeat 1 of the second, and so on.
    assert wrong_choices(accuracy, (2,), 1).tolist() == [False] * 5 + [True]
    assert wrong_choices(accuracy, (2,), 2).tolist() == [False, False, True]


def test_a_failed_training_is_not_picked():
    accuracy = {1: np.array([0.5, 0.5]), 2: np.array([np.nan, np.nan])}
    assert wrong_choices(accuracy, (1,), 1).tolist() == [False, False]


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [2 * 5]
