"""Statements about accuracies: one setting is better than another, as good, right in most cases.

On MNIST every network is tested on the same images, so that their luck does not differ between
repeats: it enters as a variance of its own. Data sets without test data of their own are split
anew in each repeat, and experiments draw their test data anew, so that it is in the repeats there.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nnexp.claims.evidence import AS_GOOD, HALF, above, below, not_worse
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import labels
from nnexp.claims.unit import PERCENT, POINTS

TEST_IMAGES = {"mnist": 10_000}
"""How many test images all repeats share, by data set; none where each repeat has its own."""

_EXCHANGED = 0.05
"""Of the errors that two kinds of networks make, the share that one kind makes as a rule and the
other does not, beyond what their accuracies differ by. It is 0 to 0.03 between rates, epochs, first
weights, activations and turned copies on MNIST (`tests/claims/test_accuracy.py` measures it);
with 1 the variance would be that of kinds which never err on the same image."""


def better(
    one: np.ndarray, other: np.ndarray, metric: str, says: str, rows: pd.DataFrame
) -> Judgement:
    """Whether one setting is more accurate than another.

    Args:
        one: (repeats,) test accuracies.
        other: (repeats,) those of the same repeats with the other setting.
        metric: what the difference is, in a few words.
        says: the statement, up to the number.
        rows: of the frame that entered.
    """
    return above(one - other, 0.0, metric, says, labels(rows), POINTS, shared(one, other, rows))


def as_good(
    one: np.ndarray,
    other: np.ndarray,
    metric: str,
    says: str,
    rows: pd.DataFrame,
    allowed: float = AS_GOOD,
) -> Judgement:
    """Whether one setting is as accurate as another but for a loss that is allowed."""
    images = shared(one, other, rows)
    return not_worse(one - other, allowed, metric, says, labels(rows), POINTS, images)


def mostly_right(right: np.ndarray, metric: str, says: str, rows: pd.DataFrame) -> Judgement:
    """Whether networks get more than half right, as those must that have learned the task."""
    return above(right, HALF, metric, says, labels(rows), PERCENT, shared(right, 1.0, rows))


def mostly_wrong(right: np.ndarray, metric: str, says: str, rows: pd.DataFrame) -> Judgement:
    """Whether networks get less than half right, and so have not learned the task."""
    return below(right, HALF, metric, says, labels(rows), PERCENT, shared(right, 1.0, rows))


def shared(one: np.ndarray, other: np.ndarray | float, rows: pd.DataFrame) -> float:
    """Variance of a difference of mean accuracies that comes from the test images.

    An image counts with the difference of the shares of networks of each kind that read it. The
    mean of its square is at most that of its size: the difference of the accuracies, and twice
    what is exchanged between the kinds.

    Args:
        one: (repeats,) accuracies; NaN where a trial failed.
        other: (repeats,) accuracies, or a number that one is compared with.
        rows: that say by `data` what was learned.
    """
    names = set(rows["data"]) if "data" in rows else set()
    count = TEST_IMAGES.get(names.pop(), 0) if len(names) == 1 else 0
    both = np.isfinite(one) & np.isfinite(other)
    if not count or not both.any():
        return 0.0
    first, second = (float(np.broadcast_to(x, both.shape)[both].mean()) for x in (one, other))
    apart = abs(first - second)
    errors = 2 * (1 - max(first, second))
    return (apart - apart**2 + _EXCHANGED * errors) / count
