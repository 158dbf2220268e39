"""Turned copies: verdicts in worlds where they help, where they do not, and where it depends."""

import itertools

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.rotation import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

ANGLES = (0.0, 10.0, 45.0)


def frame(slow=(0.0, 0.01, -0.01), fast=(0.0, 0.01, -0.01), longer=(0.006, 0.004), **more):
    """What each angle gains at each learning rate, and what three times the epochs gain."""
    means = {
        (lr, angle, epochs, "fan_in"): {"test_accuracy": 0.95 + gain * epochs / 5}
        for lr, gains in ((0.01, slow), (0.1, fast))
        for (angle, gain), epochs in itertools.product(zip(ANGLES, gains, strict=True), (1, 5))
    }
    for lr, gain in zip((0.01, 0.1), longer, strict=True):
        means[lr, 0.0, 15, "fan_in"] = {"test_accuracy": 0.95 + gain}
    # The author's setting alone, which is not judged.
    means[0.01, 10.0, 10, "fan_out"] = {"test_accuracy": 0.5}
    means[0.01, 10.0, 10, "fan_in"] = {"test_accuracy": 0.97}
    names = ["lr", "data.rotation", "epochs", "network.init"]
    return world(names, means, **{"noise": 0.0005, **more})


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.4, abs=0.1)
    assert "5 epochs with copies turned by 10° gain, over 15 epochs of the images" in found.sentence
    assert found.cautions[0] == "with as many steps the images alone are read best at lr 0.01"


def test_the_rate_that_suits_the_images_alone_decides():
    found = CLAIM.judge(frame(longer=(0.004, 0.008)))
    assert "lr 0.1" in found.metric
    assert found.estimate == pytest.approx(0.2, abs=0.1)


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"longer": (0.015, 0.004)}, NOT_REPRODUCED),
        ({"slow": (0, 0, -0.01)}, NOT_REPRODUCED),
        ({"fast": (0, -0.01, -0.02)}, IN_PART),
        ({"slow": (0, 0.01, 0.011)}, IN_PART),
        ({"fast": (0, 0.01, 0.02)}, REPRODUCED),
    ],
    ids=["more steps do as well", "no gain", "harm at the other rate", "never too much",
         "not too much at the other rate"],
)  # fmt: skip
def test_where_it_is_false_the_better_rate_decides(false, verdict):
    assert CLAIM.judge(frame(**false)).verdict == verdict


def test_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.02)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(8))
def test_copies_that_are_worth_their_steps_only_do_not_reproduce_it(seed):
    assert CLAIM.judge(frame(longer=(0.01, 0.01), seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6, 6]
