"""What each setting does by itself: each of its values at its own best of the others."""

from __future__ import annotations

from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.analysis.own_best import OWN_BEST
from nnexp.plots.axes import axis_of, fit_setting, label_of, place
from nnexp.plots.hover import estimated, say_at
from nnexp.plots.page import PageWords, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.style import BEST, INK
from nnexp.plots.view import View
from nnexp.plots.words import shown, slice_label
from nnexp.table.levels import level, ordered

_MOST_PANELS = 9


def own_best(view: View) -> Figure | None:
    """A panel per setting; None where none was asked about with several repeats."""
    found = _found(view)[:_MOST_PANELS]
    if not found:
        return None
    percent = found[0].measured.printed == "percent"
    what = view.say(found[0].measured.label)
    unit = view.say("percentage points") if percent else what
    words = PageWords(
        view.say("Each value at its own best of the other settings"),
        shown(view, view.columns.counted(found[0].repeats, "repeat")),
        (
            view.say(
                "How far the best {what} of each value is behind that of the best one, and its "
                "95 % interval (multiple comparisons with the best). Orange: may be best.",
                what=what,
            ),
        ),
    )
    columns = min(len(found), 3)
    width = {1: 6.6, 2: 3.9}.get(columns, 3.1)
    rows = -(-len(found) // columns)
    figure, axes = page(words, rows, columns, (width, 2.8), sharex=False)
    for ax, finding in zip(axes.flat, found, strict=False):
        _panel(ax, finding, 100 if percent else 1, width, view)
        ax.set_title(slice_label(*_where(finding)))
    for ax in axes.flat[len(found) :]:
        ax.set_visible(False)
    axes.flat[0].invert_yaxis()
    for ax in axes[:, 0]:
        ax.set_ylabel(f"{view.say('behind the best')}\n({unit})")
    return figure


def _panel(ax: Axes, finding: Finding, scale: float, width: float, view: View) -> None:
    numbers = {
        name: np.array(cast("tuple[float, ...]", finding.numbers[name])) * scale
        for name in ("behind", "least", "most")
    }
    levels = [level(value) for value in cast("tuple[object, ...]", finding.numbers["values"])]
    name, columns = finding.over[0], view.columns
    axis = axis_of(name, ordered(levels, view.levels.get(name, ())), columns)
    at = place(axis, levels)
    inside = np.isin(levels, [level(value) for value in finding.confidence_set])
    if axis.ordered:
        order = np.argsort(at)
        ax.plot(at[order], numbers["behind"][order], "-", color="#b0b0b0", linewidth=1, zorder=1)
    for may, colour in ((True, BEST), (False, INK)):
        some = inside == may
        ends = [numbers[end][some] for end in ("least", "most")]
        ax.vlines(at[some], *ends, color=colour, linewidth=1.8, zorder=2)
        (points,) = ax.plot(
            at[some], numbers["behind"][some], "o", color=colour, markersize=5, zorder=3
        )
        told = zip(np.array(levels)[some], *(one[some] for one in numbers.values()), strict=True)
        unit = view.say("percentage points") if scale == 100 else ""
        say_at(points, [f"{name}={one}: {estimated(x, a, b, unit, 3)}" for one, x, a, b in told])
    fit_setting(ax, axis, width - 0.7)
    ax.set_xlabel(label_of(name, columns))


def _where(finding: Finding) -> tuple[list[str], list[str]]:
    return [name for name, _ in finding.where], [level(value) for _, value in finding.where]


def _found(view: View) -> list[Finding]:
    return [
        one
        for one in view.findings
        if one.analysis == OWN_BEST.name
        and one.repeats > 1
        and one.metric == view.metric
        and np.isfinite(cast("tuple[float, ...]", one.numbers["most"])).all()
    ]


def _caption(view: View, _: Settings) -> str:
    return view.say(
        "How much of the {what} hangs on each setting, if everything else is tuned for each of its "
        "values. A value whose bar reaches the top line may be as good as the best; a flat row of "
        "points means that the setting hardly matters.",
        what=view.say(view.measured.label),
    )


def _needs(view: View, _drawn: bool) -> list[Settings]:
    return [()] if _found(view) else []


OWN_BESTS = Plot("own_best", _needs, lambda view, _: own_best(view), _caption, 2, ("own_best",))
