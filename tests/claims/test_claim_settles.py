"""Settling: what the probe measures, and verdicts in both worlds."""

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.settles import CLAIM, probe
from nnexp.claims.claim import Trained
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED
from nnexp.datasets import encode, load, split
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.book.networks import network_of

TRUE = {
    1: {"drift": -0.5, "distance": 0.2, "right": 0.4},
    30: {"drift": -1.5, "distance": 0.03, "right": 0.995},
    300: {"drift": -2.5, "distance": 0.01, "right": 0.999},
}


def frame(means=TRUE, **more):
    return world("epochs", means, **{"noise": 0.001, **more})


def test_the_probe_sees_a_network_settle():
    settings = DataSettings(train_size=60)
    data = load(settings)
    rows = split(data, settings, 1, 0)
    encoded = encode(data, settings.input_range, "float32")
    found = []
    for epochs in (1, 100):
        point = GridPoint(lr=0.3, epochs=epochs, hidden_nodes=(20,), data=settings)
        network = network_of(point, 0, None, data, lambda: encoded)
        found += probe(Trained(network, point, 0, data, rows))
    assert found[1]["drift"] < found[0]["drift"] - 1
    assert found[1]["distance"] < found[0]["distance"] / 3
    assert found[1]["right"] > 0.95


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.01, rel=0.05)


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({**TRUE[300], "drift": -0.4}, NOT_REPRODUCED),
        ({**TRUE[300], "distance": 0.3}, IN_PART),
        ({**TRUE[300], "right": 0.8}, IN_PART),
    ],
    ids=["moves more and more", "further from the targets", "wrong on its own records"],
)
def test_it_is_false_where_one_of_its_parts_is(false, verdict):
    assert CLAIM.judge(frame({**TRUE, 300: false})).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_weights_that_go_on_wandering_are_not_settled(seed):
    same = {epochs: {**TRUE[300], "drift": -1.0, "distance": 0.5} for epochs in TRUE}
    assert CLAIM.judge(frame(same, noise=0.05, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [3, 3]
