"""Kinds of noise, each with mean 0 and deviation 1 where it does not say otherwise.

The last axis is what candidates (learning rates, sizes) or epochs lie along, the axis
before it repeats.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Noise = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Normal, independent."""
    return rng.standard_normal(shape)


def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Log-normal of skewness 1.75: now and then a repeat is much worse."""
    width = 0.5
    spread = np.exp(width**2 / 2) * np.sqrt(np.expm1(width**2))
    drawn: np.ndarray = np.exp(width * rng.standard_normal(shape)) - np.exp(width**2 / 2)
    return drawn / spread


def heavy(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Student's t with 3 degrees of freedom: rare large errors either way."""
    drawn: np.ndarray = rng.standard_t(3, shape) / np.sqrt(3)
    return drawn


def varying(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Normal, deviation growing fourfold from ½ at the first place to 2 at the last."""
    return rng.standard_normal(shape) * np.geomspace(0.5, 2, shape[-1])


def skewed_varying(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Skewed and with the deviation of `varying`: beyond what is asked."""
    return skewed(rng, shape) * np.geomspace(0.5, 2, shape[-1])


def correlated(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Normal, neighbours correlated by 0.8, as an autoregression."""
    drawn = rng.standard_normal(shape)
    for index in range(1, shape[-1]):
        drawn[..., index] = 0.8 * drawn[..., index - 1] + 0.6 * drawn[..., index]
    return drawn


def wandering(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Normal random walk along the last axis, deviation 1 at its end: runs drift apart."""
    walk: np.ndarray = np.cumsum(rng.standard_normal(shape), axis=-1) / np.sqrt(shape[-1])
    return walk


OVER_CANDIDATES: dict[str, Noise] = {
    "normal": normal,
    "skewed": skewed,
    "heavy-tailed": heavy,
    "varying": varying,
    "correlated": correlated,
    "skewed and varying": skewed_varying,
}
OVER_EPOCHS: dict[str, Noise] = {
    "normal": normal,
    "skewed": skewed,
    "heavy-tailed": heavy,
    "varying": varying,
    "correlated": correlated,
    "wandering": wandering,
}
