"""One panel of means against a setting: a line per colour, intervals, every repeat."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from nnexp.analysis.summary import REPLICATES, summarise
from nnexp.plots.axes import Axis, place, shown_level
from nnexp.plots.style import MARKERS, colours
from nnexp.plots.words import MOST_REPEATS


@dataclasses.dataclass(frozen=True)
class Colours:
    """The setting that colours stand for; no name and one empty level when there is none."""

    name: str | None
    levels: tuple[str, ...]


def draw_lines(
    ax: Axes, rows: pd.DataFrame, axis: Axis, by: Colours, metric: str, factor: float = 1.0
) -> np.ndarray:
    """Draw means, intervals and repeats of `metric`; returns means and single values.

    Args:
        ax: where to draw.
        rows: one row per trial, settings as text.
        axis: the setting along x.
        by: the setting that colours stand for.
        metric: the column to draw.
        factor: multiplies values, 100 for per cent.
    """
    seen = [np.empty(0)]
    for index, (level, colour) in enumerate(zip(by.levels, colours(by.levels), strict=True)):
        part = rows if by.name is None else rows[rows[by.name] == level]
        if part.empty:
            continue
        shift = 0.0 if axis.ordered else (index - (len(by.levels) - 1) / 2) * 0.7 / len(by.levels)
        means = summarise(part, [axis.name], metric)
        at = place(axis, means[axis.name]) + shift
        order = np.argsort(at)
        mean, low, high = (factor * means[c].to_numpy()[order] for c in ("mean", "low", "high"))
        at = at[order]
        ax.plot(
            at,
            mean,
            color=colour,
            marker=MARKERS[index % len(MARKERS)],
            markersize=5.5,
            linewidth=1.8,
            linestyle="-" if axis.ordered else "none",
            markeredgecolor="white",
            markeredgewidth=0.7,
            zorder=4,
            label=level,
        )
        if axis.ordered:
            ax.fill_between(at, low, high, color=colour, alpha=0.18, linewidth=0, zorder=2)
        else:
            ax.errorbar(
                at,
                mean,
                yerr=high - mean,
                fmt="none",
                ecolor=colour,
                elinewidth=1.8,
                capsize=4,
                zorder=3,
            )
        seen += [mean, _draw_repeats(ax, part, axis, shift, metric, factor, colour)]
    return np.concatenate(seen)


def handles(by: Colours, axis: Axis) -> list[Line2D]:
    """What a legend shows for each colour."""
    return [
        Line2D(
            [],
            [],
            color=colour,
            marker=MARKERS[index % len(MARKERS)],
            label=shown_level(level),
            linestyle="-" if axis.ordered else "none",
            linewidth=1.8,
            markersize=5.5,
            markeredgecolor="white",
            markeredgewidth=0.7,
        )
        for index, (level, colour) in enumerate(zip(by.levels, colours(by.levels), strict=True))
    ]


def _draw_repeats(
    ax: Axes,
    rows: pd.DataFrame,
    axis: Axis,
    shift: float,
    metric: str,
    factor: float,
    colour: tuple[float, float, float],
) -> np.ndarray:
    """Every repeat as a faint point, unless there is but one, which the mean shows."""
    replicate = rows.groupby(list(REPLICATES), sort=True).ngroup()
    if replicate.max() == 0:
        return np.empty(0)
    rows = rows[(replicate < MOST_REPEATS) & (rows["status"] == "ok")]
    values = factor * rows[metric].to_numpy(dtype=float)
    sns.scatterplot(
        x=place(axis, rows[axis.name]) + shift,
        y=values,
        color=colour,
        alpha=0.35,
        s=14,
        linewidth=0,
        legend=False,
        ax=ax,
        zorder=3,
    )
    return values
