"""Which plots a grid gets, and what is left out of large ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from simulated_sweep import simulate, simulate_points
from sweep_records import of_frames

from nnexp.plots.drawing import figures


def _figures(*sweep: Any, select_on: str = "validation") -> dict[str, Figure]:
    table, curves, swept = sweep
    return dict(figures(of_frames(table, curves, swept, select_on)))


def _text(figure: Figure) -> str:
    """What a page says beside its panels, in one line."""
    return " ".join(word for text in figure.texts for word in text.get_text().split())


@pytest.mark.parametrize(
    ("axes", "names"),
    [
        ({"lr": [0.1]}, ["learning_curves"]),
        ({"epochs": [1]}, ["learning_curves"]),
        ({"epochs": [1, 5]}, ["learning_curves"]),
        ({"seed": [1, 2, 3]}, ["learning_curves"]),
        ({"lr": [0.1, 0.3]}, ["accuracy_by_lr", "learning_curves"]),
        (
            {"lr": [0.1, 0.3], "epochs": [1, 5]},
            ["accuracy_by_lr", "accuracy_by_lr_and_epochs", "learning_curves", "cost"],
        ),
        ({"hidden_nodes": [10, 100]}, ["accuracy_by_hidden_nodes", "learning_curves"]),
        ({"network.init": ["fan_in", "zero"]}, ["accuracy_by_network_init", "learning_curves"]),
        (
            {"lr": [0.1, 0.3], "data": ["digits", "mnist"]},
            ["accuracy_by_lr", "accuracy_by_data", "learning_curves"],
        ),
        (
            {"epochs": [1, 5], "training.batch_size": [1, 16]},
            [
                "accuracy_by_epochs_and_training_batch_size",
                "accuracy_by_training_batch_size",
                "learning_curves",
                "cost",
            ],
        ),
    ],
)
def test_a_grid_gets_the_plots_that_it_makes_meaningful(
    axes: Mapping[str, Sequence[Any]], names: list[str]
) -> None:
    assert list(_figures(*simulate(axes, repeats=2))) == names


def test_every_pair_of_axes_is_a_heat_map_up_to_six_of_them() -> None:
    three = {"lr": [0.01, 0.1], "epochs": [1, 5], "network.init": ["fan_in", "zero"]}
    found = _figures(*simulate(three, repeats=2))
    maps = [name for name in found if "_and_" in name]
    assert maps == [
        "accuracy_by_lr_and_epochs",
        "accuracy_by_lr_and_network_init",
        "accuracy_by_epochs_and_network_init",
    ]
    # The first pair is shown at several of the others, the rest at the best of them.
    panels = [[ax for ax in found[name].axes if ax.get_title()] for name in maps]
    assert [len(one) for one in panels] == [2, 1, 1]
    best = panels[1][0].get_title()
    assert best in ("epochs=1", "epochs=5")
    assert "the best of 2 values of epochs" in _text(found[maps[1]])
    five = {**three, "hidden_nodes": [10, 20], "training.batch_size": [1, 2]}
    assert sum("_and_" in name for name in _figures(*simulate(five, repeats=1))) == 6


def test_one_epoch_makes_no_curve_where_there_is_another_plot() -> None:
    assert list(_figures(*simulate({"lr": [0.1, 0.3], "epochs": [1]}, repeats=2))) == [
        "accuracy_by_lr"
    ]


def test_points_that_make_no_grid_get_a_scatter_of_each_setting() -> None:
    points = [
        {"lr": lr, "epochs": 1 + index % 7, "training.batch_size": 2 ** (index % 5)}
        for index, lr in enumerate(np.geomspace(0.01, 1, 30).tolist())
    ]
    found = _figures(*simulate_points(points, repeats=1))
    assert sorted(found) == ["accuracy_by_setting", "cost", "learning_curves"]
    panels = [ax for ax in found["accuracy_by_setting"].axes if ax.get_visible()]
    assert [ax.get_xlabel() for ax in panels] == [
        "learning rate (lr)",
        "epochs",
        "training.batch_size (samples)",
    ]
    assert all(len(ax.collections[0].get_offsets()) == 30 for ax in panels)


def test_many_slices_are_cut_to_the_best_and_the_title_says_so() -> None:
    axes = {
        "lr": [0.1, 0.3],
        "network.init": ["fan_in", "fan_out", "uniform"],
        "training.batch_size": [1, 4, 16, 64, 128, 256, 512, 1024],
    }
    figure = _figures(*simulate(axes, repeats=1))["accuracy_by_lr"]
    assert "6 of 8 values of training.batch_size: those with the best accuracy" in _text(figure)
    assert [ax.get_title() for ax in figure.axes] == [
        f"training.batch_size={size}" for size in (1, 4, 16, 64, 128, 256)
    ]


def test_every_data_set_keeps_a_panel_when_slices_are_cut() -> None:
    axes = {
        "data": ["digits", "mnist"],
        "lr": [0.01, 0.1],
        "epochs": [1, 2],
        "training.batch_size": [1, 2, 4, 8],
    }
    table, curves, swept = simulate(axes, repeats=1)
    table.loc[table["data"] == "mnist", "validation_accuracy"] -= 0.5
    figure = dict(figures(of_frames(table, curves, swept)))["accuracy_by_lr"]
    titles = [ax.get_title().split("\n")[0] for ax in figure.axes]
    assert titles == ["data=digits"] * 3 + ["data=mnist"] * 3


def test_many_epochs_are_cut_to_a_few_lines_with_the_ends_and_the_best() -> None:
    table, curves, swept = simulate({"lr": [0.05, 0.1], "epochs": list(range(1, 31))}, repeats=1)
    best = table.loc[table["validation_accuracy"].idxmax(), "epochs"]
    figure = dict(figures(of_frames(table, curves, swept)))["accuracy_by_lr"]
    legend = figure.axes[0].get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert len(labels) == 7
    assert {"1", "30", str(best)} <= set(labels)
    assert "7 of 30 values of epochs" in _text(figure)


def test_learning_curves_of_many_rates_show_a_few_and_the_best() -> None:
    rates = np.geomspace(0.01, 1, 20).round(4).tolist()
    table, curves, swept = simulate({"lr": rates, "epochs": [3]}, repeats=1)
    best = table.loc[table["validation_accuracy"].idxmax(), "lr"]
    figure = dict(figures(of_frames(table, curves, swept)))["learning_curves"]
    titles = [ax.get_title() for ax in figure.axes[:6]]
    assert len(figure.axes) == 12
    assert f"lr={best}" in titles
    assert "6 of 20 values of lr" in _text(figure)


def test_curves_hold_other_settings_at_the_best_and_say_so() -> None:
    figure = _figures(*simulate({"lr": [0.1, 0.3], "network.init": ["fan_out", "fan_in"]}))[
        "learning_curves"
    ]
    assert "network.init=fan_in as in the best setting" in _text(figure)


def test_nothing_is_drawn_when_nothing_finished() -> None:
    assert _figures(*simulate({"lr": [0.1, 1]}, fails=lambda row: "boom")) == {}
    table, curves, swept = simulate({"lr": [0.1, 1]})
    assert _figures(table.head(0), curves.head(0), swept) == {}


def test_no_validation_data_and_no_test_choice_draws_nothing() -> None:
    assert _figures(*simulate({"lr": [0.1, 1]}, validation=False)) == {}


def test_a_schedule_that_trains_a_run_per_length_shows_the_longest() -> None:
    table, curves, swept = simulate({"epochs": [2, 6]}, repeats=2)
    short = curves[curves["epoch"] <= 2].assign(run_id=curves["run_id"] + "s")
    table.loc[table["epochs"] == 2, "run_id"] += "s"
    frames = table, type(curves)(np.vstack([curves, short]), columns=curves.columns)
    both = frames[1].astype(curves.dtypes.to_dict())
    figure = dict(figures(of_frames(frames[0], both, swept)))["learning_curves"]
    mean = figure.axes[0].lines[0]
    assert list(mean.get_xdata()) == [1, 2, 3, 4, 5, 6]
    assert len(figure.axes[0].collections[1].get_paths()) == 2
