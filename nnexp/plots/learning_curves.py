"""Loss and accuracy after every epoch, on the data trained on against data held out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnexp.analysis import Finding
from nnexp.analysis.summary import summarise
from nnexp.plots.answers import best_answer, sentence
from nnexp.plots.curve_lines import LineStyle, draw_curves, longest_runs
from nnexp.plots.levels import few
from nnexp.plots.measures import fit_accuracy, fit_epochs, fit_positive
from nnexp.plots.onset import mark_onset, onset_at, onset_key
from nnexp.plots.page import Words, label_outside, legend, page
from nnexp.plots.scene import Scene, best_level
from nnexp.plots.style import MUTED, SMALL
from nnexp.plots.words import fewer, means, shown, slice_label

_MOST_PANELS = 6
_PARTS = {"train": "training", "validation": "validation", "test": "test"}
_STYLES: Mapping[str, LineStyle] = {"train": "-", "validation": "-", "test": (0, (3, 1.5))}
_MEASURES = ("loss", "accuracy")
_WIDTHS = {1: 5.6, 2: 3.6, 3: 2.8}


def learning_curves(scene: Scene) -> Figure | None:
    """A column of panels per learning rate, or per value of what else is swept first."""
    if scene.curves.empty or scene.ranking.empty:
        return None
    across = next((name for name in scene.settings if name != "epochs"), None)
    levels: tuple[str, ...] = ("",)
    if across is not None:
        levels = few(scene.levels[across], _MOST_PANELS, best_level(scene, across))
    curves, held = _chosen(scene, across, levels)
    parts = _parts(curves)
    if not parts:
        return None
    settings = [held if across is None else {**held, across: level} for level in levels]
    onsets = [[onset_at(scene, measure, one) for measure in _MEASURES] for one in settings]
    words = _words(scene, curves, list(parts), held, fewer(scene, across, levels), onsets)
    width = _WIDTHS.get(len(levels), 2.0)
    figure, axes = page(words, 2, len(levels), (width, 2.6), extra=1.3, sharey="row")
    losses: list[np.ndarray] = []
    accuracies: list[np.ndarray] = []
    averages = _averages(curves, across, parts)
    for (loss, accuracy), level, found in zip(axes.T, levels, onsets, strict=True):
        panel = curves if across is None else curves[curves[across] == level]
        for part, colour in parts.items():
            for ax, measure, factor, seen in (
                (loss, "loss", 1, losses),
                (accuracy, "accuracy", 100, accuracies),
            ):
                metric = f"{part}_{measure}"
                mean = averages[metric]
                mean = mean if across is None else mean[mean[across] == level]
                seen.append(draw_curves(ax, panel, mean, metric, colour, factor, _STYLES[part]))
        fit_epochs(loss, int(curves["epoch"].max()))
        _head(loss, slice_label((across,), (level,)) if across else "", mark_onset(loss, found[0]))
        _head(accuracy, "", mark_onset(accuracy, found[1]))
        if panel.empty:
            accuracy.text(0.5, 0.5, "no epoch completed", transform=accuracy.transAxes, ha="center")
    fit_positive(axes[0, 0], np.concatenate(losses), from_zero=False)
    axes[0, 0].set_ylabel("Loss (squared error)")
    fit_accuracy(axes[1], np.concatenate(accuracies), "Accuracy (%)")
    label_outside(axes, "epochs trained", axes.size)
    figure.align_ylabels(axes[:, 0])
    legend(axes[0, -1], "data", _handles(parts))
    return figure


def _handles(parts: Mapping[str, tuple[float, float, float]]) -> list[Line2D]:
    """What the legend shows for each data set."""
    return [
        Line2D([], [], color=c, linewidth=1.8, linestyle=_STYLES[p], label=_PARTS[p])
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


def _chosen(
    scene: Scene, across: str | None, levels: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The curves to show, and the values at which all settings but `across` are held."""
    others = [name for name in scene.settings if name != "epochs"]
    held = {name: str(best_level(scene, name)) for name in others if name != across}
    curves = longest_runs(scene.curves, others)
    for name, value in held.items():
        curves = curves[curves[name] == value]
    return curves if across is None else curves[curves[across].isin(levels)], held


def _averages(
    curves: pd.DataFrame, across: str | None, parts: Iterable[str]
) -> dict[str, pd.DataFrame]:
    """Means over the runs that are ok, of every metric shown, by panel and epoch."""
    by = ["epoch"] if across is None else [across, "epoch"]
    done = curves[curves["status"] == "ok"]
    return {
        metric: summarise(done, by, metric)
        for part in parts
        for metric in (f"{part}_{measure}" for measure in _MEASURES)
    }


def _parts(curves: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """The data to show, with their colours."""
    return {
        part: colour
        for part, colour in zip(_PARTS, sns.color_palette("colorblind"), strict=False)
        if np.isfinite(curves[f"{part}_loss"].to_numpy(dtype=float)).any()
    }


def _words(
    scene: Scene,
    curves: pd.DataFrame,
    parts: list[str],
    held: Mapping[str, str],
    some: str,
    onsets: Sequence[Sequence[Finding | None]],
) -> Words:
    best = ", ".join(f"{name}={value}" for name, value in held.items())
    runs = curves.drop_duplicates("run_id")
    failed = int((runs["status"] != "ok").sum())
    lost = (
        f"×: last complete epoch of a run that failed: {failed} of {len(runs)} runs, which are "
        "left out of the means."
    )
    names = [_PARTS[part] for part in parts]
    key = onset_key(scene, [found for pair in onsets for found in pair if found is not None])
    answer = sentence(best_answer(scene, "overfitting_onset", f"{scene.select_on}_loss", "epochs"))
    return Words(
        f"Learning curves: {' against '.join([names[0], ' and '.join(names[1:])])}"
        if len(names) > 1
        else f"Learning curves: {names[0]}",
        shown(scene, f"{best} as in the best setting" if best else "", some),
        (
            *filter(None, [answer]),
            means(scene, runs, "faint lines"),
            *filter(None, [key, lost if failed else ""]),
        ),
    )
