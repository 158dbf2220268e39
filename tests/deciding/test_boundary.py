"""Boundaries against what is known without simulating them, and against sweeps of their own."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm
from scipy.stats import t as student

from nnexp.analysis.best_set import excess
from nnexp.analysis.rise import rise_statistic
from nnexp.deciding import ERROR, LOOKS
from nnexp.deciding.boundary import CANDIDATES, EPOCHS, boundary, simulated


@pytest.mark.parametrize("repeats", [4, 10])
def test_one_look_at_two_candidates_is_a_t_test(repeats: int) -> None:
    """Of two candidates there is one difference, and no neighbour to lend to it."""
    (found,) = simulated("best_set", (repeats,), 2, 0.05, 20_000)
    assert found == pytest.approx(student.ppf(0.95, repeats - 1), rel=0.04)


def test_two_looks_share_the_error_as_two_normal_sums_do() -> None:
    first, second = simulated("best_set", (50, 100), 2, 0.1, 8_000)
    assert first == pytest.approx(student.ppf(0.95, 49), rel=0.04)
    sums = multivariate_normal(cov=[[1, np.sqrt(0.5)], [np.sqrt(0.5), 1]])
    known = brentq(lambda c: norm.cdf(norm.ppf(0.95)) - sums.cdf([norm.ppf(0.95), c]) - 0.05, 0, 5)
    assert second == pytest.approx(known, rel=0.06)


@pytest.mark.parametrize("size", [3, 5])
def test_fresh_sweeps_pass_the_tabulated_boundary_no_more_often_than_they_may(size: int) -> None:
    rng, sweeps = np.random.default_rng(7), 1_000
    values = rng.standard_normal((sweeps, LOOKS[-1], size))
    limits = boundary("best_set", LOOKS, size, ERROR)
    passed = np.stack(
        [excess(values[:, :look]) > limit for look, limit in zip(LOOKS, limits, strict=True)]
    )
    often = passed.any(axis=0).mean(axis=0).max()
    assert 0.02 < often < ERROR + 3 * np.sqrt(ERROR / sweeps)
    # One fixed value at every look, as if each were the only one, errs far more often.
    fixed = np.stack([excess(values[:, :look]) > limits[-1] - 0.5 for look in LOOKS])
    assert fixed.any(axis=0).mean(axis=0).max() > 2 * ERROR


def test_level_curves_pass_the_boundary_of_the_rise_no_more_often_than_they_may() -> None:
    rng, sweeps = np.random.default_rng(8), 600
    values = rng.standard_normal((sweeps, 60, 20))
    limits = dict(zip(LOOKS, boundary("onset", LOOKS, 20, ERROR), strict=True))
    passed = [rise_statistic(values[:, :n]) > limits[n] for n in LOOKS if n <= 60]
    assert np.any(passed, axis=0).mean() < ERROR + 3 * np.sqrt(ERROR / sweeps)


def test_more_candidates_need_more_and_sizes_between_lie_between() -> None:
    for look in range(len(LOOKS)):
        values = [boundary("best_set", LOOKS, size, ERROR)[look] for size in (3, 4, 5, 6, 7, 9)]
        assert all(a <= b * 1.02 for a, b in itertools.pairwise(values))


def test_beyond_the_largest_size_it_goes_on() -> None:
    for statistic, last in (("best_set", CANDIDATES[-1]), ("onset", EPOCHS[-1])):
        inside = boundary(statistic, LOOKS, last, ERROR)  # type: ignore[arg-type]
        beyond = boundary(statistic, LOOKS, 2 * last, ERROR)  # type: ignore[arg-type]
        assert all(0.8 * a < b < 1.5 * a for a, b in zip(inside, beyond, strict=True))


def test_smooth_noise_is_allowed_for() -> None:
    for size in CANDIDATES:
        rough, smooth = (
            boundary(name, LOOKS, size, ERROR)  # type: ignore[arg-type]
            for name in ("best_set", "best_set_smooth")
        )
        assert all(a <= b for a, b in zip(rough, smooth, strict=True))


@pytest.mark.slow
def test_the_table_is_what_is_simulated() -> None:
    found = simulated("best_set", LOOKS, 3, ERROR, 16_000)
    assert boundary("best_set", LOOKS, 3, ERROR) == pytest.approx(found, rel=0.08)
