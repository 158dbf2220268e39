"""A claim's chart, drawn in the style of all plots."""

from __future__ import annotations

import dataclasses
import io
import math
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from nnexp.claims.chart import Chart, Line, Mosaic, Panel, chart_in, label_of
from nnexp.language import ENGLISH
from nnexp.language.said import told_in
from nnexp.plots import style
from nnexp.plots.axes import Axis, fit_setting
from nnexp.plots.page import PageWords, legend, page

_COLUMNS = 3
_DPI = 150
_PANEL = (4.4, 3.3)
_MARGIN = 0.8
_APART = 0.009
_MEANS = "Points: means over repeats; bars: 95 % intervals."


@dataclasses.dataclass(frozen=True)
class DrawnChart:
    """A drawn chart: the same bytes for the same chart."""

    svg: bytes
    png: bytes
    width: int
    """In pixels of a page."""
    height: int


def picture(chart: Chart, language: str = ENGLISH) -> DrawnChart:
    """Draw a chart as SVG, and as PNG of 150 dots per inch.

    Args:
        chart: what is drawn.
        language: of its words; they are English where this system has no font for it.
    """
    spoken = language if style.is_drawable(language) else ENGLISH
    # Matplotlib reads its settings while it draws.
    with mpl.rc_context(style.settings(spoken)):
        figure = _draw(chart_in(spoken, chart), told_in(spoken, _MEANS))
        png, svg = io.BytesIO(), io.BytesIO()
        figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
        figure.set_layout_engine("none")
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        width, height = (round(96 * side) for side in figure.get_size_inches())
    return DrawnChart(svg.getvalue(), png.getvalue(), width, height)


def _draw(chart: Chart, means: str) -> Figure:
    """The figure of a chart, and what its points and bars are."""
    count = len(chart.panels) + (chart.mosaic is not None)
    # Four panels make a square.
    columns = 2 if count == 4 else min(count, _COLUMNS)
    rows = math.ceil(count / columns)
    labelled = any(len(panel.lines) > 1 for panel in chart.panels)
    width = 6.5 if count == 1 else _PANEL[0]
    # Constrained layout makes room for each legend; these inches keep panels from shrinking.
    extra = 1.6 * (columns if _own_legends(chart) else 1) if labelled else 0.0
    notes = (means, *chart.notes) if _has_intervals(chart) else chart.notes
    # Tiles have an axis of their own kind, which no panel can share.
    alike = len({panel.y for panel in chart.panels}) == 1 and chart.mosaic is None
    figure, axes = page(
        PageWords(chart.title, chart.alt, notes),
        rows,
        columns,
        (width, _PANEL[1]),
        extra=extra,
        sharex=False,
        sharey=alike,
    )
    for index, ax in enumerate(axes.flat):
        ax.set_visible(index < count)
        if index < len(chart.panels):
            _panel(ax, chart.panels[index], width, labelled=not alike or index % columns == 0)
            served = index == min(columns, len(chart.panels)) - 1
            if len(chart.panels[index].lines) > 1 and (_own_legends(chart) or served):
                _legend(ax, chart.panels[index])
        elif index < count and chart.mosaic is not None:
            _tiles(ax, chart.mosaic)
    return figure


def _tiles(ax: Axes, mosaic: Mosaic) -> None:
    """Pictures as tiles of one image, with paper between them."""
    pictures = [[np.pad(picture, 1) for picture in row] for _, row in mosaic.rows]
    rows, columns = pictures[0][0].shape
    ax.imshow(np.block(pictures), cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
    ax.set_xticks((np.arange(len(mosaic.columns)) + 0.5) * columns - 0.5, mosaic.columns)
    ax.set_yticks(
        (np.arange(len(mosaic.rows)) + 0.5) * rows - 0.5,
        [style.drawable(label) for label, _ in mosaic.rows],
    )
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.set_title(style.drawable(mosaic.title), loc="left")
    for spine in ax.spines.values():
        spine.set_visible(False)


def _own_legends(chart: Chart) -> bool:
    """Whether panels tell different lines apart, so that one legend cannot serve them all."""
    kinds = {(panel.legend, tuple(line.label for line in panel.lines)) for panel in chart.panels}
    return len(kinds) > 1


def _panel(ax: Axes, panel: Panel, inches: float, *, labelled: bool) -> None:
    axis = _axis(panel)
    shades = style.colours([line.label for line in panel.lines])
    for index, (line, colour) in enumerate(zip(panel.lines, shades, strict=True)):
        at = _places(line, axis, index - (len(panel.lines) - 1) / 2, len(panel.lines))
        _line(ax, line, at, colour, style.MARKERS[index % len(style.MARKERS)], _joined(line, axis))
    fit_setting(ax, axis, inches - _MARGIN)
    if panel.log_y:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    for mark in panel.marks:
        ax.axhline(mark.y, color=style.MUTED, linestyle="--", linewidth=1.2, zorder=1)
        ax.annotate(
            style.drawable(mark.label),
            (0.01, mark.y),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            size=style.SMALL,
            color=style.MUTED,
        )
    ax.set_xlabel(style.drawable(panel.x))
    ax.set_ylabel(style.drawable(panel.y) if labelled else "")
    ax.set_title(style.drawable(panel.title), loc="left")


def _axis(panel: Panel) -> Axis:
    found = list(dict.fromkeys(x for line in panel.lines for x in line.x))
    if any(isinstance(x, str) for x in found):
        levels = tuple(label_of(x) for x in found)
        return Axis("", levels, "category", tuple(map(float, range(len(found)))), False)
    places = tuple(sorted(float(x) for x in found))
    kind: Literal["log", "linear"] = "log" if panel.log_x else "linear"
    return Axis("", tuple(label_of(x) for x in places), kind, places, True)


def _places(line: Line, axis: Axis, off: float, count: int) -> list[float]:
    """Where a line's points stand: a little beside those of other lines, so that all are seen.

    Args:
        line: the line.
        axis: of its panel.
        off: how many lines it is off the middle one.
        count: lines of the panel.
    """
    if not axis.ordered:
        # Words are apart by 1: the lines share the middle half of that.
        return [axis.levels.index(label_of(x)) + off * 0.5 / count for x in line.x]
    if axis.kind == "log":
        apart = (max(axis.places) / min(axis.places)) ** (_APART * off)
        return [float(x) * apart for x in line.x]
    return [float(x) + _APART * off * (max(axis.places) - min(axis.places)) for x in line.x]


def _line(
    ax: Axes,
    line: Line,
    at: list[float],
    colour: tuple[float, float, float],
    marker: str,
    joined: bool,
) -> None:
    ax.plot(
        at,
        line.y,
        color=colour,
        marker=marker,
        markersize=5.5,
        linewidth=1.6,
        linestyle="-" if joined else "none",
        markeredgecolor="white",
        markeredgewidth=0.7,
        zorder=4,
    )
    if line.low:
        below = [y - low for y, low in zip(line.y, line.low, strict=True)]
        above = [high - y for y, high in zip(line.y, line.high, strict=True)]
        # Exact intervals of shares may end a rounding error inside their estimate.
        bars = [[max(0.0, end) for end in ends] for ends in (below, above)]
        ax.errorbar(
            at, line.y, yerr=bars, fmt="none", ecolor=colour, elinewidth=1.4, capsize=3, zorder=3
        )


def _legend(ax: Axes, panel: Panel) -> None:
    labels = [line.label for line in panel.lines]
    axis = _axis(panel)
    handles = [
        Line2D(
            [],
            [],
            color=colour,
            marker=style.MARKERS[index % len(style.MARKERS)],
            label=style.drawable(label),
            linestyle="-" if _joined(panel.lines[index], axis) else "none",
            linewidth=1.6,
            markersize=5.5,
            markeredgecolor="white",
            markeredgewidth=0.7,
        )
        for index, (label, colour) in enumerate(zip(labels, style.colours(labels), strict=True))
    ]
    legend(ax, style.drawable(panel.legend), handles)


def _joined(line: Line, axis: Axis) -> bool:
    return line.joined and axis.ordered


def _has_intervals(chart: Chart) -> bool:
    return any(line.low for panel in chart.panels for line in panel.lines)
