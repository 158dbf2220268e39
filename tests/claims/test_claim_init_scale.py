"""First weights: verdicts in worlds where their size matters, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.init_scale import CLAIM, FAN_IN, UNSCALED
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

TRUE = {
    (FAN_IN, 0.01): 0.965,
    (FAN_IN, 1.0): 0.97,
    (FAN_IN, 100.0): 0.7,
    ("fan_out", 1.0): 0.968,
    ("uniform", 1.0): 0.96,
    UNSCALED: 0.94,
}


def frame(accuracies=TRUE, **more):
    means = {
        (*level, lr): right(accuracy - 0.05 * (lr == 1.0))
        for (level, accuracy), lr in itertools.product(accuracies.items(), (0.1, 1.0))
    }
    return world(["network.init", "network.init_scale", "lr"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    assert CLAIM.judge(frame()).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({("fan_out", 1.0): 0.995}, IN_PART),
        ({(FAN_IN, 100.0): 0.98}, IN_PART),
        ({UNSCALED: 0.978}, NOT_REPRODUCED),
        ({(FAN_IN, 0.01): 0.995}, IN_PART),
        ({UNSCALED: 0.963}, REPRODUCED),
    ],
    ids=["another is better", "large is better", "unscaled is better", "tiny is better",
         "unscaled is a little worse"],
)  # fmt: skip
def test_it_is_not_reproduced_where_it_is_false(false, verdict):
    assert CLAIM.judge(frame({**TRUE, **false}, noise=0.001)).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(TRUE, 0.97)
    assert CLAIM.judge(frame(same, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [3, 4]
