"""Accuracy against one swept setting, a line for each value of another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nnexp.plots.axes import axis_of, fit_setting, label_of, title_of
from nnexp.plots.lines import Colours, draw_lines, handles
from nnexp.plots.measures import fit_accuracy
from nnexp.plots.page import Words, label_outside, legend, page
from nnexp.plots.scene import Scene
from nnexp.plots.slices import colour_levels, colour_setting, rows_of, slices
from nnexp.plots.words import accuracy_label, fewer, notes, shown, slice_label

_MOST_PANELS = 6


def accuracy_by(scene: Scene, name: str) -> Figure | None:
    """Accuracy against `name`; None where no slice of the grid takes two values of it."""
    colour = colour_setting(scene, name)
    found = slices(scene, (name,), colour, _MOST_PANELS)
    if not found.chosen:
        return None
    by = Colours(colour, colour_levels(scene, colour))
    rows = scene.table if colour is None else scene.table[scene.table[colour].isin(by.levels)]
    panels = [rows_of(rows, found, values) for values in found.chosen]
    columns = 2 if len(panels) == 4 else min(len(panels), 3)
    lines = -(-len(panels) // columns)
    size = {1: (6.6, 3.9), 2: (3.9, 3.3)}.get(columns, (3.1, 2.7))
    axis = axis_of(name, scene.levels[name])
    words = Words(
        f"Accuracy against {title_of(name)}",
        shown(scene, found.note, fewer(scene, colour, by.levels)),
        notes(scene, pd.concat(panels), "faint points"),
    )
    figure, axes = page(words, lines, columns, size, extra=1.1 if colour else 0.0)
    values = []
    for ax, panel, chosen in zip(axes.flat, panels, found.chosen, strict=False):
        values.append(draw_lines(ax, panel, axis, by, scene.metric, 100))
        fit_setting(ax, axis, size[0] - 0.7)
        ax.set_title(slice_label(found.settings, chosen))
    fit_accuracy(axes.flat, np.concatenate(values), accuracy_label(scene))
    label_outside(axes, label_of(name), len(panels))
    if colour is not None:
        legend(axes[0, -1], colour, handles(by, axis))
    return figure
