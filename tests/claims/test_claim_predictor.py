"""The predictor: the experiment against arithmetic, and verdicts in true and false worlds."""

import math

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.predictor import ALIKE, BY_ERROR, CLAIM, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

TRUE = {
    (BY_ERROR, 0.1): {"shrinkage": -0.9},
    (BY_ERROR, 0.5): {"shrinkage": -2.4},
    (BY_ERROR, 2.1): {"shrinkage": 0.8},
    (ALIKE, 0.5): {"shrinkage": -0.8},
    (ALIKE, 2.1): {"shrinkage": -0.2},
}


def frame(means=TRUE, noise=0.2, **more):
    return world(["correction", "step"], means, noise=noise, repeats=20, **more)


def test_a_step_of_1_leaves_the_reading_error_of_the_last_pair():
    for repeat in range(20):
        row = measure({"correction": BY_ERROR, "step": 1.0}, 1, repeat)
        assert row["shrinkage"] < math.log10(0.05 / 0.001)


def test_a_step_shrinks_the_error_as_the_formula_says():
    # The error is multiplied by 1 - step; readings of 1 % hardly matter while it is large.
    row = measure({"correction": BY_ERROR, "step": 0.03}, 1, 0)
    assert row["shrinkage"] == pytest.approx(20 * math.log10(0.97), abs=0.02)
    row = measure({"correction": BY_ERROR, "step": 2.1}, 1, 0)
    assert row["shrinkage"] == pytest.approx(20 * math.log10(1.1), abs=0.1)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(10**-2.4, rel=0.4)
    assert found.cautions == ("corrections of 2.1 times the error make it grow",)


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({(BY_ERROR, 0.5): {"shrinkage": 0.3}}, NOT_REPRODUCED),
        ({(ALIKE, 0.5): {"shrinkage": -2.8}}, IN_PART),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_not_reproduced_where_it_is_false(false, verdict, seed):
    assert CLAIM.judge(frame({**TRUE, **false}, seed=seed)).verdict == verdict


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [5]
