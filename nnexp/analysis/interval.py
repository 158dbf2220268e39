"""Student's interval of a mean with one value per repeat."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri, stdtrit

from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.summary import LEVEL, half_width
from nnexp.metrics import Bounds

_EVERY = (-math.inf, math.inf)
_ROUNDING = 1e-12
"""What adding up leaves of equal values between limits of the order of 1."""


def mean_interval(
    values: np.ndarray, level: float = LEVEL, limits: Bounds = _EVERY
) -> tuple[float, float, float]:
    """Mean of one value per repeat, and its t interval (NaN for fewer than two).

    Args:
        values: (repeats,).
        level: coverage.
        limits: the values that there can be. The interval ends there: the true mean lies within
            them, so that what is left holds it as often as the whole.

    An effect between finite limits that is the same in every repeat, as shares of few pictures
    are, has no spread to judge it by: the next repeat may show another. With that confidence no
    more than a share 1 - (1 - level)^(1/repeats) of repeats differ, and they by no more than the
    limits. Equal values that are 0 show that nothing differs.

    Reference:
        Student (1908), Biometrika 6(1); Hanley and Lippman-Hand (1983), JAMA 249(13).
    """
    mean = float(values.mean())
    if len(values) < 2:
        return mean, math.nan, math.nan
    bounded = math.isfinite(limits[0]) and math.isfinite(limits[1])
    if bounded and abs(mean) > _ROUNDING and np.ptp(values) <= _ROUNDING:
        others = 1 - (1 - level) ** (1 / len(values))
        return mean, mean - others * (mean - limits[0]), mean + others * (limits[1] - mean)
    half = float(half_width(values.std(ddof=1), np.asarray(len(values)), level))
    return mean, max(mean - half, limits[0]), min(mean + half, limits[1])


def share_interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a probability.

    Args:
        share: that was seen, a mean over networks perhaps, from 0 to 1.
        count: of samples.

    Reference:
        Wilson (1927), JASA 22(158).
    """
    square = float(ndtri((1 + LEVEL) / 2)) ** 2
    middle = share + square / (2 * count)
    half = math.sqrt(square * (share * (1 - share) + square / (4 * count)) / count)
    whole = 1 + square / count
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def repeats_to_exclude_zero(mean: float, deviation: float) -> int | None:
    """Repeats with which such an interval leaves out 0 with 80 % power; None if too many.

    Args:
        mean: of one value per repeat, taken as true.
        deviation: of these values over repeats.
    """
    return repeats_to_see(
        abs(mean), deviation, lambda count: float(stdtrit(count - 1, (1 + LEVEL) / 2))
    )
