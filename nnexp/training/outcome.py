"""What a training leaves behind."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np

from nnexp.network import Network

METRICS = (
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "test_loss",
    "test_accuracy",
    "weight_norm",
    "saturation",
    "seconds",
)

Status = Literal["ok", "diverged", "error", "timeout", "interrupted"]


@dataclasses.dataclass(frozen=True, eq=False)
class Curve:
    """The metrics of a run after each of its epochs.

    Loss is the mean over samples of Σ (t - o)² over outputs; accuracy the share of samples whose
    largest output is the right class; `weight_norm` the root of the sum of squares of all
    weights, biases aside; `saturation` the share of hidden outputs on the training rows whose
    slope is below 5 % of the steepest; `seconds` the time that training the epoch alone took,
    without evaluation.
    """

    first_epoch: int
    """The epoch of row 0, counted from 1."""
    values: np.ndarray
    """(epochs, metrics) float64, columns as in `METRICS`; NaN where there is no such data."""

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
    network: Network | None
    """After the last completed epoch; None when there was none."""
