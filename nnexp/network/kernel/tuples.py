"""Tuples of vectors, one per sample, whose length S the compiler knows."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexp.network.kernel.compilation import implementation, inner

Arrays = tuple[np.ndarray, ...]

# S is 1 or this: as many samples share a pass over a matrix where all need the same weights.
TOGETHER = 4


def part(vectors: Arrays, begin: int, end: int) -> Arrays:
    """The same stretch of every vector."""
    return tuple(vector[begin:end] for vector in vectors)


def take(matrix: np.ndarray, rows: tuple[int, ...]) -> Arrays:
    """Rows of a matrix, or elements of a vector."""
    return tuple(matrix[row] for row in rows)


@inner
def four(rows: np.ndarray, i: int) -> tuple[int, int, int, int]:
    """`TOGETHER` elements from the i-th on; the last stands in for those beyond the end."""
    last = len(rows) - 1
    return (rows[i], rows[min(i + 1, last)], rows[min(i + 2, last)], rows[min(i + 3, last)])


# Numba compiles tuples only where their length stands in the source.


@implementation(part)
def _part(vectors: Any, *_: Any) -> Any:
    if vectors.count == 1:
        return lambda vectors, begin, end: (vectors[0][begin:end],)
    return lambda vectors, begin, end: (
        vectors[0][begin:end],
        vectors[1][begin:end],
        vectors[2][begin:end],
        vectors[3][begin:end],
    )


@implementation(take)
def _take(_matrix: Any, rows: Any) -> Any:
    if rows.count == 1:
        return lambda matrix, rows: (matrix[rows[0]],)
    return lambda matrix, rows: (matrix[rows[0]], matrix[rows[1]], matrix[rows[2]], matrix[rows[3]])
