"""Metrics turned so that lower is better, as arrays of repeats by points, or by epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnexp.deciding.results import Seen
from nnexp.deciding.step import Point
from nnexp.metrics import Metric


def losses(
    metric: Metric,
    seen: Seen,
    points: Sequence[Point],
    repeats: range,
    *,
    filled: bool = False,
) -> np.ndarray:
    """(repeats, points) losses or error rates; NaN where missing.

    A repeat that failed has the worst value that there is: the metric's bound, or the worst of
    all that is here. So has one that is missing for another reason, if that is to be filled.
    """
    gone = [seen.failed(point, repeats) for point in points]
    values = np.stack([seen.values(metric.name, point, repeats) for point in points], axis=1)
    turned = _turned(metric, values)
    where = np.stack(gone, axis=1)
    if filled:
        where |= ~np.isfinite(turned)
    if where.any():
        turned[where] = _worst(metric, turned)
    return turned


def curves(
    metric: Metric, seen: Seen, point: Point, repeats: range, *, filled: bool = False
) -> np.ndarray:
    """(repeats, budget) the same after each unit of training; what failed stays at the worst."""
    turned = _turned(metric, seen.curves(metric.name, point, repeats))
    gone = np.full(len(repeats), True) if filled else seen.failed(point, repeats)
    if gone.any():
        lost = gone[:, None] & ~np.isfinite(turned)
        turned[lost] = _worst(metric, turned)
    return turned


def _turned(metric: Metric, values: np.ndarray) -> np.ndarray:
    return 1.0 - values if metric.better == "higher" else values.copy()


def _worst(metric: Metric, turned: np.ndarray) -> float:
    low, high = metric.bounds
    worst = 1.0 - low if metric.better == "higher" else high
    if math.isfinite(worst):
        return worst
    return float(np.nanmax(turned)) if np.isfinite(turned).any() else 0.0
