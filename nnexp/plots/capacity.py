"""What hidden nodes bring and what they cost: accuracy above training time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.analysis.capacity import MARGIN
from nnexp.plots.answers import best_answer, finding_at, sentence
from nnexp.plots.axes import Axis, axis_of, fit_setting, label_of
from nnexp.plots.estimates import draw_strip, estimate_of
from nnexp.plots.lines import Colours, draw_lines, handles
from nnexp.plots.measures import fit_accuracy, fit_positive
from nnexp.plots.page import Words, label_outside, legend, page
from nnexp.plots.scene import Scene
from nnexp.plots.slices import Slices, colour_levels, colour_setting, rows_of, slices
from nnexp.plots.style import colours
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
    answers = [_answers(scene, by, found, values) for values in found.chosen]
    words = Words(
        "Accuracy and training time against hidden nodes",
        shown(scene, found.note, fewer(scene, colour, by.levels)),
        (
            *filter(None, [sentence(best_answer(scene, "capacity", scene.metric, _NAME))]),
            *notes(
                scene,
                pd.concat(panels),
                "faint points",
                _key(answers),
                "Time is that of training alone, one run on one core; it varies with the machine.",
            ),
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
    _mark(list(axes[0]), axis, by, answers)
    fit_positive(axes[1, 0], np.concatenate(seconds), from_zero=True)
    axes[1, 0].set_ylabel("Training time (s)")
    label_outside(axes, label_of(_NAME), axes.size)
    if colour is not None:
        legend(axes[0, -1], colour, handles(by, axis))
    return figure


def _answers(
    scene: Scene, by: Colours, found: Slices, values: tuple[str, ...]
) -> list[Finding | None]:
    """What was found about each line of a panel."""
    panel = dict(zip(found.settings, values, strict=True))
    lines = [panel if by.name is None else {**panel, by.name: level} for level in by.levels]
    return [finding_at(scene, "capacity", scene.metric, _NAME, line) for line in lines]


def _mark(
    panels: Sequence[Axes], axis: Axis, by: Colours, answers: Sequence[Sequence[Finding | None]]
) -> None:
    """A strip with how many nodes are enough, for each line."""
    rows = [
        [estimate_of(found, axis, c) for found, c in zip(row, colours(by.levels), strict=True)]
        for row in answers
    ]
    if any(estimate is not None for row in rows for estimate in row):
        draw_strip(panels, rows, "enough")


def _key(answers: Sequence[Sequence[Finding | None]]) -> str:
    """What the strip means, where there is one."""
    if not any(found is not None and found.repeats > 1 for row in answers for found in row):
        return ""
    return (
        f"Strip: the fewest nodes within {100 * MARGIN:g} points of the best by the mean (diamond, "
        "hollow while undecided), from the fewest not shown to be too few to the fewest shown to "
        "be enough (bar; an arrow: none is shown)."
    )
