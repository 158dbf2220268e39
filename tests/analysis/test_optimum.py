"""Minima between grid values: closed forms, and intervals that stay within the bracket."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t as student

from nnexp.analysis.best_set import best_set
from nnexp.analysis.optimum import Optimum, optimum

GRID = np.linspace(-2, 2, 17)


def find(values: np.ndarray, grid: np.ndarray = GRID, high: float = math.inf) -> Optimum:
    return optimum(values, grid, best_set(values), high)


def test_a_parabola_has_fiellers_interval(seeded: np.random.Generator) -> None:
    values = 0.05 * (GRID - 0.3) ** 2 + 0.001 * seeded.normal(size=(5, 17))
    found = find(values)
    assert found.basis == "parabola"
    # Fieller by its textbook formula, on the window that the rule gives.
    members = np.flatnonzero(best_set(values))
    reach = max(4, members[-1] - members[0] + 1)
    window = slice(max(members[0] - reach, 0), members[-1] + reach + 1)
    fits = np.polyfit(GRID[window], values[:, window].T, 2)
    a, b = 2 * fits[0], -fits[1]
    g = student.ppf(0.975, 4) ** 2 / 5
    cov = np.cov(a, b)
    qa = a.mean() ** 2 - g * cov[0, 0]
    qb = a.mean() * b.mean() - g * cov[0, 1]
    qc = b.mean() ** 2 - g * cov[1, 1]
    root = math.sqrt(qb**2 - qa * qc)
    assert found.low == pytest.approx((qb - root) / qa, rel=1e-6)
    assert found.high == pytest.approx((qb + root) / qa, rel=1e-6)
    assert found.estimate == pytest.approx(b.mean() / a.mean(), rel=1e-6)


def test_few_grid_values_give_the_bracket(seeded: np.random.Generator) -> None:
    grid = np.log([0.01, 0.05, 0.1, 0.2, 0.6])
    values = 0.05 * (grid - grid[2]) ** 2 + 0.0001 * seeded.normal(size=(5, 5))
    found = find(values, grid)
    assert (found.basis, found.low, found.high) == ("grid", grid[1], grid[3])
    assert found.estimate == pytest.approx(grid[2], abs=0.05)


def test_an_irregular_surface_gives_the_bracket(seeded: np.random.Generator) -> None:
    values = np.abs(GRID) ** 0.5 + 0.001 * seeded.normal(size=(5, 17))
    found = find(values)
    assert found.basis == "grid"
    assert (found.low, found.high) == (GRID[7], GRID[9])


def test_a_skewed_dip_is_met_with_more_than_a_parabola(seeded: np.random.Generator) -> None:
    steep = 0.05 * np.where(GRID < 0.1, (GRID - 0.1) ** 2, 3 * (GRID - 0.1) ** 2)
    found = find(steep + 0.02 * seeded.normal(size=(5, 17)))
    assert found.basis in ("cubic", "grid")
    assert found.low <= 0.1 <= found.high


def test_what_diverges_above_the_grid_bounds_the_interval(seeded: np.random.Generator) -> None:
    grid = np.log([0.01, 0.03, 0.1])
    values = np.array([0.3, 0.2, 0.1]) + 0.001 * seeded.normal(size=(4, 3))
    open_end, walled = find(values, grid), find(values, grid, math.log(0.3))
    assert open_end.high == grid[-1]
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
            assert GRID[max(members[0] - 1, 0)] - 1e-9 <= found.low
            assert found.low <= found.estimate <= found.high
            assert found.high <= GRID[min(members[-1] + 1, 16)] + 1e-9


def test_scale_and_place_of_the_grid_do_not_matter(seeded: np.random.Generator) -> None:
    values = 0.05 * (GRID + 0.2) ** 2 + 0.01 * seeded.normal(size=(6, 17))
    plain, moved = find(values), find(40 * values + 7, 3 * GRID + 5)
    assert moved.basis == plain.basis
    for end in ("low", "estimate", "high"):
        assert getattr(moved, end) == pytest.approx(3 * getattr(plain, end) + 5, rel=1e-6)


def test_values_without_noise_are_met_exactly() -> None:
    values = np.tile((GRID - 0.25) ** 2, (3, 1))
    found = find(values)
    assert found.low <= 0.25 <= found.high
