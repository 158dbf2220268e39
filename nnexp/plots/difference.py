"""How far one sweep is ahead of another, a row for each setting that both have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnexp.language import sentences
from nnexp.plots.axes import shown_level
from nnexp.plots.hover import estimated, say_at
from nnexp.plots.page import PageWords, page
from nnexp.plots.pair import PairPlot, SweepPair
from nnexp.plots.style import BEST, INK, MUTED, TEXT, drawable

_MOST_ROWS = 40
_ROW = 0.24
_FIRST, _SECOND, _CHANCE = "#0072b2", BEST, "#8c8c8c"
_FARTHEST = 5.0
"""Of the largest difference: the interval of two repeats goes on for hundreds of it."""


def difference(pair: SweepPair) -> Figure:
    """A row per setting: the difference, its interval, and who is better."""
    rows = _rows(pair)
    names = {"first": pair.names[0], "second": pair.names[1]}
    unit = "percentage points" if pair.metric.printed == "percent" else pair.metric.unit
    reach = _reach(rows)
    what = pair.say(pair.metric.label)
    bars = pair.say("Bars: 95 % intervals that hold for all settings at once.")
    arrow = pair.say("An arrow: it goes on.") if _cut(rows, reach) else ""
    words = PageWords(
        pair.say("{what}: {first} less {second}", what=f"{what[:1].upper()}{what[1:]}", **names),
        _subtitle(pair, rows),
        (
            pair.say(
                "Blue circle: {first} is better. Orange diamond: {second} is. Hollow: the "
                "difference may be chance.",
                **names,
            ),
            sentences(pair.columns.language, bars, arrow),
        ),
    )
    height = _ROW * len(rows) + 0.9
    figure, axes = page(words, 1, 1, (6.0, height))
    ax = axes[0, 0]
    labels = [_label(pair, row) for _, row in rows.iterrows()]
    told = pair.say(unit) if unit else ""
    _draw(ax, rows, labels, told, reach, pair.metric.better == "higher")
    ax.set_yticks(range(len(rows)), labels)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(visible=False, axis="y")
    apart = pair.say("difference")
    ax.set_xlabel(pair.say("{what} ({unit})", what=apart, unit=pair.say(unit)) if unit else apart)
    if pair.settings:
        settings = drawable(" · ".join(pair.settings))
        ax.set_title(settings, loc="left", size=TEXT - 1, color=MUTED)
    return figure


def _draw(
    ax: Axes,
    rows: pd.DataFrame,
    labels: Sequence[str],
    unit: str,
    reach: tuple[float, float],
    higher: bool,
) -> None:
    ax.axvline(0, color=INK, linewidth=1, zorder=1)
    ax.set_xlim(*reach)
    columns = (rows[name].to_numpy(dtype=float) for name in ("mean", "low", "high"))
    for place, (mean, low, high) in enumerate(zip(*columns, strict=True)):
        known = low > 0 or high < 0
        first = bool(low > 0) == higher
        colour = (_FIRST if first else _SECOND) if known else _CHANCE
        if np.isfinite(low):
            left, right = max(low, reach[0]), min(high, reach[1])
            ax.hlines(place, left, right, color=colour, linewidth=1.8, zorder=2)
            for at, end, arrow in ((left, low, "<"), (right, high, ">")):
                if at != end:
                    ax.plot(at, place, arrow, color=colour, markersize=5, clip_on=False, zorder=3)
        (point,) = ax.plot(
            mean,
            place,
            "D" if known and not first else "o",
            color=colour,
            markersize=5.5,
            markerfacecolor=colour if known else "white",
            markeredgewidth=1.4,
            zorder=4,
        )
        say_at(point, [f"{labels[place]}: {estimated(mean, low, high, unit, 3)}"])


def _rows(pair: SweepPair) -> pd.DataFrame:
    """The settings in the order of the grid, as they are printed; of many those most apart."""
    frame = pair.differences.copy()
    frame[["mean", "low", "high"]] *= pair.metric.scale
    if len(frame) > _MOST_ROWS:
        apart = frame["mean"].abs().sort_values(ascending=False, kind="stable")
        frame = frame.loc[apart.index[:_MOST_ROWS]]
    places = [
        tuple(
            pair.levels[name].index(value) for name, value in zip(pair.settings, row, strict=True)
        )
        for row in frame[list(pair.settings)].to_numpy()
    ]
    order = sorted(range(len(frame)), key=places.__getitem__)
    return frame.iloc[order].reset_index(drop=True)


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    """Where the axis begins and ends: nothing is on it, and every difference."""
    most = float(rows["mean"].abs().max()) or 1.0
    ends = rows[["mean", "low", "high"]].to_numpy(dtype=float)
    far = _FARTHEST * most
    left, right = (
        min(0.0, max(-far, float(np.nanmin(ends)))),
        max(0.0, min(far, float(np.nanmax(ends)))),
    )
    margin = 0.06 * (right - left)
    return left - margin, right + margin


def _cut(rows: pd.DataFrame, reach: tuple[float, float]) -> bool:
    return bool(((rows["low"] < reach[0]) | (rows["high"] > reach[1])).any())


def _label(pair: SweepPair, row: pd.Series) -> str:
    values = (shown_level(row[name], 18) for name in pair.settings)
    return " · ".join(values) or pair.say("all trials")


def _subtitle(pair: SweepPair, rows: pd.DataFrame) -> str:
    every = len(pair.differences)
    if len(rows) < every:
        return pair.say(
            "the {count} of {every} settings that are most apart, in order",
            count=len(rows),
            every=f"{every:,}",
        )
    return pair.say("at each setting that both have")


def _caption(pair: SweepPair) -> str:
    first, second = pair.names
    right, left = (first, second) if pair.metric.better == "higher" else (second, first)
    return pair.say(
        "A row is a setting: right of the line {right} is better, left of it {left}. Where the bar "
        "crosses the line, the repeats cannot tell.",
        right=right,
        left=left,
    )


DIFFERENCE = PairPlot("difference", lambda pair: not pair.differences.empty, difference, _caption)
