"""How fast the best value of one setting moves with another: a slope between their logarithms.

The slope is that of the best values of the mean response, one per level of the other setting.
Slopes of single repeats would answer another question: noise moves the best value of one repeat
to the flatter flank, by less and less as the response grows sharper with the other setting, and
more repeats make that ever surer.

At each level the best value is placed by the parabola through a grid value that may be the best
and its neighbours, with Fieller's interval: all positions at which the parabola's slope may be
zero. What the levels leave open is combined as the errors of independent estimates are (MOVER);
repeats that levels share can only make their slope surer. What another curve through the same
values, a cubic spline, would change at any level is added in full.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from nnexp.analysis import unequal
from nnexp.analysis.best_set import best_set, excess, expected_set
from nnexp.analysis.power import MOST
from nnexp.analysis.spline import cubic_spline
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.vertex import vertices

SOURCE = "Fieller (1954) JRSS B 16(2); Zou and Donner (2008) Statistics in Medicine 27(10): MOVER"

ROUNDING = 1e-12
"""What adding up leaves of a slope that is zero at every level."""
_POSITIONS = 65


@dataclasses.dataclass(frozen=True)
class Exponent:
    """The slope of the log of the best value on the log of the other setting."""

    estimate: float
    low: float
    high: float
    """Ends of the interval, infinite where the grid does not enclose a level's best value."""
    ends: tuple[float, float]
    """Log of the best value at the first and the last level, on the line of all of them."""


@dataclasses.dataclass(frozen=True, eq=False)
class Level:
    """What is known of the response at one level of the other setting."""

    losses: np.ndarray
    """(repeats, grid), three grid values at least; NaN where a value lacks a repeat."""
    grid: np.ndarray
    """(grid,) log of the setting."""
    wall: float
    """Log of the smallest value above the grid that is known to be worse; infinite without."""

    @functools.cached_property
    def means(self) -> np.ndarray:
        """(grid,) of each value."""
        return unequal.means(self.losses)

    @functools.cached_property
    def by_spline(self) -> float:
        """Where a spline through the means is lowest."""
        fine = np.linspace(self.grid[0], self.grid[-1], 64 * len(self.grid))
        return float(fine[cubic_spline(self.grid, self.means, fine).argmin()])

    def inside(self, repeats: int | None = None) -> np.ndarray:
        """(grid,) which values may be the best; of two repeats at least.

        Args:
            repeats: as if there were so many, with 80 % power.
        """
        if repeats is not None and len(self._whole) > 1:
            return expected_set(self._whole, repeats, self._excess)
        return self._possible

    @functools.cached_property
    def _possible(self) -> np.ndarray:
        if len(self._whole) < len(self.losses):
            return unequal.best_set(self.losses)
        return best_set(self._whole, self._excess)

    @functools.cached_property
    def _whole(self) -> np.ndarray:
        """The repeats that lack no value."""
        whole: np.ndarray = self.losses[np.isfinite(self.losses).all(axis=1)]
        return whole

    @functools.cached_property
    def _excess(self) -> np.ndarray:
        """Takes all pairs of values, and is the same for any number of repeats."""
        return excess(self._whole)


@dataclasses.dataclass(frozen=True)
class _Place:
    """Where the best value of a level is by a parabola, and where it may be."""

    estimate: float
    low: float
    high: float


def exponent(found: Sequence[Level], levels: np.ndarray, repeats: int | None = None) -> Exponent:
    """Least-squares slope of the best values, and its 95 % interval.

    Args:
        found: of each level.
        levels: (levels,) log of the other setting, two different ones at least.
        repeats: as if there were so many, with 80 % power, if means and spreads stay.

    Reference:
        Zou and Donner (2008), Statistics in Medicine 27(10).
    """
    places = [_place(one, repeats) for one in found]
    positions = np.array([one.estimate for one in places])
    contrast = levels - levels.mean()
    weights = contrast / (contrast @ contrast)
    slope = float(weights @ positions)
    line = positions.mean() + slope * contrast[[0, -1]]
    # A level in the middle has no say, wherever its best value is.
    telling = np.abs(weights) > ROUNDING
    rising, size = weights[telling] > 0, np.abs(weights[telling])
    down = positions - [one.low for one in places]
    up = [one.high for one in places] - positions
    below = size * np.where(rising, down[telling], up[telling])
    above = size * np.where(rising, up[telling], down[telling])
    doubt = np.abs(weights) @ np.abs(positions - [one.by_spline for one in found])
    return Exponent(
        slope,
        slope - float(np.linalg.norm(below) + doubt),
        slope + float(np.linalg.norm(above) + doubt),
        (float(line[0]), float(line[1])),
    )


def repeats_to_tell(found: Sequence[Level], levels: np.ndarray) -> int | None:
    """Repeats with which the exponent is told from 0 if means and spreads stay; None if too many.

    Args:
        found: of each level, two repeats at least.
        levels: (levels,) log of the other setting.
    """
    repeats = min(len(one.losses) for one in found)
    # In steps of a tenth: nobody plans repeats more finely.
    while (repeats := max(repeats + 1, round(1.1 * repeats))) <= MOST:
        said = exponent(found, levels, repeats)
        if said.low > ROUNDING or said.high < -ROUNDING:
            return repeats
    return None


def _place(level: Level, repeats: int | None) -> _Place:
    if len(level.losses) < 2:
        return _Place(float(level.grid[level.means.argmin()]), -np.inf, np.inf)
    members = np.flatnonzero(level.inside(repeats))
    # Each is within half a step of its grid value, so that those between have no say.
    low, high = (_vertices(level, int(members[end]), repeats)[end] for end in (0, -1))
    return _Place(float(np.clip(vertices(level.means, level.grid), low, high)), low, high)


def _vertices(level: Level, place: int, repeats: int | None) -> tuple[float, float]:
    """Where the best value may be if a grid value is the best of the grid.

    The vertex of a parabola through a lowest value and its neighbours is at most half a step
    away. At an end of the grid it may be anywhere beyond, up to the wall.
    """
    grid = level.grid
    low = -np.inf if place == 0 else (grid[place - 1] + grid[place]) / 2
    high = level.wall if place + 1 == len(grid) else (grid[place] + grid[place + 1]) / 2
    if place == 0 or place + 1 == len(grid):
        return float(low), float(high)
    three = slice(place - 1, place + 2)
    losses = level.losses[:, three]
    losses = losses[np.isfinite(losses).all(axis=1)]
    if len(losses) < 2:
        return float(low), float(high)
    steps = np.diff(losses, axis=1) / np.diff(grid[three])
    count = repeats or len(losses)
    along = np.linspace(0, 1, _POSITIONS)
    slopes = steps[:, :1] + (steps[:, 1:] - steps[:, :1]) * along
    error = slopes.std(axis=0, ddof=1) / np.sqrt(count)
    quantile = stdtrit(count - 1, (1 + LEVEL) / 2)
    possible = along[np.abs(slopes.mean(axis=0)) <= quantile * error]
    # Between two positions of a slope without noise lies its zero.
    first, last = (possible[0], possible[-1]) if len(possible) else (0.0, 1.0)
    step, width = along[1], high - low
    return (
        float(max(low + (first - step) * width, low)),
        float(min(low + (last + step) * width, high)),
    )
