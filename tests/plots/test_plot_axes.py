from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnexp.plots.axes import axis_of, fit_setting, label_of, place, shown_level
from nnexp.plots.measures import fit_accuracy, fit_positive, fit_seconds
from nnexp.trainables.book.columns import BOOK


@pytest.mark.parametrize(
    ("name", "levels", "kind"),
    [
        ("lr", ("0.1", "0.2"), "log"),
        ("hidden_nodes", ("100", "200"), "log"),
        ("hidden_nodes", ("0", "10", "100"), "category"),
        ("hidden_nodes", ("100", "[100,50]"), "category"),
        ("training.batch_size", ("1", "16", "64"), "log"),
        ("epochs", ("3", "4", "5"), "linear"),
        ("data.validation", ("0", "0.1", "0.2"), "linear"),
        ("network.init", ("fan_in", "fan_out"), "category"),
        ("data.train_size", ("100", "1000", "null"), "category"),
    ],
)
def test_the_scale_follows_the_values(name: str, levels: tuple[str, ...], kind: str) -> None:
    assert axis_of(name, levels, BOOK).kind == kind


def test_levels_stand_at_their_values_or_in_equal_steps() -> None:
    assert place(axis_of("lr", ("0.01", "0.1"), BOOK), ["0.1", "0.01"]).tolist() == [0.1, 0.01]
    words = axis_of("network.init", ("fan_in", "uniform"), BOOK)
    assert place(words, ["uniform", "fan_in"]).tolist() == [1, 0]


def _ticks(levels: tuple[str, ...], inches: float, name: str = "lr") -> list[str]:
    ax = Figure().subplots()
    fit_setting(ax, axis_of(name, levels, BOOK), inches)
    return [tick.get_text() for tick in ax.get_xticklabels()]


def test_ticks_are_the_values_of_the_grid() -> None:
    assert _ticks(("0.01", "0.05", "0.1", "0.3"), 6) == ["0.01", "0.05", "0.1", "0.3"]


def test_ticks_without_room_make_way_for_the_ends() -> None:
    levels = tuple(f"{value:.12g}" for value in np.geomspace(0.001, 3, 50))
    ticks = _ticks(levels, 3)
    assert ticks[0] == "0.001"
    assert ticks[-1] == "3"
    assert 3 <= len(ticks) <= 8


def test_long_names_are_slanted_and_shortened_in_the_middle() -> None:
    name = "/data/of/the/first/experiment/train_1.csv"
    ax = Figure().subplots()
    fit_setting(ax, axis_of("data.train", (name, name.replace("1", "2")), BOOK), 2)
    labels = ax.get_xticklabels()
    assert [label.get_text()[-11:] for label in labels] == ["train_1.csv", "train_2.csv"]
    assert all(len(label.get_text()) <= 24 and "…" in label.get_text() for label in labels)
    assert labels[0].get_rotation() == 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0.1", "0.1"), ("0.103055268727", "0.103"), ("1000000", "1e+06"), ("60000", "60000")],
)
def test_long_numbers_are_rounded(text: str, shown: str) -> None:
    assert shown_level(text) == shown


def test_signs_that_the_font_lacks_become_boxes() -> None:
    assert shown_level("漢x") == "□x"


def test_a_unit_stands_with_its_setting() -> None:
    assert label_of("training.batch_size", BOOK) == "training.batch_size (samples)"
    assert label_of("network.init", BOOK) == "network.init"


def test_a_wide_range_of_accuracies_spreads_the_good_ones() -> None:
    ax = Figure().subplots()
    fit_accuracy([ax], np.array([10.0, 90.0, 97.0, np.nan]), "Test accuracy (%)")
    assert ax.get_ylabel() == "Test accuracy (%)\naxis by log of the error"
    low, high, top = ax.transData.transform([(0, 50), (0, 90), (0, 97)])[:, 1]
    assert top - high > 0.6 * (high - low)


def test_a_narrow_range_of_accuracies_is_plain() -> None:
    ax = Figure().subplots()
    fit_accuracy([ax], np.array([84.0, 97.0]), "Test accuracy (%)")
    assert ax.get_ylabel() == "Test accuracy (%)"
    assert ax.get_yscale() == "linear"


def test_wide_intervals_do_not_press_what_was_seen_into_a_line() -> None:
    ax = Figure().subplots()
    seen = np.array([94.0, 96.0])
    ax.fill_between([1, 2], seen - 40, seen + 40)
    fit_accuracy([ax], seen, "Test accuracy (%)")
    assert ax.get_ylim() == (92.0, 98.0)


def test_accuracies_end_at_100() -> None:
    ax = Figure().subplots()
    ax.plot([99.0, 100.0])
    ax.fill_between([0, 1], [90, 91], [110, 111])
    fit_accuracy([ax], np.array([99.0, 100.0]), "Test accuracy (%)")
    assert ax.get_ylim()[1] == pytest.approx(100.03)


def test_perfect_and_hopeless_accuracies_are_both_in_view() -> None:
    ax = Figure().subplots()
    fit_accuracy([ax], np.array([0.0, 100.0]), "Test accuracy (%)")
    low, high = ax.get_ylim()
    assert low < 0
    assert high > 99.9


@pytest.mark.parametrize("high", [1.0, 1.2, 2.0, 4.9, 5.1, 8.0, 30.0, 1e3])
def test_times_along_x_have_plain_ticks_only(high: float) -> None:
    figure = Figure()
    ax = figure.subplots()
    seconds = np.array([0.0021, 0.0021 * high])
    ax.plot(seconds, [0.0, 1.0])
    fit_seconds(ax, seconds)
    figure.draw_without_rendering()
    low, top = ax.get_xlim()
    assert low < seconds.min()
    assert top > seconds.max()
    ticks = [
        (at, label.get_text())
        for at, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=False)
    ]
    assert sum(low <= at <= top for at, _ in ticks) >= 2
    assert all(float(text) == pytest.approx(at, rel=1e-3) for at, text in ticks if text)
    assert not any(label.get_text() for label in ax.get_xticklabels(minor=True))


def test_times_over_a_wide_range_have_a_log_axis_with_plain_ticks() -> None:
    ax = Figure().subplots()
    fit_positive(ax, np.array([0.01, 3.0, np.nan]), from_zero=True)
    assert ax.get_yscale() == "log"
    ticks = [tick.get_text() for tick in ax.get_yticklabels()]
    assert {"0.01", "0.1", "1"} <= set(ticks)


def test_times_of_one_size_start_at_zero() -> None:
    ax = Figure().subplots()
    ax.plot([2.0, 3.0])
    fit_positive(ax, np.array([2.0, 3.0]), from_zero=True)
    assert ax.get_yscale() == "linear"
    assert ax.get_ylim()[0] == 0


def test_nothing_seen_changes_nothing() -> None:
    ax = Figure().subplots()
    before = ax.get_ylim()
    fit_positive(ax, np.array([np.nan]), from_zero=True)
    fit_accuracy([ax], np.empty(0), "Test accuracy (%)")
    assert ax.get_ylim() == before
