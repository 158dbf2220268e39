"""The definition of training against finite differences, and against the book's own procedure."""

import itertools

import numpy as np
import pytest
from kernel_cases import CLASSES, FEATURES, TARGETS, difference, network_of, one_hot, samples, task

from nnexp.network import Architecture, Network, initialise, reference
from nnexp.network.kernel.model import model_of

SMOOTH = ("sigmoid", "tanh", "relu", "linear")


def gradient(network: Network, x: np.ndarray, target: np.ndarray) -> list[np.ndarray]:
    """Central differences of -½ Σ (t - o)² over every weight and bias."""
    step = 1e-5
    slopes = []
    groups = (network.weights, network.biases)
    for which, group in enumerate(groups):
        for layer, array in enumerate(group):
            slope = np.empty_like(array)
            for place in np.ndindex(array.shape):
                losses = []
                for sign in (1, -1):
                    moved = array.copy()
                    moved[place] += sign * step
                    arrays = [list(groups[0]), list(groups[1])]
                    arrays[which][layer] = moved
                    shifted = Network(network.architecture, tuple(arrays[0]), tuple(arrays[1]))
                    losses.append(reference.loss(shifted, x, target))
                slope[place] = (losses[1] - losses[0]) / (2 * step)
            slopes.append(slope)
    return slopes


def learning(inputs, labels, hidden, **more) -> tuple[Network, int]:
    """A network and a sample that moves all of its layers: with relu, not every one does."""
    for seed, row in itertools.product(range(50), range(len(inputs))):
        network = network_of(hidden, seed=seed, **more)
        weights, _ = reference.steps(network, inputs[row], one_hot(labels)[row], "exact")
        if all(np.max(np.abs(step)) > 1e-3 for step in weights):
            return network, row
    raise AssertionError("nothing learns")


def relative(found, expected) -> float:
    largest = max(float(np.max(np.abs(array))) for array in expected)
    return max(
        float(np.max(np.abs(one - other))) / largest
        for one, other in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("hidden", [(), (6,), (6, 4), (6, 4, 3)])
@pytest.mark.parametrize("output", SMOOTH)
@pytest.mark.parametrize("activation", SMOOTH)
def test_the_exact_rule_is_the_gradient(activation, output, hidden, bias):
    inputs, labels, encoded = samples(20)
    network, row = learning(
        inputs, labels, hidden, activation=activation, output_activation=output, bias=bias
    )
    expected = gradient(network, inputs[row], one_hot(labels)[row])
    weights, biases = reference.steps(network, inputs[row], one_hot(labels)[row], "exact")
    assert relative((*weights, *biases), expected) < 1e-6

    model = model_of(network, task(encoded, "exact"))
    model.train(np.array([row]), 1.0)
    after = model.network()
    of_kernel = [
        new - old
        for new, old in zip(
            (*after.weights, *after.biases), (*network.weights, *network.biases), strict=True
        )
    ]
    assert relative(of_kernel, expected) < 1e-6


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Book:
    """The network of the book, line by line: columns of inputs, no slope sent backwards."""

    def __init__(self, wih, who, learning_rate):
        self.wih, self.who, self.lr = wih.copy(), who.copy(), learning_rate

    def train(self, inputs_list, targets_list):
        inputs = np.array(inputs_list, ndmin=2).T
        targets = np.array(targets_list, ndmin=2).T
        hidden_outputs = sigmoid(np.dot(self.wih, inputs))
        final_outputs = sigmoid(np.dot(self.who, hidden_outputs))
        output_errors = targets - final_outputs
        hidden_errors = np.dot(self.who.T, output_errors)
        self.who += self.lr * np.dot(
            output_errors * final_outputs * (1.0 - final_outputs), np.transpose(hidden_outputs)
        )
        self.wih += self.lr * np.dot(
            hidden_errors * hidden_outputs * (1.0 - hidden_outputs), np.transpose(inputs)
        )


def test_the_book_rule_is_the_books_procedure():
    inputs, labels, encoded = samples(300)
    network = network_of((12,))
    book = Book(*network.weights, 0.3)
    for row in range(300):
        targets = np.zeros(CLASSES) + TARGETS[0]
        targets[labels[row]] = TARGETS[1]
        book.train(inputs[row], targets)
    expected = Network(network.architecture, (book.wih, book.who))
    assert difference(network, expected) > 0.1

    defined = reference.train(network, inputs, one_hot(labels), lr=0.3, rule="book")
    assert difference(defined, expected) < 1e-12
    model = model_of(network, task(encoded))
    model.train(np.arange(300), 0.3)
    assert difference(model.network(), expected) < 1e-12


def test_the_book_rule_sends_raw_errors_through_every_layer():
    inputs, labels, _ = samples(20)
    network = network_of((6, 4))
    x, target = inputs[7], one_hot(labels)[7]
    first, second, third = network.weights
    one = sigmoid(first @ x)
    two = sigmoid(second @ one)
    out = sigmoid(third @ two)
    error = target - out
    below = third.T @ error
    lowest = second.T @ below
    expected = (
        np.outer(lowest * one * (1 - one), x),
        np.outer(below * two * (1 - two), one),
        np.outer(error * out * (1 - out), two),
    )
    weights, biases = reference.steps(network, x, target, "book")
    assert biases == ()
    assert all(np.allclose(a, b, rtol=1e-13) for a, b in zip(weights, expected, strict=True))


def test_the_rules_agree_on_the_output_layer_and_differ_below():
    inputs, labels, _ = samples(20)
    network = network_of((6,), bias=True)
    book, exact = (
        reference.steps(network, inputs[7], one_hot(labels)[7], rule) for rule in ("book", "exact")
    )
    for of_book, of_exact in zip(book, exact, strict=True):
        assert np.array_equal(of_book[1], of_exact[1])
        assert not np.allclose(of_book[0], of_exact[0])


def test_a_mini_batch_steps_by_the_mean_of_its_samples():
    inputs, labels, _ = samples(7)
    network, targets = network_of((6,), bias=True), one_hot(labels)
    after = reference.train(network, inputs, targets, lr=0.2, rule="book", batch_size=4)
    expected = network
    for batch in (slice(0, 4), slice(4, 7)):
        each = [
            reference.steps(expected, x, target, "book")
            for x, target in zip(inputs[batch], targets[batch], strict=True)
        ]
        expected = Network(
            network.architecture,
            tuple(
                w + 0.2 * sum(weights[layer] for weights, _ in each) / len(each)
                for layer, w in enumerate(expected.weights)
            ),
            tuple(
                b + 0.2 * sum(biases[layer] for _, biases in each) / len(each)
                for layer, b in enumerate(expected.biases)
            ),
        )
    assert difference(after, expected) < 1e-14


def test_step_nodes_do_not_learn():
    inputs, labels, _ = samples(20)
    network = network_of((6,), activation="step")
    (hidden, output), _ = reference.steps(network, inputs[7], one_hot(labels)[7], "book")
    assert not hidden.any()
    assert output.any()


def test_forward_is_what_query_answers():
    inputs, _, _ = samples(20)
    network = network_of((6, 4), bias=True, activation="tanh")
    outputs = [reference.forward(network, x) for x in inputs]
    assert [len(part) for part in outputs[0]] == [FEATURES, 6, 4, CLASSES]
    assert np.allclose(network.query(inputs), [each[-1] for each in outputs], rtol=1e-14)


def test_evaluation_by_hand():
    architecture = Architecture((1, 2, 2), output_activation="linear")
    network = Network(
        architecture, (np.array([[100.0], [0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]))
    )
    # One hidden node is saturated at 1, the other sits at 0.5: outputs are (1, 0.5).
    loss, accuracy, saturation = reference.evaluate(
        network, np.ones((2, 1)), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    )
    assert loss == pytest.approx((0.25 + 1.25) / 2)
    assert accuracy == 0.5
    assert saturation == 0.5


def test_evaluation_without_hidden_layers_has_no_saturation():
    network = initialise(Architecture((3, 2)), "fan_in", 1.0, "float64", np.random.default_rng(0))
    *_, saturation = reference.evaluate(network, np.ones((1, 3)), np.ones((1, 2)), np.zeros(1, int))
    assert np.isnan(saturation)
