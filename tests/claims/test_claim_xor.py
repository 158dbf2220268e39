"""XOR: verdicts in worlds where the claim is true, and where it is not."""

import itertools

import numpy as np
import pandas as pd
import pytest

from nnexp.claims.book.xor import CLAIM
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED


def world(chance, repeats=20, seed=1):
    """A table in which each gate is learned with the probability that `chance` gives."""
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "data": gate,
            "hidden_nodes": nodes,
            "repeat": repeat,
            "status": "ok",
            "test_accuracy": 1.0 if draw.random() < chance(gate, nodes) else 0.75,
        }
        for gate, nodes, repeat in itertools.product(("and", "or", "xor"), range(5), range(repeats))
    )


def as_the_book_says(gate, nodes):
    return 1.0 if gate != "xor" else {0: 0.0, 1: 0.0, 2: 0.5, 3: 0.8, 4: 0.97}[nodes]


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(world(as_the_book_says))
    assert found.verdict == REPRODUCED
    assert found.estimate > 0.8
    assert "fewest hidden nodes that ever learn XOR are 2" in found.cautions[0]


@pytest.mark.parametrize(
    "chance",
    [
        lambda gate, nodes: 1.0,
        lambda gate, nodes: 0.0 if gate == "xor" else 1.0,
        lambda gate, nodes: as_the_book_says(gate, nodes) if gate == "xor" else 0.0,
        lambda gate, nodes: 0.5,
    ],
    ids=["one line learns XOR", "none learns XOR", "one line learns nothing", "luck alone"],
)
@pytest.mark.parametrize("seed", range(5))
def test_it_is_not_reproduced_where_it_is_false(chance, seed):
    assert CLAIM.judge(world(chance, seed=seed)).verdict != REPRODUCED


def test_a_clearly_false_world_is_called_so():
    assert CLAIM.judge(world(lambda gate, nodes: 1.0)).verdict == NOT_REPRODUCED


def test_the_chart_shows_every_gate():
    (panel,) = CLAIM.chart(world(as_the_book_says)).panels
    assert [line.label for line in panel.lines] == ["AND", "OR", "XOR"]
    assert panel.lines[2].y[0] == 0
    assert panel.lines[0].y == (100,) * 5
