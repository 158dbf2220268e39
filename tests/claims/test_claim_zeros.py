"""Zeros: verdicts in worlds where each kind of zero harms, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.zeros import CLAIM
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED

OFFSET, ZERO = "[0.01,1.0]", "[0.0,1.0]"


def frame(zero=0.2, constant=0.1, inputs=0.94, **more):
    """Test accuracies, where the usual one is 0.97."""
    accuracies = {
        ("fan_in", OFFSET): 0.97,
        ("zero", OFFSET): zero,
        ("constant", OFFSET): constant,
        ("fan_in", ZERO): inputs,
    }
    means = {
        (*level, lr): right(accuracy - 0.05 * (lr == 1.0))
        for (level, accuracy), lr in itertools.product(accuracies.items(), (0.1, 1.0))
    }
    return world(["network.init", "data.input_range", "lr"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.77, abs=0.01)


@pytest.mark.parametrize(
    ("false", "lead"),
    [
        ({"zero": 0.97}, "It is only partly true: 2 of 3 parts hold."),
        ({"constant": 0.95}, "It is only partly true: 2 of 3 parts hold."),
        ({"inputs": 0.97}, "It is only partly true: 2 of 3 parts hold."),
        ({"zero": 0.97, "constant": 0.97, "inputs": 0.97}, "It is false here."),
    ],
)
def test_it_is_said_plainly_where_it_is_half_true_or_false(false, lead):
    found = CLAIM.judge(frame(**false))
    assert found.verdict == NOT_REPRODUCED
    assert found.sentence.startswith(lead)


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = frame(0.97, 0.97, 0.97, noise=0.05, seed=seed)
    assert CLAIM.judge(same).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4]
