"""Too few nodes: verdicts in worlds where they cannot learn, and where they can."""

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.capacity import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

USUAL = {1: 0.2, 3: 0.3, 10: 0.9, 100: 0.968, 500: 0.97}


def frame(few=0.4, init="fan_out", **more):
    """Worlds in which three nodes, trained longer at lr 0.3, reach `few` with one init."""
    means = {}
    for name in ("fan_out", "fan_in"):
        for size, accuracy in USUAL.items():
            means[name, size, 0.1, 5] = {"test_accuracy": accuracy}
        means[name, 3, 0.03, 20] = {"test_accuracy": 0.35}
        means[name, 3, 0.3, 20] = {"test_accuracy": few if name == init else 0.4}
    names = ["network.init", "hidden_nodes", "lr", "epochs"]
    return world(names, means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(noise=0.0005))
    assert found.verdict == REPRODUCED
    # Three nodes at their best: 0.4 against 0.97.
    assert found.estimate == pytest.approx(57, abs=1)
    assert "lr 0.3, 20 epochs" in found.sentence
    assert (
        "hidden_nodes=100 is enough: within 0.5 percentage points of the best" in found.cautions[0]
    )


@pytest.mark.parametrize(
    ("init", "few", "verdict"),
    [
        ("fan_out", 0.99, NOT_REPRODUCED),
        ("fan_in", 0.99, IN_PART),
        ("fan_out", 0.8, IN_PART),
        ("fan_in", 0.8, IN_PART),
    ],
)
def test_three_nodes_may_be_as_good_or_only_learn_something(init, few, verdict):
    """Both when they are trained longer; the core is of the book's first weights, fan_out."""
    assert CLAIM.judge(frame(few, init)).verdict == verdict


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(0.8, noise=0.3)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_three_nodes_that_are_as_good_are_not_called_worse(seed):
    assert CLAIM.judge(frame(0.97, noise=0.01, seed=seed)).verdict != REPRODUCED


def test_the_chart_shows_the_usual_setting_alone():
    assert shows(CLAIM.chart(frame())) == [2 * len(USUAL)]
