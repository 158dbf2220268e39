"""Every setting of a grid of many axes as a line across them: parallel coordinates."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from nnexp.language import sentences
from nnexp.plots.axes import Axis, axis_of, label_of, shown_level
from nnexp.plots.cells import colour_scale
from nnexp.plots.page import PageWords, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.style import BEST, INK, SMALL, TEXT
from nnexp.plots.view import View, best_rows
from nnexp.plots.words import left_out, repeat_count, shown, titled
from nnexp.table.levels import few, number

_FROM = 4
_MOST_AXES = 10
_MOST_LINES = 400
_MOST_LABELS = 8
_STRONG = 10
"""The best of the lines, which are drawn stronger than the rest."""
_BAND = 0.1
"""Of an axis: as far as lines through one value may fan out."""
_LETTERS = 16


def parallel(view: View) -> Figure | None:
    """A line per setting, from axis to axis; None for fewer than two settings with a mean."""
    if len(view.ranking) < 2:
        return None
    names = view.settings[:_MOST_AXES]
    lines = _lines(view.ranking)
    axes = [axis_of(name, view.levels[name], view.columns) for name in names]
    scaled = view.ranking[["mean", "low", "high"]] * view.measured.scale
    colours = colour_scale(scaled, view.measured)
    best = best_rows(view)
    figure, panels = page(_words(view, names, lines, len(best)), 1, 1, (_width(len(names)), 3.9))
    ax = panels[0, 0]
    heights = [_heights(axis) for axis in axes]
    _draw_axes(ax, view, axes, heights)
    at = np.column_stack(
        [
            _spread(lines[axis.name], dict(zip(axis.levels, height, strict=True)))
            for axis, height in zip(axes, heights, strict=True)
        ]
    )
    shades = colours.palette(colours.scale(scaled["mean"].loc[lines.index].to_numpy(dtype=float)))
    strong = np.arange(len(lines)) < _STRONG
    shades[:, 3] = np.where(strong, 0.95, 0.45)
    # The worst first, so that the good ones lie on top.
    paths = [np.column_stack([np.arange(len(names)), one]) for one in at][::-1]
    widths = np.where(strong, 1.8, 0.8)[::-1]
    ax.add_collection(LineCollection(paths, colors=shades[::-1], linewidths=widths, zorder=2))
    for place, index in enumerate(lines.index):
        if index in best.index:
            ax.plot(range(len(names)), at[place], "o-", color=BEST, linewidth=2.6, zorder=3)
    bar = figure.colorbar(
        ScalarMappable(colours.scale, colours.palette),
        ax=ax,
        label=titled(view),
        extend=colours.extend,
        aspect=22,
        pad=0.03,
    )
    bar.outline.set_visible(False)
    return figure


def _lines(ranking: pd.DataFrame) -> pd.DataFrame:
    """The settings that are drawn, from the best to the worst: all, or every so many of them."""
    if len(ranking) <= _MOST_LINES:
        return ranking
    rest = np.linspace(_STRONG, len(ranking) - 1, _MOST_LINES - _STRONG).round().astype(int)
    return ranking.iloc[[*range(_STRONG), *np.unique(rest)]]


def _heights(axis: Axis) -> np.ndarray:
    """(levels,) where each value stands, from 0 to 1: numbers upwards, words as they were typed."""
    places = np.asarray(axis.places, dtype=float)
    steps = np.log(places) if axis.kind == "log" else places
    if not any(number(level) is not None for level in axis.levels):
        steps = -steps
    span = float(steps.max() - steps.min())
    return (steps - steps.min()) / span if span else np.full(len(steps), 0.5)


def _spread(levels: pd.Series, heights: dict[str, float]) -> np.ndarray:
    """(lines,) heights at which lines cross an axis: a value's lines fan out, the best on top.

    Args:
        levels: the value of each line, from the best to the worst.
        heights: where each value stands.
    """
    gaps = np.diff(np.sort(list(heights.values())))
    band = min(_BAND, 0.7 * float(gaps.min(initial=_BAND)))
    rank = np.linspace(0.5, -0.5, len(levels))
    return levels.map(heights).to_numpy(dtype=float) + band * rank


def _draw_axes(ax: Axes, view: View, axes: list[Axis], heights: list[np.ndarray]) -> None:
    for place, (axis, height) in enumerate(zip(axes, heights, strict=True)):
        ax.plot([place, place], [-_BAND / 2, 1 + _BAND / 2], color=INK, linewidth=1, zorder=2.5)
        at = dict(zip(axis.levels, height, strict=True))
        for level in few(axis.levels, _MOST_LABELS):
            written = ax.annotate(
                shown_level(level, 14),
                (place, at[level]),
                xytext=(-5, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                size=SMALL,
                color=INK,
                zorder=5,
            )
            written.set_path_effects([patheffects.withStroke(linewidth=3, foreground="white")])
    labels = [_broken(label_of(axis.name, view.columns)) for axis in axes]
    ax.set_xticks(range(len(axes)), labels)
    ax.set_xlim(-0.55, len(axes) - 0.85)
    ax.set_ylim(-0.09, 1.09)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.tick_params(axis="x", length=0, labelsize=TEXT - 1)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _broken(label: str) -> str:
    """In lines, names with a dot behind it."""
    parts = (part for word in label.split() for part in _pieces(word))
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]}{part}" if lines[-1].endswith(".") else f"{lines[-1]} {part}".strip()
        if lines[-1] and len(joined) > _LETTERS:
            lines.append(part)
        else:
            lines[-1] = joined
    return "\n".join(lines)


def _pieces(word: str) -> list[str]:
    first, dot, rest = word.partition(".")
    return [f"{first}.", rest] if dot and rest else [word]


def _words(view: View, names: Settings, lines: pd.DataFrame, tasks: int) -> PageWords:
    some, fewer = "", ""
    if len(names) < len(view.settings):
        some = view.say("{count} of {all} settings", count=len(names), all=len(view.settings))
    if len(lines) < len(view.ranking):
        fewer = view.say(
            "{count} of {all} grid points, the best among them",
            count=len(lines),
            all=f"{len(view.ranking):,}",
        )
    return PageWords(
        view.say("{what} over all settings at once", what=view.chosen_by),
        shown(view, repeat_count(view, view.table), some, fewer),
        (
            sentences(
                view.columns.language,
                view.say("A line is a grid point, coloured by its mean; the best ten are thicker."),
                view.say(
                    "Orange: the best setting of each data set."
                    if tasks > 1
                    else "Orange: the best setting."
                ),
                view.say("Lines through one value fan out, better ones above."),
            ),
            *left_out(view, view.table),
        ),
    )


def _width(axes: int) -> float:
    """Inches."""
    return min(max(1.45 * axes + 0.9, 6.5), 11.0)


def _caption(view: View, _: Settings) -> str:
    return view.say(
        "Each line is one setting from axis to axis. Where the bright lines pass through one value "
        "of an axis, that value is needed for a good {what}; where they pass through all of its "
        "values, the axis hardly matters.",
        what=view.say(view.measured.label),
    )


def _needs(view: View, _drawn: bool) -> list[Settings]:
    return [()] if len(view.settings) >= _FROM else []


PARALLEL = Plot(
    "parallel_coordinates", _needs, lambda view, _: parallel(view), _caption, 3, ("importance",)
)
