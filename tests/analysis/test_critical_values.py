"""The table of simulated quantiles against theory and against a fresh simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from benchmarks.calibration.quantiles import CANDIDATES, EPOCHS, REPEATS
from nnexp.analysis.best_set import excess
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.rise import rise_statistic


@pytest.mark.parametrize("repeats", [3, 5, 7, 30])
def test_two_candidates_have_student_quantiles(repeats: int) -> None:
    expected = student.ppf(0.95, repeats - 1)
    assert critical_value("best_set", repeats, 2) == pytest.approx(expected, rel=0.03)


def test_quantiles_grow_with_candidates_and_shrink_with_repeats() -> None:
    by_size = [critical_value("best_set", 5, size) for size in range(3, 200)]
    assert (np.diff(by_size) > -0.03).all()
    assert by_size[-1] > by_size[0] + 1.5
    for statistic in ("best_set", "onset"):
        by_repeats = [critical_value(statistic, repeats, 20) for repeats in range(2, 120)]
        assert (np.diff(by_repeats) < 0.05).all()
        assert by_repeats[-1] == critical_value(statistic, 100, 20)


def test_between_sizes_it_lies_between_their_values() -> None:
    low, high = critical_value("best_set", 5, 10), critical_value("best_set", 5, 13)
    assert low < critical_value("best_set", 5, 11) < high


def test_the_table_has_every_cell() -> None:
    for repeats in REPEATS:
        for size in CANDIDATES:
            assert critical_value("best_set", repeats, size) > 1.6
        for epochs in EPOCHS:
            assert critical_value("onset", repeats, epochs) > 1.6


@pytest.mark.parametrize(("repeats", "size"), [(3, 6), (5, 20), (10, 6)])
def test_a_fresh_simulation_exceeds_them_in_five_percent(
    seeded: np.random.Generator, repeats: int, size: int
) -> None:
    noise = seeded.normal(size=(6000, repeats, size))
    for statistic, found in (
        ("best_set", excess(noise)[:, 0]),
        ("onset", rise_statistic(noise)),
    ):
        rate = np.mean(found > critical_value(statistic, repeats, size))
        # The tabulated value is that of the worst kind of noise, not of this one.
        assert 0.002 < rate < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 6000)
