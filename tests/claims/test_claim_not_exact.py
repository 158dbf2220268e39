"""Imperfect steps and data: what is disturbed, and verdicts in both worlds."""

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.not_exact import CLAIM, INPUTS, STEPS, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

SMALL = {"data": "digits", "train_size": 200, "hidden_nodes": 20, "epochs": 3, "lr": 0.5}


def frame(steps=0.0, inputs=0.02, **more):
    """Accuracy falls by these amounts for each tenth that is replaced."""
    means = {
        (kind, share): {"accuracy": 0.9 - fall * share * 10}
        for kind, fall in ((STEPS, steps), (INPUTS, inputs))
        for share in (0.0, 0.1, 0.4)
    }
    return world(["replaced", "share"], means, **more)


def test_nothing_replaced_is_the_same_either_way():
    found = [measure({**SMALL, "replaced": kind, "share": 0.0}, 1, 0)
             for kind in (STEPS, INPUTS)]  # fmt: skip
    assert found[0] == found[1]
    assert found[0]["accuracy"] > 0.6


def test_all_steps_wrong_learn_nothing():
    row = measure({**SMALL, "replaced": STEPS, "share": 1.0}, 1, 0)
    assert row["accuracy"] < 0.35


def test_all_inputs_noise_teach_nothing():
    row = measure({**SMALL, "replaced": INPUTS, "share": 1.0}, 1, 0)
    assert row["accuracy"] < 0.35


def test_it_is_reproduced_where_it_is_true():
    assert CLAIM.judge(frame()).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("false", "verdict"), [({"steps": 0.2}, NOT_REPRODUCED), ({"inputs": 0.2}, IN_PART)]
)
def test_it_is_false_where_one_of_its_parts_is(false, verdict):
    assert CLAIM.judge(frame(**false)).verdict == verdict


def test_at_the_margin_it_is_not_reproduced():
    verdicts = [CLAIM.judge(frame(steps=0.05, seed=seed)).verdict for seed in range(20)]
    assert np.mean([verdict == REPRODUCED for verdict in verdicts]) <= 0.1


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6]
