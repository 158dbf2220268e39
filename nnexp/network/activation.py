"""What a node makes of the sum of its inputs.

Slopes are functions of the node's *output*, as in the book: training then needs no memory
of the sums.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

Elementwise = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class Activation:
    """One activation function σ, elementwise on arrays of any shape."""

    name: str
    value: Elementwise
    """z ↦ o = σ(z)."""
    slope: Elementwise
    """o ↦ σ'(z)."""
    inverse: Elementwise | None
    """o ↦ z, or None where several z give the same o."""
    lowest: float
    highest: float
    """`inverse` takes outputs strictly between these two."""
    steepest: float
    """The largest slope there is."""


def _sigmoid(z: np.ndarray) -> np.ndarray:
    # The negative exponent only: exp never overflows, whatever the sign of z.
    tail = np.exp(-np.abs(z))
    value: np.ndarray = np.where(z < 0, tail, np.ones_like(tail)) / (1 + tail)
    return value


def _step(z: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(z), z, z > 0).astype(z.dtype)


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation(
            "sigmoid",
            value=_sigmoid,
            slope=lambda o: o * (1 - o),
            inverse=lambda o: np.log(o / (1 - o)),
            lowest=0.0,
            highest=1.0,
            steepest=0.25,
        ),
        Activation(
            "tanh",
            value=np.tanh,
            slope=lambda o: 1 - o * o,
            inverse=np.arctanh,
            lowest=-1.0,
            highest=1.0,
            steepest=1.0,
        ),
        Activation(
            "relu",
            value=lambda z: np.maximum(z, 0),
            slope=lambda o: (o > 0).astype(o.dtype),
            # Exact for positive outputs; an output of 0 is taken back to its largest cause.
            inverse=lambda o: o,
            lowest=-np.inf,
            highest=np.inf,
            steepest=1.0,
        ),
        Activation(
            "linear",
            value=lambda z: z,
            slope=np.ones_like,
            inverse=lambda o: o,
            lowest=-np.inf,
            highest=np.inf,
            steepest=1.0,
        ),
        Activation(
            "step",
            value=_step,
            slope=np.zeros_like,
            inverse=None,
            lowest=0.0,
            highest=0.0,
            steepest=0.0,
        ),
    )
}

SATURATED_BELOW = 0.05
"""A hidden node counts as saturated when its slope is below this share of the steepest."""


def saturated(activation: Activation, outputs: np.ndarray) -> np.ndarray:
    """Which nodes have nearly stopped learning.

    Args:
        activation: of the nodes.
        outputs: their outputs, any shape.

    Returns:
        Booleans of the same shape; never true for `linear` and `step`, whose slope does not vary.
    """
    below: np.ndarray = activation.slope(outputs) < SATURATED_BELOW * activation.steepest
    return below
