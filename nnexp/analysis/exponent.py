"""How fast the best value of one setting moves with another: a slope between their logarithms."""

from __future__ import annotations

import numpy as np

from nnexp.analysis.interval import mean_interval, repeats_to_exclude_zero

ROUNDING = 1e-12
"""What adding up leaves of a slope that is zero in every repeat."""


def exponent(
    losses: np.ndarray, grid: np.ndarray, levels: np.ndarray, walls: np.ndarray | None = None
) -> tuple[float, float, float, int | None]:
    """Slope of the log of the best value, its interval, and repeats to tell it from 0.

    Args:
        losses: (repeats, levels, grid).
        grid: (grid,) log of the setting.
        levels: (levels,) log of the other setting.
        walls: (levels,) log of the smallest value above the grid that is known to be worse;
            infinite, as without them all, where there is none.
    """
    each = slopes(losses, grid, levels)
    estimate, low, high = mean_interval(each)
    if len(each) < 2:
        return estimate, low, high, 3
    doubt = _interpolation_doubt(losses, grid, levels)
    below, above = _edge_doubt(losses, grid, levels, walls)
    seen = max(abs(estimate) - doubt - (above if estimate < 0 else below), 0.0)
    needed = repeats_to_exclude_zero(seen, each.std(ddof=1))
    return estimate, low - doubt - below, high + doubt + above, needed


def best_positions(losses: np.ndarray, grid: np.ndarray) -> np.ndarray:
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


def slopes(losses: np.ndarray, grid: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Slope of each repeat's best position on the levels of the other setting.

    Args:
        losses: (repeats, levels, grid).
        grid: (grid,) log of the setting.
        levels: (levels,) log of the other setting.
    """
    return _slope(best_positions(losses, grid), levels)


def _slope(positions: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Least-squares slope of positions (…, levels) on the levels."""
    contrast = levels - levels.mean()
    found: np.ndarray = positions @ contrast / (contrast @ contrast)
    return found


def _interpolation_doubt(losses: np.ndarray, grid: np.ndarray, levels: np.ndarray) -> float:
    """How much the slope changes if minima come from cubic splines through all grid values."""
    # Imported here: no other analysis needs it, and it is slow to load.
    from scipy.interpolate import CubicSpline

    means = losses.mean(axis=0)
    fine = np.linspace(grid[0], grid[-1], 64 * len(grid))
    by_spline = fine[CubicSpline(grid, means, axis=-1)(fine).argmin(axis=-1)]
    return float(abs(_slope(by_spline - best_positions(means, grid), levels)))


def _edge_doubt(
    losses: np.ndarray, grid: np.ndarray, levels: np.ndarray, walls: np.ndarray | None
) -> tuple[float, float]:
    """How much lower and higher the slope may be for all that the ends of the grid hide.

    Where the lowest loss of a level is at an end, its best value is anywhere between the
    neighbour of that end and what is known to be worse beyond it.
    """
    edges, (first, second), (before, last) = edges_of(losses), grid[:2], grid[-2:]
    wall = np.full(len(levels), np.inf) if walls is None else walls
    down = np.select([edges < 0, edges > 0], [np.inf, last - before])
    up = np.select([edges < 0, edges > 0], [second - first, wall - last])
    contrast = levels - levels.mean()
    rising, telling = contrast > 0, np.abs(contrast) > ROUNDING
    weight = np.abs(contrast[telling]) / (contrast @ contrast)
    below = float(weight @ np.where(rising, down, up)[telling])
    above = float(weight @ np.where(rising, up, down)[telling])
    return below, above


def edges_of(losses: np.ndarray) -> np.ndarray:
    """(levels,) −1 and 1 where the lowest mean loss is at the lower and upper end, else 0."""
    lowest = losses.mean(axis=0).argmin(axis=-1)
    last = losses.shape[-1] - 1
    found: np.ndarray = (lowest == last).astype(int) - (lowest == 0).astype(int)
    return found


def fitted_ends(losses: np.ndarray, grid: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """(2,) log of the best value at the first and last level, on the line of all of them."""
    positions = best_positions(losses, grid)
    slope = _slope(positions, levels).mean()
    found: np.ndarray = positions.mean() + slope * (levels[[0, -1]] - levels.mean())
    return found
