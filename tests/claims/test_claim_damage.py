"""Damage: what the probe does to a network, and verdicts in both worlds."""

import re

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.damage import AMOUNTS, CLAIM, LINKS, NODES, NOISE, probe
from nnexp.claims.claim import Trained
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED
from nnexp.datasets import encode, load, split
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.book.networks import network_of


@pytest.fixture(scope="module")
def trained():
    point = GridPoint(lr=0.3, epochs=5, hidden_nodes=(20,))
    data = load(DataSettings())
    encoded = encode(data, point.data.input_range, "float32")
    network = network_of(point, 0, None, data, lambda: encoded)
    return Trained(network, point, 0, data, split(data, point.data, 1, 0))


def test_the_probe_measures_each_kind_and_amount(trained):
    rows = list(probe(trained))
    assert [(row["damage"], row["amount"]) for row in rows] == [
        (kind, amount) for kind in (LINKS, NODES, NOISE) for amount in AMOUNTS
    ]
    whole = {row["damage"]: row["accuracy"] for row in rows if row["amount"] == 0}
    assert len(set(whole.values())) == 1
    assert whole[LINKS] > 0.85
    broken = {row["damage"]: row["accuracy"] for row in rows if row["amount"] == 0.8}
    assert all(accuracy < 0.7 for accuracy in broken.values())


def test_the_network_itself_stays_as_it_was(trained):
    before = [weights.copy() for weights in trained.network.weights]
    list(probe(trained))
    for old, new in zip(before, trained.network.weights, strict=True):
        np.testing.assert_array_equal(old, new)


def frame(lost, **more):
    """Accuracy falls by `lost` of each kind for a tenth of damage to 100 nodes, more for 10."""
    means = {}
    for kind, per_tenth in lost.items():
        for size, factor in ((10, 5), (100, 1)):
            for amount in (0.0, 0.1, 0.4):
                fall = min(0.9, factor * per_tenth * amount * 10)
                means[size, kind, amount] = {"accuracy": 0.95 - fall}
    return world(["hidden_nodes", "damage", "amount"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame({LINKS: 0.01, NODES: 0.01, NOISE: 0.02}))
    assert found.verdict == REPRODUCED
    # Five times as much as the large ones, give or take the noise.
    assert float(re.search(r"networks of 10 lose (\S+) points", found.cautions[0])[1]) > 4


@pytest.mark.parametrize("kind", [LINKS, NODES, NOISE])
def test_it_is_false_where_one_kind_is_not_borne(kind):
    lost = {LINKS: 0.01, NODES: 0.01, NOISE: 0.02, kind: 0.2}
    verdict = NOT_REPRODUCED if kind == LINKS else IN_PART
    assert CLAIM.judge(frame(lost)).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_at_the_margin_it_is_not_reproduced(seed):
    lost = dict.fromkeys((LINKS, NODES, NOISE), 0.05)
    assert CLAIM.judge(frame(lost, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame({LINKS: 0.01, NODES: 0.01, NOISE: 0.02}))) == [6, 6, 6]
