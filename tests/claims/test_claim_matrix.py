"""Loops and products: both against NumPy, and verdicts in both worlds."""

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.matrix import CLAIM, by_loops, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

TRUE = {
    3: {"speedup": 0.2, "apart": -16.0, "loops_us": 1.0, "matrix_us": 0.6},
    100: {"speedup": 2.3, "apart": -15.0, "loops_us": 300.0, "matrix_us": 1.5},
}


def frame(means=TRUE, noise=0.05):
    return world("nodes", means, noise=noise)


def test_loops_add_up_what_a_product_does():
    # The book's own example: 0.9·0.9 + 0.3·0.1 + 0.4·0.8 = 1.16, and so on.
    weights = [[0.9, 0.3, 0.4], [0.2, 0.8, 0.2], [0.1, 0.5, 0.6]]
    assert by_loops(weights, [0.9, 0.1, 0.8]) == pytest.approx([1.16, 0.42, 0.62])


def test_the_experiment_finds_both_equal():
    for nodes in (3, 30):
        row = measure({"nodes": nodes}, 1, 0)
        assert row["apart"] < -12
        assert row["loops_us"] > 0
        assert row["matrix_us"] > 0
        assert row["speedup"] == pytest.approx(np.log10(row["loops_us"] / row["matrix_us"]))


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(200, rel=0.2)


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({100: {**TRUE[100], "speedup": 0.5}}, IN_PART),
        ({100: {**TRUE[100], "speedup": -1.0}}, NOT_REPRODUCED),
        ({3: {**TRUE[3], "apart": -3.0}}, NOT_REPRODUCED),
    ],
    ids=["hardly faster", "slower", "other sums"],
)
def test_it_is_false_where_one_of_its_parts_is(false, verdict):
    assert CLAIM.judge(frame({**TRUE, **false})).verdict == verdict


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4]
