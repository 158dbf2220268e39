"""Targets: verdicts in worlds where those out of reach drive weights up, and where not."""

import itertools

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.targets import BEYOND, CLAIM, EDGES, FAR, INSIDE
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED


def frame(beyond=1.8, far=1.5, saturated=0.9, **more):
    """Length of the weights over the usual one, and share of saturated hidden outputs."""
    means = {}
    for name, epochs in itertools.product((INSIDE, EDGES, BEYOND, FAR), (1, 30)):
        usual = 15.0 if epochs == 1 else 40.0
        factor = {BEYOND: beyond if epochs == 30 else 1.1, FAR: far if epochs == 1 else 1.0}
        means[name, epochs] = right(
            0.4 if name == FAR else 0.97,
            weight_norm=usual * factor.get(name, 1.05 if name == EDGES else 1.0),
            saturation=saturated if name == FAR else 0.01,
        )
    return world(["data.target_range", "epochs"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(1.8, rel=0.01)
    assert "×1.00 as long" in found.cautions[0]
    assert "57 points" in found.cautions[0]


@pytest.mark.parametrize(
    "false",
    [{"beyond": 1.0}, {"beyond": 0.8}, {"far": 1.05}, {"saturated": 0.01}],
    ids=["no growth", "shorter", "no growth far out", "no saturation"],
)
def test_it_is_false_where_one_of_its_parts_is(false):
    assert CLAIM.judge(frame(**false)).verdict == NOT_REPRODUCED


@pytest.mark.parametrize("seed", range(5))
def test_at_the_margin_it_is_not_reproduced(seed):
    assert CLAIM.judge(frame(beyond=1.2, noise=0.3, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [8, 8, 8]
