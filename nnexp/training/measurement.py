"""How well a model does after an epoch."""

from __future__ import annotations

import math

import numpy as np

from nnexp.network import Network
from nnexp.network.kernel.model import Model
from nnexp.training.rows import Rows
from nnexp.training.slices import StopCheck, in_slices


def measure(model: Model, rows: Rows, *, first: int, should_stop: StopCheck) -> list[float]:
    """The metrics of a model, in the order of `METRICS` without `seconds`.

    Args:
        model: after the epoch.
        rows: what to measure on.
        first: rows in the first slice.
        should_stop: asked between slices.

    Returns:
        Eight numbers; NaN where there are no such rows or nodes.

    Raises:
        Stopped: `should_stop` gave a reason.
    """
    results = [
        _evaluate(model, part, first, should_stop)
        for part in (rows.measured, rows.validation, rows.test)
    ]
    losses = [number for loss, accuracy, _ in results for number in (loss, accuracy)]
    return [*losses, weight_norm(model.network()), results[0][2]]


def weight_norm(network: Network) -> float:
    """Root of the sum of squares of all weights, biases aside."""
    # Not np.linalg.norm: its BLAS may split the sum by threads, and bits would depend on them.
    return math.sqrt(sum(float(np.sum(np.square(w, dtype=np.float64))) for w in network.weights))


def _evaluate(
    model: Model, rows: np.ndarray, first: int, should_stop: StopCheck
) -> tuple[float, float, float]:
    """Mean loss, accuracy and share of saturated hidden outputs."""
    if not len(rows):
        return math.nan, math.nan, math.nan
    squares = np.empty(len(rows))
    counts = np.zeros(2, dtype=np.int64)

    def work(begin: int, end: int) -> None:
        counts[:] += model.evaluate(rows[begin:end], squares[begin:end])

    in_slices(work, len(rows), grain=1, first=first, should_stop=should_stop)
    right, saturated = counts.tolist()
    hidden = len(rows) * sum(model.architecture.layers[1:-1])
    # Not a running sum: the mean must not depend on where slices begin.
    loss = float(np.mean(squares))
    return loss, right / len(rows), saturated / hidden if hidden else math.nan
