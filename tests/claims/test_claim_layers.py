"""Depth and activation: verdicts in worlds where they matter, and where they do not."""

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.layers import CLAIM, depth
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

DEPTHS = ("0", "100", "[100,100]")


def frame(depths=(0.90, 0.95, 0.96), activations=(0.0, -0.03), **more):
    """Accuracy by depth at the best activation, and what each activation adds to it."""
    means = {}
    for nodes, best in zip(DEPTHS, depths, strict=True):
        names = ("sigmoid", "tanh") if nodes != "0" else ("sigmoid",)
        for name, gain in zip(names, activations, strict=False):
            for lr in (0.1, 0.3):
                # Each activation has another best learning rate, and is bad at the other's.
                off = 0.1 * ((lr == 0.1) != (name == "sigmoid"))
                gain = gain if nodes != "0" else 0.0
                means[nodes, name, lr] = right(best + gain - off)
    return world(["hidden_nodes", "network.activation", "lr"], means, **more)


def test_depth_counts_layers():
    assert [depth((nodes, "")) for nodes in (0, 100, "[100,50]", "[9,9,9]")] == [0, 1, 2, 3]


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(6, abs=1)
    said = "2 hidden layers of sigmoid is better than a network without hidden layers by"
    assert said in found.sentence
    assert "the best of each depth" in found.cautions[0]


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"depths": (0.95, 0.95, 0.95)}, UNDECIDED),
        ({"activations": (0.0, 0.0)}, REPRODUCED),
    ],
    ids=["depth does not matter", "activation does not matter"],
)
def test_what_makes_no_difference_is_not_shown_to_make_one(false, verdict):
    """The core is about depth; an activation that does not matter is an open part."""
    assert CLAIM.judge(frame(**false)).verdict == verdict


def test_it_is_refuted_where_validation_data_mislead():
    """What validation data call best is the worst on test data."""
    table = frame()
    table["test_accuracy"] = 1.9 - table["validation_accuracy"]
    assert CLAIM.judge(table).verdict == NOT_REPRODUCED


@pytest.mark.parametrize("seed", range(8))
def test_picking_best_and_worst_of_equals_does_not_reproduce_it(seed):
    """The best and the worst of many equal settings differ on the data that choose them."""
    same = frame((0.95, 0.95, 0.95), (0.0, 0.0), noise=0.02, seed=seed)
    assert CLAIM.judge(same).verdict != REPRODUCED


def test_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.1, repeats=4)).verdict == UNDECIDED


def test_a_world_in_which_no_hidden_layer_is_best():
    found = CLAIM.judge(frame(depths=(0.98, 0.95, 0.96)))
    assert found.verdict == REPRODUCED
    said = "A network without hidden layers is better than 1 hidden layer of sigmoid"
    assert said in found.sentence


def test_what_the_best_activation_depends_on_and_open_ends_are_told():
    table = frame()
    other = (table["hidden_nodes"] == "100") & (table["network.activation"] == "tanh")
    table.loc[other, ["validation_accuracy", "test_accuracy"]] += 0.06
    told = CLAIM.judge(table).cautions
    assert "depends on the number of hidden layers: tanh with 1, sigmoid with 2" in told[1]
    assert told[2].startswith("at an end of the learning rates tried")


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6]
