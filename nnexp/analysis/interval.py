"""Student's interval of a mean with one value per repeat."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.summary import LEVEL, half_width


def mean_interval(values: np.ndarray, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of one value per repeat, and its t interval (NaN for fewer than two).

    Args:
        values: (repeats,).
        level: coverage.

    Reference:
        Student (1908), Biometrika 6(1).
    """
    mean = float(values.mean())
    if len(values) < 2:
        return mean, math.nan, math.nan
    half = float(half_width(values.std(ddof=1), np.asarray(len(values)), level))
    return mean, mean - half, mean + half


def repeats_to_exclude_zero(mean: float, deviation: float, level: float = LEVEL) -> int | None:
    """Repeats with which such an interval leaves out 0 with 80 % power; None if too many.

    Args:
        mean: of one value per repeat, taken as true.
        deviation: of these values over repeats.
        level: coverage.
    """
    return repeats_to_see(
        abs(mean), deviation, lambda count: float(stdtrit(count - 1, (1 + level) / 2))
    )
