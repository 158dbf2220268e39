"""The book's training with exchangeable parts, for rules that the kernels do not have.

Plain NumPy in float64, one sample at a time, one hidden layer, as on the book's pages.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnexp.claims.sample import Sample
from nnexp.datasets import generator
from nnexp.network import Architecture, Network, initialise

HiddenError = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(output weights (outputs, hidden), output errors (outputs,)) ↦ hidden errors (hidden,)."""

Disturb = Callable[[np.ndarray], np.ndarray]
"""The step that is taken in the place of the one that was worked out."""


def transposed(weights: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """The book's choice: errors sent back through the links, without normalising."""
    sent: np.ndarray = weights.T @ errors
    return sent


def unchanged(step: np.ndarray) -> np.ndarray:
    """No disturbance."""
    return step


def train_plainly(
    data: Sample,
    hidden: int,
    lr: float,
    epochs: int,
    seed: int,
    repeat: int,
    *,
    hidden_error: HiddenError = transposed,
    disturb: Disturb = unchanged,
) -> Network:
    """A network trained by the book's procedure with parts exchanged.

    Args:
        data: what is learned.
        hidden: hidden nodes.
        lr: learning rate.
        epochs: passes over the training samples, in their order.
        seed: base seed; with `repeat` it fixes the first weights.
        repeat: number of the repetition.
        hidden_error: how output errors become hidden errors.
        disturb: what becomes of each step, of both layers.

    Returns:
        The trained network in float64; its weights need not be finite.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Training the Network".
    """
    shape = Architecture((data.inputs.shape[1], hidden, data.targets.shape[1]))
    first = initialise(shape, "fan_in", 1.0, "float64", generator(seed, repeat, "init"))
    inner, outer = (weights.copy() for weights in first.weights)
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            for x, target in zip(data.inputs, data.targets, strict=True):
                h = 1 / (1 + np.exp(-(inner @ x)))
                o = 1 / (1 + np.exp(-(outer @ h)))
                errors = target - o
                sent = hidden_error(outer, errors)
                outer += disturb((lr * errors * o * (1 - o))[:, None] * h)
                inner += disturb((lr * sent * h * (1 - h))[:, None] * x)
    return Network(shape, (inner, outer))


def accuracy(network: Network, inputs: np.ndarray, labels: np.ndarray) -> float:
    """The share of samples whose largest output is the right class.

    Args:
        network: with weights that are not finite it always answers the first class.
        inputs: (samples, inputs).
        labels: (samples,).
    """
    with np.errstate(all="ignore"):
        answers = np.argmax(np.nan_to_num(network.query(inputs)), axis=1)
    return float(np.mean(answers == labels))
