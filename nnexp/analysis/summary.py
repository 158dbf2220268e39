"""Means over repeats with their intervals: the one place where plots and reports get them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd
from scipy.special import stdtrit

LEVEL = 0.95

REPLICATES = ("seed", "repeat")
"""What tells repeats of one setting apart: a swept seed repeats, it is not a setting to choose."""


def settings_of(swept: Sequence[str]) -> tuple[str, ...]:
    """The swept names that are settings, which leaves out the base seed."""
    return tuple(name for name in swept if name not in REPLICATES)


def summarise(
    rows: pd.DataFrame, by: Sequence[str], metric: str, level: float = LEVEL
) -> pd.DataFrame:
    """Mean of a metric over the repeats of each setting, with a Student t interval of that mean.

    Failed rows and rows without a value are left out of means and counted.

    Args:
        rows: one row per trial (or per trial and epoch), with `status` and `metric`.
        by: columns that tell settings apart; none gives one row for all.
        metric: the column to average.
        level: coverage of the interval, between 0 and 1.

    Returns:
        One row per setting, in order of appearance: the columns of `by`, then `mean`, `low`,
        `high` (NaN where fewer than two repeats have a value), `repeats` (values in the mean),
        `failed` (rows whose status is not ok), `missing` (rows that are ok but have no value).

    Reference:
        DESIGN §7; Student (1908), The probable error of a mean, Biometrika 6(1).
    """
    value = pd.to_numeric(rows[metric]).astype(float)
    failed = rows["status"] != "ok"
    usable = ~failed & np.isfinite(value)
    frame = rows[list(by)].assign(
        _all=0, _value=value.where(usable), _failed=failed, _missing=~failed & ~usable
    )
    grouped = frame.groupby(["_all", *by], dropna=False, sort=False, observed=True)
    summary = grouped.agg(
        mean=("_value", "mean"),
        deviation=("_value", "std"),
        repeats=("_value", "count"),
        failed=("_failed", "sum"),
        missing=("_missing", "sum"),
    ).reset_index()
    half = half_width(
        summary["deviation"].to_numpy(dtype=float), summary["repeats"].to_numpy(), level
    )
    summary = summary.assign(low=summary["mean"] - half, high=summary["mean"] + half)
    return summary[[*by, "mean", "low", "high", "repeats", "failed", "missing"]]


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
