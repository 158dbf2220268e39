"""Power on effects of the size that MNIST shows: lr 0.01 to 0.6, 1 to 20 epochs, 100 nodes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.calibration import mnist, onsets
from benchmarks.calibration.rates import REPEATS, Condition, Rate, share
from nnexp.analysis.sweet_spot import SweetSpotVerdict, locate

EPOCHS = (1, 2, 3, 5, 7, 10, 15, 20)
LEAST = 0.80
AT = 5
"""Repeats at which the bar is."""


def conditions(repeats: Sequence[int] = REPEATS) -> list[Condition]:
    """Sweet spots after each number of epochs, onsets at each learning rate that overfits."""
    spots = [
        Condition("sweet_spot", "MNIST error", f"after {epoch} epochs", "normal", count)
        for epoch in EPOCHS
        for count in repeats
    ]
    turns = [
        Condition("overfitting_onset", f"MNIST {metric}", f"lr={lr:g}", "normal", count)
        for metric in ("error", "loss")
        for lr in mnist.LEARNING_RATES
        for count in repeats
        if _rise(lr, metric) >= 1
    ]
    return spots + turns


def measure(condition: Condition, simulations: int) -> list[Rate]:
    """Power in one condition; a bar at five repeats."""
    if condition.analysis == "sweet_spot":
        quantity, events = "interior", _interior(condition, simulations)
    else:
        quantity, events = "overfits", _overfits(condition, simulations)
    low = LEAST if condition.repeats == AT else -np.inf
    return [Rate(condition, quantity, *share(events), low)]


def _rise(lr: float, metric: str) -> float:
    """Rise of the mean curve in deviations of one repeat at one epoch."""
    curve, deviation = mnist.curve(lr, metric)
    return float((curve[-1] - curve.min()) / deviation)


def _interior(condition: Condition, simulations: int) -> np.ndarray:
    rng = condition.generator()
    means, deviations = mnist.response(int(condition.grid.split()[1]))
    shape = (simulations, condition.repeats, len(means))
    values = means + deviations * rng.standard_normal(shape)
    grid = np.log(mnist.LEARNING_RATES)
    return np.array([locate(one, grid).verdict == SweetSpotVerdict.INTERIOR for one in values])


def _overfits(condition: Condition, simulations: int) -> np.ndarray:
    curve, deviation = mnist.curve(float(condition.grid[3:]), condition.surface.split()[1])
    rng, noise = condition.generator(), condition.noise
    values = onsets.draw(rng, curve, deviation, noise, condition.repeats, simulations)
    return onsets.overfits(values)
