"""Which raw values of inputs are dark and which are bright."""

from __future__ import annotations

import dataclasses

import numpy as np

_FURTHEST = 1e9


@dataclasses.dataclass(frozen=True)
class Scaled:
    """Inputs, and what `data.input_range` is laid over."""

    inputs: np.ndarray
    """(n, d), uint8 or float32."""
    low: float
    high: float
    note: str
    """What was done to them; empty where nothing was."""
    alike: bool
    """Whether all inputs are on one scale, as the pixels of a picture are."""


def scaled_inputs(values: np.ndarray, train_rows: int) -> Scaled:
    """Put numbers on a scale: that of bytes or of shares where they fit it, else their own.

    Args:
        values: (n, d) float64, training rows first.
        train_rows: the rows whose range counts.

    Returns:
        Whole numbers from 0 to 255 as they are; inputs whose training rows are within 0 to 1 as
        they are; else each input less its smallest value in the training rows, divided by the
        width of its range there.
    """
    if is_bytes(values):
        return Scaled(values.astype(np.uint8), 0, 255, "", alike=True)
    train = values[:train_rows]
    if train.min() >= 0 and train.max() <= 1:
        note = "inputs are read as shares: 0 is the darkest, 1 the brightest"
        return Scaled(_numbers(values), 0, 1, note, alike=True)
    # Halved, lest the width of the widest range be no number any more.
    values = values / 2
    low, high = values[:train_rows].min(axis=0), values[:train_rows].max(axis=0)
    # An input that is the same in all training rows tells nothing: it stays at the low end.
    width = np.where(high > low, high - low, np.inf)
    note = (
        f"inputs from {train.min():.6g} to {train.max():.6g} are scaled, each by its own smallest "
        "and largest value in the training rows"
    )
    return Scaled(_numbers((values - low) / width), 0, 1, note, alike=False)


def _numbers(values: np.ndarray) -> np.ndarray:
    # Test rows may be on any scale at all, even beyond the largest float32.
    numbers: np.ndarray = np.clip(values, -_FURTHEST, _FURTHEST).astype(np.float32)
    return numbers


def is_bytes(values: np.ndarray) -> bool:
    """Whether all are whole numbers from 0 to 255."""
    return bool(values.min() >= 0 and values.max() <= 255 and (values == np.floor(values)).all())
