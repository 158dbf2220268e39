"""Error rates of the analyses in a few conditions of the calibration.

All conditions at 2,000 sweeps: `python -m benchmarks.calibration`. Seeds are fixed, and a rate
may miss its bar by three standard errors of these smaller simulations.
"""

from __future__ import annotations

import pytest

from benchmarks.calibration import effects, onsets, others, sweet_spots
from benchmarks.calibration.rates import Condition

SPOTS = [
    ("parabola", "coarse", "normal", 5),
    ("parabola", "fine", "heavy-tailed", 5),
    ("parabola", "finest", "normal", 3),
    ("sharp", "book", "varying", 5),
    ("skewed", "fine", "normal", 5),
    ("lopsided", "fine", "skewed", 5),
    ("narrow", "coarse", "normal", 3),
    ("shallow", "finest", "correlated", 10),
    ("low edge", "book", "varying", 5),
    ("beyond high edge", "fine", "skewed", 5),
    ("flat", "book", "heavy-tailed", 3),
    ("flat", "fine", "normal", 10),
]
ONSETS = [
    ("flat", "20 epochs", "normal", 5),
    ("plateau", "20 epochs", "correlated", 3),
    ("falling", "20 epochs", "varying", 5),
    ("flat", "5 epochs", "skewed", 10),
    ("turning", "20 epochs", "wandering", 5),
]
OTHERS = [
    ("capacity", "just missed", "6 sizes", "varying", 5),
    ("interaction", "best lr stays", "7 × 8", "normal", 5),
    ("interaction", "best lr falls", "7 × 8", "skewed", 5),
    ("sensitivity", "flat", "7", "normal", 3),
    ("own_best", "equal", "2 × 7", "correlated", 3),
    ("own_best", "one flat", "2 × 7", "skewed", 5),
    ("compare", "a difference", "2", "heavy-tailed", 5),
    ("repeats_needed", "a difference", "7", "normal", 5),
    ("variance", "even sources", "3 factors", "normal", 5),
]
EFFECTS = [
    ("sweet_spot", "MNIST error", "after 5 epochs", "normal", 5),
    ("overfitting_onset", "MNIST error", "lr=0.2", "normal", 5),
]


@pytest.mark.parametrize(
    ("measure", "condition", "sweeps"),
    [
        *((sweet_spots.measure, Condition("sweet_spot", *one), 300) for one in SPOTS),
        *((onsets.measure, Condition("overfitting_onset", *one), 600) for one in ONSETS),
        *((others.measure, Condition(*one), 200) for one in OTHERS),
        *((effects.measure, Condition(*one), 200) for one in EFFECTS),
    ],
)
def test_rates_keep_their_bars(measure: object, condition: Condition, sweeps: int) -> None:
    rates = measure(condition, sweeps)  # type: ignore[operator]
    assert any(rate.low > 0 or rate.high < 1 for rate in rates)
    for rate in rates:
        assert not rate.clearly_missed, (rate.quantity, rate.value, rate.error)


def test_the_bars_catch_a_percentile_bootstrap() -> None:
    """The shortcut that is not used covers far less: the bars can fail."""
    rates = sweet_spots.measure(Condition("sweet_spot", "parabola", "coarse", "normal", 3), 300)
    shortcut = next(rate for rate in rates if rate.quantity == "percentile bootstrap coverage")
    assert shortcut.value + 3 * shortcut.error < 0.90
