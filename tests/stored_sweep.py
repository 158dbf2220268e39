"""Folders of sweeps that were never run, with the files of real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from simulated_sweep import simulate

from nnexp import table as tables
from nnexp.plots import draw
from nnexp.plots.levels import level
from nnexp.sweeping.provenance import write_record

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
    tables.write(table, directory)
    tables.write_curves(curves, directory)
    if plots:
        draw(table, curves, swept, select_on, directory / "plots")
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
    write_record(record, directory)
    return directory


def a_record(**known: Any) -> dict[str, Any]:
    """A whole `sweep.yaml`, with some of its values given."""
    counts = {"trained": 14, "extended": 0, "reused": 3, "not_run": 0, "failed": 0}
    record = {
        "name": "first_try",
        "started": "2026-03-01T10:00:00+00:00",
        "seconds": 12.34,
        "timings": {"load": 0.34, "execute": 12.0},
        "overrides": ["lr=0.1"],
        "table_hash": "0" * 64,
        "trials": 1,
        "runs": {**counts, "epochs_trained": 1400, "epochs_saved": 2000},
        "verified": [],
        "grid": {},
        "settings": {},
        "data": {"digits": "0" * 64},
        "target": "simulated",
        "kernel_revision": 1,
        "versions": {"python": "3.11.2", "numpy": "2.4.0"},
        "code": None,
        "machine": {"cpu": "simulated", "cores": 2},
        "select_on": "validation",
    }
    return {name: known.get(name, value) for name, value in record.items()}


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of the plain types that real ones have."""
    return pd.DataFrame({name: tables.column(name, list(frame[name])) for name in frame})
