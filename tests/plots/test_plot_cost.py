"""Time against accuracy: the front is what no faster setting reaches."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from simulated_sweep import simulate
from sweep_records import of_frames

from nnexp.plots.drawing import figures
from nnexp.plots.style import BEST


def _cost(axes, seconds=None, **more):
    table, curves, swept = simulate(axes, **more)
    if seconds is not None:
        table["seconds"] = seconds(table)
    return table, dict(figures(of_frames(table, curves, swept))).get("cost")


def test_the_front_is_of_settings_that_no_faster_one_reaches():
    table, figure = _cost({"lr": [0.01, 0.1, 0.3], "epochs": [1, 5, 10]})
    (ax,) = figure.axes
    (front,) = [line for line in ax.lines if to_hex(line.get_color()) == BEST]
    settings = table.groupby(["lr", "epochs"])
    time, mean = settings["seconds"].median(), 100 * settings["validation_accuracy"].mean()
    wanted = [
        (time[one], mean[one])
        for one in time.index
        if not ((time <= time[one]) & (mean >= mean[one]) & (time.index != one)).any()
    ]
    drawn = np.column_stack(front.get_data())
    np.testing.assert_allclose(drawn, sorted(wanted))
    assert [text.get_text() for text in ax.texts] == [str(n + 1) for n in range(len(wanted))]


@pytest.mark.parametrize(
    ("axes", "seconds"),
    [
        ({"lr": [0.01, 0.1, 0.3], "epochs": [1, 5, 10]}, lambda table: 2.0),
        ({"lr": [0.01, 0.1, 0.3]}, None),
        ({"hidden_nodes": [10, 100, 200]}, None),
    ],
)
def test_there_is_none_where_time_does_not_differ_or_one_plot_has_it(axes, seconds):
    assert _cost(axes, seconds)[1] is None


def test_a_slow_moment_moves_no_setting():
    def slow(table):
        return np.where(table["repeat"] == 2, 500.0, 1.0) * table["epochs"]

    _, figure = _cost({"lr": [0.01, 0.1], "epochs": [1, 5, 10]}, slow)
    assert figure.axes[0].get_xlim()[1] < 20
