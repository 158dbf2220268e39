"""First weights: their distributions, and which draws are shared."""

import re

import numpy as np
import pytest
from scipy import stats

from nnexp.network import Architecture, NetworkError, initialise

ARCHITECTURE = Architecture((400, 100, 10), bias=True)


def drawn(init="fan_in", scale=1.0, dtype="float64", seed=0, architecture=ARCHITECTURE):
    return initialise(architecture, init, scale, dtype, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("init", "deviations"),
    [("fan_in", (400**-0.5, 100**-0.5)), ("fan_out", (100**-0.5, 10**-0.5))],
)
def test_normal_weights(init, deviations):
    for weights, deviation in zip(drawn(init).weights, deviations, strict=True):
        assert stats.kstest(weights.ravel() / deviation, "norm").pvalue > 0.01


def test_uniform_weights():
    for weights in drawn("uniform").weights:
        assert stats.kstest(weights.ravel(), "uniform", args=(-0.5, 1)).pvalue > 0.01


@pytest.mark.parametrize(("init", "value"), [("zero", 0.0), ("constant", 3.0)])
def test_weights_all_alike(init, value):
    for weights in drawn(init, scale=3.0).weights:
        assert np.all(weights == value)


@pytest.mark.parametrize("init", ["fan_in", "fan_out", "uniform", "zero", "constant"])
def test_biases_start_at_zero_and_only_where_there_are_any(init):
    network = drawn(init)
    assert [bias.shape for bias in network.biases] == [(100,), (10,)]
    assert not any(bias.any() for bias in network.biases)
    assert drawn(init, architecture=Architecture((400, 100, 10))).biases == ()


def test_draws_depend_on_the_shape_alone():
    base = drawn()
    for other, factors in (
        (drawn(scale=0.5), (0.5, 0.5)),
        (drawn("fan_out"), (2.0, 10**0.5)),
        (drawn(dtype="float32"), (1.0, 1.0)),
        (drawn(architecture=Architecture((400, 100, 10), "tanh")), (1.0, 1.0)),
    ):
        for mine, theirs, factor in zip(base.weights, other.weights, factors, strict=True):
            assert np.allclose(mine * factor, theirs, rtol=1e-6)
    assert not np.array_equal(base.weights[0], drawn(seed=1).weights[0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype(dtype):
    assert drawn(dtype=dtype).dtype == dtype


def test_an_init_that_does_not_exist():
    message = (
        "init=fanin: must be one of fan_in, fan_out, uniform, zero, constant "
        "(did you mean 'fan_in'?)"
    )
    with pytest.raises(NetworkError, match=f"^{re.escape(message)}$"):
        drawn("fanin")
