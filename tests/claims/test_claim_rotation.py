"""Turned copies: verdicts in worlds where they help, where they do not, and where it depends."""

import itertools

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.rotation import CLAIM
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

ANGLES = (0.0, 10.0, 45.0)


def frame(slow=(0.0, 0.01, -0.01), fast=(0.0, 0.01, -0.01), longer=0.005, **more):
    """What each angle gains at each learning rate, and what three times the epochs gain."""
    means = {
        (lr, angle, epochs, "fan_in"): {"test_accuracy": 0.95 + gain * epochs / 5}
        for lr, gains in ((0.01, slow), (0.1, fast))
        for (angle, gain), epochs in itertools.product(zip(ANGLES, gains, strict=True), (1, 5))
    }
    for lr in (0.01, 0.1):
        means[lr, 0.0, 15, "fan_in"] = {"test_accuracy": 0.95 + longer}
    # The author's setting alone, which is not judged.
    means[0.01, 10.0, 10, "fan_out"] = {"test_accuracy": 0.5}
    means[0.01, 10.0, 10, "fan_in"] = {"test_accuracy": 0.97}
    names = ["lr", "data.rotation", "epochs", "network.init"]
    return world(names, means, **{"noise": 0.0005, **more})


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.01, abs=0.002)
    assert "after 5 epochs" in found.sentence
    assert "does not" not in found.cautions[0]


@pytest.mark.parametrize(
    "false",
    [
        {"slow": (0, 0, -0.01)},
        {"fast": (0, -0.01, -0.02)},
        {"slow": (0, 0.01, 0.01)},
        {"fast": (0, 0.01, 0.0)},
        {"slow": (0, 0, 0), "fast": (0, 0, 0)},
    ],
    ids=["no gain slow", "harm fast", "never too much", "no harm fast", "nothing"],
)
def test_it_is_not_reproduced_where_a_part_is_false(false):
    assert CLAIM.judge(frame(**false)).verdict == NOT_REPRODUCED


def test_the_verdict_says_for_which_settings_it_holds():
    found = CLAIM.judge(frame(fast=(0, -0.01, -0.02)))
    assert found.sentence.startswith("It is only partly true: 3 of 4 parts hold.")
    holds, not_so = found.cautions[0].split("; ")
    assert "gained by copies turned by 10°, lr 0.01" in holds
    assert not_so == "it does not for what is gained by copies turned by 10°, lr 0.1"


def test_it_is_told_what_as_many_steps_without_copies_would_do():
    found = CLAIM.judge(frame(longer=0.012))
    assert "against 15 epochs of the images alone" in found.cautions[1]
    assert "gain -0.2 points at lr 0.01" in found.cautions[1]


def test_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.02)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(8))
def test_at_the_margin_it_is_not_reproduced(seed):
    edge = (0, 0.001, -0.001)
    assert CLAIM.judge(frame(edge, edge, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6, 6]
