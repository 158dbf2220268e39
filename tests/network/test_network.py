"""Networks as values: what they answer, forwards and backwards, and what they refuse."""

import re

import numpy as np
import pytest
from kernel_cases import CLASSES, FEATURES, network_of, samples

from nnexp.network import Architecture, Network, NetworkError


def test_query_takes_one_sample_or_many():
    inputs, _, _ = samples(5)
    network = network_of((6,), bias=True)
    together = network.query(inputs)
    assert together.shape == (5, CLASSES)
    for x, answer in zip(inputs, together, strict=True):
        assert network.query(x).shape == (CLASSES,)
        assert np.allclose(network.query(x), answer, rtol=1e-14)


def test_query_answers_in_the_networks_dtype():
    inputs, _, _ = samples(5)
    assert network_of((6,), dtype="float32").query(inputs).dtype == np.float32


def test_backquery_is_the_books():
    network = network_of((6,))
    wih, who = network.weights
    targets = np.array([0.01, 0.99, 0.01, 0.01, 0.01])
    # The book's program, with logit written out.
    final_outputs = np.array(targets, ndmin=2).T
    final_inputs = np.log(final_outputs / (1 - final_outputs))
    hidden_outputs = np.dot(who.T, final_inputs)
    hidden_outputs -= np.min(hidden_outputs)
    hidden_outputs /= np.max(hidden_outputs)
    hidden_outputs *= 0.98
    hidden_outputs += 0.01
    hidden_inputs = np.log(hidden_outputs / (1 - hidden_outputs))
    inputs = np.dot(wih.T, hidden_inputs)
    inputs -= np.min(inputs)
    inputs /= np.max(inputs)
    inputs *= 0.98
    inputs += 0.01
    assert np.allclose(network.backquery(targets), inputs[:, 0], rtol=1e-13)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
@pytest.mark.parametrize("hidden", [(), (6,), (6, 4)])
def test_backquery_fills_the_range_of_inputs_for_every_sample(activation, hidden):
    network = network_of(hidden, activation=activation, output_activation=activation, bias=True)
    targets = np.random.default_rng(0).uniform(0.01, 0.99, (3, CLASSES))
    inputs = network.backquery(targets)
    assert inputs.shape == (3, FEATURES)
    assert inputs.min(axis=1) == pytest.approx([0.01] * 3)
    assert inputs.max(axis=1) == pytest.approx([0.99] * 3)
    assert np.allclose(network.backquery(targets[1]), inputs[1], rtol=1e-13)


def test_backquery_takes_biases_off_before_the_weights():
    network = Network(
        Architecture((2, 2), output_activation="linear", bias=True),
        (np.array([[1.0, 0.0], [0.0, 1.0]]),),
        (np.array([0.25, 0.0]),),
    )
    # Sums 0.5 - 0.25 and 0.75: the second input is the larger.
    assert network.backquery(np.array([0.5, 0.75])) == pytest.approx([0.01, 0.99])
    assert network.backquery(np.array([0.5, 0.25])) == pytest.approx([0.01, 0.01])


def test_arrays_are_read_only_copies():
    weights = np.ones((2, 3))
    network = Network(Architecture((3, 2)), (weights,))
    weights[0, 0] = 7
    assert network.weights[0][0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        network.weights[0][0, 0] = 7


W = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Architecture((3,)),
            "layers=[3]: a network needs an input and an output layer of at least one node each; "
            "for example layers=(784, 100, 10)",
        ),
        (
            lambda: Architecture((3, 0, 2)),
            "layers=[3, 0, 2]: a network needs an input and an output layer of at least one node "
            "each; for example layers=(784, 100, 10)",
        ),
        (
            lambda: Architecture((3, 2), activation="sigmoidal"),
            "activation=sigmoidal: must be one of sigmoid, tanh, relu, linear, step "
            "(did you mean 'sigmoid'?)",
        ),
        (
            lambda: Architecture((3, 2), output_activation="softmax"),
            "output_activation=softmax: must be one of sigmoid, tanh, relu, linear, step",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W.T,)),
            "weights of shapes [(3, 2)]: must be [(2, 3)]",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W, W)),
            "weights of shapes [(2, 3), (2, 3)]: must be [(2, 3)]",
        ),
        (
            lambda: Network(Architecture((3, 2), bias=True), (W,)),
            "biases of shapes []: must be [(2,)]",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W,), (np.zeros(2),)),
            "biases of shapes [(2,)]: must be []",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W.astype(int),)),
            "arrays of int64: must all be float32 or all float64",
        ),
        (
            lambda: Network(Architecture((3, 2), bias=True), (W,), (np.zeros(2, "float32"),)),
            "arrays of float32, float64: must all be float32 or all float64",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W,)).query(np.zeros(4)),
            "inputs of shape (4,): this network takes (3,) for one sample or (samples, 3)",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W,)).query(np.zeros((1, 1, 3))),
            "inputs of shape (1, 1, 3): this network takes (3,) for one sample or (samples, 3)",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W,)).backquery(np.zeros(3)),
            "targets of shape (3,): this network takes (2,) for one sample or (samples, 2)",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W,)).backquery(np.array([0.5, 1.0])),
            "targets=0.5 to 1: outputs of sigmoid lie between 0 and 1, both excluded; "
            "for example 0.01 and 0.99",
        ),
        (
            lambda: Network(Architecture((3, 2)), (W,)).backquery(np.array([0.5, np.nan])),
            "targets=nan to nan: outputs of sigmoid lie between 0 and 1, both excluded; "
            "for example 0.01 and 0.99",
        ),
        (
            lambda: Network(Architecture((3, 2), output_activation="step"), (W,)).backquery(
                np.array([0.5, 0.5])
            ),
            "activation=step: has no inverse, so this network cannot be queried backwards; "
            "train one with sigmoid, tanh, relu or linear",
        ),
    ],
)
def test_refusals(make, message):
    with pytest.raises(NetworkError, match=f"^{re.escape(message)}$"):
        make()


@pytest.mark.parametrize("values", ["abc", object(), [["a"] * FEATURES], [[1, 2], [3]], {1: 2}])
def test_what_is_no_numbers_is_neither_answered_nor_asked_back(values):
    network = network_of((6,))
    for ask, name in ((network.query, "inputs"), (network.backquery, "targets")):
        with pytest.raises(
            NetworkError, match=rf"^{name}=.*: must be numbers, \(\d+,\) for one sa"
        ):
            ask(values)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((3, 4), "architecture=3: must be an Architecture"),
        ((Architecture((2, 1)), 4), "weights=4: must be a tuple of arrays"),
        ((Architecture((2, 1)), ([[1.0, 2.0]],)), "weights=[[[1.0,2.0]]]: must be a tuple of arr"),
        ((Architecture((2, 1)), (np.ones((1, 2)),), 3), "biases=3: must be a tuple of arrays"),
    ],
)
def test_what_is_no_array_makes_no_network(parts, message):
    with pytest.raises(NetworkError) as caught:
        Network(*parts)
    assert str(caught.value).startswith(message)


def test_a_network_is_told_in_one_line():
    assert repr(network_of((6,), bias=True, dtype="float32")) == (
        f"<Network {FEATURES}-6-{CLASSES}: sigmoid, biases, float32>"
    )
