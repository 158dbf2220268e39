"""Slopes: the experiment finds a wrong rule out, and verdicts in both worlds."""

import itertools

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.slope import BOOK, CLAIM, EXACT, HIDDEN, OUTPUT, measure
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED


def frame(hidden=-9.5, output=-10.5):
    means = {}
    for rule, layer, nodes in itertools.product((EXACT, BOOK), (HIDDEN, OUTPUT), (3, 30)):
        apart = {HIDDEN: hidden, OUTPUT: output}[layer]
        wrong = rule == BOOK and layer == HIDDEN
        means[rule, layer, nodes] = {
            "apart": 0.5 if wrong else apart,
            "cosine": 0.9 if wrong else 1.0,
        }
    return world(["rule", "layer", "nodes"], means, noise=0.05)


def test_the_experiment_tells_the_two_rules_apart():
    exact, book = (
        [measure({"rule": rule, "nodes": 5, "layer": layer}, 1, 0) for layer in (HIDDEN, OUTPUT)]
        for rule in (EXACT, BOOK)
    )
    assert all(row["apart"] < -7 for row in exact)
    assert all(row["cosine"] == pytest.approx(1) for row in exact)
    assert book[0]["apart"] > -1
    assert book[1]["apart"] < -7


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert "off the slope by 3" in found.cautions[0]
    assert "at an angle of 2" in found.cautions[0]


@pytest.mark.parametrize("false", [{"hidden": 0.5}, {"output": -4.0}])
def test_it_is_false_where_a_layers_step_is_not_the_slope(false):
    assert CLAIM.judge(frame(**false)).verdict == NOT_REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [8]
