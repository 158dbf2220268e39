"""The kernels against the readable reference."""

import itertools

import numpy as np
import pytest

from nnexp.datasets import Encoded
from nnexp.network import Architecture, Network, initialise, reference
from nnexp.network.kernel.layout import Task
from nnexp.network.kernel.model import model_of, task_of
from nnexp.settings import ACTIVATIONS, TrainingSettings

TARGETS = (0.01, 0.99)
CLASSES = 5
FEATURES = 37


def encoded_from(inputs: np.ndarray, background: float, labels: np.ndarray, dense: bool) -> Encoded:
    """Encode by the definition: x = b·1 + p, p in compressed rows."""
    remainder = inputs - background
    mask = remainder != 0
    indptr = np.concatenate([[0], np.cumsum(mask.sum(axis=1))]).astype(np.int64)
    return Encoded(
        background=background,
        indptr=indptr,
        indices=np.nonzero(mask)[1].astype(np.uint16),
        values=remainder[mask].astype(inputs.dtype),
        dense=inputs if dense else None,
        labels=labels,
        features=inputs.shape[1],
        classes=int(labels.max()) + 1,
        density=float(mask.mean()),
        dtype=inputs.dtype,
    )


def samples(count: int, *, dtype: str = "float64", dense: bool = False, background: float = 0.01):
    """Sparse rows over a background, with inputs that no row and rows that no input touches."""
    draw = np.random.default_rng(3)
    inputs = draw.uniform(0.1, 1.0, (count, FEATURES))
    inputs[draw.uniform(size=inputs.shape) > 0.3] = background
    inputs[:, 4] = background
    inputs[2:3] = background
    labels = draw.integers(0, CLASSES, count)
    labels[:CLASSES] = range(CLASSES)
    inputs = inputs.astype(dtype)
    return inputs, labels, encoded_from(inputs, background, labels, dense)


def network_of(hidden: tuple[int, ...], *, dtype: str = "float64", **more) -> Network:
    draw = np.random.default_rng(7)
    first = initialise(
        Architecture((FEATURES, *hidden, CLASSES), **more), "fan_in", 1.0, dtype, draw
    )
    biases = tuple(draw.normal(0, 0.1, bias.shape).astype(dtype) for bias in first.biases)
    return Network(first.architecture, first.weights, biases)


def task(encoded: Encoded, rule: str = "book", batch_size: int = 1) -> Task:
    return task_of(encoded, TARGETS, TrainingSettings(backpropagation=rule, batch_size=batch_size))


def difference(one: Network, other: Network) -> float:
    pairs = zip((*one.weights, *one.biases), (*other.weights, *other.biases), strict=True)
    return max(float(np.max(np.abs(a - b))) for a, b in pairs)


def one_hot(labels: np.ndarray) -> np.ndarray:
    return np.where(labels[:, None] == np.arange(CLASSES), TARGETS[1], TARGETS[0])


@pytest.mark.parametrize("rule", ["book", "exact"])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("hidden", [(), (3,), (20,), (9, 17), (130, 20, 8)])
@pytest.mark.parametrize("batch_size", [1, 3, 16])
def test_training_follows_the_reference(rule, bias, dense, hidden, batch_size):
    inputs, labels, encoded = samples(50, dense=dense)
    network = network_of(hidden, bias=bias)
    model = model_of(network, task(encoded, rule, batch_size))
    model.train(np.arange(50), 0.2)
    expected = reference.train(
        network, inputs, one_hot(labels), lr=0.2, rule=rule, batch_size=batch_size
    )
    assert difference(network, expected) > 0.01
    assert difference(model.network(), expected) < 1e-12


@pytest.mark.parametrize(
    ("activation", "output"),
    [pair for pair in itertools.product(ACTIVATIONS, ACTIVATIONS) if pair[1] != "step"],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_activation_trains_and_answers_as_the_reference(activation, output, dtype):
    inputs, labels, encoded = samples(40, dtype=dtype)
    network = network_of((20, 9), dtype=dtype, activation=activation, output_activation=output)
    model = model_of(network, task(encoded))
    model.train(np.arange(40), 0.05)
    expected = reference.train(network, inputs, one_hot(labels).astype(dtype), lr=0.05, rule="book")
    tolerance = {"float32": 2e-5, "float64": 1e-12}[dtype]
    assert difference(model.network(), expected) < tolerance

    squares = np.empty(40)
    right, saturated = model.evaluate(np.arange(40), squares)
    loss, accuracy, share = reference.evaluate(expected, inputs, one_hot(labels), labels)
    assert np.mean(squares) == pytest.approx(loss, rel=1e-3 if dtype == "float32" else 1e-10)
    assert right == accuracy * 40
    assert saturated == round(share * 40 * 29)
