"""Conditions, the rates measured in them, and the bars these are held against."""

from __future__ import annotations

import dataclasses
import math
import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t as student

REPEATS = (3, 5, 10, 30)


@dataclasses.dataclass(frozen=True)
class Condition:
    """What is simulated."""

    analysis: str
    surface: str
    """Shape of the truth."""
    grid: str
    """Where it is looked at: learning rates, or number of epochs."""
    noise: str
    repeats: int

    def generator(self) -> np.random.Generator:
        """Random numbers of this condition, whatever other conditions there are."""
        return np.random.default_rng(zlib.crc32(repr(self).encode()))


@dataclasses.dataclass(frozen=True)
class Rate:
    """A quantity in one condition."""

    condition: Condition
    quantity: str
    value: float
    error: float
    """Standard error of the simulation."""
    low: float = -math.inf
    high: float = math.inf
    """The bar: the value must lie between."""
    stress: bool = False
    """Whether the condition is beyond what is asked, so that a miss is reported only."""

    @property
    def met(self) -> bool:
        """Whether the value is within its bar."""
        return self.low <= self.value <= self.high

    @property
    def clearly_missed(self) -> bool:
        """Whether the value is outside of its bar by more than the simulation's own error."""
        return not (self.low - 3 * self.error <= self.value <= self.high + 3 * self.error)


def share(events: np.ndarray) -> tuple[float, float]:
    """A frequency and its standard error, never taken as 0.

    Args:
        events: (simulations,) bool.
    """
    count = len(events)
    frequency = float(np.mean(events))
    # With one event more of each kind, so that a rate of 0 or 1 has an error, too.
    smoothed = (frequency * count + 1) / (count + 2)
    return frequency, math.sqrt(smoothed * (1 - smoothed) / count)


def worst(events: np.ndarray) -> np.ndarray:
    """The event that happens least often, of several that are equal by right.

    The least of many frequencies is too low by chance. So one half of the simulations
    chooses, and the other half is what the frequency is taken of, both ways round.

    Args:
        events: (simulations, events) bool.

    Returns:
        (simulations,) bool.
    """
    half = len(events) // 2
    first, second = events[:half], events[half:]
    return np.concatenate(
        [first[:, second.mean(axis=0).argmin()], second[:, first.mean(axis=0).argmin()]]
    )


def average(values: np.ndarray) -> tuple[float, float]:
    """A mean and its standard error."""
    return float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values)))


def sizes(
    condition: Condition,
    inside: np.ndarray,
    values: np.ndarray,
    *,
    unique: bool = True,
    stress: bool = False,
) -> list[Rate]:
    """Mean size of confidence sets, held against that of a plain Bonferroni correction.

    Args:
        condition: where.
        inside: (sweeps, candidates) the sets.
        values: (sweeps, repeats, candidates) what they were made from.
        unique: whether one candidate is best; where several are, a smaller set is no better.
        stress: see `Rate`.
    """
    plain = bonferroni_set(values).sum(axis=-1)
    ours = inside.sum(axis=-1)
    # Both are made from the same draws, so the bar has the error of the paired difference.
    _, error = average(ours - plain)
    most = float(plain.mean()) if unique else math.inf
    return [
        Rate(condition, "set size", float(ours.mean()), error, high=most, stress=stress),
        Rate(condition, "set size, plain Bonferroni", *average(plain)),
    ]


def bonferroni_set(values: np.ndarray) -> np.ndarray:
    """The confidence set of plain paired t tests at Bonferroni's level.

    Args:
        values: (sweeps, repeats, candidates) losses.
    """
    repeats, size = values.shape[-2:]
    quantile = student.ppf(1 - 0.05 / (size - 1), repeats - 1)
    inside = np.empty((len(values), size), dtype=bool)
    for place in range(size):
        difference = values[:, :, place : place + 1] - np.delete(values, place, axis=2)
        error = difference.std(axis=1, ddof=1) / math.sqrt(repeats)
        inside[:, place] = (difference.mean(axis=1) <= quantile * error).all(axis=1)
    return inside


def frame(rates: Sequence[Rate], simulations: int) -> pd.DataFrame:
    """One row per rate, bars and verdict included; no bar is an empty cell."""
    rows = []
    for rate in rates:
        row = {**dataclasses.asdict(rate.condition), **dataclasses.asdict(rate)}
        del row["condition"]
        rows.append({**row, "simulations": simulations, "met": rate.met})
    return pd.DataFrame(rows).replace([-math.inf, math.inf], math.nan)
