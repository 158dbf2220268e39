"""Quantiles of the statistics that have no textbook distribution, simulated once.

`python -m benchmarks.calibration.quantiles` writes the table; each value is the 95 %
quantile of a statistic where there is nothing to find, the largest over several kinds of
noise.
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import math
from typing import Literal

import numpy as np

Statistic = Literal["best_set", "best_set_smooth", "onset"]


@functools.lru_cache(maxsize=4096)
def critical_value(statistic: Statistic, repeats: int, candidates: int) -> float:
    """The value that a statistic exceeds in 5 % of cases where there is nothing to find.

    Between tabulated sizes it is interpolated, linearly in 1/repeats (the function is convex
    there, so interpolation errs to the safe side) and in the logarithms of the rest.

    Args:
        statistic: `best_set` (`nnexp.analysis.best_set.excess`), the same where noise is smooth
            over candidates, or `onset` (`nnexp.analysis.rise.rise_statistic`).
        repeats: at least 2.
        candidates: values compared with each other, at least 2.
    """
    counts, sizes, logs = _table(statistic)
    at_size = [_along_sizes(math.log(candidates), sizes, row) for row in logs]
    inverse = 1.0 / np.asarray(counts, dtype=float)
    values = np.exp(at_size)
    # np.interp wants ascending abscissas; beyond the most repeats the last value stays.
    return float(np.interp(1.0 / repeats, inverse[::-1], values[::-1]))


@functools.cache
def _table(statistic: str) -> tuple[tuple[int, ...], np.ndarray, np.ndarray]:
    """Repeats, log candidates and (repeats, candidates) log quantiles of one statistic."""
    text = importlib.resources.files(__package__).joinpath("critical_values.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["statistic"] == statistic]
    counts = sorted({int(row["repeats"]) for row in rows})
    sizes = sorted({int(row["candidates"]) for row in rows})
    known = {(int(row["repeats"]), int(row["candidates"])): float(row["value"]) for row in rows}
    values = np.array([[known[count, size] for size in sizes] for count in counts])
    return tuple(counts), np.log(sizes), np.log(values)


def _along_sizes(at: float, sizes: np.ndarray, values: np.ndarray) -> float:
    """Linear interpolation that goes on with the last slope beyond the largest size."""
    if at > sizes[-1]:
        slope = (values[-1] - values[-2]) / (sizes[-1] - sizes[-2])
        return float(values[-1] + slope * (at - sizes[-1]))
    return float(np.interp(at, sizes, values))
