"""Plain loops over vectors, which LLVM turns into vector instructions.

Not array expressions: Numba would allocate memory for them, and kernels must not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexp.network.kernel.compilation import inner


@inner
def clear(target: np.ndarray) -> None:
    """target ← 0."""
    for k in range(len(target)):
        target[k] = 0


@inner
def copy(target: np.ndarray, source: np.ndarray) -> None:
    """target ← source, as far as target reaches."""
    for k in range(len(target)):
        target[k] = source[k]


@inner
def add(target: np.ndarray, factor: Any, vector: np.ndarray) -> None:
    """target ← target + factor · vector."""
    for k in range(len(target)):
        target[k] += factor * vector[k]


@inner
def total(vector: np.ndarray) -> Any:
    """The sum of a vector."""
    result = vector.dtype.type(0)
    for k in range(len(vector)):
        result += vector[k]
    return result


@inner
def dot(one: np.ndarray, other: np.ndarray) -> Any:
    """The sum of the products of two vectors."""
    result = one.dtype.type(0)
    for k in range(len(one)):
        result += one[k] * other[k]
    return result
