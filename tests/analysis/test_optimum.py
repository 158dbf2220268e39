"""Minima between grid values: closed forms, and intervals that stay within the bracket."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t as student

from benchmarks.calibration.populations import load
from nnexp.analysis.best_set import best_set
from nnexp.analysis.optimum import Optimum, optimum
from nnexp.analysis.vertex import vertices

GRID = np.linspace(-2, 2, 17)


def find(values: np.ndarray, grid: np.ndarray = GRID, high: float = math.inf) -> Optimum:
    return optimum(values, grid, best_set(values), high)


def test_the_interval_of_a_smooth_dip_holds_fiellers_of_its_cubic(
    seeded: np.random.Generator,
) -> None:
    values = 0.05 * (GRID - 0.3) ** 2 + 0.001 * seeded.normal(size=(5, 17))
    found = find(values)
    # Fieller by its definition, on the window that the rule gives: a t test of each slope.
    members = np.flatnonzero(best_set(values))
    reach = max(4, members[-1] - members[0] + 1)
    window = slice(max(members[0] - reach, 0), members[-1] + reach + 1)
    fits = np.polyfit(GRID[window], values[:, window].T, 3)
    at = np.linspace(GRID[members[0] - 1], GRID[members[-1] + 1], 4001)
    slopes = np.stack([np.polyval(np.polyder(one), at) for one in fits.T])
    statistic = slopes.mean(axis=0) / (slopes.std(axis=0, ddof=1) / math.sqrt(5))
    possible = at[np.abs(statistic) <= student.ppf(0.975, 4)]
    assert found.low <= possible[0] + 1e-3
    assert found.high >= possible[-1] - 1e-3
    assert found.low < 0.3 < found.high


def test_a_steep_flank_that_noise_hides_is_not_taken_for_a_parabola() -> None:
    """Twenty validation samples: eight learning rates whose right flank is a cliff."""
    population = load("few_validation")
    errors = 1 - population.metrics["validation_accuracy"][:, :, -1].T
    grid, rng = np.log(population.lr), np.random.default_rng(10)
    truth = float(vertices(errors.mean(axis=0), grid))
    covered = []
    for _ in range(200):
        said = find(errors[rng.choice(200, 10, replace=False)], grid)
        covered.append(said.low <= truth <= said.high)
    assert np.mean(covered) >= 0.93


def test_few_grid_values_give_the_bracket(seeded: np.random.Generator) -> None:
    grid = np.log([0.01, 0.05, 0.1, 0.2, 0.6])
    values = 0.05 * (grid - grid[2]) ** 2 + 0.0001 * seeded.normal(size=(5, 5))
    found = find(values, grid)
    assert (found.low, found.high) == (grid[1], grid[3])
    assert found.estimate == pytest.approx(grid[2], abs=0.05)


def test_an_irregular_surface_gives_the_bracket(seeded: np.random.Generator) -> None:
    values = np.abs(GRID) ** 0.5 + 0.001 * seeded.normal(size=(5, 17))
    found = find(values)
    assert (found.low, found.high) == (GRID[7], GRID[9])


def test_a_skewed_dip_is_inside(seeded: np.random.Generator) -> None:
    steep = 0.05 * np.where(GRID < 0.1, (GRID - 0.1) ** 2, 3 * (GRID - 0.1) ** 2)
    found = find(steep + 0.02 * seeded.normal(size=(5, 17)))
    assert found.low <= 0.1 <= found.high


def test_what_diverges_above_the_grid_bounds_the_interval(seeded: np.random.Generator) -> None:
    grid = np.log([0.01, 0.03, 0.1])
    values = np.array([0.3, 0.2, 0.1]) + 0.001 * seeded.normal(size=(4, 3))
    open_end, walled = find(values, grid), find(values, grid, math.log(0.3))
    assert open_end.high == math.inf
    assert walled.high == math.log(0.3)
    assert open_end.low == walled.low == grid[1]


@pytest.mark.parametrize("spread", [0.0005, 0.005, 0.05])
def test_the_interval_lies_in_the_bracket_and_holds_the_estimate(
    seeded: np.random.Generator, spread: float
) -> None:
    for shape in (lambda x: 0.05 * x**2, np.abs, np.exp, lambda x: 0 * x):
        for _ in range(20):
            values = shape(GRID) + spread * seeded.normal(size=(4, 17))
            found = find(values)
            members = np.flatnonzero(best_set(values))
            least, most = (
                [-math.inf, *GRID, math.inf][members[0]],
                [*GRID, math.inf][members[-1] + 1],
            )
            assert least - 1e-9 <= found.low
            assert found.low <= found.estimate <= found.high
            assert found.high <= most + 1e-9


def test_scale_and_place_of_the_grid_do_not_matter(seeded: np.random.Generator) -> None:
    values = 0.05 * (GRID + 0.2) ** 2 + 0.01 * seeded.normal(size=(6, 17))
    plain, moved = find(values), find(40 * values + 7, 3 * GRID + 5)
    for end in ("low", "estimate", "high"):
        assert getattr(moved, end) == pytest.approx(3 * getattr(plain, end) + 5, rel=1e-6)


def test_values_without_noise_are_met_exactly() -> None:
    values = np.tile((GRID - 0.25) ** 2, (3, 1))
    found = find(values)
    assert found.low <= 0.25 <= found.high
