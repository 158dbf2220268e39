"""Folders of sweeps that were never run, with the files of real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from simulated_sweep import simulate
from sweep_records import a_record, a_result

from nnexp import table as tables
from nnexp.plots import draw
from nnexp.sweeps.record import parse_record, write_record
from nnexp.table.levels import level
from nnexp.trainables.book.columns import BOOK

AXES: Mapping[str, Sequence[Any]] = {"lr": (0.01, 0.1, 0.3, 10.0), "epochs": (1, 5, 10)}


def diverging(row: Mapping[str, Any]) -> str:
    """A reason for every trial at lr=10 but the first repeat's."""
    if row["lr"] < 10 or row["repeat"] == 0:
        return ""
    return f"weights are not finite after sample {17 + row['repeat']} of epoch 1"


def store_sweep(
    directory: Path,
    axes: Mapping[str, Sequence[Any]] = AXES,
    *,
    name: str = "first_try",
    fails: Callable[[Mapping[str, Any]], str] = lambda row: "",
    repeats: int = 5,
    validation: bool = True,
    plots: bool = False,
    started: str = "2026-03-01T10:00:00+00:00",
) -> Path:
    """Write the files of a simulated sweep; see `simulated_sweep.simulate`."""
    directory.mkdir(parents=True, exist_ok=True)
    table, curves, swept = simulate(axes, repeats, fails, validation)
    select_on = "validation" if validation else "test"
    table, curves = _typed(table), _typed(curves)
    tables.write(table, directory, BOOK)
    tables.write_curves(curves, directory, BOOK)
    if plots:
        sweep = a_result(directory, table, curves, swept, select_on=select_on)
        draw(sweep, directory / "plots")
    overrides = [f"{axis}={','.join(map(str, values))}" for axis, values in axes.items()]
    record = a_record(
        name=name,
        started=started,
        overrides=overrides,
        table_hash=tables.canonical_hash(table),
        trials=len(table),
        grid={axis: list(map(level, values)) for axis, values in axes.items()},
        select_on=select_on,
    )
    write_record(parse_record(record), directory)
    return directory


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of the plain types that real ones have."""
    return pd.DataFrame({name: tables.column(name, list(frame[name]), BOOK) for name in frame})
