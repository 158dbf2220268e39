"""What stands in each plot equals what stands in the table."""

from __future__ import annotations

import warnings
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from scipy import stats
from scipy.special import expit, logit
from simulated_sweep import simulate
from sweep_records import of_frames

from nnexp.plots import style
from nnexp.plots.drawing import figures

RATES, EPOCHS = [0.01, 0.1, 0.3], [1, 5, 10]


def _figures(*sweep: Any, select_on: str = "validation") -> dict[str, Figure]:
    table, curves, swept = sweep
    with mpl.rc_context(style.settings()):
        return dict(figures(of_frames(table, curves, swept, select_on)))


def _text(figure: Figure) -> str:
    """What a page says beside its panels, in one line."""
    return " ".join(word for text in figure.texts for word in text.get_text().split())


def _points(ax: Axes) -> np.ndarray:
    """Every faint point of a panel, (n, 2)."""
    return np.concatenate(
        [np.asarray(c.get_offsets()) for c in ax.collections if isinstance(c, PathCollection)]
    )


@pytest.fixture(scope="module")
def sweep() -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    return simulate({"lr": RATES, "epochs": EPOCHS})


@pytest.fixture(scope="module")
def drawn(sweep: Any) -> dict[str, Figure]:
    return _figures(*sweep)


def test_lines_are_the_means_over_repeats(sweep: Any, drawn: dict[str, Figure]) -> None:
    ax = drawn["accuracy_by_lr"].axes[0]
    assert ax.get_xscale() == "log"
    assert [line.get_label() for line in ax.lines] == ["1", "5", "10"]
    means = sweep[0].groupby(["epochs", "lr"])["validation_accuracy"].mean() * 100
    for line, epochs in zip(ax.lines, EPOCHS, strict=True):
        assert list(line.get_xdata()) == RATES
        np.testing.assert_allclose(line.get_ydata(), means[epochs])


def test_bands_are_student_intervals_of_the_logits(sweep: Any, drawn: dict[str, Figure]) -> None:
    ax = drawn["accuracy_by_lr"].axes[0]
    band = next(c for c in ax.collections if not isinstance(c, PathCollection))
    heights = band.get_paths()[0].vertices[:, 1]
    rows = sweep[0].query("epochs == 1 and lr == 0.01")["validation_accuracy"] * 100
    mean = rows.mean() / 100
    # The delta method: by how much the logit changes with the share.
    error = stats.sem(rows / 100) / (mean * (1 - mean))
    low, high = 100 * expit(np.array(stats.t.interval(0.95, 4, logit(mean), error)))
    assert np.isclose(heights, low).any()
    assert np.isclose(heights, high).any()


def test_every_repeat_is_a_point(sweep: Any, drawn: dict[str, Figure]) -> None:
    points = _points(drawn["accuracy_by_lr"].axes[0])
    assert len(points) == 45
    expected = sweep[0][["lr", "validation_accuracy"]].to_numpy() * [1, 100]
    np.testing.assert_allclose(
        points[np.lexsort(points.T)], expected[np.lexsort(expected.T)], atol=1e-9
    )


def test_words_name_data_repeats_and_units(drawn: dict[str, Figure]) -> None:
    figure = drawn["accuracy_by_lr"]
    assert "Accuracy against learning rate" in _text(figure)
    assert "digits · hidden_nodes=100" in _text(figure)
    assert "Mean of 5 repeats with its 95 % interval (t)" in _text(figure)
    assert "test" not in _text(figure)
    assert figure.axes[0].get_ylabel() == "Validation accuracy (%)"
    assert figure.axes[0].get_xlabel() == "learning rate (lr)"
    ticks = [tick.get_text() for tick in figure.axes[0].get_xticklabels()]
    assert ticks == ["0.01", "0.1", "0.3"]


def test_the_legend_covers_no_data(drawn: dict[str, Figure]) -> None:
    figure = drawn["accuracy_by_lr"]
    figure.draw_without_rendering()
    ax = figure.axes[0]
    legend = ax.get_legend()
    assert legend is not None
    assert legend.get_window_extent().x0 >= ax.get_window_extent().x1
    assert legend.get_window_extent().x1 <= figure.bbox.x1


@pytest.mark.parametrize("name", ["accuracy_by_lr", "accuracy_by_lr_and_epochs", "learning_curves"])
def test_words_stay_on_the_page_and_off_each_other(drawn: dict[str, Figure], name: str) -> None:
    figure = drawn[name]
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.texts]
    boxes += [ax.get_tightbbox() for ax in figure.axes]
    for box in boxes:
        assert box.x0 >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        assert box.y0 >= -1
        assert box.y1 <= figure.bbox.y1 + 1
    words, panels = boxes[: len(figure.texts)], boxes[len(figure.texts) :]
    assert not any(word.overlaps(panel) for word in words for panel in panels)


@pytest.mark.parametrize(("spread", "alike"), [(0.004, True), (0.0002, False)])
def test_colours_of_a_heat_map_do_not_shout_noise(spread: float, alike: bool) -> None:
    generator = np.random.default_rng(4)
    table, curves, swept = simulate({"lr": RATES, "epochs": EPOCHS})
    effect = table["lr"].map({0.01: 0.0, 0.1: 0.002, 0.3: 0.004})
    noise = spread * generator.normal(size=len(table))
    table["validation_accuracy"] = 0.9 + effect + noise
    figure = _figures(table, curves, swept)["accuracy_by_lr_and_epochs"]
    mesh = figure.axes[0].collections[0]
    colours = mesh.cmap(mesh.norm(mesh.get_array().ravel()))[:, :3]
    apart = np.abs(colours[:, None] - colours[None]).sum(axis=2).max()
    assert (apart < 1) == alike
    assert ("no more than chance" in _text(figure)) == alike


def test_a_slow_moment_does_not_press_the_times_together() -> None:
    table, curves, swept = simulate({"hidden_nodes": [10, 50, 100]})
    usual = table["seconds"].max()
    table.loc[table.index[0], "seconds"] = 200 * usual
    time = _figures(table, curves, swept)["accuracy_by_hidden_nodes"].axes[1]
    assert time.get_ylim()[1] < 5 * usual


def test_the_legend_has_no_line_that_is_not_drawn() -> None:
    table, curves, swept = simulate(
        {"lr": RATES, "epochs": EPOCHS}, fails=lambda row: "boom" if row["epochs"] == 5 else ""
    )
    legend = _figures(table, curves, swept)["accuracy_by_lr"].axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["1", "10"]


def test_the_heat_map_holds_every_mean_and_frames_the_best(
    sweep: Any, drawn: dict[str, Figure]
) -> None:
    ax = drawn["accuracy_by_lr_and_epochs"].axes[0]
    means = sweep[0].groupby(["epochs", "lr"])["validation_accuracy"].mean() * 100
    shown = np.array([text.get_text() for text in ax.texts]).reshape(3, 3)[::-1]
    expected = [[f"{means[e, lr]:.1f}" for lr in RATES] for e in EPOCHS]
    assert shown.tolist() == expected
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["10", "5", "1"]
    best_epochs, best_lr = means.idxmax()
    (frame,) = ax.patches
    column, row = frame.get_xy()  # type: ignore[attr-defined]
    assert (RATES[int(column)], EPOCHS[::-1][int(row)]) == (best_lr, best_epochs)


def test_learning_curves_compare_training_with_validation_and_test(
    sweep: Any, drawn: dict[str, Figure]
) -> None:
    figure = drawn["learning_curves"]
    assert len(figure.axes) == 6
    loss = figure.axes[1]
    assert loss.get_title() == "lr=0.1"
    curves = sweep[1].query("lr == 0.1").groupby("epoch")
    train, validation, test = (line for line in loss.lines if line.get_linestyle() != "None")
    np.testing.assert_allclose(train.get_ydata(), curves["train_loss"].mean())
    np.testing.assert_allclose(validation.get_ydata(), curves["validation_loss"].mean())
    accuracy = figure.axes[4]
    np.testing.assert_allclose(accuracy.lines[0].get_ydata(), 100 * curves["train_accuracy"].mean())
    assert {ax.get_ylim() for ax in figure.axes[:3]} == {loss.get_ylim()}
    assert {ax.get_xlim() for ax in figure.axes} == {loss.get_xlim()}
    np.testing.assert_allclose(test.get_ydata(), curves["test_loss"].mean())
    assert "training against validation and test" in _text(figure)


def test_test_data_that_choose_are_named_on_every_plot() -> None:
    sweep = simulate({"lr": RATES, "epochs": EPOCHS, "hidden_nodes": [10, 100]}, validation=False)
    figures = _figures(*sweep, select_on="test")
    for name, figure in figures.items():
        assert "the test data also choose the setting" in _text(figure), name
    figure = figures["learning_curves"]
    legend = figure.axes[-1].get_legend() or figure.axes[len(figure.axes) // 2 - 1].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["training", "test"]


def test_one_repeat_has_neither_band_nor_faint_points() -> None:
    figure = _figures(*simulate({"lr": RATES}, repeats=1))["accuracy_by_lr"]
    ax = figure.axes[0]
    assert not any(isinstance(c, PathCollection) for c in ax.collections)
    assert "One repeat of each setting, so there is no interval." in _text(figure)


def test_failed_trials_are_left_out_of_means_and_counted() -> None:
    table, curves, swept = simulate(
        {"lr": RATES, "epochs": EPOCHS},
        fails=lambda row: "boom" if row["lr"] == 0.3 and row["repeat"] > 2 else "",
    )
    drawn = _figures(table, curves, swept)
    assert "6 of 45 trials failed and are left out." in _text(drawn["accuracy_by_lr"])
    ok = table.query("status == 'ok' and epochs == 1").groupby("lr")["validation_accuracy"].mean()
    line = drawn["accuracy_by_lr"].axes[0].lines[0]
    np.testing.assert_allclose(line.get_ydata(), 100 * ok)
    cells = [text.get_text() for text in drawn["accuracy_by_lr_and_epochs"].axes[0].texts]
    assert sum(cell.endswith("*") for cell in cells) == 3
    assert "2 of 15 runs" in _text(drawn["learning_curves"])


def test_a_value_that_always_fails_breaks_the_line_and_greys_the_cell() -> None:
    drawn = _figures(
        *simulate(
            {"lr": [0.01, 0.1, 0.3], "epochs": EPOCHS},
            fails=lambda row: "boom" if row["lr"] == 0.1 else "",
        )
    )
    line = drawn["accuracy_by_lr"].axes[0].lines[0]
    assert np.isnan(np.asarray(line.get_ydata(), dtype=float)).tolist() == [False, True, False]
    cells = [text.get_text() for text in drawn["accuracy_by_lr_and_epochs"].axes[0].texts]
    assert cells.count("failed") == 3
    assert "Grey: every repeat failed." in _text(drawn["accuracy_by_lr_and_epochs"])


def test_trials_that_were_not_run_are_no_failures() -> None:
    table, curves, swept = simulate({"lr": RATES, "epochs": EPOCHS})
    table.loc[table["lr"] == 0.3, "status"] = "not_run"
    figure = _figures(table, curves, swept)["accuracy_by_lr"]
    assert "15 trials of the sweep were not run." in _text(figure)
    assert "failed" not in _text(figure)


def test_some_rows_without_validation_data_are_counted() -> None:
    table, curves, swept = simulate({"lr": RATES})
    table.loc[table["lr"] == 0.3, ["validation_accuracy", "validation_loss"]] = np.nan
    figure = _figures(table, curves, swept)["accuracy_by_lr"]
    assert "5 of 15 trials have no validation accuracy and are left out." in _text(figure)


def test_capacity_shows_accuracy_above_time() -> None:
    table, curves, swept = simulate({"hidden_nodes": [10, 100, 500], "epochs": [1, 5]})
    figure = _figures(table, curves, swept)["accuracy_by_hidden_nodes"]
    accuracy, time = figure.axes
    assert accuracy.get_ylabel() == "Validation accuracy (%)"
    assert time.get_ylabel() == "Training time (s)"
    assert time.get_xlabel() == "hidden nodes"
    assert time.get_xscale() == time.get_yscale() == "log"
    seconds = table.query("epochs == 5").groupby("hidden_nodes")["seconds"].median()
    np.testing.assert_allclose(time.lines[1].get_ydata(), seconds)


def test_words_have_points_with_bars_and_no_line_between() -> None:
    sweep = simulate({"network.init": ["fan_in", "fan_out", "uniform"], "epochs": [1, 5]})
    ax = _figures(*sweep)["accuracy_by_network_init"].axes[0]
    means = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    assert [line.get_linestyle() for line in means] == ["None", "None"]
    first, second = (np.asarray(line.get_xdata(), dtype=float) for line in means)
    assert (first < second).all()
    assert len(ax.containers) == 2


def test_seeds_count_as_repeats() -> None:
    figure = _figures(*simulate({"lr": RATES, "seed": [1, 2, 3]}, repeats=2))["accuracy_by_lr"]
    assert "Mean of 6 repeats" in _text(figure)
    assert len(_points(figure.axes[0])) == 18


def test_many_repeats_show_some_points_but_all_in_the_mean() -> None:
    table, curves, swept = simulate({"lr": [0.1, 0.3], "epochs": [1]}, repeats=40)
    figure = _figures(table, curves, swept)["accuracy_by_lr"]
    assert "single repeats (the first 30)" in _text(figure)
    assert len(_points(figure.axes[0])) == 60
    means = 100 * table.groupby("lr")["validation_accuracy"].mean()
    np.testing.assert_allclose(figure.axes[0].lines[0].get_ydata(), means)


def test_tables_with_settings_as_text_draw_the_same() -> None:
    table, curves, swept = simulate({"hidden_nodes": [20, 100], "lr": RATES})
    text = table.assign(hidden_nodes=table["hidden_nodes"].astype("str"))
    plain, read = _figures(table, curves, swept), _figures(text, curves, swept)
    for name in plain:
        lines = zip(plain[name].axes[0].lines, read[name].axes[0].lines, strict=True)
        for one, other in lines:
            np.testing.assert_array_equal(one.get_xydata(), other.get_xydata())


def test_identical_repeats_draw_without_a_warning() -> None:
    table, curves, swept = simulate({"lr": RATES, "epochs": EPOCHS})
    for frame in (table, curves):
        for name in ("train", "validation", "test"):
            frame[f"{name}_accuracy"] = 0.1
            frame[f"{name}_loss"] = 0.9
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in _figures(table, curves, swept).values():
            figure.draw_without_rendering()
