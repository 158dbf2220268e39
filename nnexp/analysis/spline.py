"""The cubic spline through grid values: its third derivative is continuous next to either end."""

from __future__ import annotations

import numpy as np


def cubic_spline(grid: np.ndarray, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Values of the "not-a-knot" cubic spline; of the parabola where there are three points.

    As `scipy.interpolate.CubicSpline`, which takes longer to import than a sweep to analyse.

    Args:
        grid: (points,) ascending coordinates, three at least.
        values: (points,) what the spline takes there.
        at: where it is asked for, within the grid.

    Reference:
        De Boor (1978), A Practical Guide to Splines, chapter IV.
    """
    width, rise = np.diff(grid), np.diff(values) / np.diff(grid)
    slope = _slopes(width, rise)
    piece = np.clip(np.searchsorted(grid, at, side="right") - 1, 0, len(width) - 1)
    along, w = at - grid[piece], width[piece]
    left, right, mean = slope[piece], slope[piece + 1], rise[piece]
    bend = (left + right - 2 * mean) / w
    result: np.ndarray = values[piece] + along * (
        left + along * ((mean - left) / w - bend + along * (bend / w))
    )
    return result


def _slopes(width: np.ndarray, rise: np.ndarray) -> np.ndarray:
    """(points,) slopes of the spline at the grid: the solution of a tridiagonal system."""
    if len(width) == 2:
        bend = (rise[1] - rise[0]) / width.sum()
        ends = bend * width
        return np.array([rise[0] - ends[0], rise[0] + ends[0], rise[1] + ends[1]])
    first, last = width[0] + width[1], width[-2] + width[-1]
    below = np.concatenate([width[1:], [last]])
    on = np.concatenate([[width[1]], 2 * (width[:-1] + width[1:]), [width[-2]]])
    above = np.concatenate([[first], width[:-1]])
    right = np.concatenate(
        [
            [((width[0] + 2 * first) * width[1] * rise[0] + width[0] ** 2 * rise[1]) / first],
            3 * (width[1:] * rise[:-1] + width[:-1] * rise[1:]),
            [((width[-1] + 2 * last) * width[-2] * rise[-1] + width[-1] ** 2 * rise[-2]) / last],
        ]
    )
    on, right = on.tolist(), right.tolist()
    for row, (lower, upper) in enumerate(zip(below.tolist(), above.tolist(), strict=True), 1):
        factor = lower / on[row - 1]
        on[row] -= factor * upper
        right[row] -= factor * right[row - 1]
    slopes = np.empty(len(on))
    slopes[-1] = right[-1] / on[-1]
    for row in range(len(on) - 2, -1, -1):
        slopes[row] = (right[row] - above[row] * slopes[row + 1]) / on[row]
    return slopes
