"""Means over repeats with their intervals: the one place where plots and reports get them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd
from scipy.special import expit, logit, stdtrit

from nnexp.metrics import UNBOUNDED, Bounds, Metric

LEVEL = 0.95
FEW = 5
"""Repeats below which settings that are drawn along a line share their spread."""


def summarise(
    rows: pd.DataFrame,
    by: Sequence[str],
    metric: Metric | str,
    level: float = LEVEL,
    limits: Bounds | None = None,
) -> pd.DataFrame:
    """Mean of a metric over the repeats of each setting, with a Student t interval of that mean.

    The interval ends where the metric does: an accuracy is never below 0 or above 1. As the true
    mean lies there too, what is left of the interval holds it as often as the whole.

    Failed rows and rows without a value are left out of means and counted.

    Args:
        rows: one row per trial (or per trial and epoch), with `status` and `metric`.
        by: columns that tell settings apart; none gives one row for all.
        metric: what to average; or another column, which is taken to have no bounds.
        level: coverage of the interval, between 0 and 1.
        limits: the values that there can be; those of the metric unless given.

    Returns:
        One row per setting, in order of appearance: the columns of `by`, then `mean`, `low`,
        `high` and `deviation` (NaN where fewer than two repeats have a value), `repeats` (values),
        `failed` (rows whose status is not ok), `missing` (rows that are ok but have no value).

    Reference:
        DESIGN §7; Student (1908), The probable error of a mean, Biometrika 6(1).
    """
    name, bounds = (metric, UNBOUNDED) if isinstance(metric, str) else (metric.name, metric.bounds)
    value = pd.to_numeric(rows[name]).astype(float)
    failed = rows["status"] != "ok"
    usable = ~failed & np.isfinite(value)
    frame = rows[list(by)].assign(
        _all=0, _value=value.where(usable), _failed=failed, _missing=~failed & ~usable
    )
    grouped = frame.groupby(["_all", *by], dropna=False, sort=False, observed=True)
    values = grouped["_value"]
    mean = values.mean()
    # One by one: `agg` takes as long again to find out that it is to call these.
    counted = {
        "mean": mean,
        "deviation": values.std(),
        "repeats": values.count(),
        "failed": grouped["_failed"].sum(),
        "missing": grouped["_missing"].sum(),
    }
    summary = pd.DataFrame(
        {name: column.to_numpy() for name, column in counted.items()}, index=mean.index
    ).reset_index()
    half = half_width(
        summary["deviation"].to_numpy(dtype=float), summary["repeats"].to_numpy(), level
    )
    least, most = limits or bounds
    summary = summary.assign(
        low=(summary["mean"] - half).clip(lower=least),
        high=(summary["mean"] + half).clip(upper=most),
    )
    told = ["mean", "low", "high", "deviation", "repeats", "failed", "missing"]
    return summary[[*by, *told]]


def along(
    rows: pd.DataFrame, by: Sequence[str], metric: Metric, lines: str | None = None
) -> pd.DataFrame:
    """As `summarise`, with intervals to be drawn beside each other along a line.

    They are made where spreads are alike and no bound is crossed: of shares on their logits, of
    amounts on their logarithms, by the slope at the mean. Fewer than `FEW` repeats know their own
    spread too badly (the interval of two is 25 times as wide as their distance): there all settings
    share one, with the degrees of freedom of all.

    Args:
        rows: of one line, or of several, as `summarise` takes them.
        by: columns that tell the settings along it apart.
        metric: what to average.
        lines: the column of `by` that tells lines apart; none where there is but one.

    Reference:
        Agresti (2013), Categorical Data Analysis, §3.1 (delta method); Snedecor & Cochran (1989),
        §6.11 (pooled variance).
    """
    summary = summarise(rows, by, metric)
    line = np.zeros(len(summary), dtype=int) if lines is None else pd.factorize(summary[lines])[0]
    low, high = (summary[end].to_numpy(dtype=float, copy=True) for end in ("low", "high"))
    for number in range(line.max(initial=-1) + 1):
        some = line == number
        ends = _ends_along(summary[some], metric.bounds)
        if ends is not None:
            low[some], high[some] = ends
    return summary.assign(low=low, high=high)


def _ends_along(summary: pd.DataFrame, bounds: Bounds) -> tuple[np.ndarray, np.ndarray] | None:
    """The ends of the intervals of one line; None where those of `summarise` stay."""
    mean, repeats = summary["mean"].to_numpy(dtype=float), summary["repeats"].to_numpy()
    slope = _slope(mean, bounds)
    # Where all repeats are at a bound there is no slope, and nothing varied.
    inner = (repeats > 1) & (slope > 0)
    if not inner.any():
        return None
    low, high = (summary[end].to_numpy(dtype=float, copy=True) for end in ("low", "high"))
    count, slope = repeats[inner], slope[inner]
    deviation, freedom = summary["deviation"].to_numpy(dtype=float)[inner] / slope, count - 1
    if np.median(count) < FEW:
        shared = np.sum(freedom * deviation**2) / freedom.sum()
        deviation, freedom = (
            np.full(len(count), np.sqrt(shared)),
            np.full_like(count, freedom.sum()),
        )
    half = stdtrit(freedom, 0.5 + LEVEL / 2) * deviation / np.sqrt(count)
    low[inner], high[inner] = (_moved(mean[inner], sign * half, bounds) for sign in (-1, 1))
    return low, high


def _slope(mean: np.ndarray, bounds: Bounds) -> np.ndarray:
    """By how much a value changes at each mean where its logit, or logarithm, changes by one."""
    least, most = bounds
    if not math.isfinite(least):
        return np.ones_like(mean)
    if not math.isfinite(most):
        return mean - least
    share = (mean - least) / (most - least)
    return (most - least) * share * (1 - share)


def _moved(mean: np.ndarray, by: np.ndarray, bounds: Bounds) -> np.ndarray:
    """The means, their logits or logarithms moved."""
    least, most = bounds
    if not math.isfinite(least):
        moved = mean + by
    elif not math.isfinite(most):
        moved = least + (mean - least) * np.exp(by)
    else:
        share = expit(logit((mean - least) / (most - least)) + by)
        moved = least + (most - least) * share
    return cast("np.ndarray", moved)


def half_width(deviation: np.ndarray, repeats: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Half the t interval of a mean, NaN for fewer than two repeats.

    Args:
        deviation: sample standard deviations (n - 1 in the denominator).
        repeats: how many values each mean is over.
        level: coverage, between 0 and 1.
    """
    count = np.where(repeats >= 2, repeats, np.nan)
    quantile = stdtrit(count - 1, 0.5 + level / 2)
    return cast("np.ndarray", quantile * deviation / np.sqrt(count))
