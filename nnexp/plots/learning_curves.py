"""What was measured along a training, on the data trained on against data held out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnexp.analysis import Finding
from nnexp.analysis.summary import along
from nnexp.metrics import Metric, Part
from nnexp.plots.lines import LineStyle, draw_curves, longest_runs
from nnexp.plots.marks import best_answer, mark_onset, onset_at, onset_key, sentence
from nnexp.plots.measures import BY_ERROR, fit_metric, fit_spent
from nnexp.plots.page import PageWords, label_outside, legend, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.style import MUTED, SMALL
from nnexp.plots.view import View, best_level
from nnexp.plots.words import fewer, means, shown, slice_label, with_unit
from nnexp.table.levels import few

_MOST_PANELS = 6
_PARTS = {"train": "training", "validation": "validation", "test": "test"}
_STYLES: Mapping[str, LineStyle] = {"train": "-", "validation": "-", "test": (0, (3, 1.5))}
_MOST_ROWS = 4
_WIDTHS = {1: 5.6, 2: 3.6, 3: 2.8}


def learning_curves(view: View) -> Figure | None:
    """A column of panels per learning rate, or per value of what else is swept first."""
    if view.curves.empty or view.ranking.empty:
        return None
    across = next((name for name in view.settings if name not in view.columns.budgets), None)
    levels: tuple[str, ...] = ("",)
    if across is not None:
        levels = few(view.levels[across], _MOST_PANELS, best_level(view, across))
    curves, held = _chosen(view, across, levels)
    rows = _rows(view, curves)
    if not rows:
        return None
    parts = _parts(rows)
    settings = [held if across is None else {**held, across: level} for level in levels]
    onsets = [[_onset(view, row, one) for row in rows] for one in settings]
    words = _words(view, curves, list(parts), held, fewer(view, across, levels), onsets)
    width = _WIDTHS.get(len(levels), 2.0)
    figure, axes = page(words, len(rows), len(levels), (width, 2.6), extra=1.3, sharey="row")
    seen: list[list[np.ndarray]] = [[] for _ in rows]
    averages = _averages(curves, across, rows)
    budget = str(view.columns.budget)
    for column, level, found in zip(axes.T, levels, onsets, strict=True):
        panel = curves if across is None else curves[curves[across] == level]
        for ax, row, values in zip(column, rows, seen, strict=True):
            for metric in row:
                mean, part = averages[metric.name], str(metric.part)
                mean = mean if across is None else mean[mean[across] == level]
                how = parts[part], _STYLES[part], view.say(metric.label)
                values.append(draw_curves(ax, panel, mean, metric, *how))
        fit_spent(column[0], int(curves["epoch"].max()))
        for place, (ax, answer) in enumerate(zip(column, found, strict=True)):
            title = slice_label((across,), (level,)) if across and not place else ""
            _head(ax, title, mark_onset(ax, answer, view))
        if panel.empty:
            nothing = view.say("no {epoch} completed", epoch=view.say(view.columns.unit))
            last = column[-1]
            last.text(0.5, 0.5, nothing, transform=last.transAxes, ha="center")
    for place, (row, values) in enumerate(zip(rows, seen, strict=True)):
        fit_metric(
            axes[place], np.concatenate(values), row[0], _label(view, row[0]), view.say(BY_ERROR)
        )
    label_outside(axes, view.say("{epochs} trained", epochs=view.say(budget)), axes.size)
    figure.align_ylabels(axes[:, 0])
    legend(axes[0, -1], view.say("data"), _handles(view, parts))
    return figure


def _told_by(view: View) -> str:
    """The metric that shows overfitting first: not the one that chooses."""
    return (view.columns.tie_break(view.select_on) or view.columns.choosing(view.select_on)).name


def _handles(view: View, parts: Mapping[str, tuple[float, float, float]]) -> list[Line2D]:
    """What the legend shows for each data set."""
    return [
        Line2D([], [], color=c, linewidth=1.8, linestyle=_STYLES[p], label=view.say(_PARTS[p]))
        for p, c in parts.items()
    ]


def _head(ax: Axes, title: str, answer: str) -> None:
    """What a panel is of, and below it in small what was found."""
    if not answer:
        ax.set_title(title)
        return
    ax.set_title(title, pad=6 + 1.4 * SMALL)
    ax.annotate(
        answer,
        (0.5, 1),
        (0, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="center",
        va="bottom",
        size=SMALL,
        color=MUTED,
    )


def _rows(view: View, curves: pd.DataFrame) -> list[list[Metric]]:
    """What to show: a row of panels for each quantity, with its metric on each part of the data."""
    rows: dict[str, list[Metric]] = {}
    for part in _PARTS:
        for metric in view.columns.of_part(cast("Part", part)):
            known = np.isfinite(curves[metric.name].to_numpy(dtype=float))
            if metric.better is not None and known.any():
                rows.setdefault(metric.quantity, []).append(metric)
    return list(rows.values())[:_MOST_ROWS]


def _onset(view: View, row: Sequence[Metric], where: Mapping[str, str]) -> Finding | None:
    """What was found of the metric in a row that is of the data that choose."""
    chosen = next((metric for metric in row if metric.part == view.select_on), None)
    return None if chosen is None else onset_at(view, chosen.name, where)


def _label(view: View, metric: Metric) -> str:
    """`Accuracy (%)`: the metric of an axis that shows it on several parts of the data."""
    words = view.say(metric.quantity.replace("_", " "))
    return view.say(metric.axis) if metric.axis else with_unit(view, metric, words)


def _chosen(
    view: View, across: str | None, levels: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The curves to show, and the values at which all settings but `across` are held."""
    others = [name for name in view.settings if name not in view.columns.budgets]
    held = {name: str(best_level(view, name)) for name in others if name != across}
    curves = longest_runs(view.curves, others, view.columns.units)
    for name, value in held.items():
        curves = curves[curves[name] == value]
    return curves if across is None else curves[curves[across].isin(levels)], held


def _averages(
    curves: pd.DataFrame, across: str | None, rows: Iterable[Sequence[Metric]]
) -> dict[str, pd.DataFrame]:
    """Means over the runs that are ok, of every metric shown, by panel and row of the curves."""
    by = ["epoch"] if across is None else [across, "epoch"]
    done = curves[curves["status"] == "ok"]
    return {metric.name: along(done, by, metric, across) for row in rows for metric in row}


def _parts(rows: Iterable[Sequence[Metric]]) -> dict[str, tuple[float, float, float]]:
    """The data to show, with their colours."""
    shown = {metric.part for row in rows for metric in row}
    colours = zip(_PARTS, sns.color_palette("colorblind"), strict=False)
    return {part: colour for part, colour in colours if part in shown}


def _words(
    view: View,
    curves: pd.DataFrame,
    parts: list[str],
    held: Mapping[str, str],
    some: str,
    onsets: Sequence[Sequence[Finding | None]],
) -> PageWords:
    best = ", ".join(f"{name}={value}" for name, value in held.items())
    runs = curves.drop_duplicates("run_id")
    failed = int((runs["status"] != "ok").sum())
    lost = view.say(
        "×: last complete {epoch} of a run that failed: {failed} of {all} runs, which are left out "
        "of the means.",
        epoch=view.say(view.columns.unit),
        failed=failed,
        all=len(runs),
    )
    names = [view.say(_PARTS[part]) for part in parts]
    key = onset_key(view, [found for pair in onsets for found in pair if found is not None])
    answer = sentence(
        best_answer(view, "overfitting_onset", _told_by(view), str(view.columns.budget))
    )
    title = view.say("Learning curves: {data}", data=names[0])
    if len(names) > 1:
        others = view.say(" and ").join(names[1:])
        template = "Learning curves: {data} against {others}"
        title = view.say(template, data=names[0], others=others)
    return PageWords(
        title,
        shown(
            view, view.say("{settings} as in the best setting", settings=best) if best else "", some
        ),
        (
            *filter(None, [answer]),
            means(view, runs, view.say("faint lines")),
            *filter(None, [key, lost if failed else ""]),
        ),
    )


def _caption(view: View, _: Settings) -> str:
    shown = dict.fromkeys(row[0].quantity.replace("_", " ") for row in _rows(view, view.curves))
    words = view.say(" and ").join(map(view.say, shown))
    return view.say(
        "{what} after each {epoch} of training. Training data should keep improving; where the "
        "curve of data that had no part in training turns back, training begins to learn its data "
        "by heart. That {epoch} is marked where the repeats agree that it is more than chance; "
        "where they do not, the panel says so.",
        what=f"{words[:1].upper()}{words[1:]}",
        epoch=view.say(view.columns.unit),
    )


def _needs(view: View, drawn: bool) -> list[Settings]:
    if view.columns.budget is None:
        return []
    # One row is a point, not a curve: shown only where there is nothing else to show.
    one_epoch = not view.curves.empty and view.curves["epoch"].max() == 1
    return [] if drawn and one_epoch else [()]


LEARNING_CURVES = Plot(
    "learning_curves",
    _needs,
    lambda view, _: learning_curves(view),
    _caption,
    2,
    ("overfitting_onset",),
)
