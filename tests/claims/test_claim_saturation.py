"""Saturation: verdicts in worlds where size saturates and harms, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.saturation import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

USUAL, WIDE = "[0.01,1.0]", "[0.01,100.0]"


def frame(weights=(0.9, 0.3), inputs=(0.95, 0.2), **more):
    """Early saturation, and accuracy, with large weights and with large inputs."""
    means = {}
    for scale, name, lr, epochs in itertools.product(
        (1.0, 100.0), (USUAL, WIDE), (0.01, 1.0), (1, 8)
    ):
        share, accuracy = 0.02, 0.97
        if scale > 1:
            share, accuracy = weights
        if name == WIDE:
            share, accuracy = inputs
        # Training saturates every network in the end, which must not count.
        late = 0.9 if epochs == 8 and lr == 1.0 else share
        means[scale, name, lr, epochs] = right(accuracy, saturation=late)
    names = ["network.init_scale", "data.input_range", "lr", "epochs"]
    return world(names, means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert "saturate more of the hidden outputs, by 87.9 points" in found.sentence


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"weights": (0.005, 0.3)}, NOT_REPRODUCED),
        ({"weights": (0.9, 0.99)}, NOT_REPRODUCED),
        ({"weights": (0.9, 0.7)}, IN_PART),
        ({"inputs": (0.005, 0.2)}, IN_PART),
        ({"inputs": (0.95, 0.99)}, IN_PART),
    ],
    ids=["weights do not saturate", "large weights help", "learning does not stop",
         "inputs do not saturate", "large inputs help"],
)  # fmt: skip
def test_it_is_false_where_one_of_its_parts_is(false, verdict):
    assert CLAIM.judge(frame(**false)).verdict == verdict


@pytest.mark.parametrize("seed", range(3))
def test_noise_alone_does_not_reproduce_it(seed):
    same = frame((0.02, 0.97), (0.02, 0.97), noise=0.02, seed=seed)
    assert CLAIM.judge(same).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4, 4]
