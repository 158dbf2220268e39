"""Thresholds: the experiment against mathematics, and verdicts in both worlds."""

import math

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.threshold import CLAIM, LINEAR, NEURONS, SIGMOID, STEP, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

STRENGTHS = (0.0, 0.2, 0.5, 2.0)


def true():
    means = {}
    for neuron in NEURONS:
        for inputs in (1, 3):
            for strength in STRENGTHS:
                total = inputs * strength
                fired = 1 / (1 + math.exp(-10 * (total - 1)))
                answer = {SIGMOID: fired, STEP: float(total > 1), LINEAR: total}.get(neuron, 0.5)
                noise = {SIGMOID: 0.002, STEP: 0.001, LINEAR: 0.1}.get(neuron, 0.02)
                means[neuron, inputs, strength] = {"answer": answer, "deviation": noise}
    return means


def frame(means, noise=0.0005, **more):
    return world(["neuron", "inputs", "strength"], means, noise=noise, **more)


def test_neurons_answer_as_the_formulas_say():
    for neuron, expected in ((LINEAR, 2.0), (STEP, 1.0), (SIGMOID, 1.0)):
        row = measure({"neuron": neuron, "inputs": 1, "strength": 2.0}, 1, 0)
        assert row["answer"] == pytest.approx(expected, abs=0.25)
    row = measure({"neuron": LINEAR, "inputs": 5, "strength": 0.0}, 1, 0)
    # Five independent links of about 1 carry noise of 0.05 each.
    assert row["deviation"] == pytest.approx(0.05 * math.sqrt(5), rel=0.25)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(true()))
    assert found.verdict == REPRODUCED
    assert "answers 0.50 to no signal" in found.cautions[0]


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({(SIGMOID, 1, 0.5): {"answer": 0.6, "deviation": 0.1}}, NOT_REPRODUCED),
        ({(SIGMOID, 1, 2.0): {"answer": 0.4, "deviation": 0.1}}, NOT_REPRODUCED),
        ({(SIGMOID, 3, 0.5): {"answer": 0.3, "deviation": 0.1}}, NOT_REPRODUCED),
        ({(SIGMOID, 1, 0.2): {"answer": 0.0, "deviation": 0.2}}, IN_PART),
    ],
    ids=["lets weak ones through", "never fires", "does not add up", "passes noise on"],
)
def test_it_is_false_where_one_of_its_parts_is(false, verdict):
    assert CLAIM.judge(frame({**true(), **false})).verdict == verdict


def test_the_chart():
    assert shows(CLAIM.chart(frame(true()))) == [16, 16, 16]
