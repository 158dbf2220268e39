"""One panel of learning curves: the mean with its interval, every repeat, failed runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from nnexp.analysis.summary import REPLICATES
from nnexp.plots.words import MOST_REPEATS

_MOST_MARKED = 12


LineStyle = Literal["-", "--"] | tuple[float, tuple[float, ...]]


def draw_curves(
    ax: Axes,
    curves: pd.DataFrame,
    means: pd.DataFrame,
    metric: str,
    colour: tuple[float, float, float],
    factor: float,
    style: LineStyle = "-",
) -> np.ndarray:
    """Draw `metric` after every epoch; returns the single values.

    Args:
        ax: where to draw.
        curves: one row per run and epoch, all runs of one setting.
        means: of the runs that are ok, as `summarise` gives them; a row per epoch.
        metric: the column to draw.
        colour: red, green, blue.
        factor: multiplies values, 100 for per cent.
        style: of the line of means.
    """
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
    ax.fill_between(epoch, low, high, color=colour, alpha=0.2, linewidth=0, zorder=2)
    lines = [
        np.column_stack([run["epoch"], factor * run[metric]])
        for _, run in list(curves.groupby("run_id", sort=False))[:MOST_REPEATS]
    ]
    ax.add_collection(LineCollection(lines, colors=[colour], alpha=0.3, linewidths=0.7, zorder=3))
    failed = curves[curves["status"] != "ok"]
    last = failed.sort_values("epoch").groupby("run_id", sort=False).tail(1)
    ax.plot(last["epoch"], factor * last[metric], "x", color=colour, markersize=6, zorder=5)
    ax.autoscale_view()
    return factor * curves[metric].to_numpy(dtype=float)


def longest_runs(curves: pd.DataFrame, settings: Sequence[str]) -> pd.DataFrame:
    """One run per setting and repeat: where a schedule made several, the one of most epochs."""
    ends = curves.groupby([*settings, *REPLICATES, "run_id"], sort=False)["epoch"].max()
    kept = ends.sort_values(ascending=False, kind="stable").reset_index()
    kept = kept.drop_duplicates([*settings, *REPLICATES])
    return curves[curves["run_id"].isin(kept["run_id"])]
