"""Running networks backwards: what the probe measures, and verdicts in both worlds."""

import numpy as np
import pandas as pd
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.backquery import CLAIM, MIXED, TRAINED, probe
from nnexp.claims.claim import Trained
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED
from nnexp.datasets import load, split
from nnexp.network import Architecture, Network
from nnexp.reproduce.picture import picture
from nnexp.settings import DataSettings, GridPoint

DATA = load(DataSettings())


def seen(weights):
    """What the probe measures on a network without hidden layers that has these weights."""
    point = GridPoint(hidden_nodes=())
    network = Network(Architecture((64, 10)), (weights.astype(np.float32),))
    rows = list(probe(Trained(network, point, 0, DATA, split(DATA, point.data, 1, 0))))
    return {name: [row for row in rows if row["network"] == name] for name in (TRAINED, MIXED)}


def mean_of(rows, column):
    return np.mean([row[column] for row in rows])


def test_links_that_are_the_digits_themselves_show_the_digits():
    means = np.array([DATA.inputs[DATA.labels == digit].mean(axis=0) for digit in range(10)])
    found = seen(means - means.mean(axis=0))
    assert [row["digit"] for row in found[TRAINED]] == list(range(10))
    assert mean_of(found[TRAINED], "named") == 1
    assert mean_of(found[TRAINED], "own") > 0.95
    assert mean_of(found[MIXED], "named") <= 0.4
    assert abs(mean_of(found[MIXED], "own")) < 0.15


def test_links_without_meaning_show_nothing():
    draw = np.random.default_rng(1)
    named = [mean_of(seen(draw.normal(size=(10, 64)))[TRAINED], "named") for _ in range(20)]
    assert np.mean(named) == pytest.approx(0.1, abs=0.07)


def test_what_all_digits_share_does_not_count():
    """A network that knows only that the margin is dark, and that for every digit."""
    common = DATA.inputs.mean(axis=0)
    found = seen(np.tile(common, (10, 1)) + np.random.default_rng(2).normal(0, 0.5, (10, 64)))
    assert mean_of(found[TRAINED], "named") < 0.5


def frame(named=0.9, own=0.6, mixed=0.1, **more):
    """A share of the digits is most like itself."""
    means = {
        (network, digit): {
            "named": share if network == MIXED else float(digit < 10 * share),
            "own": own if network == TRAINED else 0.0,
            "other": 0.1,
            "read": 0.4,
        }
        for network, share in ((TRAINED, named), (MIXED, mixed))
        for digit in range(10)
    }
    return world(["network", "digit"], means, **{"noise": 0.01, "network.init": "fan_out", **more})


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(90, abs=2)
    assert "random order give 10 %" in found.cautions[0]
    assert "read 40 % of their own pictures" in found.cautions[1]
    assert found.cautions[2].endswith("liker another digit when asked for 9")


def test_networks_in_the_books_order_are_not_judged():
    both = [frame(**{"training.shuffle": True}), frame(0.0, 0.0, **{"training.shuffle": False})]
    found = CLAIM.judge(pd.concat(both, ignore_index=True))
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(90, abs=2)


def test_the_other_first_weights_are_a_part_of_their_own():
    both = [frame(), frame(named=0.2, **{"network.init": "fan_in"})]
    found = CLAIM.judge(pd.concat(both, ignore_index=True))
    assert found.verdict == IN_PART
    assert "False is: share of digits whose backquery" in found.sentence


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"named": 0.1, "own": 0.0}, NOT_REPRODUCED),
        ({"named": 0.3}, NOT_REPRODUCED),
        ({"own": -0.1}, IN_PART),
    ],
    ids=["chance", "few are named", "unlike"],
)
def test_it_is_not_reproduced_where_it_is_false(false, verdict):
    assert CLAIM.judge(frame(**false)).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_at_the_margin_it_is_not_reproduced(seed):
    assert CLAIM.judge(frame(named=0.5, own=0.0, seed=seed)).verdict != REPRODUCED


def test_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=1.0, repeats=3)).verdict == UNDECIDED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [20]


def test_the_chart_shows_the_pictures_of_the_first_network():
    means = np.array([DATA.inputs[DATA.labels == digit].mean(axis=0) for digit in range(10)])
    rows = [row for part in seen(means - means.mean(axis=0)).values() for row in part]
    table = pd.DataFrame(rows).assign(**{"network.init": "fan_in", "seed": 1, "repeat": 0})
    mosaic = CLAIM.chart(table).mosaic
    assert mosaic.columns == tuple("0123456789")
    assert [label for label, _ in mosaic.rows] == ["fan_in", "mean"]
    # Stretched from the lightest to the darkest, and otherwise the mean itself.
    wanted = means[3].reshape(8, 8) / means[3].max()
    np.testing.assert_allclose(mosaic.rows[1][1][3], wanted, atol=0.05)
    assert picture(CLAIM.chart(table)).svg.startswith(b"<?xml")


def test_a_network_of_equal_links_is_no_crash():
    rows = seen(np.ones((10, 64)))[TRAINED]
    assert all(np.isfinite(row["own"]) for row in rows)
