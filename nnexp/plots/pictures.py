"""Pictures of what models have learnt: small images beside each other, and what is confused."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from nnexp.plots.page import PageWords, page
from nnexp.plots.style import FAILED, INK, SMALL
from nnexp.plots.view import View, best_rows, data_label, fixed
from nnexp.trainables.pictures import Confusion, Picture, Tiles

# Inches of a mosaic, and the gap between its tiles as a share of their larger side.
_WIDE, _GAP = 6.6, 0.1
_MOST_NUMBERED = 12
# Letters of a class's name, and of one that is written level below its column.
_LONGEST, _UPRIGHT = 16, 3


def picture_of(picture: Picture, view: View) -> Figure:
    """Draw a picture of the best setting's models.

    Args:
        picture: what is shown.
        view: of the data set on which that setting is best.
    """
    parts = (*_about(view), picture.of)
    words = PageWords(picture.title, " · ".join(filter(None, parts)), picture.notes)
    if isinstance(picture.shown, Tiles):
        return _mosaic(words, picture.shown)
    return _confusion_map(words, picture.shown)


def _about(view: View) -> tuple[str, str]:
    """Data and setting of the models."""
    best = best_rows(view).iloc[0]
    settings = (name for name in view.settings if name not in view.columns.data_sets[:1])
    names = sorted(settings, key=lambda name: name not in view.columns.data_sets)
    # The digits have no file, whatever the other data sets of the sweep have.
    stated = [name for name in names if name not in view.columns.data_sets or best[name] != "null"]
    chosen = ", ".join(f"{name}={best[name]}" for name in stated)
    rest = fixed(view, *view.columns.main)
    return data_label(view), ", ".join(part for part in (chosen, rest) if part)


def _mosaic(words: PageWords, tiles: Tiles) -> Figure:
    """Lay tiles out from left to right and from top to bottom.

    All are one picture: axes of their own would each take as long to draw as it.
    """
    count, height, width = tiles.images.shape
    across = min(tiles.across, count)
    down = math.ceil(count / across)
    side = max(height, width)
    gap = max(1, round(_GAP * side))
    inches = _WIDE / tiles.across
    lines = 1 + max(label.count("\n") for label in tiles.labels)
    below = math.ceil((0.1 + lines * 1.25 * SMALL / 72) / inches * side)
    sheet = np.full((down * (height + gap + below), across * (width + gap) - gap), np.nan)
    corners = [
        (place // across * (height + gap + below), place % across * (width + gap))
        for place in range(count)
    ]
    for (top, left), image in zip(corners, tiles.images, strict=True):
        sheet[top : top + height, left : left + width] = image
    scale = inches / side
    figure, axes = page(words, 1, 1, (sheet.shape[1] * scale, sheet.shape[0] * scale + 0.15))
    ax = axes[0, 0]
    low, high = tiles.limits
    ax.imshow(sheet, cmap=tiles.colours, vmin=low, vmax=high, interpolation="nearest")
    ax.set_axis_off()
    for (top, left), label in zip(corners, tiles.labels, strict=True):
        x, y = left + (width - 1) / 2, top + height + below / 2
        ax.text(x, y, label, ha="center", va="center", size=SMALL, color=INK)
    return figure


def _confusion_map(words: PageWords, confusion: Confusion) -> Figure:
    """A cell for each pair of classes: of 100 samples of one, how many are taken for the other."""
    counts = confusion.counts
    classes = len(counts)
    shares = 100 * counts / np.maximum(counts.sum(axis=1), 1)[:, None]
    # Of the diagonal, which is large, colours would tell nothing.
    wrong = np.where(np.eye(classes, dtype=bool), np.nan, shares)
    scale = Normalize(0, np.nanmax(wrong, initial=0) or 1)
    side = min(max(0.46 * classes, 2.6), 7.2)
    figure, axes = page(words, 1, 1, (side + 1.0, 0.8 * side + 0.6))
    ax = axes[0, 0]
    ax.imshow(wrong, cmap="Oranges", norm=scale, aspect="auto", interpolation="nearest")
    ax.set_facecolor(FAILED)
    ax.grid(visible=False)
    _name_classes(ax, confusion)
    if classes <= _MOST_NUMBERED:
        for (row, column), share in np.ndenumerate(shares):
            colour = "white" if row != column and scale(share) > 0.6 else INK
            text = _cell(share, int(counts[row, column]))
            ax.text(column, row, text, size=8.5, ha="center", va="center", color=colour)
    return figure


def _name_classes(ax: Axes, of: Confusion) -> None:
    cut = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in of.names]
    across, down = of.sides
    ax.set(xticks=range(len(cut)), yticks=range(len(cut)), xlabel=across, ylabel=down)
    ax.set_xticklabels(cut, rotation=0 if max(map(len, cut)) <= _UPRIGHT else 90)
    ax.set_yticklabels(cut)


def _cell(share: float, count: int) -> str:
    return "" if not count else f"{share:.1f}" if share < 99.95 or share == 100 else "99.9"
