"""Findings where a plot shows what they are about: shaded values, strips of intervals, onsets."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter

from nnexp.analysis import Finding
from nnexp.analysis.overfitting_onset import OnsetVerdict
from nnexp.language import sentences
from nnexp.plots.axes import Axis
from nnexp.plots.lines import Colours
from nnexp.plots.slices import Slices
from nnexp.plots.style import BEST, INK, colours
from nnexp.plots.view import View, best_level, best_rows
from nnexp.plural import one_of
from nnexp.table.levels import level, number

_ROW = 0.06
_STRIP = "#f3f3f3"
_DOT, _ARROW = 4.0, 6.5

Colour = tuple[float, float, float]


@dataclasses.dataclass(frozen=True)
class StripMark:
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


def finding_at(
    view: View, analysis: str, metric: str, over: str, where: Mapping[str, str]
) -> Finding | None:
    """The finding about the slice that a line or a panel shows, if there is one.

    Args:
        view: the sweep.
        analysis: name of the analysis.
        metric: what decides.
        over: the setting whose values are compared.
        where: the levels of the other swept settings.
    """
    found = [
        finding
        for finding in view.findings
        if (finding.analysis, finding.metric) == (analysis, metric)
        and over in finding.over
        and _is_of(view, finding, over, where)
    ]
    # A schedule makes trainings of several lengths: the longest says most.
    return max(found, key=lambda finding: len(finding.rows), default=None)


def best_answer(view: View, analysis: str, metric: str, over: str) -> Finding | None:
    """The finding about the slice with the best setting; None with several tasks."""
    best = best_rows(view)
    if len(best) != 1:
        return None
    where = {name: str(best[name].iloc[0]) for name in view.settings if name != over}
    return finding_at(view, analysis, metric, over, where)


def answers_at(
    view: View, analysis: str, name: str, by: Colours, found: Slices
) -> list[list[Finding | None]]:
    """What was found about each line of each panel.

    Args:
        view: the sweep.
        analysis: name of the analysis.
        name: the setting along x.
        by: the setting that colours, and so lines, stand for.
        found: the slices that panels show.
    """
    lines = [{} if by.name is None else {by.name: value} for value in by.levels]
    panels = [dict(zip(found.settings, values, strict=True)) for values in found.chosen]
    return [
        [finding_at(view, analysis, view.metric, name, {**panel, **line}) for line in lines]
        for panel in panels
    ]


def is_marked(answers: Sequence[Sequence[Finding | None]]) -> bool:
    """Whether there is anything to mark: of one repeat nothing is known."""
    return any(found is not None and found.repeats > 1 for row in answers for found in row)


def sentence(finding: Finding | None) -> str:
    """What it found, as a plot's first note; nothing where there is no finding."""
    return "" if finding is None else finding.sentence


def _is_of(view: View, finding: Finding, over: str, where: Mapping[str, str]) -> bool:
    slices = {name: level(value) for name, value in finding.where}
    # In a large sweep only the surroundings of the best setting were analysed: what does not
    # differ there has the best setting's value.
    return all(
        slices.get(name, best_level(view, name) if name in view.settings else value) == value
        for name, value in where.items()
        if name != over
    )


def _mark_of(finding: Finding | None, axis: Axis, colour: Colour) -> StripMark | None:
    """The finding along an axis; None where there is none, or no place for it on the axis.

    Args:
        finding: about the values along the axis.
        axis: the setting along x.
        colour: of the line that it is about.
    """
    if finding is None or finding.repeats < 2:
        return None
    ends = min(axis.places), max(axis.places)
    middle = _position(axis, finding.estimate)
    low, high = (
        end if math.isinf(value) else _position(axis, value)
        for end, value in zip(ends, finding.interval, strict=True)
    )
    if middle is None or low is None or high is None:
        return None
    at = dict(zip(axis.levels, axis.places, strict=True))
    members = tuple(at[level(x)] for x in finding.confidence_set if level(x) in at)
    return StripMark(
        colour,
        middle,
        low,
        high,
        open_low=ends[0] in members and low <= ends[0] and finding.analysis == "sweet_spot",
        open_high=ends[1] in members and high >= ends[1]
        if finding.analysis == "sweet_spot"
        else math.isinf(finding.interval[1]),
        settled=finding.verdict.state != "open",
        members=members,
    )


def draw_strip(
    panels: Sequence[Axes],
    axis: Axis,
    by: Colours,
    answers: Sequence[Sequence[Finding | None]],
    name: str,
) -> None:
    """Below the data of each panel, a row per line: estimate, interval, possible grid values.

    Args:
        panels: that share y, scaled already.
        axis: the setting along x.
        by: the setting that colours stand for.
        answers: for each panel, what was found about each line.
        name: what the strip shows, among the labels of the y axis.
    """
    rows = [
        [_mark_of(found, axis, c) for found, c in zip(row, colours(by.levels), strict=True)]
        for row in answers
    ]
    if not any(map(any, rows)):
        return
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


def _draw(ax: Axes, estimate: StripMark, height: float) -> None:
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

    # What the grid's coarseness lets in is thin: the values there are worse, it is only between.
    spans = [((left, right), 0.9)]
    if estimate.members:
        spans.append(((min(estimate.members), max(estimate.members)), 4.0))
    for span, width in spans:
        ax.plot(
            span,
            [height] * 2,
            transform=level_with,
            color=estimate.colour,
            linewidth=width,
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


def onset_at(view: View, metric: str, where: Mapping[str, str]) -> Finding | None:
    """What was found about the curves of one setting.

    Args:
        view: the sweep.
        metric: of which.
        where: levels of the settings other than the budget.
    """
    return finding_at(view, "overfitting_onset", metric, str(view.columns.budget), where)


def mark_onset(ax: Axes, finding: Finding | None, view: View) -> str:
    """Shade the epochs at which overfitting may begin; returns what was found, in a few words."""
    if finding is None:
        return ""
    if finding.repeats < 2:
        return view.say("one repeat cannot say")
    if finding.verdict != OnsetVerdict.OVERFITS:
        improving = finding.verdict == OnsetVerdict.IMPROVING
        return view.say("still improving" if improving else "no onset seen")
    first, last = finding.interval
    ax.axvspan(first - 0.5, last + 0.5, facecolor=BEST, alpha=0.14, linewidth=0, zorder=0.5)
    ax.axvline(finding.estimate, color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2.5)
    epoch, at = view.say(one_of(finding.over[0])), f"{finding.estimate:g}"
    if last > first:
        template = "best {epoch} {at} ({first} to {last})"
        return view.say(template, epoch=epoch, at=at, first=f"{first:g}", last=f"{last:g}")
    return view.say("best {epoch} {at}", epoch=epoch, at=at)


def onset_key(view: View, found: list[Finding]) -> str:
    """What the marks mean, where there are findings."""
    if not any(finding.repeats > 1 for finding in found):
        return ""
    budget = found[0].over[0]
    one, many = view.say(one_of(budget)), view.say(budget)
    falls = {"higher": "{what} falls", "lower": "{what} rises"}
    worse = view.say(", or ").join(
        view.say(falls[str(metric.better)], what=view.say(metric.quantity.replace("_", " ")))
        for metric in dict.fromkeys(finding.measured for finding in found)
    )
    onset = view.say(
        "Onset of overfitting: the {epoch} after which {part} {worse}, beyond chance.",
        epoch=one,
        part=view.say(view.select_on),
        worse=worse,
    )
    dashed = view.say(
        "Dashed: the {epoch} of the best mean, shaded: the {epochs} that may be it (95 % set).",
        epoch=one,
        epochs=many,
    )
    overfits = any(finding.verdict == OnsetVerdict.OVERFITS for finding in found)
    return sentences(view.columns.language, onset, dashed if overfits else "")
