"""How many repeats a paired difference needs to be seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import nctdtr

MOST = 1000
"""More repeats than this are no advice."""
POWER = 0.8


def repeats_to_see(
    difference: float, deviation: float, quantile: Callable[[int], float]
) -> int | None:
    """The fewest repeats that give a paired t statistic 80 % to pass its critical value.

    Args:
        difference: mean paired difference, taken as true.
        deviation: standard deviation over repeats of the paired difference.
        quantile: critical value of the statistic for a number of repeats.

    Returns:
        At least 2; None if more than `MOST` would be needed.

    Reference:
        Cohen (1988), Statistical Power Analysis, §2; noncentral t.
    """
    if not difference > 0:
        return None
    if not deviation > 0:
        return 2

    def enough(repeats: int) -> bool:
        shift = difference / deviation * np.sqrt(repeats)
        # Where the shift is so large that the distribution is not finite, it is enough.
        return not nctdtr(repeats - 1, shift, quantile(repeats)) > 1 - POWER

    low, high = 1, 2
    while not enough(high):
        if high >= MOST:
            return None
        low, high = high, min(2 * high, MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
