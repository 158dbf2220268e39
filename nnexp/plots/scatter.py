"""Every setting of a sweep that is no grid: accuracy against each swept setting in turn."""

from __future__ import annotations

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from nnexp.plots.axes import axis_of, fit_setting, label_of, place
from nnexp.plots.measures import fit_accuracy
from nnexp.plots.page import Words, page
from nnexp.plots.scene import Scene, best_rows
from nnexp.plots.style import BEST
from nnexp.plots.words import accuracy_label, left_out, repeat_count, shown

_MOST_PANELS = 6


def scatter(scene: Scene) -> Figure | None:
    """A point per setting, in a panel per swept name; None for fewer than three settings."""
    if len(scene.ranking) < 3:
        return None
    names = scene.settings[:_MOST_PANELS]
    columns = min(len(names), 3)
    width = {1: 6.6, 2: 3.9}.get(columns, 3.1)
    some = f"{len(names)} of {len(scene.settings)} settings" if len(scene.settings) > 6 else ""
    words = Words(
        "Accuracy against each swept setting, the others varying too",
        shown(scene, repeat_count(scene, scene.table), some),
        (
            "A point is the mean of one setting; a star marks the best setting.",
            *left_out(scene, scene.table),
        ),
    )
    figure, axes = page(words, -(-len(names) // columns), columns, (width, 2.8), sharex=False)
    percent = 100 * scene.ranking["mean"].to_numpy(dtype=float)
    best = best_rows(scene).index.to_numpy()
    colour = sns.color_palette("colorblind")[0]
    for ax, name in zip(axes.flat, names, strict=False):
        axis = axis_of(name, scene.levels[name])
        at = place(axis, scene.ranking[name])
        sns.scatterplot(x=at, y=percent, color=colour, alpha=0.5, s=22, linewidth=0, ax=ax)
        ax.plot(at[best], percent[best], "*", color=BEST, markersize=13, markeredgecolor="white")
        fit_setting(ax, axis, width - 0.7)
        ax.set_xlabel(label_of(name))
    for ax in axes.flat[len(names) :]:
        ax.set_visible(False)
    fit_accuracy(axes.flat, np.asarray(percent), accuracy_label(scene))
    return figure
