"""What hidden nodes bring and what they cost: accuracy above training time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nnexp.plots.axes import axis_of, fit_setting, label_of
from nnexp.plots.lines import Colours, draw_lines, handles
from nnexp.plots.measures import fit_accuracy, fit_positive
from nnexp.plots.page import Words, label_outside, legend, page
from nnexp.plots.scene import Scene
from nnexp.plots.slices import colour_levels, colour_setting, rows_of, slices
from nnexp.plots.words import accuracy_label, fewer, notes, shown, slice_label

_NAME = "hidden_nodes"
_MOST_PANELS = 3


def capacity(scene: Scene) -> Figure | None:
    """Accuracy and time against hidden nodes; None where they are not swept."""
    if _NAME not in scene.settings:
        return None
    colour = colour_setting(scene, _NAME)
    found = slices(scene, (_NAME,), colour, _MOST_PANELS)
    if not found.chosen:
        return None
    by = Colours(colour, colour_levels(scene, colour))
    rows = scene.table if colour is None else scene.table[scene.table[colour].isin(by.levels)]
    panels = [rows_of(rows, found, values) for values in found.chosen]
    axis = axis_of(_NAME, scene.levels[_NAME])
    width = {1: 6.2, 2: 3.8}.get(len(panels), 3.0)
    words = Words(
        "Accuracy and training time against hidden nodes",
        shown(scene, found.note, fewer(scene, colour, by.levels)),
        notes(
            scene,
            pd.concat(panels),
            "faint points",
            "Time is that of training alone, one run on one core; it varies with the machine.",
        ),
    )
    figure, axes = page(
        words, 2, len(panels), (width, 2.6), extra=1.0 if colour else 0.0, sharey="row"
    )
    accuracies, seconds = [], []
    for column, (panel, values) in enumerate(zip(panels, found.chosen, strict=True)):
        accuracies.append(draw_lines(axes[0, column], panel, axis, by, scene.metric, 100))
        seconds.append(draw_lines(axes[1, column], panel, axis, by, "seconds"))
        axes[0, column].set_title(slice_label(found.settings, values))
        fit_setting(axes[0, column], axis, width - 0.7)
    fit_accuracy(axes[0], np.concatenate(accuracies), accuracy_label(scene))
    fit_positive(axes[1, 0], np.concatenate(seconds), from_zero=True)
    axes[1, 0].set_ylabel("Training time (s)")
    label_outside(axes, label_of(_NAME), axes.size)
    if colour is not None:
        legend(axes[0, -1], colour, handles(by, axis))
    return figure
