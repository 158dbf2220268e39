"""Activations in place on padded vectors, and their slopes from the outputs."""

from __future__ import annotations

import math

from nnexp.network.activation import ACTIVATIONS
from nnexp.network.kernel.compilation import inner

SIGMOID, TANH, RELU, LINEAR, STEP = range(5)
assert list(ACTIVATIONS) == ["sigmoid", "tanh", "relu", "linear", "step"]  # noqa: S101


@inner
def activate(code, z, units):
    """z ← σ(z) on the first `units`; padding stays 0, so that it never reaches a weight."""
    if code == SIGMOID:
        for k in range(units):
            z[k] = 1 / (1 + math.exp(-z[k]))
    elif code == TANH:
        for k in range(units):
            z[k] = math.tanh(z[k])
    elif code == RELU:
        for k in range(units):
            z[k] = max(z[k], 0)
    elif code == STEP:
        for k in range(units):
            z[k] = z[k] > 0


@inner
def times_slope(code, error, output):
    """error ← error ⊙ σ'(z), from the outputs."""
    if code == SIGMOID:
        for k in range(len(error)):
            error[k] *= output[k] * (1 - output[k])
    elif code == TANH:
        for k in range(len(error)):
            error[k] *= 1 - output[k] * output[k]
    elif code == RELU:
        for k in range(len(error)):
            if not output[k] > 0:
                error[k] = 0
    elif code == STEP:
        for k in range(len(error)):
            error[k] = 0
