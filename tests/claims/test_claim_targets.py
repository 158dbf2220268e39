"""Targets: verdicts in worlds where those out of reach drive weights up, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.targets import BEYOND, CLAIM, EDGES, FAR, INSIDE
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

OUTSIDE = (EDGES, BEYOND, FAR)


def frame(lengths=(1.05, 1.8, 0.6), saturated=(0.6, 0.8, 0.95), accuracies=None, **more):
    """Worlds of three ranges of targets, from the mildest, beside 0.5 saturated and 0.97 right."""
    right_of = dict(zip(OUTSIDE, accuracies or (0.96, 0.94, 0.4), strict=True))
    length_of = dict(zip(OUTSIDE, lengths, strict=True))
    saturated_of = dict(zip(OUTSIDE, saturated, strict=True))
    means = {
        (name, epochs): right(
            right_of.get(name, 0.97),
            weight_norm=40.0 * (length_of.get(name, 1.0) if epochs == 30 else 1.0),
            saturation=saturated_of.get(name, 0.5) if epochs == 30 else 0.01,
        )
        for name, epochs in itertools.product((INSIDE, *OUTSIDE), (1, 30))
    }
    return world(["data.target_range", "epochs"], means, **{"noise": 0.001, **more})


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert "with targets of -0.1 and 1.1 the weights are longer" in found.sentence
    assert "They cost 3." in found.sentence


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"lengths": (1.05, 0.8, 0.6)}, REPRODUCED),
        ({"saturated": (0.6, 0.4, 0.95)}, REPRODUCED),
        ({"lengths": (1.05, 0.8, 0.6), "saturated": (0.6, 0.4, 0.95)}, NOT_REPRODUCED),
        ({"accuracies": (0.96, 0.98, 0.4)}, NOT_REPRODUCED),
        ({"accuracies": (0.98, 0.94, 0.4)}, IN_PART),
        ({"accuracies": (0.96, 0.94, 0.98)}, IN_PART),
    ],
    ids=["saturated alone", "longer alone", "neither", "no harm", "0 and 1 do none", "far do none"],
)
def test_it_takes_one_kind_of_harm_to_the_weights_and_accuracy_lost(false, verdict):
    assert CLAIM.judge(frame(**false)).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = frame((1, 1, 1), (0.5, 0.5, 0.5), (0.97, 0.97, 0.97), noise=0.01, seed=seed)
    assert CLAIM.judge(same).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [8, 8, 8]
