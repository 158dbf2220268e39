"""Many small images on one page, each with a word below it."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from matplotlib.figure import Figure

from nnexp.plots.page import Words, page
from nnexp.plots.style import INK, SMALL

_COLUMNS = 10
_WIDE = 6.6
_GAP = 0.1


@dataclasses.dataclass(frozen=True)
class Tiles:
    """Images of one size and one scale of colours."""

    images: np.ndarray
    """(n, rows, columns)."""
    labels: tuple[str, ...]
    colours: str
    """Name of a colour map."""
    limits: tuple[float, float]


def mosaic(words: Words, tiles: Tiles, columns: int = _COLUMNS) -> Figure:
    """Lay tiles out from left to right and from top to bottom.

    All are one picture: axes of their own would each take as long to draw as it.

    Args:
        words: title, subtitle and notes.
        tiles: one at least.
        columns: tiles beside each other, at most.
    """
    count, height, width = tiles.images.shape
    across = min(columns, count)
    down = math.ceil(count / across)
    side = max(height, width)
    gap = max(1, round(_GAP * side))
    inches = _WIDE / columns
    lines = 1 + max(label.count("\n") for label in tiles.labels)
    below = math.ceil((0.1 + lines * 1.25 * SMALL / 72) / inches * side)
    sheet = np.full((down * (height + gap + below), across * (width + gap) - gap), np.nan)
    for place, image in enumerate(tiles.images):
        top, left = _corner(place, across, height + gap + below, width + gap)
        sheet[top : top + height, left : left + width] = image
    scale = inches / side
    figure, axes = page(words, 1, 1, (sheet.shape[1] * scale, sheet.shape[0] * scale + 0.15))
    ax = axes[0, 0]
    low, high = tiles.limits
    ax.imshow(sheet, cmap=tiles.colours, vmin=low, vmax=high, interpolation="nearest")
    ax.set_axis_off()
    for place, label in enumerate(tiles.labels):
        top, left = _corner(place, across, height + gap + below, width + gap)
        ax.text(
            left + (width - 1) / 2,
            top + height + below / 2,
            label,
            ha="center",
            va="center",
            size=SMALL,
            color=INK,
        )
    return figure


def _corner(place: int, across: int, height: int, width: int) -> tuple[int, int]:
    """Top and left of a tile, in pixels."""
    return place // across * height, place % across * width
