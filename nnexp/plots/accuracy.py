"""What chooses against one swept setting, a line for each value of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.language import sentences
from nnexp.plots.axes import axis_of, fit_setting, label_of, title_of
from nnexp.plots.lines import Colours, draw_lines, handles
from nnexp.plots.marks import answers_at, best_answer, draw_strip, is_marked, sentence
from nnexp.plots.measures import BY_ERROR, fit_metric
from nnexp.plots.page import PageWords, label_outside, legend, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.slices import colour_levels, colour_setting, rows_of, slices
from nnexp.plots.view import View, sought
from nnexp.plots.words import fewer, notes, shown, slice_label, titled

_MOST_PANELS, _OF_MANY = 6, 3
"""Of many slices no choice shows them all: one row of panels, drawn in half the time."""
_MOST_OTHERS = 6
_ANALYSIS = "sweet_spot"


def accuracy_by(view: View, name: str) -> Figure | None:
    """What chooses against `name`; None where no slice of the grid takes two values of it."""
    colour = colour_setting(view, name)
    found = slices(view, (name,), colour, _MOST_PANELS, _OF_MANY)
    if not found.chosen:
        return None
    by = Colours(colour, colour_levels(view, colour))
    rows = view.table if colour is None else view.table[view.table[colour].isin(by.levels)]
    panels = [rows_of(rows, found, values) for values in found.chosen]
    columns = 2 if len(panels) == 4 else min(len(panels), 3)
    lines = -(-len(panels) // columns)
    size = {1: (6.6, 3.9), 2: (3.9, 3.3)}.get(columns, (3.1, 2.7))
    axis = axis_of(name, view.levels[name], view.columns)
    answers = answers_at(view, _ANALYSIS, name, by, found)
    best = best_answer(view, _ANALYSIS, view.metric, name)
    words = PageWords(
        view.say(
            "{what} against {setting}", what=view.chosen_by, setting=title_of(name, view.columns)
        ),
        shown(view, found.note(view), fewer(view, colour, by.levels)),
        (
            *filter(None, [sentence(best)]),
            *notes(view, pd.concat(panels), view.say("faint points"), _key(view, name, answers)),
        ),
    )
    figure, axes = page(words, lines, columns, size, extra=1.1 if colour else 0.0)
    values = []
    for ax, panel, chosen in zip(axes.flat, panels, found.chosen, strict=False):
        values.append(draw_lines(ax, panel, axis, by, view.measured, view.columns.units))
        fit_setting(ax, axis, size[0] - 0.7)
        ax.set_title(slice_label(found.settings, chosen))
    fit_metric(axes.flat, np.concatenate(values), view.measured, titled(view), view.say(BY_ERROR))
    draw_strip(
        list(axes.flat)[: len(panels)], axis, by, answers, view.say("best {setting}", setting=name)
    )
    label_outside(axes, label_of(name, view.columns), len(panels))
    if colour is not None:
        legend(axes[0, -1], colour, handles(by, axis, rows, view.measured))
    return figure


def _key(view: View, name: str, answers: Sequence[Sequence[Finding | None]]) -> str:
    """What the strip means, where there is one."""
    if not is_marked(answers):
        return ""
    strip = view.say(
        "Strip: the best {setting} of each line (diamond, hollow while undecided). Thick: the "
        "values tried that may be the best (an arrow: or beyond); thin: as far as it may lie "
        "between values tried.",
        setting=name,
    )
    empty = "" if all(any(row) for row in answers) else view.say("An empty strip: not analysed.")
    return sentences(view.columns.language, strip, empty)


def _caption(view: View, settings: Settings) -> str:
    (name,) = settings
    spec = view.columns.settings[name]
    what, by = view.say(view.measured.label), title_of(name, view.columns)
    if spec.role == "tuned" and spec.scale is not None:
        template = (
            "The {what} by {setting} with 95 % intervals. The {turn} is the sweet spot. The strip "
            "below the lines says how well it is known: a short bar is a sure answer, a long one "
            "says that these repeats cannot tell, and an arrow that it may lie beyond the values "
            "tried."
        )
        return view.say(template, what=what, setting=by, turn=view.say(_turn(view)))
    return view.say(
        "The {what} by {setting} with 95 % intervals; settings whose intervals overlap may be "
        "equally good.",
        what=what,
        setting=by,
    )


def _turn(view: View) -> str:
    return "top of a hump" if view.measured.better == "higher" else "bottom of a valley"


def _main(view: View, _drawn: bool) -> list[Settings]:
    return [(name,) for name in sought(view) if name in view.columns.main]


def _others(view: View, _drawn: bool) -> list[Settings]:
    others = [name for name in sought(view) if name not in view.columns.main]
    return [(name,) for name in others[:_MOST_OTHERS]]


def _by(view: View, settings: Settings) -> Figure | None:
    return accuracy_by(view, settings[0])


_ANSWERS = ("sweet_spot", "own_best")
ACCURACY = Plot("by", _main, _by, _caption, 0, _ANSWERS)
ACCURACY_OF_OTHERS = Plot("by", _others, _by, _caption, answers=_ANSWERS)
