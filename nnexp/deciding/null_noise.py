"""Noise of repeats around equal means, of the kinds that critical values are simulated for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Noise = Callable[[np.random.Generator, int, int, int], np.ndarray]
"""Simulations, repeats and candidates (or epochs) to an array of that shape."""


def scaled(ratio: float) -> Noise:
    """Deviations that change steadily by `ratio` from the first candidate to the last."""
    return lambda rng, *shape: rng.standard_normal(shape) * np.geomspace(1, ratio, shape[2])


def last(ratio: float) -> Noise:
    """The last candidate's deviation is `ratio` times that of the others."""
    return lambda rng, *shape: (
        rng.standard_normal(shape) * np.where(np.arange(shape[2]) == shape[2] - 1, ratio, 1)
    )


def second_half(ratio: float) -> Noise:
    """The deviations of the second half of candidates are `ratio` times those of the first."""
    return lambda rng, *shape: (
        rng.standard_normal(shape) * np.where(2 * np.arange(shape[2]) >= shape[2], ratio, 1)
    )


def correlated(correlation: float) -> Noise:
    """Neighbours correlated as in an autoregression; at 1, a random walk."""

    def draw(rng: np.random.Generator, *shape: int) -> np.ndarray:
        fresh = rng.standard_normal(shape)
        if correlation == 1:
            walk: np.ndarray = np.cumsum(fresh, axis=-1)
            return walk
        for index in range(1, shape[-1]):
            fresh[..., index] *= np.sqrt(1 - correlation**2)
            fresh[..., index] += correlation * fresh[..., index - 1]
        return fresh

    return draw
