"""What more of a costly setting brings and what it costs: accuracy above training time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.plots.axes import axis_of, fit_setting, label_of, title_of
from nnexp.plots.lines import Colours, draw_lines, handles
from nnexp.plots.marks import answers_at, best_answer, draw_strip, is_marked, sentence
from nnexp.plots.measures import BY_ERROR, fit_metric, fit_positive
from nnexp.plots.page import PageWords, label_outside, legend, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.slices import colour_levels, colour_setting, rows_of, slices
from nnexp.plots.view import View
from nnexp.plots.words import fewer, notes, shown, slice_label, titled
from nnexp.trainables.trainable import SECONDS

_MOST_PANELS = 3
_ANALYSIS = "capacity"
_TIME = (
    "Time: the median over repeats of training alone, one run on one core; it varies with the "
    "machine."
)


def capacity(view: View, name: str) -> Figure | None:
    """What chooses, and time, against a setting; None where the grid does not cross it."""
    colour = colour_setting(view, name)
    found = slices(view, (name,), colour, _MOST_PANELS)
    if not found.chosen:
        return None
    by = Colours(colour, colour_levels(view, colour))
    rows = view.table if colour is None else view.table[view.table[colour].isin(by.levels)]
    panels = [rows_of(rows, found, values) for values in found.chosen]
    time = view.columns.metrics.get(SECONDS)
    axis = axis_of(name, view.levels[name], view.columns)
    width = {1: 6.2, 2: 3.8}.get(len(panels), 3.0)
    answers = answers_at(view, _ANALYSIS, name, by, found)
    title = (
        "{what} against {setting}" if time is None else "{what} and training time against {setting}"
    )
    words = PageWords(
        view.say(title, what=view.chosen_by, setting=title_of(name, view.columns)),
        shown(view, found.note(view), fewer(view, colour, by.levels)),
        (
            *filter(None, [sentence(best_answer(view, _ANALYSIS, view.metric, name))]),
            *notes(
                view,
                pd.concat(panels),
                view.say("faint points"),
                _key(view, answers, view.say(view.columns.settings[name].unit or name)),
                "" if time is None else view.say(_TIME),
            ),
        ),
    )
    figure, axes = page(
        words,
        1 if time is None else 2,
        len(panels),
        (width, 2.6),
        extra=1.0 if colour else 0.0,
        sharey="row",
    )
    accuracies, seconds, units = [], [], view.columns.units
    for column, (panel, values) in enumerate(zip(panels, found.chosen, strict=True)):
        accuracies.append(draw_lines(axes[0, column], panel, axis, by, view.measured, units))
        if time is not None:
            lines = draw_lines(axes[1, column], panel, axis, by, time, units, median=True)
            seconds.append(lines)
        axes[0, column].set_title(slice_label(found.settings, values))
        fit_setting(axes[0, column], axis, width - 0.7)
    fit_metric(axes[0], np.concatenate(accuracies), view.measured, titled(view), view.say(BY_ERROR))
    draw_strip(list(axes[0]), axis, by, answers, view.say("enough"))
    if time is not None:
        fit_positive(axes[1, 0], np.concatenate(seconds), from_zero=True)
        axes[1, 0].set_ylabel(view.say(time.axis or time.titled))
    label_outside(axes, label_of(name, view.columns), axes.size)
    if colour is not None:
        legend(axes[0, -1], colour, handles(by, axis, rows, view.measured))
    return figure


def _key(view: View, answers: Sequence[Sequence[Finding | None]], unit: str) -> str:
    """What the strip means, where there is one."""
    if not is_marked(answers):
        return ""
    return view.say(
        "Strip: the fewest {unit} within {margin} of the best by the mean (diamond, hollow while "
        "undecided), from the fewest not shown to be too few to the fewest shown to be enough "
        "(bar; an arrow: none is shown).",
        unit=unit,
        margin=_margin(view),
    )


def _margin(view: View) -> str:
    """`0.5 percentage points`: what does not matter."""
    margin = f"{(view.measured.margin or 0) * view.measured.scale:g}"
    share = view.measured.printed == "percent"
    return view.say("{margin} percentage points", margin=margin) if share else margin


def _caption(view: View, settings: Settings) -> str:
    (name,) = settings
    return view.say(
        "Above, {what} by {setting}; below, the time that training took. Look for where the "
        "{quantity} levels off while the time keeps rising: the strip shows from how many {unit} "
        "on more of them bring next to nothing.",
        what=view.say(view.measured.label),
        setting=title_of(name, view.columns),
        quantity=view.chosen_by.lower(),
        unit=view.say(view.columns.settings[name].unit or name),
    )


def _needs(view: View, _drawn: bool) -> list[Settings]:
    costs = [name for name in view.columns.costs if name not in view.columns.budgets]
    return [(name,) for name in costs if name in view.settings]


CAPACITY = Plot(
    "by", _needs, lambda view, names: capacity(view, names[0]), _caption, answers=("capacity",)
)
