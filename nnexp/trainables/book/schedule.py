"""The learning rate of each epoch."""

from __future__ import annotations

import math

from nnexp.settings import GridPoint


def learning_rate(point: GridPoint, epoch: int) -> float:
    """The learning rate of one epoch.

    Args:
        point: `lr`, `epochs` (E) and `training.schedule` are read.
        epoch: e, from 1 to E.

    Returns:
        `constant`: lr; `linear`: lr·(1 - (e-1)/E); `cosine`: lr·(1 + cos(π (e-1)/E))/2.
    """
    passed = (epoch - 1) / point.epochs
    factor = {
        "constant": 1.0,
        "linear": 1 - passed,
        "cosine": (1 + math.cos(math.pi * passed)) / 2,
    }[point.training.schedule]
    return point.lr * factor
