"""What a training leaves behind, whatever was trained."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np

Status = Literal["ok", "diverged", "error", "timeout", "interrupted"]

Stop = Literal["timeout", "interrupted"]
StopCheck = Callable[[], Stop | None]
"""Whether a training has to stop, and why; asked now and then."""

State = Mapping[str, np.ndarray]
"""What a training needs to go on: named arrays, opaque to all but its trainable."""

Checkpoint = tuple[int, State]
"""The epoch and the state after it."""


@dataclasses.dataclass(frozen=True, eq=False)
class Curve:
    """The metrics of a run after each unit of its budget, called epoch."""

    first_epoch: int
    """The epoch of row 0, counted from 1."""
    values: np.ndarray
    """(epochs, metrics) float64, columns in the order of the trainable's metrics; NaN where there
    is nothing to measure."""

    def __repr__(self) -> str:
        return f"<Curve of {len(self.values):,} epochs from epoch {self.first_epoch:,}>"


@dataclasses.dataclass(frozen=True, eq=False)
class Outcome:
    """How a training ended."""

    status: Status
    reason: str
    """One line for people; empty when the status is `ok`."""
    curve: Curve
    """Of the epochs completed, before any failure."""
    state: State | None
    """After the last completed epoch; None when there was none, or nothing can go on from it."""
    said: str = ""
    """What the training printed and warned of, for the log."""
    measured: tuple[str, ...] = ()
    """Names of the curve's columns, where the trainable did not know them beforehand."""


def never() -> Stop | None:
    """A training that nothing stops."""
    return None
