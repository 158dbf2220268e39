"""Networks whose inverse is known, queried backwards."""

import numpy as np
import pytest

from nnexp.network import Architecture, Network


def rotation(size: int, seed: int) -> np.ndarray:
    """A matrix whose transpose is its inverse."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(size, size)))[0]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "linear"])
@pytest.mark.parametrize("bias", [False, True])
def test_a_rotation_is_turned_back(activation, bias):
    draw = np.random.default_rng(2)
    architecture = Architecture((8, 8), output_activation=activation, bias=bias)
    biases = (draw.normal(size=8),) if bias else ()
    network = Network(architecture, (rotation(8, 1),), biases)
    inputs = draw.uniform(0.02, 0.98, (20, 8))
    # The book's look inside always spans this range.
    inputs[:, 2], inputs[:, 5] = 0.01, 0.99
    found = network.backquery(network.query(inputs))
    assert np.allclose(found, inputs, rtol=0, atol=1e-12)
    assert np.allclose(network.backquery(network.query(inputs[3])), inputs[3], rtol=0, atol=1e-12)


def test_two_permutations_bring_each_input_back_to_its_place():
    forwards = np.eye(6)[[3, 1, 5, 0, 4, 2]]
    network = Network(Architecture((6, 6, 6)), (forwards, np.eye(6)[::-1]))
    inputs = np.array([0.01, 0.2, 0.5, 0.6, 0.8, 0.99])
    found = network.backquery(network.query(inputs))
    # Rescaled on the way, so no longer equal, but in the same order over the same range.
    assert np.array_equal(np.argsort(found), np.arange(6))
    assert found[0] == pytest.approx(0.01)
    assert found[-1] == pytest.approx(0.99)
