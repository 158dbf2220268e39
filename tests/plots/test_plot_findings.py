"""What plots mark are the findings: estimates, intervals and sets stand where they were found."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from of_book import findings
from simulated_sweep import simulate
from sweep_records import of_frames

from nnexp.analysis import Finding
from nnexp.plots import style
from nnexp.plots.accuracy import accuracy_by
from nnexp.plots.capacity import capacity
from nnexp.plots.heat_map import heat_map
from nnexp.plots.learning_curves import learning_curves
from nnexp.plots.view import View, view_of

RATES, EPOCHS = [0.01, 0.03, 0.1, 0.3, 1.0], [1, 5, 20]


PLOTS: dict[str, Callable[[View], Figure | None]] = {
    "accuracy_by_lr": lambda view: accuracy_by(view, "lr"),
    "accuracy_by_lr_and_epochs": lambda view: heat_map(view, "lr", "epochs"),
    "accuracy_by_hidden_nodes": lambda view: capacity(view, "hidden_nodes"),
    "learning_curves": learning_curves,
}


def _drawn(
    axes: dict[str, Any], *names: str, **more: Any
) -> tuple[list[Finding], dict[str, Figure]]:
    table, curves, swept = simulate(axes, **more)
    found = findings(table, curves, swept, "validation")
    drawn = {}
    with mpl.rc_context(style.settings()):
        view = view_of(of_frames(table, curves, swept), found)
        for name in names:
            figure = PLOTS[name](view)
            assert figure is not None
            drawn[name] = figure
    return found, drawn


@pytest.fixture(scope="module")
def main() -> tuple[list[Finding], dict[str, Figure]]:
    names = ("accuracy_by_lr", "accuracy_by_lr_and_epochs", "learning_curves")
    return _drawn({"lr": RATES, "epochs": EPOCHS}, *names)


def _at(found: list[Finding], analysis: str, **where: Any) -> Finding:
    (one,) = [
        finding
        for finding in found
        if finding.analysis == analysis and dict(finding.where) == where
    ]
    return one


def _marks(ax: Axes, *markers: str) -> list[tuple[float, float]]:
    """Marks of a strip, from left to right along it."""
    return [
        (float(x), float(y))
        for line in ax.lines
        if line.get_marker() in markers and line.get_transform() == ax.get_xaxis_transform()
        for x, y in zip(
            np.atleast_1d(line.get_xdata()), np.atleast_1d(line.get_ydata()), strict=True
        )
    ]


def _bars(ax: Axes, *, thick: bool = False) -> list[tuple[float, float]]:
    """From where to where the lines of a strip go: thin ones, or the thick ones on them."""
    return [
        tuple(map(float, line.get_xdata()))
        for line in ax.lines
        if line.get_marker() == "None"
        and line.get_transform() == ax.get_xaxis_transform()
        and (line.get_linewidth() > 2) == thick
    ]


def _shaded(ax: Axes) -> list[tuple[float, float]]:
    return [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in ax.patches
        if isinstance(patch, Rectangle)
        and to_rgba(patch.get_facecolor())[:3] == to_rgba(style.BEST)[:3]
    ]


def test_the_strip_has_the_estimate_and_the_interval_of_every_line(main: Any) -> None:
    found, drawn = main
    ax = drawn["accuracy_by_lr"].axes[0]
    spots = [_at(found, "sweet_spot", epochs=epochs) for epochs in EPOCHS]
    marks = sorted(
        (mark for mark in _marks(ax, "D", "<", ">")), key=lambda mark: (-mark[1], mark[0])
    )
    for spot in spots:
        assert any(math.isclose(spot.estimate, x) for x, _ in marks)
    for spot, bar in zip(spots, _bars(ax), strict=True):
        assert bar == pytest.approx(spot.interval)
    dots = _marks(ax, "o")
    assert sorted(x for x, _ in dots) == sorted(x for spot in spots for x in spot.confidence_set)
    assert len({y for _, y in dots}) == len(EPOCHS)


def test_thick_is_what_may_be_best_and_thin_what_the_grid_leaves_open(main: Any) -> None:
    """One uncertainty: neighbours that are worse are reached by thin lines alone."""
    found, drawn = main
    ax = drawn["accuracy_by_lr"].axes[0]
    spots = [_at(found, "sweet_spot", epochs=epochs) for epochs in EPOCHS]
    members = [(min(spot.confidence_set), max(spot.confidence_set)) for spot in spots]
    assert _bars(ax, thick=True) == members
    assert any(thin != thick for thin, thick in zip(_bars(ax), members, strict=True))
    assert not _shaded(ax)


def _text(drawn: dict[str, Figure], name: str = "accuracy_by_lr") -> str:
    return " ".join(word for text in drawn[name].texts for word in text.get_text().split())


def test_the_answer_stands_below_the_plot_in_words(main: Any) -> None:
    found, drawn = main
    sentences = [finding.sentence for finding in found if finding.analysis == "sweet_spot"]
    assert sum(sentence in _text(drawn) for sentence in sentences) == 1
    moves = _at(found, "interaction").sentence
    assert moves in _text(drawn, "accuracy_by_lr_and_epochs")


def test_the_ridge_runs_through_the_best_rate_of_every_row(main: Any) -> None:
    found, drawn = main
    ax = drawn["accuracy_by_lr_and_epochs"].axes[0]
    (ridge,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert len(ridge.get_xdata()) == len(EPOCHS)
    for x, y in zip(ridge.get_xdata(), ridge.get_ydata(), strict=True):
        # Rows go down from the most epochs; columns are a step of the grid wide.
        spot = _at(found, "sweet_spot", epochs=EPOCHS[::-1][int(y)])
        left = max(place for place, rate in enumerate(RATES) if rate <= spot.estimate * 1.000001)
        share = 0.0
        if left + 1 < len(RATES):
            share = math.log(spot.estimate / RATES[left]) / math.log(RATES[left + 1] / RATES[left])
        assert x == pytest.approx(left + 0.5 + share, abs=1e-6)
    shifts = np.diff(ridge.get_xdata())
    assert (shifts >= 0).all()
    assert shifts.any()


def test_the_onset_is_marked_where_it_was_found_and_only_there(main: Any) -> None:
    found, drawn = main
    losses = drawn["learning_curves"].axes[: len(RATES)]
    verdicts = set()
    for ax, rate in zip(losses, RATES, strict=True):
        (onset,) = [
            finding
            for finding in found
            if (finding.analysis, finding.metric, finding.where)
            == ("overfitting_onset", "validation_loss", (("lr", rate),))
        ]
        verdicts.add(onset.verdict)
        said = [text.get_text() for text in ax.texts]
        if onset.verdict == "overfits":
            low, high = onset.interval
            assert _shaded(ax) == [(low - 0.5, high + 0.5)]
            assert [
                float(line.get_xdata()[0])
                for line in ax.lines
                if line.get_transform() == ax.get_xaxis_transform()
            ] == [onset.estimate]
            assert said[0].startswith(f"best epoch {onset.estimate:g}")
        else:
            assert _shaded(ax) == []
            assert said in (["still improving"], ["no onset seen"])
    assert {"overfits"} < verdicts


def test_every_panel_shows_the_finding_of_its_own_slice() -> None:
    axes = {"lr": RATES, "epochs": [1, 20], "hidden_nodes": [10, 100]}
    found, drawn = _drawn(axes, "accuracy_by_lr", repeats=3)
    for ax, nodes in zip(drawn["accuracy_by_lr"].axes, (10, 100), strict=True):
        assert ax.get_title() == f"hidden_nodes={nodes}"
        for bar, epochs in zip(_bars(ax), (1, 20), strict=True):
            spot = _at(found, "sweet_spot", epochs=epochs, hidden_nodes=nodes)
            assert bar == pytest.approx(spot.interval)


def test_enough_nodes_stand_in_a_strip_below_the_accuracy() -> None:
    sizes = [1, 2, 5, 10, 50, 100]
    found, drawn = _drawn({"hidden_nodes": sizes}, "accuracy_by_hidden_nodes")
    enough = _at(found, "capacity")
    above, below = drawn["accuracy_by_hidden_nodes"].axes
    assert [x for x, _ in _marks(above, "D")] == [enough.estimate]
    low, high = enough.interval
    assert _bars(above) == [(low, high if math.isfinite(high) else 100)]
    assert bool(_marks(above, ">")) == math.isinf(high)
    assert not _bars(below)
    assert above.get_ylim()[0] < 100 * min(_accuracies(sizes))


def _accuracies(sizes: list[int]) -> pd.Series:
    return simulate({"hidden_nodes": sizes})[0]["validation_accuracy"]


def test_one_repeat_has_no_strip_and_no_shading() -> None:
    axes = {"lr": RATES, "epochs": EPOCHS}
    _, drawn = _drawn(axes, "accuracy_by_lr", "learning_curves", repeats=1)
    ax = drawn["accuracy_by_lr"].axes[0]
    assert not _bars(ax)
    assert not _shaded(ax)
    assert "one repeat cannot say" in " ".join(
        text.get_text() for ax in drawn["learning_curves"].axes for text in ax.texts
    )
