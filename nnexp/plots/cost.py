"""What chooses against the time that training takes, and the settings that no other one beats."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nnexp.plots.hover import estimated, say_at
from nnexp.plots.lines import medians
from nnexp.plots.measures import BY_ERROR, fit_metric, fit_seconds
from nnexp.plots.page import PageWords, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.style import BEST, INK, MUTED, SMALL
from nnexp.plots.view import View
from nnexp.plots.words import left_out, repeat_count, shown, titled
from nnexp.trainables.trainable import SECONDS

_NO_BREAK = "\N{NO-BREAK SPACE}"


def cost(view: View) -> Figure | None:
    """A point per setting; None where training takes as long at every one."""
    points = _points(view)
    seconds = points["seconds"].to_numpy(dtype=float)
    if len(points) < 3 or seconds.max() == seconds.min():
        return None
    measured = view.measured
    values = measured.scale * points["mean"].to_numpy(dtype=float)
    front = _front(seconds, values, lower=measured.better == "lower")
    named = [
        " ".join(f"{name}={one[name]}" for name in view.settings)
        for one in points.to_dict("records")
    ]
    # No line ends between a number and what it is of.
    told = [
        f"{number} {named[place]}".replace(" ", _NO_BREAK)
        for number, place in enumerate(front, start=1)
    ]
    words = PageWords(
        view.say("{what} against training time", what=view.chosen_by),
        shown(view, repeat_count(view, view.table)),
        (
            view.say(
                "A point is the mean of one setting above the median of its training times, one "
                "run on one core. Orange: no setting is faster and as good; bars: 95 % intervals "
                "of these means."
            ),
            view.say("Orange, from the left: {settings}.", settings="; ".join(told)),
            *left_out(view, view.table),
        ),
    )
    figure, axes = page(words, 1, 1, (6.6, 3.9))
    ax = axes[0, 0]
    every = measured.scale * points[["low", "high"]].to_numpy(dtype=float)
    texts = _texts(view, named, seconds, values, every)
    (others,) = ax.plot(seconds, values, "o", color=MUTED, alpha=0.6, markersize=5, zorder=2)
    say_at(others, texts)
    ends = every[front]
    if np.isfinite(ends).all():
        ax.vlines(seconds[front], *ends.T, color=BEST, linewidth=1.6, zorder=3)
    (best,) = ax.plot(seconds[front], values[front], "o-", color=BEST, linewidth=1.4, zorder=4)
    say_at(best, [texts[place] for place in front])
    fit_seconds(ax, seconds)
    for number, place in enumerate(front, start=1):
        # In turn below and above, so that the numbers of two that are near can be read.
        offset, side = ((4, -11), "left") if number % 2 else ((-4, 5), "right")
        ax.annotate(
            str(number),
            (seconds[place], values[place]),
            offset,
            textcoords="offset points",
            ha=side,
            size=SMALL,
            color=INK,
            zorder=5,
        )
    time = view.columns.metrics[SECONDS]
    ax.set_xlabel(view.say(time.axis or time.titled))
    fit_metric(
        [ax], np.concatenate([values, ends.ravel()]), measured, titled(view), view.say(BY_ERROR)
    )
    return figure


def _texts(
    view: View, named: list[str], seconds: np.ndarray, values: np.ndarray, ends: np.ndarray
) -> list[str]:
    """What each point says under the mouse: its setting, its value, and how long it takes."""
    measured = view.measured
    unit = measured.printed_unit
    told = (
        estimated(value, low, high, unit) for value, (low, high) in zip(values, ends, strict=True)
    )
    took = (view.say("{seconds} s", seconds=f"{one:.3g}") for one in seconds)
    return [f"{name}: {value}, {time}" for name, value, time in zip(named, told, took, strict=True)]


def _points(view: View) -> pd.DataFrame:
    """Mean, interval and median time of every setting that has them."""
    names = list(view.settings)
    times = medians(view.table, names, view.columns.metrics[SECONDS]).rename(
        columns={"mean": "seconds"}
    )
    points = view.ranking[[*names, "mean", "low", "high"]].merge(times[[*names, "seconds"]])
    return points[points["seconds"] > 0].reset_index(drop=True)


def _front(seconds: np.ndarray, values: np.ndarray, *, lower: bool) -> np.ndarray:
    """Places of the settings that are better than every faster one, the fastest first."""
    good = -values if lower else values
    order = np.lexsort((-good, seconds))
    best = np.maximum.accumulate(good[order])
    is_better = np.concatenate(([True], best[1:] > best[:-1]))
    front: np.ndarray = order[is_better]
    return front


def _caption(view: View, _: Settings) -> str:
    return view.say(
        "What the time buys. Go along the orange line from left to right: where it hardly rises "
        "any more, longer trainings bring next to nothing."
        if view.measured.better == "higher"
        else "What the time buys. Go along the orange line from left to right: where it hardly "
        "falls any more, longer trainings bring next to nothing."
    )


def _needs(view: View, _drawn: bool) -> list[Settings]:
    known = SECONDS in view.columns.metrics and not view.ranking.empty
    # Of one costly setting alone its own plot says the same.
    costly = [name for name in view.columns.costs if name in view.settings]
    tasks = [name for name in view.settings if name in view.columns.data_sets]
    return [()] if known and costly and not tasks and len(view.settings) > 1 else []


COST = Plot("cost", _needs, lambda view, _: cost(view), _caption, 3)
