"""The trials as a page's table holds them: columns of values, failed trials first."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from nnexp.plots.levels import level, number
from nnexp.settings import catalog

RUN_DIGITS = 12
"""Characters of a run id that are shown."""

_ACCURACIES = ("validation_accuracy", "test_accuracy", "train_accuracy")
_OTHERS = ("validation_loss", "test_loss", "train_loss", "weight_norm", "saturation", "seconds")
_FIRST = {"not_run": 1, "ok": 2}


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of the page's table."""

    name: str
    label: str
    help: str
    kind: str
    """`text`, `number` (text that sorts by its value), `metric` or `percent` (shown times 100)."""
    cells: tuple[str | float | None, ...]
    """One per trial, None where there is no value."""


def trial_columns(table: pd.DataFrame, swept: Sequence[str]) -> tuple[Column, ...]:
    """What the page shows of each trial.

    Args:
        table: one row per trial.
        swept: dotted names that differ between the grid points.

    Returns:
        Columns of equal length: what is swept, the outcome, every metric that has a value.
        Trials that failed come first, then those not reached, else the table's own order.
    """
    order = table["status"].map(_FIRST).fillna(0).argsort(kind="stable")
    rows = table.iloc[order.to_numpy()]
    named = [*swept, "repeat", "status"]
    named += ["reason"] if (rows["reason"].astype("str") != "").any() else []
    metrics = [name for name in (*_ACCURACIES, *_OTHERS) if rows[name].notna().any()]
    return tuple(_column(rows, name) for name in (*named, *metrics, "run_id"))


def rounded(name: str, value: float) -> float:
    """A metric as the page holds it: six decimals of a share, six digits of anything else."""
    return round(value, 6) if name in _ACCURACIES else float(f"{value:.6g}")


def _column(rows: pd.DataFrame, name: str) -> Column:
    from nnexp.table import COLUMN_DOCS

    # A distinct value is converted once: tables of thousands of rows have few.
    codes, distinct = pd.factorize(rows[name], use_na_sentinel=False)
    converted = [_cell(name, value) for value in distinct]
    return Column(
        name=name,
        label=_label(name),
        help=COLUMN_DOCS[name],
        kind=_kind(name, converted),
        cells=tuple(converted[code] for code in codes.tolist()),
    )


def _cell(name: str, value: Any) -> str | float | None:
    if name in (*_ACCURACIES, *_OTHERS):
        return None if math.isnan(value) else rounded(name, float(value))
    if name == "run_id":
        return str(value)[:RUN_DIGITS]
    if name in ("reason", "status"):
        return "" if value is None or value != value else str(value)
    return level(value)


def _kind(name: str, cells: Sequence[str | float | None]) -> str:
    if name in _ACCURACIES:
        return "percent"
    if name in _OTHERS:
        return "metric"
    if name in ("reason", "status", "run_id"):
        return "text"
    return "number" if all(number(str(value)) is not None for value in cells) else "text"


def _label(name: str) -> str:
    if name == "run_id":
        return "run"
    units = {entry.name: entry.spec.unit for entry in catalog()} | {"seconds": "s"}
    words = name.replace("_", " ") if name in (*_ACCURACIES, *_OTHERS) else name
    unit = "%" if name in _ACCURACIES else units.get(name, "")
    return f"{words} ({unit})" if unit and unit != words else words
