"""The spline is SciPy's, which is slower to import than to replace."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from nnexp.analysis.spline import cubic_spline


@given(st.integers(3, 40), st.integers(0, 2**32 - 1))
def test_it_takes_the_values_of_scipys(points, seed):
    random = np.random.default_rng(seed)
    grid = np.cumsum(random.uniform(0.05, 3, points))
    values = random.normal(size=points)
    at = np.linspace(grid[0], grid[-1], 500)
    theirs = CubicSpline(grid, values)(at)
    assert cubic_spline(grid, values, at) == pytest.approx(
        theirs, rel=1e-8, abs=1e-8 * np.abs(theirs).max()
    )


def test_a_cubic_is_its_own_spline():
    grid = np.array([-1.0, 0.0, 0.5, 2.0, 2.5])
    at = np.linspace(-1, 2.5, 50)
    assert cubic_spline(grid, grid**3 - grid, at) == pytest.approx(at**3 - at)
