"""Zeros: verdicts in worlds where each kind of zero harms, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.zeros import CLAIM, probe
from nnexp.claims.claim import Trained
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED
from nnexp.datasets import encode, load, split
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.book.networks import network_of

OFFSET, ZERO = "[0.01,1.0]", "[0.0,1.0]"


def frame(zero=0.2, constant=0.1, inputs=0.3, moved=0, **more):
    """Test accuracies, where the usual one is 0.97, and links from inputs of 0 that moved."""
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
    names = ["network.init", "data.input_range", "lr"]
    return world(names, means, links_of_zeros=900, moved=moved, others_moved=500, **more)


def test_the_probe_counts_the_links_that_a_step_moves():
    settings = DataSettings(input_range=(0.0, 1.0))
    data = load(settings)
    point = GridPoint(lr=0.3, epochs=1, hidden_nodes=(20,), data=settings)
    network = network_of(point, 0, None, data, lambda: encode(data, (0.0, 1.0), "float32"))
    rows = split(data, settings, 1, 0)
    (row,) = probe(Trained(network, point, 0, data, rows))
    black = int((data.inputs[rows.train[:20]] == 0).sum())
    assert row["links_of_zeros"] == 20 * black > 0
    assert row["moved"] == 0
    assert row["others_moved"] == 20 * (20 * 64 - black)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(20, abs=1)


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"zero": 0.97}, NOT_REPRODUCED),
        ({"constant": 0.95}, IN_PART),
        ({"inputs": 0.97}, IN_PART),
        ({"moved": 1}, IN_PART),
        ({"zero": 0.97, "constant": 0.97, "inputs": 0.97}, NOT_REPRODUCED),
    ],
)
def test_it_is_said_plainly_where_it_is_half_true_or_false(false, verdict):
    assert CLAIM.judge(frame(**false)).verdict == verdict


def test_what_is_false_beside_a_true_core_is_named():
    found = CLAIM.judge(frame(inputs=0.97))
    assert "False is: test accuracy with inputs of 0 instead of 0.01." in found.sentence


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = frame(0.5, 0.5, 0.5, noise=0.05, seed=seed)
    assert CLAIM.judge(same).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4]
