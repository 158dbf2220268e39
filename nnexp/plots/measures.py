"""How what was measured is laid along an axis: shares, other quantities, what was spent."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from nnexp.metrics import Metric

_ACCURACIES = (0, 50, 70, 80, 90, 95, 97, 98, 99, 99.5, 99.8, 99.9, 100)
_LOG_FROM = 5.0
BY_ERROR = "axis by log of the error"


def fit_metric(
    axes: Iterable[Axes], seen: np.ndarray, metric: Metric, label: str, by_error: str = BY_ERROR
) -> None:
    """Scale and label y axes of a metric, as it is printed.

    Args:
        axes: the axes, which share y.
        seen: all means and single values drawn, which always stay in view.
        metric: what is drawn.
        label: what it is called.
        by_error: says that the axis follows the logarithm of the error.
    """
    every = list(axes)
    if metric.printed == "percent" and metric.better == "higher":
        fit_accuracy(every, seen, label, by_error)
        return
    fit_positive(every[0], seen, from_zero=False)
    for ax in every:
        _number_plainly(ax.yaxis)
        _label_first(ax, label)


def fit_accuracy(
    axes: Iterable[Axes], seen: np.ndarray, label: str, by_error: str = BY_ERROR
) -> None:
    """Scale and label y axes of accuracy in per cent.

    Where accuracies range from poor to good, a plain axis would press the good ones
    together; there the axis follows the logarithm of the error instead, and says so.

    Args:
        axes: the axes, which share y.
        seen: all means and single values drawn, which always stay in view.
        label: what the accuracy is of.
        by_error: says that the axis follows the logarithm of the error.
    """
    every = list(axes)
    finite = seen[np.isfinite(seen)]
    wide = finite.size and finite.max() > 90 and finite.max() - finite.min() > 35
    if wide:
        label = f"{label}\n{by_error}"
        # Added only where something is right every time, else the axis is the plain logarithm.
        least = _least_error(finite) if finite.max() >= 100 else 0.0
        to_error = functools.partial(_by_error, least=least)
        from_error = functools.partial(_from_error, least=least)
        low, high = to_error(np.array([finite.min(), finite.max()]))
        low, high = low - 0.05 * (high - low), high + 0.07 * (high - low)
        ticks = _apart(to_error(np.array(_ACCURACIES)), low, high)
        for ax in every:
            ax.set_yscale("function", functions=(to_error, from_error))
            ax.yaxis.set_major_locator(FixedLocator([_ACCURACIES[tick] for tick in ticks]))
            ax.set_ylim(*from_error(np.array([low, high])))
    elif finite.size:
        _limit(every[0], finite, 0.0, 100.0)
    for ax in every:
        _number_plainly(ax.yaxis)
        _label_first(ax, label)


def _label_first(ax: Axes, label: str) -> None:
    place_in_grid = ax.get_subplotspec()
    if place_in_grid is None or place_in_grid.is_first_col():
        ax.set_ylabel(label)


def fit_positive(ax: Axes, seen: np.ndarray, *, from_zero: bool) -> None:
    """Scale the y axis of a positive quantity: log over wide ranges, plain numbers as ticks.

    Args:
        ax: the axes, or one of those that share y.
        seen: all means and single values drawn, which always stay in view.
        from_zero: whether a plain axis starts at 0.
    """
    finite = seen[np.isfinite(seen)]
    if finite.size and finite.min() > 0 and finite.max() >= _LOG_FROM * finite.min():
        ax.set_yscale("log")
        decades = math.log10(finite.max() / finite.min())
        _tick_decades(ax.yaxis, decades)
        pad = 10 ** (0.07 * decades)
        ax.set_ylim(finite.min() / pad, finite.max() * pad)
    elif finite.size:
        _limit(ax, finite)
        if from_zero:
            ax.set_ylim(bottom=0)
    _number_plainly(ax.yaxis)


def fit_seconds(ax: Axes, seconds: np.ndarray) -> None:
    """Scale the x axis of times as `fit_positive` does the y axis.

    Args:
        ax: the axes.
        seconds: all that are drawn, positive.
    """
    low, high = float(seconds.min()), float(seconds.max())
    if high >= _LOG_FROM * low:
        ax.set_xscale("log")
        _tick_decades(ax.xaxis, math.log10(high / low))
        ax.set_xlim(low / 1.3, high * 1.3)
    else:
        margin = 0.1 * (high - low) or low
        ax.set_xlim(max(0.0, low - margin), high + margin)
    _number_plainly(ax.xaxis)


def _number_plainly(axis: Axis) -> None:
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}"))


def _tick_decades(axis: Axis, decades: float) -> None:
    """Ticks of a logarithmic axis, as many as have room; Matplotlib would label those between."""
    steps = (1, 2, 3, 5, 7) if decades < 1.1 else (1, 2, 5) if decades < 2.5 else (1,)
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_minor_formatter(NullFormatter())


def fit_spent(ax: Axes, longest: int) -> None:
    """Whole units of the budget only, from the first to the last."""
    ax.set_xlim(max(0.5, 1 - 0.04 * longest), longest + max(0.04 * longest, 0.1))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))


def _apart(at: np.ndarray, low: float, high: float) -> list[int]:
    """Indices of positions within the limits, from the highest down, that are well apart."""
    shown: list[int] = []
    for index in np.argsort(-at):
        near = shown and at[shown[-1]] - at[index] < 0.07 * (high - low)
        if low <= at[index] <= high and not near:
            shown.append(int(index))
    return shown[::-1]


def _limit(ax: Axes, seen: np.ndarray, bottom: float = -math.inf, top: float = math.inf) -> None:
    """Keep wide intervals of few repeats from pressing what was seen into a line."""
    span = float(seen.max() - seen.min()) or 1.0
    low, high = ax.get_ylim()
    margin = 0.03 * span
    ax.set_ylim(
        max(low, seen.min() - span, bottom - margin), min(high, seen.max() + span, top + margin)
    )


def _least_error(accuracies: np.ndarray) -> float:
    """What is added to each error so that none, too, has a logarithm: half the least one seen."""
    errors = 100 - accuracies
    return max(float(errors[errors > 1e-9].min(initial=100.0)) / 2, 0.01)


def _by_error(accuracy: np.ndarray, least: float) -> np.ndarray:
    error = 100 - np.asarray(accuracy, dtype=float) + least
    return np.asarray(-np.log10(np.maximum(error, 1e-6)))


def _from_error(value: np.ndarray, least: float) -> np.ndarray:
    return 100 + least - 10.0 ** -np.asarray(value, dtype=float)
