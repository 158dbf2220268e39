"""The best value across a heat map for each row of it, as a line over the cells."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from nnexp.plots.marks import finding_at
from nnexp.plots.style import INK
from nnexp.plots.view import View
from nnexp.settings import as_number
from nnexp.table.levels import number

# Below the numbers in the cells, which it must not cover.
_HEIGHT = 0.84


@dataclasses.dataclass(frozen=True)
class Crest:
    """The best value of one row, in columns counted from the left edge of the map."""

    row: int
    """Counted from the top."""
    middle: float
    low: float
    high: float


def ridge_of(view: View, settings: tuple[str, str], held: Mapping[str, str]) -> tuple[Crest, ...]:
    """The sweet spot of each row of a panel; empty where they were not analysed.

    Args:
        view: the sweep.
        settings: across, from small to large, and down, from large to small.
        held: the levels of the other settings in this panel.
    """
    across, down = settings
    grid = [number(text) for text in view.levels[across]]
    by_ratio = view.columns.settings[across].scale == "log"
    if any(value is None or (by_ratio and value <= 0) for value in grid):
        return ()
    values = np.asarray(grid, dtype=float)
    steps = np.log(values) if by_ratio else values
    centres = np.arange(len(grid)) + 0.5
    crests = []
    for row, level in enumerate(view.levels[down][::-1]):
        found = finding_at(view, "sweet_spot", view.metric, across, {**held, down: level})
        if found is not None and found.repeats > 1:
            may = [as_number(value) for value in found.confidence_set] or [found.estimate]
            # What lies beyond the grid is drawn at its end.
            within = np.clip([found.estimate, min(may), max(may)], values[0], values[-1])
            ends = np.interp(np.log(within) if by_ratio else within, steps, centres)
            crests.append(Crest(row, *map(float, ends)))
    return tuple(crests) if len(crests) > 1 else ()


def draw_ridge(ax: Axes, ridge: Sequence[Crest]) -> None:
    """A line through the best values, each with its interval."""
    if not ridge:
        return
    around = [patheffects.withStroke(linewidth=3.2, foreground="white")]
    rows = np.array([crest.row for crest in ridge]) + _HEIGHT
    ax.plot(
        [crest.middle for crest in ridge],
        rows,
        ":",
        color=INK,
        linewidth=1.4,
        path_effects=around,
        zorder=2.5,
    )
    for crest, height in zip(ridge, rows, strict=True):
        ax.plot(
            [crest.low, crest.high],
            [height] * 2,
            color=INK,
            linewidth=1.2,
            path_effects=around,
            zorder=2.6,
        )
    ax.plot(
        [crest.middle for crest in ridge],
        rows,
        "D",
        color=INK,
        markersize=6,
        markeredgecolor="white",
        markeredgewidth=1.1,
        zorder=4,
    )


def ridge_key(view: View, across: str, down: str) -> str:
    """What the line is."""
    return view.say(
        "Diamonds: the best {across} for each value of {down}, between the values tried; lines: "
        "the values tried that may be the best.",
        across=across,
        down=down,
    )
