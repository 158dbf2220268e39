"""Error rates of sweeps that decide, in a few conditions of their calibration.

All conditions at 2,000 sweeps: `python -m benchmarks.calibration.deciding`. Seeds are fixed, and a
rate may miss its bar by three standard errors of these smaller simulations.
"""

from __future__ import annotations

import pytest

from benchmarks.calibration.deciding import onsets, real, sweet_spots
from benchmarks.calibration.deciding.sweet_spots import OURS
from benchmarks.calibration.rates import Condition
from nnexp.deciding import LOOKS

GRID, CURVE = "5 at first", "20 epochs at first"
CASES = [
    *(
        (sweet_spots.measure, Condition(OURS, place, GRID, noise, LOOKS[-1]), 150)
        for place, noise in (
            ("parabola", "normal"),
            ("lopsided", "normal"),
            ("optimum 6 steps above the grid", "normal"),
            ("high bound", "bimodal"),
            ("beyond low bound", "normal"),
            ("parabola", "ties"),
        )
    ),
    *(
        (onsets.measure, Condition("overfitting", shape, CURVE, noise, LOOKS[-1]), 150)
        for shape, noise in (("flat", "normal"), ("plateau", "correlated"))
    ),
    (real.measure, Condition("real", "mnist", "every other", "real", LOOKS[-1]), 60),
]


@pytest.mark.parametrize(("measure", "condition", "sweeps"), CASES)
def test_rates_keep_their_bars(measure: object, condition: Condition, sweeps: int) -> None:
    rates = measure(condition, sweeps)  # type: ignore[operator]
    assert any(rate.high < 1 for rate in rates)
    for rate in rates:
        assert not rate.clearly_missed, (rate.quantity, rate.value, rate.error)


def test_the_bars_catch_who_looks_again_for_nothing() -> None:
    """A race without a correction puts out the best of equals far too often: the bars can fail."""
    rates = sweet_spots.measure(Condition("racing", "flat", GRID, "normal", LOOKS[-1]), 100)
    excluded = next(rate for rate in rates if rate.quantity == "best excluded")
    assert excluded.value - 3 * excluded.error > 0.05
