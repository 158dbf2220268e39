"""What a sweep hands back."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Counts:
    """What the answer cost; every run of the plan is in exactly one of the first four."""

    trained: int = 0
    """Runs trained from the first epoch."""
    extended: int = 0
    """Runs continued from the checkpoint of a shorter one."""
    reused: int = 0
    """Runs that the store already knew."""
    not_run: int = 0
    """Runs that were not reached because the sweep stopped at a failure."""
    failed: int = 0
    """Runs, of whichever kind above, that diverged, raised or ran out of time."""
    epochs_trained: int = 0
    """Epochs of all runs trained or extended in this sweep."""
    epochs_saved: int = 0
    """Epochs that one training per trial would have cost on top."""


@dataclasses.dataclass(frozen=True)
class SweepResult:
    """The outcome of one sweep: its frames in memory and where they lie on disk."""

    directory: Path
    """Folder of `table.parquet`, `table.csv`, `curves.parquet` and `sweep.yaml`."""
    table: pd.DataFrame
    """One row per trial, columns as in `nnexp.table.COLUMN_DOCS`."""
    curves: pd.DataFrame
    """One row per run and epoch."""
    swept: tuple[str, ...]
    """Dotted names of the settings that differ between grid points."""
    counts: Counts
    table_hash: str
    """`nnexp.table.canonical_hash` of the table."""
    seconds: float
    """Wall time of the sweep."""
    select_on: Literal["validation", "test"]
    """The data that choose the best setting."""
    verified: tuple[str, ...] = ()
    """Trials that `verify=prefix` retrained alone and found equal to the bit."""

    def __repr__(self) -> str:
        return (
            f"<SweepResult of {len(self.table):,} trials in {self.directory}, "
            f"table {self.table_hash[:12]}>"
        )
