"""Two sweeps side by side: the trials that differ in nothing but what tells the sweeps apart."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from nnexp.analysis.summary import LEVEL, summarise
from nnexp.metrics import Metric
from nnexp.report.stored import ReportError
from nnexp.sweeps.data import SweepData
from nnexp.table.levels import level


@dataclasses.dataclass(frozen=True)
class Pairing:
    """What two sweeps have in common, and what sets them apart."""

    differs: dict[str, tuple[str, str]]
    """Settings that each sweep holds fixed at a value of its own, as they would be typed."""
    same_data: bool
    """Whether all paired trials saw the same data."""
    metric: Metric
    trials: int
    """Pairs of trials."""
    equal: int
    """Pairs that have the same number to the bit."""
    settings: tuple[str, ...]
    """What differs between the paired settings."""
    differences: pd.DataFrame
    """Per setting: `settings`, then `mean`, `low`, `high` of first minus second over repeats,
    `repeats`, and `first`, `second`: the means of the pairs."""


def pair(first: SweepData, second: SweepData) -> Pairing:
    """Pair the trials of two sweeps by settings, seed and repeat.

    The same repeat has the same first weights and the same order of samples in both, so the
    difference within a pair is due to what sets the sweeps apart. The intervals hold for all
    settings at once: their level is Bonferroni's.

    Args:
        first: one sweep.
        second: the other.

    Raises:
        ReportError: they have no metric in common that says which is better.
    """
    # A setting may be younger than one of the sweeps.
    shared = [
        name for name in first.columns.settings if name in first.table and name in second.table
    ]
    differs = _differs(first.table[shared], second.table[shared])
    keys = [name for name in shared if name not in differs] + ["repeat"]
    validated = first.select_on == second.select_on == "validation"
    metric = first.columns.chooser("validation" if validated else "test")
    if metric is None or metric.name not in second.columns.metrics:
        raise ReportError(
            f"{first.directory} and {second.directory}: have no metric in common that chooses; "
            "compare sweeps of one kind of training"
        )
    pairs = _keyed(first, keys, metric.name).merge(
        _keyed(second, keys, metric.name), on=keys, suffixes=("_first", "_second")
    )
    swept = [name for name in keys[:-1] if len(pairs[name].unique()) > 1]
    settings = first.columns.chosen(swept)
    return Pairing(
        differs=differs,
        same_data=bool((pairs["content_first"] == pairs["content_second"]).all()),
        metric=metric,
        trials=len(pairs),
        equal=int((pairs["value_first"] == pairs["value_second"]).sum()),
        settings=settings,
        differences=_differences(pairs, settings, metric),
    )


def _differs(first: pd.DataFrame, second: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Settings that each table has one value of, and not the same one."""
    found = {name: (_only(first[name]), _only(second[name])) for name in map(str, first)}
    return {
        name: (one, other)
        for name, (one, other) in found.items()
        if one is not None and other is not None and one != other
    }


def _only(column: pd.Series) -> str | None:
    """The one value that a column has, as it would be typed."""
    values = column.unique()
    return level(values[0]) if len(values) == 1 else None


def _keyed(sweep: SweepData, keys: list[str], metric: str) -> pd.DataFrame:
    """The finished trials, with settings as text: the same setting has one text in any type."""
    rows = sweep.table[sweep.table["status"] == "ok"]
    columns: dict[str, Any] = {name: _texts(rows[name]) for name in keys}
    return pd.DataFrame(columns, index=rows.index).assign(
        value=rows[metric].astype(float), content=rows["data_fingerprint"].astype("str")
    )


def _texts(column: pd.Series) -> Any:
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return pd.Index([level(value) for value in values], dtype=object).take(codes)


def _differences(pairs: pd.DataFrame, settings: tuple[str, ...], metric: Metric) -> pd.DataFrame:
    frame = pairs.assign(status="ok", difference=pairs["value_first"] - pairs["value_second"])
    count = len(frame[list(settings)].drop_duplicates()) if settings else 1
    joint = 1 - (1 - LEVEL) / max(1, count)
    found = summarise(frame, settings, "difference", joint, metric.differences)
    sides = {
        side: summarise(frame, settings, f"value_{side}")["mean"] for side in ("first", "second")
    }
    # Three summaries of the same rows by the same columns have their rows in the same order.
    return found.assign(**sides)[[*settings, "mean", "low", "high", "repeats", *sides]]
