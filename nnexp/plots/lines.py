"""One panel of means, intervals and every repeat: against a setting, or along a training."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from nnexp.analysis.summary import along
from nnexp.metrics import Metric
from nnexp.plots.axes import Axis, place, shown_level
from nnexp.plots.hover import estimated, say_at
from nnexp.plots.style import MARKERS, colours
from nnexp.plots.words import MOST_REPEATS

_MOST_MARKED = 12
_MOST_TOLD = 25
"""Epochs of a curve that say under the mouse what they are: more would lie upon each other."""
_SLOW = 3.0
"""How many times the largest median a time may be to stay in view."""

LineStyle = Literal["-", "--"] | tuple[float, tuple[float, ...]]


@dataclasses.dataclass(frozen=True)
class Colours:
    """The setting that colours stand for; no name and one empty level when there is none."""

    name: str | None
    levels: tuple[str, ...]


def draw_lines(
    ax: Axes,
    rows: pd.DataFrame,
    axis: Axis,
    by: Colours,
    metric: Metric,
    units: Sequence[str],
    *,
    median: bool = False,
) -> np.ndarray:
    """Draw means, intervals and repeats of `metric`; returns what is to stay in view.

    Args:
        ax: where to draw.
        rows: one row per trial, settings as text.
        axis: the setting along x.
        by: the setting that colours stand for.
        metric: what to draw.
        units: columns that tell repeats apart.
        median: draw medians instead, without intervals: of times, which one busy moment of the
            machine can make many times as long. What is far above them need not stay in view.
    """
    factor = metric.scale
    seen = [np.empty(0)]
    along_all = _means(rows, axis.name, by.name, metric, median=median)
    for index, (level, colour) in enumerate(zip(by.levels, colours(by.levels), strict=True)):
        part = rows if by.name is None else rows[rows[by.name] == level]
        if part.empty:
            continue
        shift = 0.0 if axis.ordered else (index - (len(by.levels) - 1) / 2) * 0.7 / len(by.levels)
        means = along_all if by.name is None else along_all[along_all[by.name] == level]
        at = place(axis, means[axis.name]) + shift
        order = np.argsort(at)
        mean, low, high = (factor * means[c].to_numpy()[order] for c in ("mean", "low", "high"))
        at = at[order]
        (points,) = ax.plot(
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
        if np.isfinite(mean).all():
            where = f", {by.name}={level}" if by.name else ""
            unit = metric.printed_unit
            values = means[axis.name].to_numpy()[order]
            texts = zip(values, mean, low, high, strict=True)
            say_at(
                points,
                [f"{axis.name}={v}{where}: {estimated(y, a, b, unit)}" for v, y, a, b in texts],
            )
        if median:
            pass
        elif axis.ordered:
            ax.fill_between(at, low, high, color=colour, alpha=0.18, linewidth=0, zorder=2)
        else:
            ax.errorbar(
                at,
                mean,
                yerr=[mean - low, high - mean],
                fmt="none",
                ecolor=colour,
                elinewidth=1.8,
                capsize=4,
                zorder=3,
            )
        single = _draw_repeats(ax, part, axis, shift, metric, units, colour)
        seen += [mean, single[single <= _SLOW * np.nanmax(mean, initial=0)] if median else single]
    return np.concatenate(seen)


def _means(
    rows: pd.DataFrame, along_x: str, lines: str | None, metric: Metric, *, median: bool
) -> pd.DataFrame:
    """What is drawn of every line at once: to group each by itself takes most of the time."""
    by = [along_x] if lines is None else [lines, along_x]
    return medians(rows, by, metric) if median else along(rows, by, metric, lines)


def medians(rows: pd.DataFrame, by: Sequence[str], metric: Metric) -> pd.DataFrame:
    """The middle of the repeats of each setting, in place of the mean of `summarise`."""
    usable = rows[rows["status"] == "ok"]
    middle = usable.groupby(list(by), sort=False, observed=True)[metric.name].median()
    return middle.rename("mean").reset_index().assign(low=np.nan, high=np.nan)


def handles(by: Colours, axis: Axis, rows: pd.DataFrame, metric: Metric) -> list[Line2D]:
    """What a legend shows for each colour that is drawn: of levels that have a value."""
    known = rows[(rows["status"] == "ok") & rows[metric.name].notna()]
    drawn = set(known[by.name]) if by.name else set()
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
        if level in drawn
    ]


def _draw_repeats(
    ax: Axes,
    rows: pd.DataFrame,
    axis: Axis,
    shift: float,
    metric: Metric,
    units: Sequence[str],
    colour: tuple[float, float, float],
) -> np.ndarray:
    """Every repeat as a faint point, unless there is but one, which the mean shows."""
    replicate = rows.groupby([name for name in units if name in rows], sort=True).ngroup()
    if replicate.max() == 0:
        return np.empty(0)
    rows = rows[(replicate < MOST_REPEATS) & (rows["status"] == "ok")]
    values = metric.scale * rows[metric.name].to_numpy(dtype=float)
    at = place(axis, rows[axis.name]) + shift
    ax.scatter(at, values, s=14, color=colour, alpha=0.35, linewidths=0, zorder=3)
    return values


def draw_curves(
    ax: Axes,
    curves: pd.DataFrame,
    means: pd.DataFrame,
    metric: Metric,
    colour: tuple[float, float, float],
    style: LineStyle = "-",
    named: str = "",
) -> np.ndarray:
    """Draw `metric` after every epoch; returns the single values.

    Args:
        ax: where to draw.
        curves: one row per run and epoch, all runs of one setting.
        means: of the runs that are ok, as `summarise` gives them; a row per epoch.
        metric: what to draw.
        colour: red, green, blue.
        style: of the line of means.
        named: what the metric is called under the mouse; its column unless given.
    """
    factor, name = metric.scale, metric.name
    means = means.sort_values("epoch")
    epoch = means["epoch"].to_numpy()
    mean, low, high = (factor * means[c].to_numpy(dtype=float) for c in ("mean", "low", "high"))
    marker = "o" if curves["epoch"].max() <= _MOST_MARKED else None
    ax.plot(
        epoch,
        mean,
        color=colour,
        linewidth=1.8,
        linestyle=style,
        marker=marker,
        markersize=4,
        zorder=4,
    )
    _say_along(ax, means, metric, named or name)
    ax.fill_between(epoch, low, high, color=colour, alpha=0.2, linewidth=0, zorder=2)
    values, epochs = factor * curves[name].to_numpy(dtype=float), curves["epoch"].to_numpy()
    runs, ids = pd.factorize(curves["run_id"])
    lines = [
        np.column_stack([epochs[runs == run], values[runs == run]])
        for run in range(min(len(ids), MOST_REPEATS))
    ]
    ax.add_collection(LineCollection(lines, colors=[colour], alpha=0.3, linewidths=0.7, zorder=3))
    failed = curves[curves["status"] != "ok"]
    if not failed.empty:
        last = failed.sort_values("epoch").groupby("run_id", sort=False).tail(1)
        ax.plot(last["epoch"], factor * last[name], "x", color=colour, markersize=6, zorder=5)
    ax.autoscale_view()
    return values


def _say_along(ax: Axes, means: pd.DataFrame, metric: Metric, named: str) -> None:
    """Have a curve of means say what it is at its epochs, by points that are not seen."""
    known = means[np.isfinite(means["mean"].to_numpy(dtype=float))]
    if known.empty:
        return
    spread = np.linspace(0, len(known) - 1, min(_MOST_TOLD, len(known)))
    told = known.iloc[np.unique(spread.round().astype(int))]
    mean, low, high = (metric.scale * told[c].to_numpy() for c in ("mean", "low", "high"))
    # Nothing is seen of what is wholly transparent, and the mouse meets it all the same.
    (points,) = ax.plot(told["epoch"], mean, "o", alpha=0, markersize=9, zorder=6)
    unit = metric.printed_unit
    texts = zip(told["epoch"], mean, low, high, strict=True)
    say_at(points, [f"epoch={e}, {named}: {estimated(y, a, b, unit)}" for e, y, a, b in texts])


def longest_runs(
    curves: pd.DataFrame, settings: Sequence[str], units: Sequence[str]
) -> pd.DataFrame:
    """One run per setting and repeat: where a schedule made several, the one of most epochs."""
    known = [*settings, *(name for name in units if name in curves)]
    ends = curves.groupby([*known, "run_id"], sort=False)["epoch"].max()
    kept = ends.sort_values(ascending=False, kind="stable").reset_index()
    kept = kept.drop_duplicates(known)
    return curves[curves["run_id"].isin(kept["run_id"])]
