"""Sweeps whose truth is known, at whatever values deciding asks for.

A world is a mean for every value of a setting and noise around it, drawn when a value is first
asked for. Repeats are paired: each adds something of its own to all values. Settings are looked at
in the coordinate in which their grid is even, so that a learning rate is here its logarithm.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.calibration.noise import OVER_EPOCHS
from benchmarks.calibration.onsets import DEVIATION as CURVE_DEVIATION
from benchmarks.calibration.onsets import NEVER, TURNING, Shape
from benchmarks.calibration.onsets import SHARED as CURVE_SHARED
from benchmarks.calibration.populations import Population
from benchmarks.calibration.sweet_spots import CURVATURE, DEVIATION, SHARED, SURFACES
from nnexp.columns import Columns
from nnexp.deciding import Point
from nnexp.settings.spec import Kind, Spec
from nnexp.trainables.book.columns import BOOK

METRIC = "validation_accuracy"
MOST = 210
"""Repeats that there are of each value."""
STEP = 0.8
"""Between values of the first grid, in e-folds of the learning rate: a ratio of 2.2."""
NOISES = ("normal", "skewed", "heavy-tailed", "varying", "correlated", "bimodal")
WORST = 0.4
"""Error rate that no mean passes."""
SAMPLES = 20
"""Of the validation data where these are few."""
FAILS, FAILED = 0.3, 0.02
"""Where seeds are bimodal, the share that fails above the middle of the grid, by how much error."""


def columns(
    low: float | None = None,
    high: float | None = None,
    *,
    whole: bool = False,
    epochs: int | None = None,
) -> Columns:
    """A setting `x` without cost, and epochs; the built-in network's metrics.

    Args:
        low: bound of `x`.
        high: bound of `x`.
        whole: whether `x` is a whole number.
        epochs: the most that there can be.
    """
    kind: Kind = "integer" if whole else "number"
    return Columns(
        settings={
            "x": Spec("place", kind, "x=0", low=low, high=high, role="tuned", scale="linear"),
            "epochs": dataclasses.replace(BOOK.settings["epochs"], high=epochs),
        },
        metrics=BOOK.metrics,
    )


class Sweep:
    """`Seen` of one simulated sweep over `x`."""

    def __init__(
        self,
        rng: np.random.Generator,
        mean: Callable[[float], float],
        noise: str,
        span: float,
        optimum: float | None,
    ) -> None:
        self.optimum = optimum
        """Where the mean is lowest; None where it is everywhere."""
        self._rng, self._mean, self._noise, self._span = rng, mean, noise, span
        self._shared = SHARED * rng.standard_normal(MOST)
        self._own: dict[float, np.ndarray] = {}
        self._failing = rng.random(MOST) < FAILS

    def truth(self, x: float) -> float:
        """The mean error rate at a value."""
        fails = self._noise == "bimodal" and x > self._span / 8
        return min(self._mean(x), WORST) + (FAILS * FAILED if fails else 0.0)

    def errors(self, grid: Sequence[float], repeats: int) -> np.ndarray:
        """(repeats, grid) error rates of the first repeats."""
        return np.stack([self._of(x)[:repeats] for x in grid], axis=1)

    def values(self, metric: str, point: Point, repeats: range) -> np.ndarray:  # noqa: ARG002
        """See `nnexp.deciding.results.Seen`."""
        x = float(str(dict(point)["x"]))
        accuracy: np.ndarray = 1 - self._of(x)[repeats.start : repeats.stop]
        return accuracy

    def _of(self, x: float) -> np.ndarray:
        if x not in self._own:
            self._own[x] = self._drawn(x)
        return self._own[x]

    def failed(self, point: Point, repeats: range) -> np.ndarray:  # noqa: ARG002
        """See `nnexp.deciding.results.Seen`."""
        return np.zeros(len(repeats), dtype=bool)

    def curves(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `nnexp.deciding.results.Seen`."""
        return self.values(metric, point, repeats)[:, None]

    def _drawn(self, x: float) -> np.ndarray:
        """(MOST,) error rates."""
        rng, mean = self._rng, min(self._mean(x), WORST)
        if self._noise == "ties":
            # What a repeat adds to all values makes their means differ from repeat to repeat.
            rate = mean * np.exp(self._shared / SHARED / 4 - 1 / 32)
            wrong: np.ndarray = rng.binomial(SAMPLES, np.minimum(rate, 1.0)) / SAMPLES
            return wrong
        return mean + DEVIATION * self._of_noise(x) + self._shared

    def _of_noise(self, x: float) -> np.ndarray:
        rng = self._rng
        if self._noise == "skewed":
            width = 0.5
            spread = math.exp(width**2 / 2) * math.sqrt(math.expm1(width**2))
            drawn = np.exp(width * rng.standard_normal(MOST)) - math.exp(width**2 / 2)
            return drawn / spread
        if self._noise == "heavy-tailed":
            return rng.standard_t(3, MOST) / math.sqrt(3)
        if self._noise == "varying":
            # Fourfold over the first grid, and no further.
            place = min(max((x + self._span / 2) / self._span, 0.0), 1.0)
            return rng.standard_normal(MOST) * 0.5 * 4**place
        if self._noise == "bimodal":
            fails = self._failing & (x > self._span / 8)
            return rng.standard_normal(MOST) + fails * FAILED / DEVIATION
        if self._noise == "correlated":
            return self._between(x)
        return rng.standard_normal(MOST)

    def _between(self, x: float) -> np.ndarray:
        """Noise of a Gaussian process, given what was drawn: neighbours correlated by 0.8."""
        below = max((one for one in self._own if one < x), default=None)
        above = min((one for one in self._own if one > x), default=None)
        fresh = self._rng.standard_normal(MOST)
        known = [one for one in (below, above) if one is not None]
        if not known:
            return fresh
        drawn = np.stack([(self._own[one] - self._mean(one) - self._shared) for one in known])
        drawn /= DEVIATION
        at = np.array(known)
        among = 0.8 ** (np.abs(at[:, None] - at) / STEP)
        to = 0.8 ** (np.abs(at - x) / STEP)
        weights = np.linalg.solve(among, to)
        found: np.ndarray = weights @ drawn + math.sqrt(max(1 - weights @ to, 0.0)) * fresh
        return found


@dataclasses.dataclass(frozen=True)
class Place:
    """Where the optimum lies, and what of it the first grid sees."""

    mean: Callable[[float, float], float]
    """Error rate at `x` where the optimum is at a shift."""
    middle: float = 0.0
    """Of the optimum, on average."""
    low: float | None = None
    high: float | None = None
    """Bounds of the setting."""
    lowest: float = 0.0
    """Where the mean is lowest, from the shift."""


GRID = tuple(round(STEP * place, 3) for place in range(-2, 3))
"""The first grid: five values over 3.2 e-folds."""


def _surface(name: str) -> Callable[[float, float], float]:
    surface = SURFACES[name]
    return lambda x, shift: 0.03 + float(surface(np.float64(x - shift)))


def _two(x: float, shift: float) -> float:
    """A second dip, two steps of the grid away, that is lower by a fifth of a point."""
    apart = 2 * STEP
    return 0.03 + min(
        CURVATURE * 4 * (x - shift + apart / 2) ** 2 + 0.002,
        CURVATURE * 4 * (x - shift - apart / 2) ** 2,
    )


PLACES: dict[str, Place] = {
    **{name: Place(_surface(name)) for name in SURFACES if name != "kinked"},
    "optimum 2 steps below the grid": Place(_surface("parabola"), GRID[0] - 2 * STEP),
    "optimum 2 steps above the grid": Place(_surface("parabola"), GRID[-1] + 2 * STEP),
    "optimum 6 steps above the grid": Place(_surface("parabola"), GRID[-1] + 6 * STEP),
    "two optima": Place(_two, lowest=STEP),
    "flat": Place(lambda _x, _shift: 0.03, low=-3 * STEP, high=3 * STEP),
    "low bound": Place(_surface("parabola"), GRID[0], low=GRID[0]),
    "beyond low bound": Place(_surface("shallow"), GRID[0] - STEP, low=GRID[0]),
    "high bound": Place(_surface("parabola"), GRID[-1], high=GRID[-1]),
    "beyond high bound": Place(_surface("shallow"), GRID[-1] + STEP, high=GRID[-1]),
}


def sweep_of(rng: np.random.Generator, name: str, noise: str) -> Sweep:
    """One sweep; the optimum lies anywhere within a step of the grid, or at the bound."""
    place = PLACES[name]
    at_bound = "bound" in name
    shift = place.middle + (0.0 if at_bound else rng.uniform(-0.5, 0.5) * STEP)
    optimum = None if name == "flat" else shift + place.lowest
    return Sweep(rng, lambda x: place.mean(x, shift), noise, GRID[-1] - GRID[0], optimum)


LENGTH = 20
"""Epochs of the first curves."""
LONGEST = 80
SHAPES: dict[str, Shape] = {**NEVER, **TURNING}


class Curves:
    """`Seen` of one simulated learning curve."""

    def __init__(self, rng: np.random.Generator, shape: str, noise: str) -> None:
        self.mean = curve_of(shape)
        own = OVER_EPOCHS[noise](rng, (MOST, LONGEST))
        shared = rng.standard_normal((MOST, 1))
        self._errors = self.mean + CURVE_DEVIATION * own + CURVE_SHARED * shared

    def values(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `nnexp.deciding.results.Seen`."""
        return self.curves(metric, point, repeats)[:, -1]

    def failed(self, point: Point, repeats: range) -> np.ndarray:  # noqa: ARG002
        """See `nnexp.deciding.results.Seen`."""
        return np.zeros(len(repeats), dtype=bool)

    def curves(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `nnexp.deciding.results.Seen`."""
        epochs = int(str(dict(point)["epochs"]))
        errors = self._errors[repeats.start : repeats.stop, :epochs]
        return errors if metric.endswith("loss") else 1 - errors


def curve_of(shape: str) -> np.ndarray:
    """(LONGEST,) mean error rates; what a shape says of the last epoch is of the first curves'."""
    epochs = np.append(np.arange(1.0, LONGEST + 1), LENGTH)
    mean: np.ndarray = SHAPES[shape](epochs)[:-1]
    return mean


class Resampled:
    """`Seen` of real trainings: each sweep draws repeats of a population.

    The setting `x` is the place among its learning rates, which are even in their logarithm.
    """

    def __init__(self, rng: np.random.Generator, population: Population) -> None:
        self._population = population
        self._order = rng.integers(0, population.diverged.shape[1], MOST)

    def truth(self, x: float, epochs: int, metric: str = "validation_accuracy") -> float:
        """The mean loss or error rate over all repeats; what diverged is wrong everywhere."""
        values = self._population.metrics[metric][int(x), :, epochs - 1]
        if metric.endswith("loss"):
            return float(values.mean())
        return float(1 - np.where(np.isfinite(values), values, 0.0).mean())

    def values(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `nnexp.deciding.results.Seen`."""
        return self.curves(metric, point, repeats)[:, -1]

    def failed(self, point: Point, repeats: range) -> np.ndarray:
        """See `nnexp.deciding.results.Seen`."""
        gone: np.ndarray = ~np.isfinite(self.values("validation_accuracy", point, repeats))
        return gone

    def curves(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `nnexp.deciding.results.Seen`."""
        values = dict(point)
        runs = self._order[repeats.start : repeats.stop]
        every = self._population.metrics[metric][int(str(values["x"])), runs]
        found: np.ndarray = every[:, : int(str(values["epochs"]))]
        return found
