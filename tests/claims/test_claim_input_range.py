"""Ranges of inputs: verdicts in worlds where they suit problems, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.input_range import BALANCED, CLAIM, POSITIVE
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED


def frame(digits=(0.97, 0.97), xor=(0.9, 0.5), bugs=(0.98, 0.98), **more):
    """Accuracy of positive and of balanced inputs on each problem."""
    problems = {("digits", False): digits, ("xor", False): xor, ("bugs", True): bugs}
    means = {
        (*problem, place, lr): right(pair[balanced] - 0.05 * (lr == 1.0))
        for problem, pair in problems.items()
        for (balanced, place), lr in itertools.product(enumerate((POSITIVE, BALANCED)), (0.1, 1.0))
    }
    return world(["data", "network.bias", "data.input_range", "lr"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert "better than from -1 to 1, by 40" in found.sentence or "by 39" in found.sentence
    assert "cannot learn XOR from inputs of -1 and 1" in found.cautions[1]


def test_problems_may_lean_either_way():
    assert CLAIM.judge(frame(digits=(0.9, 0.97))).verdict == REPRODUCED


@pytest.mark.parametrize(
    "false",
    [
        {"digits": (0.97, 0.9), "bugs": (0.98, 0.9)},
        {"digits": (0.9, 0.97), "xor": (0.9, 1.0), "bugs": (0.9, 0.98)},
    ],
    ids=["positive is always better", "balanced is always better"],
)
def test_it_is_not_reproduced_where_it_is_false(false):
    assert CLAIM.judge(frame(**false)).verdict == NOT_REPRODUCED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = frame((0.9, 0.9), (0.9, 0.9), (0.9, 0.9), noise=0.02, seed=seed)
    assert CLAIM.judge(same).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4, 4, 4]
