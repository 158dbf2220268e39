"""Activations: slopes against differences, inverses against values, saturation by hand."""

import numpy as np
import pytest

from nnexp.network.activation import ACTIVATIONS, saturated
from nnexp.settings import ACTIVATIONS as NAMES

Z = np.concatenate([np.linspace(-9, 9, 73) + 0.01, [-0.3, 0.2]])


def test_there_is_one_for_every_setting_in_the_same_order():
    assert tuple(ACTIVATIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_slopes_are_those_of_the_values(name):
    activation = ACTIVATIONS[name]
    slope = (activation.value(Z + 1e-6) - activation.value(Z - 1e-6)) / 2e-6
    assert np.allclose(activation.slope(activation.value(Z)), slope, atol=1e-9)
    assert np.max(slope) == pytest.approx(activation.steepest, abs=1e-3)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "linear"])
def test_inverses_undo(name):
    activation = ACTIVATIONS[name]
    assert np.allclose(activation.inverse(activation.value(Z)), Z, rtol=1e-6)


def test_relu_goes_back_to_the_largest_cause():
    relu = ACTIVATIONS["relu"]
    assert np.array_equal(relu.inverse(relu.value(np.array([-3.0, 0.0, 2.0]))), [0.0, 0.0, 2.0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sigmoid", [0.0, 0.5, 1.0]),
        ("tanh", [-1.0, 0.0, 1.0]),
        ("relu", [0.0, 0.0, 1e4]),
        ("linear", [-1e4, 0.0, 1e4]),
        ("step", [0.0, 0.0, 1.0]),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_far_ends_neither_overflow_nor_change_type(name, expected, dtype):
    with np.errstate(all="raise", under="ignore"):
        value = ACTIVATIONS[name].value(np.array([-1e4, 0.0, 1e4], dtype=dtype))
    assert value.dtype == dtype
    assert np.array_equal(value, expected)


@pytest.mark.parametrize("name", NAMES)
def test_nan_stays_nan(name):
    assert np.isnan(ACTIVATIONS[name].value(np.array([np.nan]))).all()


@pytest.mark.parametrize(
    ("name", "outputs", "expected"),
    [
        # Slope o(1-o) against 5 % of 0.25: 0.0125 lies between o = 0.0127 and o = 0.0126.
        ("sigmoid", [0.5, 0.0127, 0.0126, 0.99], [False, False, True, True]),
        ("tanh", [0.0, 0.974, 0.975, -0.975], [False, False, True, True]),
        ("relu", [0.0, 0.001, 5.0], [True, False, False]),
        ("linear", [0.0, 100.0], [False, False]),
        ("step", [0.0, 1.0], [False, False]),
    ],
)
def test_saturation(name, outputs, expected):
    if name == "sigmoid":
        assert 0.0127 * (1 - 0.0127) > 0.0125 > 0.0126 * (1 - 0.0126)
        assert 0.99 * 0.01 < 0.0125
    assert saturated(ACTIVATIONS[name], np.array(outputs)).tolist() == expected
