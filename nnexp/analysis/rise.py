"""Whether learning curves rise from their lowest epoch to the last, chosen and tested fairly.

The lowest epoch of the same curves that test the rise would flatter it. Here each repeat is
tested from the epoch that the other repeats choose. The repeats then share data, so their t
statistic is held against simulated quantiles rather than Student's.
"""

from __future__ import annotations

import functools

import numpy as np

METHOD = (
    "rise of each repeat to the end of its curve, by a straight line from where the other repeats "
    "are lowest on smoothed curves; simulated quantile of its t statistic"
)
SOURCE = "Chernozhukov et al. (2018) Econometrics Journal 21(1): cross-fitting"


def smoothed(curves: np.ndarray) -> np.ndarray:
    """Curves averaged over a window of about a quarter of the epochs; fewer at the first ones.

    The last epoch keeps a full window, so that it is not chosen for being noisier than the rest.

    Args:
        curves: (…, epochs).
    """
    epochs = curves.shape[-1]
    half = epochs // 8
    if half == 0:
        return curves
    sums = np.concatenate([np.zeros((*curves.shape[:-1], 1)), np.cumsum(curves, axis=-1)], axis=-1)
    middle = np.arange(epochs)
    first = np.minimum(np.maximum(middle - half, 0), epochs - 2 * half - 1)
    end = np.minimum(middle + half + 1, epochs)
    averaged: np.ndarray = (sums[..., end] - sums[..., first]) / (end - first)
    return averaged


def rises(curves: np.ndarray) -> np.ndarray:
    """How far each repeat rises after the epoch that is lowest for the other repeats.

    Args:
        curves: (…, repeats, epochs) losses; two repeats at least.

    Returns:
        (…, repeats) rise to the last epoch of the least-squares line through the epochs since
        then; its mean is at most 0 for curves that never rise.
    """
    smooth = smoothed(curves)
    others = smooth.sum(axis=-2, keepdims=True) - smooth
    chosen = others.argmin(axis=-1)
    found: np.ndarray = (curves * _rise_weights(curves.shape[-1])[chosen]).sum(axis=-1)
    return found


@functools.lru_cache(maxsize=64)
def _rise_weights(epochs: int) -> np.ndarray:
    """(from, epochs) weights of a curve's values in the rise of its line to the last epoch."""
    weights = np.zeros((epochs, epochs))
    for start in range(epochs - 1):
        time = np.arange(epochs - start) - (epochs - start - 1) / 2
        weights[start, start:] = time / (time @ time) * (epochs - start - 1)
    weights.setflags(write=False)
    return weights


def rise_statistic(curves: np.ndarray) -> np.ndarray:
    """The t statistic of the mean rise.

    Args:
        curves: (…, repeats, epochs) losses; two repeats at least.

    Returns:
        (…) statistic for `critical_value("onset", repeats, epochs)`.
    """
    found = rises(curves)
    mean = found.mean(axis=-1)
    error = found.std(axis=-1, ddof=1) / np.sqrt(found.shape[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic: np.ndarray = np.where(error > 0, mean / error, np.where(mean > 0, np.inf, 0.0))
    return statistic
