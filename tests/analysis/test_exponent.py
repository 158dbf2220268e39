"""Exponents, and repeats that would tell them, against the plain way over all pairs every time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri, stdtrit

from nnexp.analysis import best_set, unequal
from nnexp.analysis import exponent as module
from nnexp.analysis.exponent import Exponent, Level, exponent, repeats_to_tell
from nnexp.analysis.power import MOST, POWER
from nnexp.analysis.vertex import vertices


@st.composite
def levels(draw: st.DrawFn) -> list[Level]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    repeats, noise = draw(st.integers(2, 7)), draw(st.sampled_from([0.0, 0.01, 0.1, 1.0]))
    found = []
    for _ in range(draw(st.integers(2, 4))):
        grid = np.cumsum(rng.uniform(0.1, 1.0, size=draw(st.integers(3, 14))))
        dip = (grid - rng.uniform(grid[0] - 1, grid[-1] + 1)) ** 2
        losses = dip + noise * rng.normal(size=(repeats, len(grid)))
        if draw(st.booleans()):
            gone = rng.random(losses.shape) < 0.15
            # Some repeat and some value are always whole, as in the samples of a slice.
            gone[0], gone[:, 0] = False, False
            losses[gone] = np.nan
        wall = draw(st.sampled_from([np.inf, float(grid[-1]) + 0.3]))
        found.append(Level(losses, grid, wall))
    return found


@given(levels(), st.none() | st.integers(3, 60))
def test_the_exponent_is_that_of_all_values_that_may_be_best(
    found: list[Level], repeats: int | None
) -> None:
    over = np.log(np.arange(len(found)) + 1.0)
    said, plain = exponent(found, over, repeats), _plain_exponent(found, over, repeats)
    assert said == plain


@settings(max_examples=20)
@given(levels())
def test_the_repeats_that_tell_are_those_of_all_pairs_at_every_step(found: list[Level]) -> None:
    over = np.log(np.arange(len(found)) + 1.0)
    assert repeats_to_tell(found, over) == _plain_repeats(found, over)


def _plain_repeats(found: list[Level], over: np.ndarray) -> int | None:
    repeats = len(found[0].losses)
    while (repeats := max(repeats + 1, round(1.1 * repeats))) <= MOST:
        said = _plain_exponent(found, over, repeats)
        if said.low > module.ROUNDING or said.high < -module.ROUNDING:
            return repeats
    return None


def _plain_exponent(found: list[Level], over: np.ndarray, repeats: int | None) -> Exponent:
    places = [_plain_place(one, repeats) for one in found]
    estimates, lows, highs = map(np.array, zip(*places, strict=True))
    contrast = over - over.mean()
    weights = contrast / (contrast @ contrast)
    slope = float(weights @ estimates)
    telling = np.abs(weights) > module.ROUNDING
    rising, size = weights[telling] > 0, np.abs(weights[telling])
    down, up = (estimates - lows)[telling], (highs - estimates)[telling]
    doubt = np.abs(weights) @ np.abs(estimates - [one.by_spline for one in found])
    below, above = size * np.where(rising, down, up), size * np.where(rising, up, down)
    line = estimates.mean() + slope * contrast[[0, -1]]
    return Exponent(
        slope,
        slope - float(np.linalg.norm(below) + doubt),
        slope + float(np.linalg.norm(above) + doubt),
        (float(line[0]), float(line[1])),
    )


def _plain_place(level: Level, repeats: int | None) -> tuple[float, float, float]:
    """Every value that may be best has its say, and every pair is compared each time."""
    losses, grid = level.losses, level.grid
    inside = unequal.best_set(losses)
    whole = losses[np.isfinite(losses).all(axis=1)]
    if repeats is not None and len(whole) > 1:
        above = best_set.excess(whole) * np.sqrt(repeats / len(whole)) - ndtri(POWER)
        inside = above <= best_set.quantile(whole, repeats)
    ends = [_plain_ends(level, int(place), repeats) for place in np.flatnonzero(inside)]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return float(np.clip(vertices(unequal.means(losses), grid), low, high)), low, high


def _plain_ends(level: Level, place: int, repeats: int | None) -> tuple[float, float]:
    grid = level.grid
    if place == 0:
        return -np.inf, float((grid[0] + grid[1]) / 2)
    if place + 1 == len(grid):
        return float((grid[-2] + grid[-1]) / 2), level.wall
    low, high = (grid[place - 1] + grid[place]) / 2, (grid[place] + grid[place + 1]) / 2
    losses = level.losses[:, place - 1 : place + 2]
    losses = losses[np.isfinite(losses).all(axis=1)]
    if len(losses) < 2:
        return float(low), float(high)
    steps = np.diff(losses, axis=1) / np.diff(grid[place - 1 : place + 2])
    along = np.linspace(0, 1, 65)
    slopes = steps[:, :1] + (steps[:, 1:] - steps[:, :1]) * along
    count = repeats or len(losses)
    error = slopes.std(axis=0, ddof=1) / np.sqrt(count)
    possible = along[np.abs(slopes.mean(axis=0)) <= stdtrit(count - 1, 0.975) * error]
    first, last = (possible[0], possible[-1]) if len(possible) else (0.0, 1.0)
    width = high - low
    return (
        float(max(low + (first - along[1]) * width, low)),
        float(min(low + (last + along[1]) * width, high)),
    )
