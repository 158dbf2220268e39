"""The trials as a page's table holds them: columns of values, failed trials first."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nnexp.columns import Columns
from nnexp.metrics import Metric, Part
from nnexp.table.levels import level, number

RUN_DIGITS = 12
"""Characters of a run id that are shown."""

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


def trial_columns(
    table: pd.DataFrame, swept: Sequence[str], columns: Columns
) -> tuple[Column, ...]:
    """What the page shows of each trial.

    Args:
        table: one row per trial.
        swept: dotted names that differ between the grid points.
        columns: what the table's columns mean.

    Returns:
        Columns of equal length: what is swept, the outcome, every metric that has a value.
        Trials that failed come first, then those not reached, else the table's own order.
    """
    order = table["status"].map(_FIRST).fillna(0).argsort(kind="stable")
    rows = table.iloc[order.to_numpy()]
    named = [*swept, "repeat", "status"]
    named += ["reason"] if (rows["reason"].astype("str") != "").any() else []
    metrics = [name for name in _metric_names(columns) if rows[name].notna().any()]
    return tuple(_column(rows, name, columns) for name in (*named, *metrics, "run_id"))


def island_of(column: Column) -> dict[str, Any]:
    """A column as the page's script reads it."""
    return {"name": column.name, "kind": column.kind, "cells": column.cells}


def column_from(island: Mapping[str, Any], columns: Columns) -> Column:
    """The column that `island_of` made this of."""
    from nnexp.table import table_docs

    name, cells = island["name"], tuple(island["cells"])
    return Column(name, _label(name, columns), table_docs(columns)[name], island["kind"], cells)


def rounded(metric: Metric, value: float) -> float:
    """A metric as the page holds it: six decimals of a share, six digits of anything else."""
    return round(value, 6) if metric.printed == "percent" else float(f"{value:.6g}")


def _metric_names(columns: Columns) -> list[str]:
    """What chooses first, on the data that choose, then what else is measured on data."""
    parts: tuple[Part, ...] = ("validation", "test", "train")
    of_data = [one for part in parts for one in columns.of_part(part)]
    of_data.sort(key=lambda one: not one.chooses)
    return [one.name for one in (*of_data, *(x for x in columns.metrics.values() if not x.part))]


def _column(rows: pd.DataFrame, name: str, columns: Columns) -> Column:
    from nnexp.table import table_docs

    # A distinct value is converted once: tables of thousands of rows have few.
    codes, distinct = pd.factorize(rows[name], use_na_sentinel=False)
    converted = [_cell(name, value, columns) for value in distinct]
    return Column(
        name=name,
        label=_label(name, columns),
        help=table_docs(columns)[name],
        kind=_kind(name, converted, columns),
        cells=tuple(converted[code] for code in codes.tolist()),
    )


def _cell(name: str, value: Any, columns: Columns) -> str | float | None:
    if (metric := columns.metrics.get(name)) is not None:
        # JSON has no word for what is not finite.
        return rounded(metric, float(value)) if math.isfinite(value) else None
    if name == "run_id":
        return str(value)[:RUN_DIGITS]
    if name in ("reason", "status"):
        return "" if value is None or value != value else str(value)
    return level(value)


def _kind(name: str, cells: Sequence[str | float | None], columns: Columns) -> str:
    if (metric := columns.metrics.get(name)) is not None:
        return "percent" if metric.printed == "percent" else "metric"
    if name in ("reason", "status", "run_id"):
        return "text"
    return "number" if all(number(str(value)) is not None for value in cells) else "text"


def _label(name: str, columns: Columns) -> str:
    if name == "run_id":
        return columns.say("run")
    metric, spec = columns.metrics.get(name), columns.settings.get(name)
    words = columns.say(metric.label if metric else name)
    unit = spec.unit if spec else metric.unit if metric else ""
    unit = "%" if metric and metric.printed == "percent" else unit
    unit = columns.say(unit)
    return f"{words} ({unit})" if unit and unit != words else words
