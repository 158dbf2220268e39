"""How often onsets of overfitting are right: false and true `overfits`, sets of best epochs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.calibration.noise import OVER_EPOCHS
from benchmarks.calibration.rates import REPEATS, Condition, Rate, share, sizes, worst
from nnexp.analysis.best_set import best_set
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.rise import rise_statistic

DEVIATION = 0.003
"""Of the loss over repeats at one epoch, as on MNIST."""
SHARED = 0.002
"""Of what a repeat adds to its whole curve."""
LENGTHS = {"5 epochs": 5, "20 epochs": 20, "60 epochs": 60}

Shape = Callable[[np.ndarray], np.ndarray]

NEVER: dict[str, Shape] = {
    "falling": lambda e: 0.05 + 0.08 / e,
    "plateau": lambda e: 0.05 + 0.08 * np.exp(-np.minimum(e, e[-1] / 3) / (e[-1] / 12)),
    "flat": lambda e: np.full(len(e), 0.05),
}
"""Curves without overfitting; `plateau` is level from a third of the epochs on."""
TURNING: dict[str, Shape] = {
    "turning": lambda e: 0.05 + 0.05 * (np.log(e) - np.log(0.4 * e[-1])) ** 2,
    "turning late": lambda e: 0.05 + 0.05 * (np.log(e) - np.log(0.8 * e[-1])) ** 2,
}
"""Lowest at two and at four fifths of the epochs."""


def conditions(repeats: Sequence[int] = REPEATS) -> list[Condition]:
    """Every shape, length, kind of noise and number of repeats."""
    every = itertools.product({**NEVER, **TURNING}, LENGTHS, OVER_EPOCHS, repeats)
    return [Condition("overfitting_onset", *condition) for condition in every]


def measure(condition: Condition, simulations: int) -> list[Rate]:
    """All rates of one condition."""
    epochs = np.arange(1.0, LENGTHS[condition.grid] + 1)
    curve = {**NEVER, **TURNING}[condition.surface](epochs)
    rng, noise, repeats = condition.generator(), condition.noise, condition.repeats
    values = draw(rng, curve, DEVIATION, noise, repeats, simulations)
    verdict = overfits(values)
    never = condition.surface in NEVER
    inside = best_set(values)
    # As the finding has it: the verdict alone says whether the last epoch may be best.
    inside[:, -1] = ~verdict
    # Where several epochs are best, the one that is put out most often counts.
    best = inside[:, curve == curve.min()]
    return [
        Rate(condition, "false overfits", *share(verdict), high=0.05)
        if never
        else Rate(condition, "overfits", *share(verdict)),
        Rate(condition, "set coverage", *share(worst(best)), 0.93),
        *sizes(condition, inside, values, unique=best.shape[1] == 1),
    ]


def overfits(values: np.ndarray) -> np.ndarray:
    """(sweeps,) whether the verdict on (sweeps, repeats, epochs) curves is `overfits`."""
    repeats, epochs = values.shape[-2:]
    rises = rise_statistic(values) > critical_value("onset", repeats, epochs)
    judged: np.ndarray = rises & (values.mean(axis=-2).argmin(axis=-1) < epochs - 1)
    return judged


def draw(
    rng: np.random.Generator,
    curve: np.ndarray,
    deviation: float,
    noise: str,
    repeats: int,
    count: int,
) -> np.ndarray:
    """(sweeps, repeats, epochs) losses around one mean curve."""
    shape = (count, repeats, len(curve))
    shared = SHARED * rng.standard_normal((count, repeats, 1))
    drawn: np.ndarray = curve + deviation * OVER_EPOCHS[noise](rng, shape) + shared
    return drawn
