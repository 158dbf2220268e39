"""Coverage of the analyses besides sweet spots and onsets."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.calibration.noise import OVER_CANDIDATES
from benchmarks.calibration.rates import REPEATS, Condition, Rate, share
from nnexp.analysis.capacity import enough
from nnexp.analysis.exponent import Level, exponent
from nnexp.analysis.interval import mean_interval
from nnexp.analysis.own_best import compared
from nnexp.analysis.repeats_needed import numbers
from nnexp.analysis.sensitivity import lost
from nnexp.analysis.variance import shares_of_variance

DEVIATION = 0.003
GRID = np.log([0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.6])
EPOCHS = np.log([1, 2, 3, 5, 7, 10, 15, 20])
CURVATURE = 0.008
MARGIN = 0.005
SIZES: dict[str, np.ndarray] = {
    "enough in the middle": np.array([0.080, 0.050, 0.036, 0.033, 0.031, 0.030]),
    "all enough": np.full(6, 0.03),
    "more is better": np.array([0.080, 0.070, 0.060, 0.050, 0.040, 0.030]),
    "just missed": np.array([0.080, 0.060, 0.0351, 0.0351, 0.0351, 0.030]),
}
"""Error rates of six sizes."""
MOVES = {
    "best lr stays": (0.1, 0.0),
    "best lr falls": (0.1, -0.3),
    "best lr stays at the edge": (0.6, 0.0),
    "best lr stays beyond the edge": (0.9, 0.0),
    "best lr falls from beyond the edge": (1.2, -0.6),
}
"""Best learning rate after one epoch, and the power of epochs that it goes with."""
PAIRS: dict[str, tuple[float, float, float]] = {
    "equal": (-1.0, 1.0, 0.0),
    "one flat": (math.inf, 0.0, 0.0),
    "1.5 deviations apart": (-1.0, 1.0, 1.5),
    "3 deviations apart": (-1.0, 1.0, 3.0),
}
"""Two values of a setting: in steps of seven learning rates from the middle where each is best, the
first perhaps nowhere, and how much worse the second is there in deviations."""
SHARES: dict[str, tuple[float, ...]] = {
    "one source": (0.7, 0.1, 0.0, 0.2),
    "even sources": (0.25, 0.25, 0.25, 0.25),
    "no source": (0.0, 0.0, 0.0, 1.0),
}
"""Shares of three factors and the rest."""


def conditions(repeats: Sequence[int] = REPEATS) -> list[Condition]:
    """All conditions; for `variance` the repeats are the seeds of each factor."""
    noises = [name for name in OVER_CANDIDATES if name != "skewed and varying"]
    every = [
        *itertools.product(["capacity"], SIZES, ["6 sizes"], noises, repeats),
        *itertools.product(["interaction"], MOVES, ["7 × 8"], noises, repeats),
        *itertools.product(["sensitivity"], ["parabola", "flat"], ["7"], noises, repeats),
        *itertools.product(["compare"], ["a difference"], ["2"], noises, repeats),
        *itertools.product(["own_best"], PAIRS, ["2 × 7"], noises, repeats),
        *itertools.product(["repeats_needed"], ["a difference"], ["7"], ["normal"], repeats),
        *itertools.product(["variance"], SHARES, ["3 factors"], ["normal"], [3, 5]),
    ]
    return [Condition(*one) for one in every]


def measure(condition: Condition, simulations: int) -> list[Rate]:
    """All rates of one condition."""
    return MEASURES[condition.analysis](condition, simulations)


def _least(condition: Condition) -> float:
    return 0.90 if condition.repeats == 3 else 0.93


def _draw(condition: Condition, means: np.ndarray, simulations: int) -> np.ndarray:
    """(sweeps, repeats, *means.shape) with noise along the last axis."""
    rng = condition.generator()
    shape = (simulations, condition.repeats, *means.shape)
    drawn: np.ndarray = means + DEVIATION * OVER_CANDIDATES[condition.noise](rng, shape)
    return drawn


def _capacity(condition: Condition, simulations: int) -> list[Rate]:
    means = SIZES[condition.surface]
    truth = int(np.argmax(means - means.min() <= MARGIN + 1e-12))
    said = [enough(one, MARGIN) for one in _draw(condition, means, simulations)]
    too_early = np.array([high is not None and high < truth for _, _, high in said])
    covered = np.array([low <= truth and (high is None or truth <= high) for low, _, high in said])
    found = np.array([high == truth for _, _, high in said])
    return [
        Rate(condition, "false enough", *share(too_early), high=0.05),
        Rate(condition, "interval coverage", *share(covered), _least(condition)),
        Rate(condition, "shown enough at once", *share(found)),
    ]


def _interaction(condition: Condition, simulations: int) -> list[Rate]:
    first, power = MOVES[condition.surface]
    best = np.log(first) + power * EPOCHS
    means = CURVATURE * (GRID[None, :] - best[:, None]) ** 2
    said = np.array([moves(x, GRID, EPOCHS) for x in _draw(condition, means, simulations)])
    covered = (said[:, 0] <= power) & (power <= said[:, 1])
    rates = [Rate(condition, "interval coverage", *share(covered), _least(condition))]
    if power:
        rates.append(Rate(condition, "falls", *share(said[:, 1] < 0)))
    else:
        change = (said[:, 0] > 0) | (said[:, 1] < 0)
        rates.append(Rate(condition, "false change", *share(change), high=0.05))
    return rates


def moves(values: np.ndarray, grid: np.ndarray, levels: np.ndarray) -> tuple[float, float]:
    """The interval of the exponent from (repeats, levels, grid) losses, as the finding has it."""
    found = [Level(values[:, place], grid, math.inf) for place in range(len(levels))]
    said = exponent(found, levels)
    return said.low, said.high


def _sensitivity(condition: Condition, simulations: int) -> list[Rate]:
    best = GRID[3]
    means = CURVATURE * (GRID - best) ** 2 * (condition.surface != "flat")
    truth = lost(means[None, :], GRID, 3)[0]
    said = np.array([lost(one, GRID, 3)[1:] for one in _draw(condition, means, simulations)])
    covered = (said[:, 0] <= truth + 1e-12) & (truth <= said[:, 1])
    return [Rate(condition, "interval coverage", *share(covered), _least(condition))]


def _own_best(condition: Condition, simulations: int) -> list[Rate]:
    first, second, apart = PAIRS[condition.surface]
    rates = np.arange(-3.0, 4.0)
    flat = np.zeros(7) if math.isinf(first) else 2 * DEVIATION * (rates - first) ** 2
    means = np.concatenate([flat, 2 * DEVIATION * (rates - second) ** 2 + apart * DEVIATION])
    drawn = _draw(condition, means, simulations)
    said = [compared(one, (range(7), range(7, 14))) for one in drawn]
    told = np.array([not one.inside.all() for one in said])
    truth = apart * DEVIATION
    covered = np.array([one.lower[1] - 1e-12 <= truth <= one.upper[1] + 1e-12 for one in said])
    return [
        Rate(condition, "told apart", *share(told))
        if apart
        else Rate(condition, "false difference", *share(told), high=0.05),
        Rate(condition, "interval coverage", *share(covered), _least(condition)),
    ]


def _compare(condition: Condition, simulations: int) -> list[Rate]:
    values = _draw(condition, np.zeros(2), simulations)
    said = np.array([mean_interval(one[:, 1] - one[:, 0])[1:] for one in values])
    covered = (said[:, 0] <= 0) & (said[:, 1] >= 0)
    return [Rate(condition, "interval coverage", *share(covered), _least(condition))]


def _repeats_needed(condition: Condition, simulations: int) -> list[Rate]:
    difference = 1.5 * DEVIATION
    many = condition.generator().standard_normal((200_000, 2))
    truth = numbers(DEVIATION * many, difference)[0]
    values = _draw(condition, np.zeros(7), simulations)
    said = np.array([numbers(one, difference)[1:] for one in values])
    covered = (said[:, 0] <= truth) & (truth <= said[:, 1])
    return [Rate(condition, "interval coverage", *share(covered), _least(condition))]


def _variance(condition: Condition, simulations: int) -> list[Rate]:
    rng = condition.generator()
    shares = np.array(SHARES[condition.surface])
    size = condition.repeats
    covered = np.empty((simulations, len(shares) - 1), dtype=bool)
    for index in range(simulations):
        cells = np.sqrt(shares[-1]) * rng.standard_normal((size,) * (len(shares) - 1))
        for axis, part in enumerate(shares[:-1]):
            along = [1] * cells.ndim
            along[axis] = size
            cells = cells + np.sqrt(part) * rng.standard_normal(along)
        _, ends = shares_of_variance(cells)
        covered[index] = (ends[:, 0] <= shares[:-1] + 1e-9) & (shares[:-1] <= ends[:, 1] + 1e-9)
    worst = covered[:, covered.mean(axis=0).argmin()]
    return [Rate(condition, "interval coverage", *share(worst), 0.93)]


MEASURES: dict[str, Callable[[Condition, int], list[Rate]]] = {
    "capacity": _capacity,
    "interaction": _interaction,
    "sensitivity": _sensitivity,
    "compare": _compare,
    "own_best": _own_best,
    "repeats_needed": _repeats_needed,
    "variance": _variance,
}
