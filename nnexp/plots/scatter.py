"""Every setting of a sweep that is no grid: what chooses against each swept setting in turn."""

from __future__ import annotations

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from nnexp.plots.axes import axis_of, fit_setting, label_of, place
from nnexp.plots.measures import BY_ERROR, fit_metric
from nnexp.plots.page import PageWords, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.style import BEST
from nnexp.plots.view import View, best_rows
from nnexp.plots.words import left_out, repeat_count, shown, titled

_MOST_PANELS = 6


def scatter(view: View) -> Figure | None:
    """A point per setting, in a panel per swept name; None for fewer than three settings."""
    if len(view.ranking) < 3:
        return None
    names = view.settings[:_MOST_PANELS]
    columns = min(len(names), 3)
    width = {1: 6.6, 2: 3.9}.get(columns, 3.1)
    some = ""
    if len(names) < len(view.settings):
        some = view.say("{count} of {all} settings", count=len(names), all=len(view.settings))
    words = PageWords(
        view.say("{what} against each swept setting, the others varying too", what=view.chosen_by),
        shown(view, repeat_count(view, view.table), some),
        (
            view.say("A point is the mean of one setting; a star marks the best setting."),
            *left_out(view, view.table),
        ),
    )
    figure, axes = page(words, -(-len(names) // columns), columns, (width, 2.8), sharex=False)
    values = view.measured.scale * view.ranking["mean"].to_numpy(dtype=float)
    best = best_rows(view).index.to_numpy()
    colour = sns.color_palette("colorblind")[0]
    for ax, name in zip(axes.flat, names, strict=False):
        axis = axis_of(name, view.levels[name], view.columns)
        at = place(axis, view.ranking[name])
        sns.scatterplot(x=at, y=values, color=colour, alpha=0.5, s=22, linewidth=0, ax=ax)
        ax.plot(at[best], values[best], "*", color=BEST, markersize=13, markeredgecolor="white")
        fit_setting(ax, axis, width - 0.7)
        ax.set_xlabel(label_of(name, view.columns))
    for ax in axes.flat[len(names) :]:
        ax.set_visible(False)
    fit_metric(axes.flat, np.asarray(values), view.measured, titled(view), view.say(BY_ERROR))
    return figure


def _caption(view: View, _: Settings) -> str:
    return view.say(
        "The {what} of each setting; each point is the mean over its repeats.",
        what=view.say(view.measured.label),
    )


def _needs(view: View, drawn: bool) -> list[Settings]:
    return [] if drawn or view.settings == view.columns.budgets else [()]


SCATTER = Plot("by_setting", _needs, lambda view, _: scatter(view), _caption)
