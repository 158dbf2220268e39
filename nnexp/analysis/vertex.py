"""Where a response is lowest between three neighbouring grid values: the vertex of a parabola."""

from __future__ import annotations

import numpy as np


def vertices(losses: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Vertex of the parabola through the lowest grid value and its neighbours, on the last axis.

    Args:
        losses: (…, grid), three grid values at least.
        grid: (grid,) ascending coordinates.

    Returns:
        (…) coordinate of the vertex; the grid value itself where the lowest is at an end.
    """
    lowest = losses.argmin(axis=-1)
    middle = np.clip(lowest, 1, len(grid) - 2)
    places = middle[..., None] + np.array([-1, 0, 1])
    x, y = grid[places], np.take_along_axis(losses, places, axis=-1)
    left = (y[..., 1] - y[..., 0]) / (x[..., 1] - x[..., 0])
    right = (y[..., 2] - y[..., 1]) / (x[..., 2] - x[..., 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        vertex = (x[..., 0] + x[..., 1]) / 2 - left * (x[..., 2] - x[..., 0]) / (2 * (right - left))
    inner = (lowest == middle) & np.isfinite(vertex)
    found: np.ndarray = np.where(inner, np.clip(vertex, x[..., 0], x[..., 2]), grid[lowest])
    return found
