"""Frames turned into arrays that are paired over repeats, for the tests of `evidence`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from nnexp.analysis.finding import AnalysisError
from nnexp.analysis.samples import require
from nnexp.columns import cell_value
from nnexp.settings import as_text
from nnexp.trainables.book.columns import BOOK

_OVER, _CHOOSES = "lr", "validation_accuracy"

Levels = dict[Any, np.ndarray]
"""(repeats,) values for each level: the same position is the same repeat at every level."""


def by_level(rows: pd.DataFrame, column: str | Sequence[str], metric: str) -> Levels:
    """A metric by level and repeat: rows of the same repeat are comparable across levels.

    Args:
        rows: one row per trial; the settings that `column` does not name must not differ.
        column: the setting or settings that tell levels apart.
        metric: the column of values; those of failed or missing trials become NaN.

    Returns:
        The values of each level in order of appearance; levels are tuples for several columns.

    Raises:
        AnalysisError: a column is missing, or two rows are the same trial.
    """
    names = [column] if isinstance(column, str) else list(column)
    require(rows, (*names, "repeat", metric), "claim")
    units = [name for name in BOOK.units if name in rows]
    _refuse_twice(rows, [*names, *units])
    repeat = rows.groupby(units, sort=True).ngroup().to_numpy()
    value = pd.to_numeric(rows[metric]).to_numpy(dtype=float, na_value=np.nan)
    if "status" in rows:
        value = np.where(rows["status"] == "ok", value, np.nan)
    levels: Levels = {}
    for place, cells in enumerate(zip(*(rows[name] for name in names), strict=True)):
        level = tuple(map(cell_value, cells)) if len(names) > 1 else cell_value(cells[0])
        known = levels.setdefault(level, np.full(int(repeat.max()) + 1, np.nan))
        known[repeat[place]] = value[place]
    return levels


def under(levels: Levels, *first: Any) -> Levels:
    """The levels whose tuples begin with `first`, by what follows: one value, or a tuple."""
    count = len(first)
    return {
        level[count] if len(level) == count + 1 else level[count:]: values
        for level, values in levels.items()
        if level[:count] == first
    }


def at_own_best(
    rows: pd.DataFrame,
    by: str | Sequence[str],
    report: str = "test_accuracy",
) -> tuple[Levels, dict[Any, Any]]:
    """A metric of each level at the setting that suits that level best.

    Comparing rules at one learning rate compares how that rate suits them. Here each level
    has the learning rate with the best mean on data that select, and is reported on other
    data. Rates at which a trial failed are not chosen.

    Args:
        rows: one row per trial.
        by: what tells levels apart.
        report: the metric that is returned.

    Returns:
        As `by_level`, and what was chosen for each level.

    Raises:
        AnalysisError: a level has no value without a failed trial.
    """
    levels: Levels = {}
    chosen: dict[Any, Any] = {}
    names = [by] if isinstance(by, str) else list(by)
    for key, part in rows.groupby(names, sort=False, dropna=False, observed=True):
        cells = tuple(map(cell_value, key)) if isinstance(key, tuple) else (cell_value(key),)
        level = cells if len(names) > 1 else cells[0]
        means = {one: values.mean() for one, values in by_level(part, _OVER, _CHOOSES).items()}
        known = {one: mean for one, mean in means.items() if np.isfinite(mean)}
        if not known:
            raise AnalysisError(f"claim: a trial failed at every {_OVER} of {by}={level}")
        chosen[level] = max(known, key=lambda one: known[one])
        levels[level] = by_level(part, _OVER, report)[chosen[level]]
    return levels, chosen


def labels(rows: pd.DataFrame) -> tuple[int, ...]:
    """The labels of all rows of a frame, for `Judgement.rows`."""
    return tuple(rows.index.tolist())


def _refuse_twice(rows: pd.DataFrame, names: Sequence[str]) -> None:
    twice = rows.duplicated(list(names))
    if twice.any():
        row = rows[twice].iloc[0]
        where = " ".join(f"{name}={as_text(cell_value(row[name]))}" for name in names)
        raise AnalysisError(f"claim: two rows for {where}; pass each trial once")
