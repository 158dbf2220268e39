"""One panel of a heat map: coloured cells, each with its number."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from nnexp.plots.axes import shown_level
from nnexp.plots.style import BEST, FAILED, INK

_MOST_NUMBERED = 16


def draw_cells(
    ax: Axes, means: pd.DataFrame, across: tuple[str, ...], down: tuple[str, ...], scale: Normalize
) -> None:
    """Draw a cell for every pair of levels.

    Args:
        ax: where to draw.
        means: a row per cell: `across`, `down` (levels), `mean` (per cent), `failed` (trials).
        across: levels from left to right.
        down: levels from top to bottom.
        scale: the range that colours span.
    """
    percent, failed = (_grid(means, column, across, down) for column in ("mean", "failed"))
    numbered = max(percent.shape) <= _MOST_NUMBERED
    sns.heatmap(
        pd.DataFrame(
            percent,
            index=[shown_level(text, 12) for text in down],
            columns=[shown_level(text, 12) for text in across],
        ),
        ax=ax,
        cmap="viridis",
        vmin=scale.vmin,
        vmax=scale.vmax,
        cbar=False,
        linewidths=0.8 if numbered else 0,
        linecolor="white",
    )
    ax.set_facecolor(FAILED)
    ax.grid(visible=False)
    ax.tick_params(axis="y", rotation=0)
    if not numbered:
        return
    palette = sns.color_palette("viridis", as_cmap=True)
    size = 9.5 if max(percent.shape) <= 9 else 7.5
    for (row, column), value in np.ndenumerate(percent):
        text = _cell(value, float(failed[row, column]))
        colour = INK if math.isnan(value) or scale(value) > 0.6 else "white"
        at = column + 0.5, row + 0.5
        written = ax.text(*at, text, size=size, ha="center", va="center", color=colour)
        if not math.isnan(value):
            # What is drawn over the cells must not run through its number.
            around = palette(scale(value))
            written.set_path_effects([patheffects.withStroke(linewidth=4, foreground=around)])


def frame(ax: Axes, column: int, row: int) -> None:
    """Mark one cell, counted from the upper left."""
    ax.add_patch(Rectangle((column, row), 1, 1, fill=False, ec=BEST, lw=3, clip_on=False, zorder=5))


def colour_scale(percent: pd.Series) -> tuple[Normalize, str]:
    """Colours span the good half of the cells: one hopeless setting must not bleach the rest.

    Returns:
        The range, and `min` if there are cells below it, else `neither`.
    """
    top, low = float(percent.max()), float(percent.min())
    floor = max(low, top - 4 * (top - float(percent.median())))
    if floor >= top:
        floor = top - 1
    return Normalize(floor, top), "min" if low < floor else "neither"


def _grid(
    means: pd.DataFrame, column: str, across: tuple[str, ...], down: tuple[str, ...]
) -> np.ndarray:
    """(down, across) values of a column, NaN where the grid has no such cell."""
    grid = np.full((len(down), len(across)), np.nan)
    rows = [down.index(level) for level in means["down"]]
    columns = [across.index(level) for level in means["across"]]
    grid[rows, columns] = means[column].to_numpy(dtype=float)
    return grid


def _cell(percent: float, failed: float) -> str:
    if math.isnan(percent):
        return "failed" if failed > 0 else "–"
    return f"{percent:.1f}{'*' if failed > 0 else ''}"
