"""Accuracy against one swept setting, a line for each value of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.plots.answers import best_answer, finding_at, sentence
from nnexp.plots.axes import Axis, axis_of, fit_setting, label_of, title_of
from nnexp.plots.estimates import draw_strip, estimate_of, shade
from nnexp.plots.lines import Colours, draw_lines, handles
from nnexp.plots.measures import fit_accuracy
from nnexp.plots.page import Words, label_outside, legend, page
from nnexp.plots.scene import Scene
from nnexp.plots.slices import Slices, colour_levels, colour_setting, rows_of, slices
from nnexp.plots.style import colours
from nnexp.plots.words import accuracy_label, fewer, notes, shown, slice_label

_MOST_PANELS = 6
_ANALYSIS = "sweet_spot"


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
    answers = [_answers(scene, name, by, found, values) for values in found.chosen]
    best = best_answer(scene, _ANALYSIS, scene.metric, name)
    words = Words(
        f"Accuracy against {title_of(name)}",
        shown(scene, found.note, fewer(scene, colour, by.levels)),
        (
            *filter(None, [sentence(best)]),
            *notes(scene, pd.concat(panels), "faint points", _key(name, answers, best)),
        ),
    )
    figure, axes = page(words, lines, columns, size, extra=1.1 if colour else 0.0)
    values = []
    for ax, panel, chosen in zip(axes.flat, panels, found.chosen, strict=False):
        values.append(draw_lines(ax, panel, axis, by, scene.metric, 100))
        fit_setting(ax, axis, size[0] - 0.7)
        ax.set_title(slice_label(found.settings, chosen))
    fit_accuracy(axes.flat, np.concatenate(values), accuracy_label(scene))
    _mark(list(axes.flat)[: len(panels)], axis, by, answers, best)
    label_outside(axes, label_of(name), len(panels))
    if colour is not None:
        legend(axes[0, -1], colour, handles(by, axis))
    return figure


def _answers(
    scene: Scene, name: str, by: Colours, found: Slices, values: tuple[str, ...]
) -> list[Finding | None]:
    """What was found about each line of a panel; nothing for settings without a scale."""
    panel = dict(zip(found.settings, values, strict=True))
    lines = [panel if by.name is None else {**panel, by.name: level} for level in by.levels]
    return [finding_at(scene, _ANALYSIS, scene.metric, name, line) for line in lines]


def _mark(
    panels: Sequence[Axes],
    axis: Axis,
    by: Colours,
    answers: Sequence[Sequence[Finding | None]],
    best: Finding | None,
) -> None:
    """A strip with the answer for each line, and shading for the best setting's."""
    rows = [
        [estimate_of(found, axis, c) for found, c in zip(row, colours(by.levels), strict=True)]
        for row in answers
    ]
    if not any(estimate is not None for row in rows for estimate in row):
        return
    for ax, row in zip(panels, answers, strict=True):
        if best is not None and any(found is best for found in row):
            shade(ax, best, axis)
    draw_strip(panels, rows, f"best {axis.name}")


def _key(name: str, answers: Sequence[Sequence[Finding | None]], best: Finding | None) -> str:
    """What strip and shading mean, where there are any."""
    if not any(found is not None and found.repeats > 1 for row in answers for found in row):
        return ""
    parts = [
        f"Strip: the best {name} of each line (diamond, hollow while undecided) with its 95 % "
        "interval, and the values tried that may be it (dots; an arrow: or beyond).",
        "Shaded: the values that may be the best for the best setting." if best else "",
        "" if all(any(row) for row in answers) else "An empty strip: not analysed.",
    ]
    return " ".join(part for part in parts if part)
