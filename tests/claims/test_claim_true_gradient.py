"""Following the slope: what the probe measures, and verdicts in both worlds."""

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.true_gradient import BOOK, CLAIM, EXACT, probe
from nnexp.claims.claim import Trained
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED
from nnexp.datasets import generator, load, split
from nnexp.network import Architecture, initialise
from nnexp.settings import DataSettings, GridPoint

PROBED = {"lowered_by_exact": 1.0, "lowered_by_book": 0.99, "cosine": 0.8}
TRUE = {
    (EXACT, 0.1): right(0.95, **PROBED),
    (EXACT, 1.0): right(0.97, **PROBED),
    (BOOK, 0.1): right(0.97, **PROBED),
    (BOOK, 1.0): right(0.90, **PROBED),
}


def frame(means=TRUE, **more):
    return world(["training.backpropagation", "lr"], means, **more)


def but(level, **values):
    return {**TRUE, level: {**TRUE[level], **values}}


def test_on_a_fresh_network_both_rules_go_downhill_in_nearly_one_direction():
    data = load(DataSettings())
    network = initialise(
        Architecture((64, 30, 10)), "fan_in", 1.0, "float32", generator(1, 0, "init")
    )
    rows = split(data, DataSettings(), 1, 0)
    (row,) = probe(Trained(network, GridPoint(), 0, data, rows))
    assert row["lowered_by_exact"] == 1.0
    assert row["lowered_by_book"] > 0.9
    assert 0.5 < row["cosine"] < 1


def test_it_is_reproduced_where_it_is_true():
    assert CLAIM.judge(frame()).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        (but((EXACT, 1.0), lowered_by_exact=0.4), NOT_REPRODUCED),
        (but((EXACT, 1.0), lowered_by_book=0.4), IN_PART),
        (but((BOOK, 0.1), test_accuracy=0.93), IN_PART),
    ],
    ids=["the slope misleads", "the book's rule misleads", "the book's rule is worse"],
)
def test_it_is_false_where_one_of_its_parts_is(false, verdict):
    assert CLAIM.judge(frame(false)).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_at_the_margin_it_is_not_reproduced(seed):
    at_margin = but((EXACT, 1.0), lowered_by_exact=0.5)
    assert CLAIM.judge(frame(at_margin, noise=0.01, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4, 4]
