"""Moderation: the experiment against the book's numbers, and verdicts in both worlds."""

import numpy as np
import pandas as pd
import pytest
from claim_worlds import shows

from nnexp.claims.book.moderation import CLAIM, MODERATE, NAIVE, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED


def frame(naive=(1.0, 2.0, 0.8), moderate=(0.2, 0.1, 0.9), repeats=40, seed=1):
    """Spread of the slope, gap between misses, and accuracy, of both learning rates."""
    draw = np.random.default_rng(seed)
    rows = []
    for bugs in (2, 200):
        for lr, (spread, gap, accuracy) in ((NAIVE, naive), (MODERATE, moderate)):
            for repeat in range(repeats):
                last = abs(draw.normal(0, 0.01))
                rows.append(
                    {
                        "bugs": bugs,
                        "lr": lr,
                        "repeat": repeat,
                        "slope": draw.normal(1, spread),
                        "last_miss": last,
                        "other_miss": last + gap + draw.normal(0, 0.05),
                        "accuracy": accuracy + draw.normal(0, 0.01),
                    }
                )
    return pd.DataFrame(rows)


def test_naive_updates_go_through_the_last_of_the_books_two_bugs():
    ends = set()
    for repeat in range(20):
        row = measure({"bugs": 2, "lr": 1.0}, 1, repeat)
        ends.add(round(row["slope"], 4))
        assert row["last_miss"] == pytest.approx(0, abs=1e-12)
    # The book's numbers: 1.1 / 3.0 after the ladybird, 2.9 / 1.0 after the caterpillar.
    assert ends == {round(1.1 / 3, 4), 2.9}


def test_half_of_each_correction_gives_the_books_slopes():
    for repeat in range(20):
        row = measure({"bugs": 2, "lr": 0.5}, 1, repeat)
        first = np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(1, spawn_key=(repeat, 0)))
        ).uniform(0, 1)
        either = {
            round(0.25 * first + 0.25 * one + 0.5 * other, 6)
            for one, other in ((1.1 / 3, 2.9), (2.9, 1.1 / 3))
        }
        assert round(row["slope"], 6) in either


def test_it_is_reproduced_where_it_is_true():
    assert CLAIM.judge(frame()).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"naive": (0.2, 2.0, 0.8)}, UNDECIDED),
        ({"naive": (1.0, -0.5, 0.8)}, IN_PART),
        ({"naive": (1.0, 2.0, 0.95)}, IN_PART),
        ({"naive": (0.3, 2.0, 0.8), "moderate": (2.5, 0.1, 0.9)}, NOT_REPRODUCED),
    ],
    ids=["same spread", "serves all bugs better", "more accurate", "less spread"],
)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_not_reproduced_where_it_is_false(false, verdict, seed):
    assert CLAIM.judge(frame(**false, seed=seed)).verdict == verdict


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [4, 4, 4]
