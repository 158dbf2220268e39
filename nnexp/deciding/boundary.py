"""The values that a statistic must pass at each look, so that all looks together err rarely.

Where there is nothing to find, a statistic that is looked at again after more repeats passes a
fixed value ever more often. Here each look has a value of its own, so high that of all sweeps
without an effect the same share passes for the first time at each: a look's part of the error. The
values are simulated for all looks of a sweep jointly, since what was seen at one look is part of
the next.

A look that is not made spends nothing, so leaving one out is allowed. One more than was planned is
not: its error was given to nobody.

Variances are those of all repeats up to a look, as the simulation has them. Freezing them at the
first look, as procedures with a first stage do (Kim and Nelson 2001), is as right and much weaker:
five repeats hardly know a variance, and all later looks would have to allow for it.

Reference:
    Lan and DeMets (1983), Biometrika 70(3); Jennison and Turnbull (1999), Group Sequential Methods.
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import math
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from nnexp.analysis.best_set import excess
from nnexp.analysis.rise import rise_statistic
from nnexp.deciding.null_noise import Noise, correlated, last, scaled, second_half
from nnexp.deciding.question import ERROR, LOOKS

Statistic = Literal["best_set", "best_set_smooth", "onset"]
"""The same as in `nnexp.analysis.critical_values`."""

SIMULATIONS = 10_000
"""Of sweeps, where looks or error are not those of the table."""
NUMBERS = 4_000_000
"""Random numbers at once, about: 32 MB."""
JUMPS = 1.3
WALKS = 1.2
"""What the error may be multiplied with where variances jump, and where runs drift apart."""
CANDIDATES = (2, 3, 4, 6, 9, 14, 20)
EPOCHS = (2, 3, 5, 10, 20, 40, 80)

_KINDS: dict[Statistic, tuple[tuple[Noise, float], ...]] = {
    "best_set": (
        (scaled(1), 1.0),
        (scaled(2), 1.0),
        (scaled(4), 1.0),
        (last(4), JUMPS),
        (second_half(4), JUMPS),
    ),
    "best_set_smooth": (
        (correlated(0.8), 1.0),
        (correlated(0.9), 1.0),
        (correlated(1), WALKS),
    ),
    "onset": (
        (scaled(1), 1.0),
        (scaled(3), 1.0),
        (scaled(1 / 3), 1.0),
        (correlated(0.8), 1.0),
        (correlated(1), 1.0),
    ),
}


@functools.lru_cache(maxsize=4096)
def boundary(
    statistic: Statistic, looks: tuple[int, ...], size: int, error: float
) -> tuple[float, ...]:
    """Critical values, one per look.

    Args:
        statistic: `nnexp.analysis.best_set.excess`, the same where noise is smooth over candidates,
            or `nnexp.analysis.rise.rise_statistic`.
        looks: repeats at each.
        size: candidates, or epochs, two at least. Between the tabulated sizes it is interpolated
            in the logarithms; beyond the largest the last slope goes on.
        error: of all looks together.
    """
    sizes = EPOCHS if statistic == "onset" else CANDIDATES
    above = next((place for place, one in enumerate(sizes) if one >= size), len(sizes) - 1)
    if sizes[above] == size:
        return _at(statistic, looks, size, error)
    low, high = sizes[above - 1], sizes[above]
    weight = math.log(size / low) / math.log(high / low)
    ends = (_at(statistic, looks, one, error) for one in (low, high))
    return tuple(
        math.exp((1 - weight) * math.log(a) + weight * math.log(b))
        for a, b in zip(*ends, strict=True)
    )


@functools.lru_cache(maxsize=1024)
def _at(statistic: Statistic, looks: tuple[int, ...], size: int, error: float) -> tuple[float, ...]:
    if (looks, error) == (LOOKS, ERROR):
        return _table()[statistic, size]
    return simulated(statistic, looks, size, error, SIMULATIONS)


@functools.cache
def _table() -> dict[tuple[str, int], tuple[float, ...]]:
    text = importlib.resources.files(__package__).joinpath("boundaries.csv").read_text("utf-8")
    return {
        (row["statistic"], int(row["size"])): tuple(float(row[f"look {look}"]) for look in LOOKS)
        for row in csv.DictReader(text.splitlines())
    }


@functools.lru_cache(maxsize=256)
def simulated(
    statistic: Statistic, looks: tuple[int, ...], size: int, error: float, simulations: int
) -> tuple[float, ...]:
    """The critical values from scratch; some seconds.

    Args:
        statistic: see `boundary`.
        looks: repeats at each.
        size: candidates or epochs.
        error: of all looks together.
        simulations: sweeps of each kind of noise.

    Returns:
        The largest over kinds of noise, to three digits after the point. Smooth noise includes
        noise that is not.
    """
    of = rise_statistic if statistic == "onset" else excess
    found = [
        _crossed(_drawn(noise, of, looks, size, simulations), error * more)
        for noise, more in _KINDS[statistic]
    ]
    if statistic == "best_set_smooth":
        found.append(simulated("best_set", looks, size, error, simulations))
    return tuple(round(max(values), 3) for values in zip(*found, strict=True))


def _drawn(
    noise: Noise,
    statistic: Callable[[np.ndarray], np.ndarray],
    looks: Sequence[int],
    size: int,
    simulations: int,
) -> np.ndarray:
    """(simulations, looks, truths) statistics where there is nothing to find."""
    rng = np.random.default_rng((looks[-1], size))
    chunk = max(1, NUMBERS // (looks[-1] * size + 4 * size**2))
    parts = []
    for start in range(0, simulations, chunk):
        values = noise(rng, min(chunk, simulations - start), looks[-1], size)
        every = [statistic(values[:, :look]) for look in looks]
        parts.append(np.stack([one.reshape(len(one), -1) for one in every], axis=1))
    return np.concatenate(parts)


def _crossed(statistics: np.ndarray, error: float) -> tuple[float, ...]:
    """The value at each look that an even share of the error passes there for the first time.

    Args:
        statistics: (simulations, looks, truths); the truth that is passed most often counts.
        error: of all looks together.
    """
    simulations, looks, truths = statistics.shape
    rank = max(1, round(error / looks * simulations))
    before = np.zeros((simulations, truths), dtype=bool)
    values = []
    for look in range(looks):
        now = np.where(before, -np.inf, statistics[:, look])
        values.append(float(np.partition(now, -rank, axis=0)[-rank].max()))
        before |= now > values[-1]
    return tuple(values)
