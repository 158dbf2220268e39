"""Activations: verdicts in worlds where the S-curve serves better, and where not."""

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.activation import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

TRUE = {
    ("sigmoid", 0.1): right(0.95),
    ("sigmoid", 1.0): right(0.97),
    ("step", 0.1): right(0.89),
    ("step", 1.0): right(0.85),
    ("tanh", 0.1): right(0.97),
    ("tanh", 1.0): right(0.60),
}


def frame(means=TRUE, **more):
    return world(["network.activation", "lr"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    # Each at its own best learning rate: 0.97 against 0.89.
    assert found.estimate == pytest.approx(8, abs=1)
    assert "tanh 97" in found.cautions[1]


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({("step", 0.1): right(0.98)}, NOT_REPRODUCED),
        ({("step", 1.0): right(0.99)}, NOT_REPRODUCED),
        ({("tanh", 0.1): right(0.99)}, IN_PART),
    ],
    ids=["step better", "step better at another rate", "tanh better"],
)
def test_it_is_not_reproduced_where_it_is_false(false, verdict):
    assert CLAIM.judge(frame({**TRUE, **false})).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(TRUE, right(0.95))
    assert CLAIM.judge(frame(same, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6]
