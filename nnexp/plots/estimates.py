"""Where the best value of a setting lies: shaded values of the grid, and a strip of intervals."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter

from nnexp.analysis import Finding
from nnexp.plots.axes import Axis
from nnexp.plots.levels import level, number
from nnexp.plots.style import BEST

_ROW = 0.06
_STRIP = "#f3f3f3"
_DOT, _ARROW = 4.0, 6.5

Colour = tuple[float, float, float]


@dataclasses.dataclass(frozen=True)
class Estimate:
    """An answer as a strip shows it: positions along the axis."""

    colour: Colour
    middle: float
    low: float
    high: float
    open_low: bool
    """Whether smaller values than those of the grid may be meant."""
    open_high: bool
    settled: bool
    """Whether the finding is decided; drawn filled."""
    members: tuple[float, ...]
    """Values of the grid that may be the answer."""


def estimate_of(finding: Finding | None, axis: Axis, colour: Colour) -> Estimate | None:
    """The finding along an axis; None where there is none, or no place for it on the axis.

    Args:
        finding: about the values along the axis.
        axis: the setting along x.
        colour: of the line that it is about.
    """
    if finding is None or finding.repeats < 2:
        return None
    ends = min(axis.places), max(axis.places)
    middle, low = (_position(axis, value) for value in (finding.estimate, finding.interval[0]))
    high = ends[1] if math.isinf(finding.interval[1]) else _position(axis, finding.interval[1])
    if middle is None or low is None or high is None:
        return None
    at = dict(zip(axis.levels, axis.places, strict=True))
    members = tuple(at[level(x)] for x in finding.confidence_set if level(x) in at)
    return Estimate(
        colour,
        middle,
        low,
        high,
        open_low=ends[0] in members and low <= ends[0] and finding.analysis == "sweet_spot",
        open_high=ends[1] in members and high >= ends[1]
        if finding.analysis == "sweet_spot"
        else math.isinf(finding.interval[1]),
        settled=not finding.verdict.startswith(("undecided", "edge", "still")),
        members=members,
    )


def shade(ax: Axes, finding: Finding | None, axis: Axis) -> None:
    """Shade the values of the grid that may be the best, each to half way to its neighbours."""
    if finding is None or finding.repeats < 2:
        return
    steps = np.log(axis.places) if axis.kind == "log" else np.asarray(axis.places)
    middles = (steps[1:] + steps[:-1]) / 2
    low, high = ax.get_xlim()
    edges = [low, *(np.exp(middles) if axis.kind == "log" else middles), high]
    members = {level(value) for value in finding.confidence_set}
    inside = [text in members for text in axis.levels]
    start = 0
    for place, ends in enumerate([*inside, False]):
        if not ends:
            if place > start:
                ax.axvspan(
                    edges[start], edges[place], facecolor=BEST, alpha=0.1, linewidth=0, zorder=0
                )
            start = place + 1


def draw_strip(axes: Iterable[Axes], rows: Sequence[Sequence[Estimate | None]], name: str) -> None:
    """Below the data of each panel, a row per line: estimate, interval, possible grid values.

    Args:
        axes: panels that share y, scaled already.
        rows: for each panel, what to show from top to bottom; as many for every panel.
        name: what the strip shows, among the labels of the y axis.
    """
    panels = list(axes)
    used = [place for place, column in enumerate(zip(*rows, strict=True)) if any(column)]
    low, high = panels[0].get_ylim()
    scale = panels[0].yaxis.get_transform()
    bottom, top = scale.transform(np.array([low, high]))
    depth = _ROW * (len(used) + 0.6)
    below = bottom - depth * (top - bottom) * np.array([1, 0.5])
    lowest, middle = map(float, scale.inverted().transform(below))
    ticks = [float(tick) for tick in panels[0].get_yticks() if low <= tick <= high]
    panels[0].set_ylim(lowest, high)
    share = depth / (1 + depth)
    for ax, row in zip(panels, rows, strict=True):
        ax.yaxis.set_major_locator(FixedLocator([middle, *ticks]))
        ax.yaxis.set_major_formatter(
            FuncFormatter(lambda value, _: name if value == middle else f"{value:.4g}")
        )
        ax.add_patch(
            Rectangle((0, 0), 1, share, transform=ax.transAxes, color=_STRIP, lw=0, zorder=1)
        )
        for line, place in enumerate(used):
            estimate = row[place]
            if estimate is not None:
                _draw(ax, estimate, share * (1 - (line + 0.8) / (len(used) + 0.6)))


def _draw(ax: Axes, estimate: Estimate, height: float) -> None:
    level_with = ax.get_xaxis_transform()
    low, high = ax.get_xlim()
    left, right = max(estimate.low, low), min(estimate.high, high)

    def mark(at: Sequence[float], marker: str, size: float, face: Colour | str) -> None:
        ax.plot(
            at,
            [height] * len(at),
            marker,
            transform=level_with,
            color=estimate.colour,
            markersize=size,
            markerfacecolor=face,
            markeredgewidth=1.4 if size > _DOT else 0,
            zorder=4,
        )

    ax.plot(
        [left, right],
        [height] * 2,
        transform=level_with,
        color=estimate.colour,
        linewidth=2.2,
        solid_capstyle="butt",
        zorder=3,
    )
    mark(estimate.members, "o", _DOT, estimate.colour)
    face = estimate.colour if estimate.settled else "white"
    shape = "D"
    for end, is_open, arrow in ((left, estimate.open_low, "<"), (right, estimate.open_high, ">")):
        if is_open and end == estimate.middle:
            shape = arrow
        elif is_open:
            mark([end], arrow, _ARROW, estimate.colour)
    mark([estimate.middle], shape, _ARROW, face)


def _position(axis: Axis, value: float) -> float | None:
    """Where a number stands along the axis; among words only where it is one of them."""
    if math.isnan(value):
        return None
    if axis.kind != "category":
        return value
    places = (
        place for text, place in zip(axis.levels, axis.places, strict=True) if number(text) == value
    )
    return next(places, None)
