"""How often sweet spots are right: coverage, size of sets, false and true `interior`."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.calibration.noise import OVER_CANDIDATES
from benchmarks.calibration.rates import REPEATS, Condition, Rate, average, share, sizes, worst
from nnexp.analysis.best_set import best_set
from nnexp.analysis.sweet_spot import SweetSpotVerdict, locate
from nnexp.analysis.vertex import vertices

DEVIATION = 0.003
"""Of the error rate over repeats, as on MNIST after an epoch or two."""
SHARED = 0.003
"""Of what a repeat adds to every learning rate."""
CURVATURE = 0.01
"""Error rate per squared e-fold of the learning rate, as on MNIST from 0.05 to 0.3."""
RESAMPLES = 200

Surface = Callable[[np.ndarray], np.ndarray]

GRIDS: dict[str, np.ndarray] = {
    "coarse": np.linspace(-2, 2, 5),
    "book": np.log([0.01, 0.05, 0.1, 0.2, 0.3, 0.6]) - math.log(0.1),
    "fine": np.linspace(-2, 2, 13),
    "finest": np.linspace(-2, 2, 25),
}
"""Logarithms of learning rates; the optimum lies near 0, anywhere within a grid step."""

SURFACES: dict[str, Surface] = {
    "parabola": lambda x: CURVATURE * x**2,
    "shallow": lambda x: 0.1 * CURVATURE * x**2,
    "sharp": lambda x: 10 * CURVATURE * x**2,
    "narrow": lambda x: 2 * CURVATURE * np.log1p((x / 0.3) ** 2),
    "skewed": lambda x: CURVATURE * 2 / 1.5**2 * (np.exp(1.5 * x) - 1.5 * x - 1),
    "lopsided": lambda x: CURVATURE * np.where(x < 0, x**2, 4 * x**2),
    "kinked": lambda x: CURVATURE * np.where(x < 0, -x, 2.5 * x),
}
STRESS_SURFACES = ("kinked",)
"""Without a slope at the optimum, no curve through grid values can find it in noise."""
STRESS_NOISES = ("skewed and varying",)


@dataclasses.dataclass(frozen=True)
class Counts:
    """What was simulated, and what was said of each sweep."""

    values: np.ndarray
    """(sweeps, repeats, grid) error rates."""
    inside: np.ndarray
    """(sweeps, grid) confidence sets."""
    covered: np.ndarray
    """Whether the interval holds the optimum."""
    contained: np.ndarray
    """Whether the confidence set holds the best grid value."""
    interior: np.ndarray
    width: np.ndarray
    """Width of the interval over that of the bracket of the confidence set."""
    bootstrapped: np.ndarray
    """Whether a percentile bootstrap interval of the vertex holds the optimum."""


def conditions(repeats: Sequence[int] = REPEATS) -> list[Condition]:
    """Every grid, surface, kind of noise and number of repeats."""
    every = itertools.product([*SURFACES, *EDGES], GRIDS, OVER_CANDIDATES, repeats)
    return [Condition("sweet_spot", *condition) for condition in every]


def measure(condition: Condition, simulations: int) -> list[Rate]:
    """All rates of one condition."""
    at_edge = condition.surface in EDGES
    return (_at_edge if at_edge else _inside)(condition, simulations)


def _inside(condition: Condition, simulations: int) -> list[Rate]:
    seen = simulate(condition, simulations)
    stress = condition.surface in STRESS_SURFACES or condition.noise in STRESS_NOISES
    least = 0.90 if condition.repeats == 3 else 0.93
    return [
        Rate(condition, "interval coverage", *share(seen.covered), least, stress=stress),
        Rate(condition, "interval width in brackets", *average(seen.width)),
        Rate(condition, "set coverage", *share(seen.contained), 0.93, stress=stress),
        *sizes(condition, seen.inside, seen.values, stress=stress),
        Rate(condition, "interior", *share(seen.interior)),
        Rate(condition, "percentile bootstrap coverage", *share(seen.bootstrapped)),
    ]


def _at_edge(condition: Condition, simulations: int) -> list[Rate]:
    """Optimum on the end of the grid, beyond it, or nowhere: `interior` must not be said."""
    means = EDGES[condition.surface](GRIDS[condition.grid])
    values = draw(
        condition.generator(),
        np.broadcast_to(means, (simulations, len(means))),
        condition.noise,
        condition.repeats,
    )
    inside = best_set(values)
    interior = ~inside[:, 0] & ~inside[:, -1]
    # Where every value is best, the one that is put out most often counts.
    best = np.flatnonzero(means == means.min())
    stress = condition.noise in STRESS_NOISES
    return [
        Rate(condition, "false interior", *share(interior), high=0.05, stress=stress),
        Rate(condition, "set coverage", *share(worst(inside[:, best])), 0.93, stress=stress),
        *sizes(condition, inside, values, unique=condition.surface != "flat", stress=stress),
    ]


EDGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "low edge": lambda x: CURVATURE * (x - x[0]) ** 2,
    "beyond low edge": lambda x: CURVATURE * (x - x[0] + 0.5) ** 2,
    "high edge": lambda x: CURVATURE * (x - x[-1]) ** 2,
    "beyond high edge": lambda x: CURVATURE * (x - x[-1] - 0.5) ** 2,
    "flat": lambda x: np.zeros_like(x),
}


def simulate(condition: Condition, count: int) -> Counts:
    """Simulate sweeps with the optimum at a random place within a grid step of the middle.

    Args:
        condition: grid, surface, noise and repeats.
        count: sweeps.
    """
    rng = condition.generator()
    positions = GRIDS[condition.grid]
    middle = int(np.abs(positions).argmin())
    step = np.diff(positions)[[middle - 1, middle]].min()
    optima = positions[middle] + rng.uniform(-0.5, 0.5, count) * step
    means = SURFACES[condition.surface](positions[None, :] - optima[:, None])
    values = draw(rng, means, condition.noise, condition.repeats)
    spots = [locate(one, positions) for one in values]
    low, high = (np.array([getattr(s.optimum, end) for s in spots]) for end in ("low", "high"))
    inside = np.array([s.inside for s in spots])
    return Counts(
        values=values,
        inside=inside,
        covered=(low - 1e-9 <= optima) & (optima <= high + 1e-9),
        contained=inside[np.arange(count), means.argmin(axis=1)],
        interior=np.array([s.verdict == SweetSpotVerdict.INTERIOR for s in spots]),
        width=(np.minimum(high, positions[-1]) - np.maximum(low, positions[0]))
        / _bracket_width(inside, positions),
        bootstrapped=_bootstrapped(rng, values, positions, optima),
    )


def draw(rng: np.random.Generator, means: np.ndarray, noise: str, repeats: int) -> np.ndarray:
    """(sweeps, repeats, grid) error rates around (sweeps, grid) means, paired over repeats."""
    sweeps, size = means.shape
    own = OVER_CANDIDATES[noise](rng, (sweeps, repeats, size))
    shared = rng.standard_normal((sweeps, repeats, 1))
    drawn: np.ndarray = means[:, None, :] + DEVIATION * own + SHARED * shared
    return drawn


def _bracket_width(inside: np.ndarray, positions: np.ndarray) -> np.ndarray:
    first = np.maximum(inside.argmax(axis=1) - 1, 0)
    size = len(positions)
    last = np.minimum(size - inside[:, ::-1].argmax(axis=1), size - 1)
    width: np.ndarray = positions[last] - positions[first]
    return width


def _bootstrapped(
    rng: np.random.Generator, values: np.ndarray, positions: np.ndarray, optima: np.ndarray
) -> np.ndarray:
    """The usual shortcut, for comparison: percentiles of the vertex over resampled repeats."""
    repeats = values.shape[1]
    weights = rng.multinomial(repeats, np.full(repeats, 1 / repeats), RESAMPLES) / repeats
    covered = np.empty(len(values), dtype=bool)
    for index, one in enumerate(values):
        low, high = np.quantile(vertices(weights @ one, positions), [0.025, 0.975])
        covered[index] = low <= optima[index] <= high
    return covered
