"""Small data sets and networks for tests, encoded by the definition and not by `encode`."""

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network import Architecture, Network, initialise
from nnexp.network.kernel.layout import Task
from nnexp.network.kernel.model import task_of
from nnexp.settings import TrainingSettings

TARGETS = (0.01, 0.99)
FEATURES = 37
CLASSES = 5


def encoded_from(
    inputs: np.ndarray, labels: np.ndarray, *, background: float, dense: bool
) -> Encoded:
    """x = b·1 + p, p in compressed rows; x itself beside it when `dense`."""
    remainder = inputs - inputs.dtype.type(background)
    mask = remainder != 0
    return Encoded(
        background=background,
        indptr=np.concatenate([[0], np.cumsum(mask.sum(axis=1))]).astype(np.int64),
        indices=np.nonzero(mask)[1].astype(np.uint16),
        values=remainder[mask],
        dense=inputs if dense else None,
        labels=labels,
        features=inputs.shape[1],
        classes=int(labels.max()) + 1,
        dtype=inputs.dtype,
    )


def samples(count: int, *, dtype: str = "float64", dense: bool = False, background: float = 0.01):
    """Inputs, labels and their encoding; one row is all background, one input is so in all rows."""
    draw = np.random.default_rng(3)
    inputs = draw.uniform(0.1, 1.0, (count, FEATURES))
    inputs[draw.uniform(size=inputs.shape) > 0.3] = background
    inputs[:, 4] = background
    inputs[2:3] = background
    labels = draw.integers(0, CLASSES, count)
    labels[:CLASSES] = range(CLASSES)
    inputs = inputs.astype(dtype)
    return inputs, labels, encoded_from(inputs, labels, background=background, dense=dense)


def network_of(
    hidden: tuple[int, ...], *, dtype: str = "float64", seed: int = 7, **more: object
) -> Network:
    """Normal weights, and normal biases where there are any."""
    draw = np.random.default_rng(seed)
    architecture = Architecture((FEATURES, *hidden, CLASSES), **more)
    drawn = initialise(architecture, "fan_in", 1.0, dtype, draw)
    biases = tuple(draw.normal(0, 0.1, bias.shape).astype(dtype) for bias in drawn.biases)
    return Network(architecture, drawn.weights, biases)


def task(encoded: Encoded, rule: str = "book", batch_size: int = 1) -> Task:
    return task_of(encoded, TARGETS, TrainingSettings(backpropagation=rule, batch_size=batch_size))


def one_hot(labels: np.ndarray, dtype: str = "float64") -> np.ndarray:
    return np.where(labels[:, None] == np.arange(CLASSES), TARGETS[1], TARGETS[0]).astype(dtype)


def arrays_of(network: Network) -> tuple[np.ndarray, ...]:
    return (*network.weights, *network.biases)


def difference(one: Network, other: Network) -> float:
    """The largest difference between two networks' weights and biases."""
    pairs = zip(arrays_of(one), arrays_of(other), strict=True)
    return max(float(np.max(np.abs(a - b))) for a, b in pairs)


def equal(one: Network, other: Network) -> bool:
    """Whether two networks are the same to the bit."""
    pairs = zip(arrays_of(one), arrays_of(other), strict=True)
    return one.architecture == other.architecture and all(
        a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs
    )
