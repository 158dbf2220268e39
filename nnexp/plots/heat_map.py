"""What chooses over two swept settings at once."""

from __future__ import annotations

import dataclasses
import itertools

import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.analysis.summary import summarise
from nnexp.language import sentences
from nnexp.metrics import Metric
from nnexp.plots.axes import label_of, title_of
from nnexp.plots.cells import CellColours, colour_scale, draw_cells, frame
from nnexp.plots.marks import best_answer, sentence
from nnexp.plots.page import PageWords, label_outside, page
from nnexp.plots.plot import Plot, Settings
from nnexp.plots.ridge import draw_ridge, ridge_key, ridge_of
from nnexp.plots.slices import rows_of, slices
from nnexp.plots.view import View, best_rows
from nnexp.plots.words import left_out, repeat_count, shown, slice_label, titled

_MOST_PANELS = 4
_MOST_PAIRS = 6
_MOST_LEVELS = 60


def heat_map(view: View, across: str, down: str, most: int = _MOST_PANELS) -> Figure | None:
    """A cell per pair of values; None where the grid does not cross the two settings.

    Args:
        view: the sweep.
        across: the setting from left to right.
        down: the setting from bottom to top.
        most: panels, each for a combination of the other settings.
    """
    columns, rows = view.levels[across], view.levels[down][::-1]
    found = slices(view, (across, down), None, most)
    if not found.chosen or max(len(columns), len(rows)) > _MOST_LEVELS:
        return None
    panels = [rows_of(view.table, found, values) for values in found.chosen]
    means = [_means(panel, across, down, view.measured) for panel in panels]
    colours = colour_scale(pd.concat(means), view.measured)
    best = best_rows(view)
    ridges = [
        ridge_of(view, (across, down), dict(zip(found.settings, values, strict=True)))
        for values in found.chosen
    ]
    drawn, wide = pd.concat(panels), min(len(panels), 2)
    words = PageWords(
        view.say(
            "{what} over {first} and {second}",
            what=view.chosen_by,
            first=title_of(across, view.columns),
            second=title_of(down, view.columns),
        ),
        shown(view, repeat_count(view, drawn), found.note(view)),
        (
            *filter(None, [sentence(_interaction(view, across, down))]),
            _key(pd.concat(means), view, colours, len(best)),
            *([ridge_key(view, across, down)] if any(ridges) else []),
            *left_out(view, drawn),
        ),
    )
    size = _size(len(columns), len(rows), wide)
    figure, axes = page(words, -(-len(panels) // wide), wide, size, extra=1)
    for ax, mean, values, ridge in zip(axes.flat, means, found.chosen, ridges, strict=False):
        draw_cells(ax, mean, columns, rows, colours)
        draw_ridge(ax, ridge)
        for _, top in rows_of(best, found, values).iterrows():
            frame(ax, columns.index(top[across]), rows.index(top[down]))
        ax.set_title(slice_label(found.settings, values))
        ax.set_ylabel("")
    label_outside(axes, label_of(across, view.columns), len(panels))
    for ax in axes[:, 0]:
        ax.set_ylabel(label_of(down, view.columns))
    bar = figure.colorbar(
        ScalarMappable(colours.scale, colours.palette),
        ax=axes,
        label=titled(view),
        extend=colours.extend,
        aspect=14 * len(axes),
    )
    bar.outline.set_visible(False)
    return figure


def _interaction(view: View, across: str, down: str) -> Finding | None:
    """How the two settings go together at the best of the others, if that was asked."""
    about = tuple(one for one in view.findings if set(one.over) == {across, down})
    return best_answer(
        dataclasses.replace(view, findings=about), "interaction", view.metric, across
    )


def _means(rows: pd.DataFrame, across: str, down: str, metric: Metric) -> pd.DataFrame:
    means = summarise(rows, [across, down], metric)
    means[["mean", "low", "high"]] *= metric.scale
    return means.rename(columns={across: "across", down: "down"})


def _key(means: pd.DataFrame, view: View, colours: CellColours, tasks: int) -> str:
    """What the cells mean, naming only marks that there are."""
    some = means["mean"].notna() & (means["failed"] > 0)
    cells = (
        "Cells: mean {what} in per cent." if view.measured.scale == 100 else "Cells: mean {what}."
    )
    framed = (
        "Framed: the best setting of each data set." if tasks > 1 else "Framed: the best setting."
    )
    said = [
        view.say(cells, what=view.chosen_by.lower()),
        view.say(framed),
        view.say("Darkest: off the scale.") if colours.extend != "neither" else "",
        view.say("Grey: every repeat failed.") if means["mean"].isna().any() else "",
        view.say("*: some repeats failed; the mean is over the others.") if some.any() else "",
        view.say("All cells look alike where they differ by no more than chance.")
        if colours.alike
        else "",
    ]
    return sentences(view.columns.language, *said)


def _size(columns: int, rows: int, wide: int) -> tuple[float, float]:
    """Width and height of a panel in inches."""
    width = min(max(0.72 * columns, 2.6), 6.2 if wide == 1 else 4.6)
    return width + 0.8, min(max(0.5 * rows, 2.0), 4.2) + 0.6


def _caption(view: View, settings: Settings) -> str:
    across, down = (title_of(name, view.columns) for name in settings)
    return view.say(
        "Mean {what} for every {across} and {down}: each cell is one grid point, its number the "
        "mean over repeats. Where diamonds mark the best {across} of each row, see whether they "
        "lean to one side: then what is best depends on the other setting.",
        what=view.say(view.measured.label),
        across=across,
        down=down,
    )


def _needs(view: View, _drawn: bool) -> list[Settings]:
    """Every pair of settings, as far as they are few: the first are what is swept first."""
    chosen = [name for name in view.settings if name not in view.columns.data_sets]
    return [*itertools.islice(itertools.combinations(chosen, 2), _MOST_PAIRS)]


def _draw(view: View, settings: Settings) -> Figure | None:
    """Of the first pair several panels; of each other one for each data set, at its best."""
    first = settings == _needs(view, False)[0]
    across, down = settings
    return heat_map(view, across, down, _MOST_PANELS if first else len(best_rows(view)))


HEAT_MAP = Plot("by", _needs, _draw, _caption, 1, ("interaction",))
