"""Activations on padded vectors, and slopes from outputs, as loops that LLVM turns into vectors.

Constants take the type of the vector: Numba would go through float64 for a plain `1`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexp.network.activation import ACTIVATIONS, SATURATED_BELOW
from nnexp.network.kernel.compilation import inner
from nnexp.network.kernel.exponential import exponential

SIGMOID, TANH, RELU, LINEAR, STEP = (
    list(ACTIVATIONS).index(name) for name in ("sigmoid", "tanh", "relu", "linear", "step")
)
_FLAT_SIGMOID = SATURATED_BELOW * ACTIVATIONS["sigmoid"].steepest
_FLAT_TANH = SATURATED_BELOW * ACTIVATIONS["tanh"].steepest

# A δ below this changes no weight above 1e-22, and subnormal numbers, which it may lead to, are
# slow.
NEGLIGIBLE = 1e-30


@inner
def activate(code: int, z: np.ndarray, nodes: int) -> None:
    """z ← σ(z) for the first `nodes`; padding becomes 0, so that it never reaches a weight."""
    real = z.dtype.type
    if code == SIGMOID:
        for k in range(len(z)):
            z[k] = real(1) / (real(1) + exponential(-z[k], real))
    elif code == TANH:
        for k in range(len(z)):
            z[k] = _tanh(z[k], real)
    elif code == RELU:
        for k in range(len(z)):
            z[k] = real(0) if z[k] < real(0) else z[k]
    elif code == STEP:
        for k in range(len(z)):
            z[k] = real(1) if z[k] > real(0) else real(0)
    for k in range(nodes, len(z)):
        z[k] = real(0)


@inner
def _tanh(z: Any, real: Any) -> Any:
    """tanh z = 1 - 2 / (1 + e^2z), or its Padé approximant where that would cancel digits.

    Reference: Abramowitz and Stegun, Handbook of Mathematical Functions, 4.5.70 (the continued
    fraction), cut off after seven terms.
    """
    q = z * z
    above = real(135135) + q * (real(17325) + q * (real(378) + q))
    below = real(135135) + q * (real(62370) + q * (real(3150) + q * real(28)))
    near = z * above / below
    far = real(1) - real(2) / (real(1) + exponential(z + z, real))
    return near if abs(z) < real(0.5) else far


@inner
def backpropagate(code: int, error: np.ndarray, output: np.ndarray, delta: np.ndarray) -> None:
    """δ ← error ⊙ σ'(z), the slope from the outputs; or 0 where it is `NEGLIGIBLE`."""
    real = delta.dtype.type
    if code == SIGMOID:
        for k in range(len(delta)):
            delta[k] = _noticed(error[k] * output[k] * (real(1) - output[k]), real)
    elif code == TANH:
        for k in range(len(delta)):
            delta[k] = _noticed(error[k] * (real(1) - output[k] * output[k]), real)
    elif code == RELU:
        for k in range(len(delta)):
            delta[k] = _noticed(error[k], real) if output[k] > real(0) else real(0)
    elif code == STEP:
        for k in range(len(delta)):
            delta[k] = real(0)
    else:
        for k in range(len(delta)):
            delta[k] = _noticed(error[k], real)


@inner
def _noticed(delta: Any, real: Any) -> Any:
    return real(0) if abs(delta) < real(NEGLIGIBLE) else delta


@inner
def count_saturated(code: int, output: np.ndarray) -> int:
    """How many outputs have a slope below `SATURATED_BELOW` of the steepest."""
    real = output.dtype.type
    count = 0
    if code == SIGMOID:
        for k in range(len(output)):
            count += output[k] * (real(1) - output[k]) < real(_FLAT_SIGMOID)
    elif code == TANH:
        for k in range(len(output)):
            count += real(1) - output[k] * output[k] < real(_FLAT_TANH)
    elif code == RELU:
        for k in range(len(output)):
            count += output[k] <= real(0)
    return count
