"""Descent and search: both find what they look for, and verdicts in both worlds."""

import math

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.many_weights import CLAIM, DESCENT, SEARCH, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED


def frame(per_weight=0.9, power=0.3, **more):
    """A search multiplies by 10 to `per_weight`, descent grows with a power of the weights."""
    means = {(SEARCH, count): {"cost": per_weight * count} for count in (1, 2, 3, 4, 5)} | {
        (DESCENT, count): {"cost": 0.5 + power * math.log10(count)} for count in (1, 5, 30, 100)
    }
    return world(["method", "weights"], means, noise=0.1, **more)


def test_a_search_never_needs_more_than_all_combinations():
    for repeat in range(10):
        row = measure({"method": SEARCH, "weights": 2}, 1, repeat)
        assert 0 <= row["cost"] <= math.log10(81)


def test_nobody_waits_for_a_search_over_many_weights():
    assert math.isnan(measure({"method": SEARCH, "weights": 30}, 1, 0)["cost"])


def test_descent_reaches_its_goal_with_many_weights():
    row = measure({"method": DESCENT, "weights": 100}, 1, 0)
    assert row["cost"] < 3


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    # A search takes 10^4.5 evaluations for five weights, descent 10^0.5 times 5^0.3.
    assert found.estimate == pytest.approx(10**4.5 / (10**0.5 * 5**0.3), rel=0.2)


@pytest.mark.parametrize(
    ("false", "verdict"),
    [({"per_weight": 0.05}, NOT_REPRODUCED), ({"power": 2.0}, IN_PART)],
    ids=["search is cheap", "descent is dear"],
)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_false_where_one_of_its_parts_is(false, verdict, seed):
    assert CLAIM.judge(frame(**false, seed=seed)).verdict == verdict


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [9]
