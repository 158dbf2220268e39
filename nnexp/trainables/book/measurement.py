"""How well a model does after an epoch."""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from nnexp.network import Network
from nnexp.network.kernel.layout import Judged
from nnexp.trainables.book.rows import Rows
from nnexp.trainables.book.slices import in_slices
from nnexp.trainables.outcome import StopCheck

if TYPE_CHECKING:
    from nnexp.network.kernel.model import Model


def measure(
    model: Model, network: Network, rows: Rows, *, first: int, should_stop: StopCheck
) -> list[float]:
    """The metrics of a model, in the order of `METRICS` without `seconds`.

    Args:
        model: after the epoch.
        network: the same as a value.
        rows: what to measure on.
        first: rows in the first slice.
        should_stop: asked between slices.

    Returns:
        Eight numbers; NaN where there are no such rows or nodes.

    Raises:
        Stopped: `should_stop` gave a reason.
    """
    found = _answer(model, rows.answered, first, should_stop)
    ends = accumulate(map(len, rows.parts), initial=0)
    parts = [slice(begin, end) for begin, end in pairwise(ends)]
    results = [number for part in parts for number in _loss_and_accuracy(found, part)]
    nodes = len(rows.measured) * sum(model.architecture.layers[1:-1])
    saturated = int(found.saturated[parts[0]].sum())
    return [*results, weight_norm(network), saturated / nodes if nodes else math.nan]


def weight_norm(network: Network) -> float:
    """Root of the sum of squares of all weights, biases aside."""
    # Not np.linalg.norm: its BLAS may split the sum by threads, and bits would depend on them.
    return math.sqrt(sum(float(np.sum(np.square(w, dtype=np.float64))) for w in network.weights))


def _answer(model: Model, rows: np.ndarray, first: int, should_stop: StopCheck) -> Judged:
    """All rows in slices, put together again."""
    slices: list[Judged] = []

    def work(begin: int, end: int) -> None:
        slices.append(model.evaluate(rows[begin:end]))

    in_slices(work, len(rows), grain=1, first=first, should_stop=should_stop)
    return (
        slices[0] if len(slices) == 1 else Judged(*map(np.concatenate, zip(*slices, strict=True)))
    )


def _loss_and_accuracy(found: Judged, part: slice) -> tuple[float, float]:
    squares = found.squares[part]
    if not len(squares):
        return math.nan, math.nan
    # Not a running sum: the mean must not depend on where slices begin.
    return float(squares.sum()) / len(squares), np.count_nonzero(found.right[part]) / len(squares)
