"""How good a chosen setting is, by repeats that did not choose it.

The mean of the setting that did best flatters it: of many settings the luckiest is chosen, the
more so the fewer the repeats, and test data share that luck: the same networks are tested.
Here each repeat is judged at the setting that all other repeats choose. Their mean is that of a
choice with one repeat less, all but free of bias; its interval is joined with the plain one of the
chosen setting, since values that share the repeats that chose vary together.
"""

from __future__ import annotations

import math

import numpy as np

from nnexp.analysis.interval import mean_interval
from nnexp.metrics import Bounds

_DIGITS = 12
"""To which means of other repeats are equal: beyond lies what adding up leaves."""


def chosen_by_others(goodness: np.ndarray, tie: np.ndarray) -> np.ndarray:
    """The setting that all repeats but one choose, for each repeat left out.

    Args:
        goodness: (settings, repeats), higher is better; NaN where there is none. At equal means of
            both the earlier setting is chosen.
        tie: (settings, repeats), higher is better: what decides between equal means.

    Returns:
        (repeats,) places of settings.
    """
    by_goodness, by_tie = _means_of_others(goodness), _means_of_others(tie)
    best = by_goodness == by_goodness.max(axis=0)
    picks: np.ndarray = np.where(best, by_tie, -np.inf).argmax(axis=0)
    return picks


def held_out(values: np.ndarray, picks: np.ndarray, limits: Bounds) -> tuple[float, float, float]:
    """Mean and 95 % interval of what was chosen.

    Args:
        values: (settings, repeats) what is to be estimated; NaN where there is none. The first
            setting is the one that all repeats choose.
        picks: (repeats,) settings that the other repeats choose.
        limits: the values that there can be.

    Returns:
        Mean, low and high; NaN ends for fewer than two repeats.
    """
    plain, judged = values[0], values[picks, np.arange(values.shape[1])]
    plain, judged = plain[np.isfinite(plain)], judged[np.isfinite(judged)]
    if not len(judged):
        return math.nan, math.nan, math.nan
    mean, low, high = mean_interval(judged, limits=limits)
    _, least, most = mean_interval(plain, limits=limits)
    return mean, min(low, least), max(high, most)


def _means_of_others(values: np.ndarray) -> np.ndarray:
    """(settings, repeats) mean over all repeats but one; -inf where there is no other."""
    present = np.isfinite(values)
    filled = np.where(present, values, 0.0)
    counts = present.sum(axis=1, keepdims=True) - present
    sums = filled.sum(axis=1, keepdims=True) - filled
    with np.errstate(divide="ignore", invalid="ignore"):
        means: np.ndarray = np.where(counts > 0, np.round(sums / counts, _DIGITS), -np.inf)
    return means
