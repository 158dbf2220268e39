"""Records of sweeps that were never run, and what `run_sweep` would have returned with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.sweeps.data import SweepData
from nnexp.sweeps.record import outcome_of, parse_record
from nnexp.trainables.book.columns import BOOK

if TYPE_CHECKING:
    import pandas as pd


def a_result(
    directory: Path, table: pd.DataFrame, curves: pd.DataFrame, swept: Sequence[str], **known: Any
) -> SweepData:
    """A sweep with these frames, and with some values of its record given."""
    record = parse_record(a_record(**known))
    outcome = outcome_of(record, directory)
    return SweepData(directory, BOOK, table, lambda: curves, tuple(swept), record, outcome)


def of_frames(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str = "validation",
) -> SweepData:
    """A sweep that has these frames and no folder."""
    return a_result(Path("nowhere"), table, curves, swept, select_on=select_on)


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
        "classes": {"digits": 10},
        "target": "simulated",
        "kernel_revision": 1,
        "versions": {"python": "3.11.2", "numpy": "2.4.0"},
        "code": None,
        "machine": {"cpu": "simulated", "cores": 2},
        "select_on": "validation",
    }
    return {name: known.get(name, value) for name, value in record.items()}
