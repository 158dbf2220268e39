"""The book's own procedure: a CSV line is split, scaled and trained on, one at a time.

Written after chapter 2 of the book: float64 column vectors, `scipy.special.expit`, and the
parsing of the record inside the loop, as its readers run it. `parsed` leaves the parsing
out: the same arithmetic on arrays that are already in memory.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import expit

from benchmarks.peers import Task


def prepare(task: Task) -> Callable[[], None]:
    """Train from text records, as the book does."""
    records = [_record(x, t) for x, t in zip(task.inputs, task.targets, strict=True)]
    classes = task.targets.shape[1]

    def train() -> None:
        weights = [w.astype(np.float64) for w in task.weights]
        for record in records:
            values = record.split(",")
            inputs = np.asarray(values[1:], dtype=np.float64) / 255.0 * 0.99 + 0.01
            targets = np.zeros(classes) + 0.01
            targets[int(values[0])] = 0.99
            _update(weights, inputs, targets, task.lr)

    return train


def prepare_parsed(task: Task) -> Callable[[], None]:
    """The same NumPy arithmetic, float64, on parsed arrays."""
    inputs, targets = task.inputs.astype(np.float64), task.targets.astype(np.float64)

    def train() -> None:
        weights = [w.astype(np.float64) for w in task.weights]
        for x, t in zip(inputs, targets, strict=True):
            _update(weights, x, t, task.lr)

    return train


def _record(x: np.ndarray, t: np.ndarray) -> str:
    pixels = np.rint((x - 0.01) / 0.99 * 255).astype(int)
    return ",".join(map(str, [int(t.argmax()), *pixels]))


def _update(weights: list[np.ndarray], x: np.ndarray, t: np.ndarray, lr: float) -> None:
    inputs = np.array(x, ndmin=2).T
    targets = np.array(t, ndmin=2).T
    hidden = expit(np.dot(weights[0], inputs))
    outputs = expit(np.dot(weights[1], hidden))
    output_errors = targets - outputs
    hidden_errors = np.dot(weights[1].T, output_errors)
    weights[1] += lr * np.dot(output_errors * outputs * (1.0 - outputs), hidden.T)
    weights[0] += lr * np.dot(hidden_errors * hidden * (1.0 - hidden), inputs.T)
