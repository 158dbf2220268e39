"""Splitting errors: the rules against the book's fractions, and verdicts in both worlds."""

import numpy as np
import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.error_split import BY_SIZE, BY_WEIGHT, CLAIM, PLAIN, SPLITS, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

TRUE = {
    (PLAIN, 0.3): right(0.90),
    (PLAIN, 1.0): right(0.85),
    (BY_WEIGHT, 0.3): right(0.10),
    (BY_WEIGHT, 1.0): right(0.11),
    (BY_SIZE, 0.3): right(0.80),
    (BY_SIZE, 1.0): right(0.905),
}


def frame(means=TRUE, **more):
    return world(["split", "lr"], means, **more)


def test_a_split_shares_each_error_in_the_books_fractions():
    # Two outputs, two hidden nodes: w11 = 2, w21 = 1 into the first, w12 = 3, w22 = 4.
    weights, errors = np.array([[2.0, 1.0], [3.0, 4.0]]), np.array([0.8, 0.5])
    for rule in (BY_WEIGHT, BY_SIZE):
        sent = SPLITS[rule](weights, errors)
        first = 0.8 * 2 / 3 + 0.5 * 3 / 7
        np.testing.assert_allclose(sent, [first, 0.8 + 0.5 - first])
    np.testing.assert_allclose(SPLITS[PLAIN](weights, errors), weights.T @ errors)


def test_the_experiment_learns():
    values = {"data": "digits", "train_size": 200, "hidden_nodes": 20, "epochs": 3, "lr": 0.5}
    row = measure({**values, "split": PLAIN}, 1, 0)
    assert row["test_accuracy"] > 0.6


def test_it_is_reproduced_where_it_is_true():
    assert CLAIM.judge(frame()).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({(BY_WEIGHT, 0.3): right(0.96)}, NOT_REPRODUCED),
        ({(BY_SIZE, 1.0): right(0.96)}, IN_PART),
        ({level: right(0.3) for level in TRUE}, NOT_REPRODUCED),
    ],
    ids=["split by weight is better", "split by size is better", "nothing learns"],
)
def test_it_is_not_reproduced_where_it_is_false(false, verdict):
    assert CLAIM.judge(frame({**TRUE, **false})).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_too_much_noise_to_call_them_alike_is_not_called_so(seed):
    loud = {**TRUE, (BY_WEIGHT, 1.0): right(0.93)}
    assert CLAIM.judge(frame(loud, noise=0.05, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6]
