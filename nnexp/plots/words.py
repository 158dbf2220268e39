"""What plots say about their data, in words that are the same on every plot."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nnexp.analysis.summary import FEW
from nnexp.language import sentences
from nnexp.metrics import Metric
from nnexp.plots.axes import shown_level
from nnexp.plots.view import View, data_label, fixed, repeats

MOST_REPEATS = 30
"""Single repeats are drawn for so many; means are over all of them."""


def shown(view: View, *more: str) -> str:
    """The line under a title: data set, fixed settings, what chose them, a plot's own words."""
    parts = [data_label(view), fixed(view, *view.columns.main), *more]
    if view.select_on == "test":
        parts.append(view.say("the test data also choose the setting"))
    return " · ".join(part for part in parts if part)


def notes(view: View, rows: pd.DataFrame, marks: str, *more: str) -> tuple[str, ...]:
    """The lines below panels of trials: what marks mean, and what is left out of the means.

    Args:
        view: the sweep.
        rows: the rows that the plot shows.
        marks: how single repeats are drawn, such as `faint points`.
        more: further lines; empty ones are left out.
    """
    return (means(view, rows, marks), *left_out(view, rows), *(line for line in more if line))


def means(view: View, rows: pd.DataFrame, marks: str) -> str:
    """What lines, bands and marks mean, for these rows."""
    low, most = repeats(rows, view.settings)
    if most < 2:
        return view.say("One repeat of each setting, so there is no interval.")
    some = view.say(" (the first {count})", count=MOST_REPEATS) if most > MOST_REPEATS else ""
    mean = view.say(
        "Mean of {repeats} with its 95 % interval (t); {marks}: single repeats{some}.",
        repeats=repeat_count(view, rows),
        marks=marks,
        some=some,
    )
    shared = view.say("So few repeats share the spread of their line.") if low < FEW else ""
    return sentences(view.columns.language, mean, shared)


def repeat_count(view: View, rows: pd.DataFrame) -> str:
    """`5 repeats`, `3 to 5 repeats`, `1 repeat`."""
    low, high = repeats(rows, view.settings)
    if low == high:
        return view.columns.counted(high, "repeat")
    return view.say("{low} to {high} repeats", low=low, high=high)


def left_out(view: View, rows: pd.DataFrame) -> tuple[str, ...]:
    """How many of the trials shown failed or have no value, and how many never ran, if any."""
    failed = int((rows["status"] != "ok").sum())
    empty = int((rows[view.metric].isna() & (rows["status"] == "ok")).sum())
    lines = []
    if failed:
        template = "{count} of {all} trials failed and are left out."
        lines.append(view.say(template, count=failed, all=len(rows)))
    if empty:
        template = "{count} of {all} trials have no {what} and are left out."
        what = view.say(view.measured.label)
        lines.append(view.say(template, count=empty, all=len(rows), what=what))
    if view.not_run:
        lines.append(view.say("{count} trials of the sweep were not run.", count=view.not_run))
    return tuple(lines)


def fewer(view: View, name: str | None, levels: Sequence[str]) -> str:
    """`6 of 20 values of lr` where not all of them are drawn."""
    if name is None or len(levels) == len(view.levels[name]):
        return ""
    template = "{count} of {all} values of {setting}"
    return view.say(template, count=len(levels), all=len(view.levels[name]), setting=name)


def titled(view: View) -> str:
    """`Validation accuracy (%)`, at an axis: what chooses, in the language of the sweep."""
    metric = view.measured
    return with_unit(view, metric, view.say(metric.label))


def with_unit(view: View, metric: Metric, words: str) -> str:
    """`Accuracy (%)`, `Validation loss`."""
    unit = view.say(metric.printed_unit)
    words = f"{words[:1].upper()}{words[1:]}"
    return f"{words} ({unit})" if unit else words


def slice_label(names: Sequence[str], values: Sequence[str]) -> str:
    """A panel's title: a line for each setting that tells the panel from the others."""
    return "\n".join(
        f"{name}={shown_level(value)}" for name, value in zip(names, values, strict=True)
    )
