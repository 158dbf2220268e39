"""Accuracy over two swept settings at once."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from nnexp.analysis.summary import summarise
from nnexp.plots.answers import best_answer, sentence
from nnexp.plots.axes import label_of, title_of
from nnexp.plots.cells import colour_scale, draw_cells, frame
from nnexp.plots.page import Words, label_outside, page
from nnexp.plots.ridge import draw_ridge, ridge_key, ridge_of
from nnexp.plots.scene import Scene, best_rows
from nnexp.plots.slices import rows_of, slices
from nnexp.plots.words import accuracy_label, left_out, repeat_count, shown, slice_label

_MOST_PANELS = 4
_MOST_LEVELS = 60


def heat_map(scene: Scene, across: str, down: str) -> Figure | None:
    """A cell per pair of values; None where the grid does not cross the two settings."""
    columns, rows = scene.levels[across], scene.levels[down][::-1]
    found = slices(scene, (across, down), None, _MOST_PANELS)
    if not found.chosen or max(len(columns), len(rows)) > _MOST_LEVELS:
        return None
    panels = [rows_of(scene.table, found, values) for values in found.chosen]
    means = [_means(panel, across, down, scene.metric) for panel in panels]
    scale, extend = colour_scale(pd.concat(means)["mean"])
    best = best_rows(scene)
    ridges = [
        ridge_of(scene, (across, down), dict(zip(found.settings, values, strict=True)))
        for values in found.chosen
    ]
    drawn, wide = pd.concat(panels), min(len(panels), 2)
    words = Words(
        f"Accuracy over {title_of(across)} and {title_of(down)}",
        shown(scene, repeat_count(scene, drawn), found.note),
        (
            *filter(None, [sentence(best_answer(scene, "interaction", scene.metric, across))]),
            _key(pd.concat(means), extend, len(best)),
            *([ridge_key(across, down)] if any(ridges) else []),
            *left_out(scene, drawn),
        ),
    )
    size = _size(len(columns), len(rows), wide)
    figure, axes = page(words, -(-len(panels) // wide), wide, size, extra=1)
    for ax, mean, values, ridge in zip(axes.flat, means, found.chosen, ridges, strict=False):
        draw_cells(ax, mean, columns, rows, scale)
        draw_ridge(ax, ridge)
        for _, top in rows_of(best, found, values).iterrows():
            frame(ax, columns.index(top[across]), rows.index(top[down]))
        ax.set_title(slice_label(found.settings, values))
        ax.set_ylabel("")
    label_outside(axes, label_of(across), len(panels))
    for ax in axes[:, 0]:
        ax.set_ylabel(label_of(down))
    colours = ScalarMappable(scale, sns.color_palette("viridis", as_cmap=True))
    bar = figure.colorbar(
        colours, ax=axes, label=accuracy_label(scene), extend=extend, aspect=14 * len(axes)
    )
    bar.outline.set_visible(False)
    return figure


def _means(rows: pd.DataFrame, across: str, down: str, metric: str) -> pd.DataFrame:
    means = summarise(rows, [across, down], metric)
    means["mean"] *= 100
    return means.rename(columns={across: "across", down: "down"})


def _key(means: pd.DataFrame, extend: str, tasks: int) -> str:
    """What the cells mean, naming only marks that there are."""
    empty = " Grey: every repeat failed." if means["mean"].isna().any() else ""
    some = means["mean"].notna() & (means["failed"] > 0)
    star = " *: some repeats failed; the mean is over the others." if some.any() else ""
    below = " Darkest: off the scale." if extend == "min" else ""
    each = " of each data set" if tasks > 1 else ""
    return f"Cells: mean accuracy in per cent. Framed: the best setting{each}.{below}{empty}{star}"


def _size(columns: int, rows: int, wide: int) -> tuple[float, float]:
    """Width and height of a panel in inches."""
    width = min(max(0.72 * columns, 2.6), 6.2 if wide == 1 else 4.6)
    return width + 0.8, min(max(0.5 * rows, 2.0), 4.2) + 0.6
