"""Folders of sweeps that were never run, with the files of real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from simulated_sweep import simulate

from nnexp import table as tables
from nnexp.plots import draw

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
    counts = {"trained": 14, "extended": 0, "reused": 3, "not_run": 0, "failed": 0}
    record = {
        "name": name,
        "started": started,
        "seconds": 12.34,
        "overrides": [f"{axis}={','.join(map(str, values))}" for axis, values in axes.items()],
        "table_hash": tables.canonical_hash(table),
        "select_on": select_on,
        "runs": {**counts, "epochs_trained": 1400, "epochs_saved": 2000},
        "versions": {"python": "3.11.2", "numpy": "2.4.0"},
        "code": None,
        "machine": {"cpu": "simulated", "cores": 2},
    }
    (directory / "sweep.yaml").write_text(yaml.safe_dump(record), encoding="utf-8")
    return directory


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of the plain types that real ones have."""
    return pd.DataFrame({name: tables.column(name, list(frame[name])) for name in frame})
