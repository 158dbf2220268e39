"""Logic gates against their truth tables, and what a line can do with them."""

import itertools

import numpy as np
import pytest

from nnexp.datasets import encode, load, split
from nnexp.datasets.gates import GATES
from nnexp.settings import DataSettings

TRUTH = {"and": lambda a, b: a and b, "or": lambda a, b: a or b, "xor": lambda a, b: a != b}


@pytest.mark.parametrize("name", GATES)
def test_rows_are_the_truth_table_over_and_over(name):
    data = load(DataSettings(name=name))
    assert len(data.labels) == 1004
    for (a, b), label in zip(data.inputs.tolist(), data.labels.tolist(), strict=True):
        assert label == int(bool(TRUTH[name](a, b)))
    assert {tuple(row) for row in data.inputs[:1000].tolist()} == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize("name", GATES)
def test_the_test_set_is_each_case_once(name):
    data = load(DataSettings(name=name))
    rows = split(data, DataSettings(name=name), seed=1, repeat=0).test
    assert sorted(map(tuple, data.inputs[rows].tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_inputs_are_scaled_to_the_range():
    encoded = encode(load(DataSettings(name="or")), (-1.0, 1.0), "float64")
    assert encoded.background == -1.0
    assert set(encoded.values.tolist()) == {2.0}


def test_gates_differ_in_their_fingerprints():
    prints = {load(DataSettings(name=name)).fingerprint for name in GATES}
    assert len(prints) == len(GATES)


@pytest.mark.parametrize(("name", "possible"), [("and", True), ("or", True), ("xor", False)])
def test_which_gates_a_line_can_tell_apart(name, possible):
    cases = np.array(list(itertools.product((0, 1), repeat=2)))
    labels = np.array(GATES[name], dtype=bool)
    lines = itertools.product(np.linspace(-2, 2, 17), repeat=3)
    assert possible == any(((cases @ line[:2] > line[2]) == labels).all() for line in lines)
