"""How a sweep that decides came to its answer: values tried, candidates by look, and who left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnexp.deciding import Chapter
from nnexp.plots.axes import label_of, title_of
from nnexp.plots.page import PageWords, legend, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.style import BEST, INK, MUTED
from nnexp.plots.view import View, data_label
from nnexp.settings import as_number, as_typed

_PER_STEP, _LEAST = 0.55, 4.5


def _needs(view: View, _some: bool) -> Iterator[Settings]:
    """Settings of which several values were candidates."""
    for setting, _ in _last_open(view).items():
        yield (setting,)


def _last_open(view: View) -> dict[str, tuple[float, ...]]:
    """Of each setting with several candidates, those that the last look left."""
    left: dict[str, tuple[float, ...]] = {}
    for chapter in view.story:
        for one in chapter.open:
            if len(one.candidates) > 1:
                left[one.setting] = tuple(as_number(value) for value in one.left)
    return left


def _draw(view: View, settings: Settings) -> Figure | None:
    (name,) = settings
    steps = [chapter for chapter in view.story if chapter.step.asked or chapter.open]
    words = PageWords(
        title=view.say(
            "Which {setting} is left, step by step", setting=title_of(name, view.columns)
        ),
        subtitle=view.say(
            "{data}; the first repeats explore, fresh ones confirm", data=data_label(view)
        ),
        notes=(_caption(view, settings),),
    )
    width = max(_LEAST, _PER_STEP * len(steps) + 1.5)
    figure, axes = page(words, 1, 1, (width, 3.6), extra=1.6)
    ax: Axes = axes[0, 0]
    for place, chapter in enumerate(steps):
        _draw_step(ax, place, chapter, name)
    _draw_lines(ax, steps, name)
    spec = view.columns.settings[name]
    if spec.scale == "log":
        ax.set_yscale("log")
    values = sorted({value for chapter in steps for value in _asked(chapter, name)})
    ax.set_yticks(values, [as_typed(value) for value in values])
    ax.minorticks_off()
    ax.set_ylabel(label_of(name, view.columns))
    ax.set_xticks(range(len(steps)), [_named(one, view) for one in steps], rotation=30, ha="right")
    ax.set_xlim(-0.6, len(steps) - 0.4)
    ax.grid(axis="x", visible=False)
    legend(ax, "", _handles(view, steps, name))
    return figure


def _draw_step(ax: Axes, place: int, chapter: Chapter, name: str) -> None:
    """Values that exploration tried; candidates that leave."""
    if chapter.step.kind == "explore":
        tried = _asked(chapter, name)
        ax.plot(np.full(len(tried), place), tried, "o", color=MUTED, markersize=5, zorder=3)
    for one in chapter.out:
        if one.setting == name:
            at = as_number(one.value)
            mark = "X" if one.because == "failed" else "x"
            ax.plot([place], [at], mark, color=INK, markersize=8, mew=2, zorder=5)


def _draw_lines(ax: Axes, steps: list[Chapter], name: str) -> None:
    """A line for each candidate, from the first look to the one at which it left."""
    looks = [place for place, one in enumerate(steps) if _open_at(one, name) is not None]
    if not looks:
        return
    left = {place: _open_at(steps[place], name) or () for place in looks}
    first = next(one for one in steps[looks[0]].open if one.setting == name)
    for value in (as_number(one) for one in first.candidates):
        last = max((place for place in looks if value in left[place]), default=None)
        stays = last == looks[-1]
        end = looks[-1] if stays else min(p for p in looks if last is None or p > last)
        colour = BEST if stays else MUTED
        ax.plot([looks[0] - 0.4, end], [value, value], "-", color=colour, linewidth=2, zorder=4)
        if stays:
            ax.plot([end], [value], "D", color=BEST, markersize=7, zorder=6, clip_on=False)
    ax.axvline(looks[0] - 0.5, color=MUTED, linewidth=0.8, linestyle=":")


def _open_at(chapter: Chapter, name: str) -> tuple[float, ...] | None:
    for one in chapter.open:
        if one.setting == name and len(one.candidates) > 1:
            return tuple(as_number(value) for value in one.left)
    return None


def _asked(chapter: Chapter, name: str) -> list[float]:
    return sorted({as_number(dict(one.point)[name]) for one in chapter.step.asked})


def _named(chapter: Chapter, view: View) -> str:
    number = chapter.step.number
    if chapter.step.kind == "explore":
        return view.say("explore {number}", number=number)
    repeats = chapter.step.why[0].numbers["repeats"]
    return view.say("look {number} (repeats: {repeats})", number=number, repeats=repeats)


def _handles(view: View, steps: list[Chapter], name: str) -> list[Line2D]:
    """What of the marks is drawn."""
    out = {one.because for step in steps for one in step.out if one.setting == name}
    tried = any(step.step.kind == "explore" and _asked(step, name) for step in steps)
    looked = any(_open_at(step, name) is not None for step in steps)
    every = (
        (tried, "tried", {"color": MUTED, "marker": "o", "linestyle": "none"}),
        (looked and bool(out), "candidate", {"color": MUTED, "linewidth": 2}),
        (
            bool(out - {"failed"}),
            "out: worse",
            {"color": INK, "marker": "x", "mew": 2, "linestyle": "none"},
        ),
        ("failed" in out, "out: fails", {"color": INK, "marker": "X", "linestyle": "none"}),
        (looked, "may be best", {"color": BEST, "marker": "D", "linewidth": 2}),
    )
    return [
        Line2D([], [], label=view.say(text), **style) for is_drawn, text, style in every if is_drawn
    ]


def _caption(view: View, settings: Settings) -> str:
    return view.say(
        "Dots: values of {setting} that exploring tried. Lines: candidates on fresh repeats, to "
        "the look at which each left for good, or to the last one.",
        setting=settings[0],
    )


DECISION = Plot("decision_about", _needs, _draw, _caption, place=0)
"""Of each setting that a sweep decided about."""
