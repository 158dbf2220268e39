"""One panel of a heat map: coloured cells, each with its number."""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Rectangle

from nnexp.metrics import Metric
from nnexp.plots.axes import shown_level
from nnexp.plots.style import BEST, FAILED, INK

_MOST_NUMBERED = 16


def draw_cells(
    ax: Axes,
    means: pd.DataFrame,
    across: tuple[str, ...],
    down: tuple[str, ...],
    colours: CellColours,
) -> None:
    """Draw a cell for every pair of levels.

    Args:
        ax: where to draw.
        means: a row per cell: `across`, `down` (levels), `mean` (as it is printed), `failed`.
        across: levels from left to right.
        down: levels from top to bottom.
        colours: what they stand for.
    """
    shown, failed = (_grid(means, column, across, down) for column in ("mean", "failed"))
    numbered = max(shown.shape) <= _MOST_NUMBERED
    sns.heatmap(
        pd.DataFrame(
            shown,
            index=[shown_level(text, 12) for text in down],
            columns=[shown_level(text, 12) for text in across],
        ),
        ax=ax,
        cmap=colours.palette,
        vmin=colours.scale.vmin,
        vmax=colours.scale.vmax,
        cbar=False,
        linewidths=0.8 if numbered else 0,
        linecolor="white",
    )
    ax.set_facecolor(FAILED)
    ax.grid(visible=False)
    ax.tick_params(axis="y", rotation=0)
    if not numbered:
        return
    scale, palette = colours.scale, colours.palette
    size = 9.5 if max(shown.shape) <= 9 else 7.5
    for (row, column), value in np.ndenumerate(shown):
        text = _cell(value, float(failed[row, column]), colours.digits)
        light = math.isnan(value) or (1 - scale(value) if colours.falls else scale(value)) > 0.6
        colour = INK if light else "white"
        at = column + 0.5, row + 0.5
        written = ax.text(*at, text, size=size, ha="center", va="center", color=colour)
        if not math.isnan(value):
            # What is drawn over the cells must not run through its number.
            around = palette(scale(value))
            written.set_path_effects([patheffects.withStroke(linewidth=4, foreground=around)])


def frame(ax: Axes, column: int, row: int) -> None:
    """Mark one cell, counted from the upper left."""
    ax.add_patch(Rectangle((column, row), 1, 1, fill=False, ec=BEST, lw=3, clip_on=False, zorder=5))


@dataclasses.dataclass(frozen=True)
class CellColours:
    """What the colours of cells stand for: the brightest is the best."""

    scale: Normalize
    palette: Colormap
    extend: Literal["min", "max", "neither"]
    """Where there are cells off the scale."""
    falls: bool
    """Whether lower is better."""
    digits: str
    """How a cell's number is written."""
    alike: bool
    """Whether the scale is wider than the cells, which differ by no more than chance."""


def colour_scale(cells: pd.DataFrame, metric: Metric) -> CellColours:
    """Colours span the good half of the cells: one hopeless setting must not bleach the rest.

    They span as much at least as the intervals of two cells: less is noise, and must not look like
    an effect.

    Args:
        cells: their `mean`, `low` and `high`, as they are printed.
        metric: what they are means of.
    """
    falls = metric.better == "lower"
    means = cells["mean"]
    noise = 2 * float((cells["high"] - cells["low"]).median())
    good = -means if falls else means
    top, low = float(good.max()), float(good.min())
    floor = max(low, top - 4 * (top - float(good.median())))
    if floor >= top:
        floor = top - 1
    outside = low < floor
    alike = top - floor < noise
    if alike:
        # Around the middle of the scale: nothing of it is good or bad.
        top, floor = (top + floor + noise) / 2, (top + floor - noise) / 2
    digits = ".1f" if metric.printed == "percent" else ".3g"
    palette = sns.color_palette("viridis_r" if falls else "viridis", as_cmap=True)
    if falls:
        return CellColours(
            Normalize(-top, -floor), palette, "max" if outside else "neither", True, digits, alike
        )
    return CellColours(
        Normalize(floor, top), palette, "min" if outside else "neither", False, digits, alike
    )


def _grid(
    means: pd.DataFrame, column: str, across: tuple[str, ...], down: tuple[str, ...]
) -> np.ndarray:
    """(down, across) values of a column, NaN where the grid has no such cell."""
    grid = np.full((len(down), len(across)), np.nan)
    rows = [down.index(level) for level in means["down"]]
    columns = [across.index(level) for level in means["across"]]
    grid[rows, columns] = means[column].to_numpy(dtype=float)
    return grid


def _cell(value: float, failed: float, digits: str) -> str:
    if math.isnan(value):
        return "failed" if failed > 0 else "–"
    return f"{value:{digits}}{'*' if failed > 0 else ''}"
