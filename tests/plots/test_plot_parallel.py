"""A line for each grid point, across all settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from simulated_sweep import simulate
from sweep_records import of_frames

from nnexp.plots import style
from nnexp.plots.drawing import figures
from nnexp.plots.parallel import parallel
from nnexp.plots.view import view_of
from nnexp.table.levels import level

AXES: Mapping[str, Sequence[Any]] = {
    "lr": [0.01, 0.1, 1.0],
    "epochs": [1, 5],
    "hidden_nodes": [10, 100],
    "network.init": ["fan_out", "fan_in"],
}
_BAND = 0.06


def _drawn(axes: Mapping[str, Sequence[Any]] = AXES, **options: Any) -> tuple[Any, Figure]:
    sweep = of_frames(*simulate(axes, **{"repeats": 2, **options}))
    grid = {name: list(map(level, values)) for name, values in axes.items()}
    sweep = dataclasses.replace(sweep, record=dataclasses.replace(sweep.record, grid=grid))
    with mpl.rc_context(style.settings()):
        figure = parallel(view_of(sweep))
    assert figure is not None
    return sweep, figure


def _lines(figure: Figure) -> np.ndarray:
    """(lines, axes) where each line crosses each axis, from the worst to the best."""
    (lines,) = (one for one in figure.axes[0].collections if isinstance(one, LineCollection))
    return np.array([path[:, 1] for path in lines.get_segments()])


def test_lines_cross_each_axis_at_the_value_of_their_grid_point() -> None:
    sweep, figure = _drawn()
    lines = _lines(figure)
    means = sweep.table.groupby(list(AXES))["validation_accuracy"].mean().sort_values()
    assert lines.shape == (24, 4)
    order = means.index.to_frame(index=False)
    # The middle of three rates is in the middle of their logarithms.
    assert lines[:, 0] == pytest.approx(order["lr"].map({0.01: 0, 0.1: 0.5, 1.0: 1}), abs=_BAND)
    assert lines[:, 1] == pytest.approx(order["epochs"].map({1: 0, 5: 1}), abs=_BAND)
    # Words from above in the order typed, whatever that of the alphabet.
    assert lines[:, 3] == pytest.approx(
        order["network.init"].map({"fan_out": 1, "fan_in": 0}), abs=_BAND
    )


def test_lines_are_coloured_by_their_mean_and_the_best_is_marked() -> None:
    sweep, figure = _drawn()
    ax, bar = figure.axes
    (lines,) = (one for one in ax.collections if isinstance(one, LineCollection))
    assert bar.get_ylabel() == "Validation accuracy (%)"
    widths = np.array(lines.get_linewidths())
    assert (widths[-10:] > widths[0]).all()
    means = sweep.table.groupby(list(AXES))["validation_accuracy"].mean() * 100
    low, high = bar.get_ylim()
    palette = mpl.colormaps["viridis"]
    top = np.clip((means.max() - low) / (high - low), 0, 1)
    assert lines.get_colors()[-1][:3] == pytest.approx(palette(top)[:3], abs=0.02)
    (best,) = (line for line in ax.lines if to_hex(line.get_color()) == style.BEST)
    assert best.get_ydata() == pytest.approx(_lines(figure)[-1])


def test_three_axes_have_no_lines_and_ten_thousand_points_have_four_hundred() -> None:
    three = {name: AXES[name] for name in ("lr", "epochs", "hidden_nodes")}
    assert "parallel_coordinates" not in dict(figures(of_frames(*simulate(three, repeats=1))))
    many = {
        **AXES,
        "lr": np.geomspace(0.001, 1, 25).round(4).tolist(),
        "training.batch_size": [1, 2, 4],
    }
    _, figure = _drawn(many, repeats=1)
    assert 390 <= len(_lines(figure)) <= 400
    said = " ".join(text.get_text() for text in figure.texts)
    assert "of 600 grid points, the best among them" in " ".join(said.split())


def test_what_failed_everywhere_has_no_line_and_is_counted() -> None:
    _, figure = _drawn(fails=lambda row: "not finite" if row["lr"] == 1.0 else "")
    assert len(_lines(figure)) == 16
    assert "16 of 48 trials failed" in " ".join(text.get_text() for text in figure.texts)


def test_every_data_set_has_its_best_marked() -> None:
    _, figure = _drawn({**AXES, "data": ["digits", "mnist"]})
    best = [line for line in figure.axes[0].lines if to_hex(line.get_color()) == style.BEST]
    assert len(best) == 2
