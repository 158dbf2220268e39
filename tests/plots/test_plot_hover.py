"""What points say under the mouse."""

from __future__ import annotations

import io
import re

import numpy as np
from matplotlib.figure import Figure
from simulated_sweep import simulate
from sweep_records import of_frames

from nnexp.plots.drawing import figures
from nnexp.plots.hover import estimated, say_at, with_titles


def _drawing(figure: Figure) -> str:
    content = io.BytesIO()
    figure.savefig(content, format="svg", metadata={"Date": None})
    return with_titles(content.getvalue(), figure).decode()


def _said(drawing: str) -> list[str]:
    return re.findall(r"<use [^>]*><title>(.*?)</title></use>", drawing)


def test_each_point_of_each_line_says_its_own() -> None:
    figure = Figure()
    ax = figure.subplots()
    for sign in (1, -1):
        (line,) = ax.plot([1, 2, 3], np.array([1, 4, 9]) * sign, "o-")
        say_at(line, [f"{sign * y} <&" for y in (1, 4, 9)])
    drawing = _drawing(figure)
    assert _said(drawing) == [f"{y} &lt;&amp;" for y in (1, 4, 9, -1, -4, -9)]
    # Ticks are markers too, and say nothing.
    assert drawing.count("<use ") > 6
    at = [
        (float(x), float(y))
        for x, y in re.findall(r'<use [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*><title>', drawing)
    ]
    ends = ax.transData.transform([(1, 1), (3, -9)]) * 72 / figure.dpi
    height = 72 * figure.get_figheight()
    # Up is down in a drawing.
    assert np.allclose([at[0], at[-1]], [(x, height - y) for x, y in ends], atol=0.01)


def test_curves_and_times_say_what_they_are_where_they_are() -> None:
    table, curves, swept = simulate({"lr": [0.1, 0.3], "epochs": [5, 60]}, repeats=3)
    drawn = dict(figures(of_frames(table, curves, swept)))
    said = _said(_drawing(drawn["learning_curves"]))
    part, value = r"(train|validation|test) (accuracy|loss)", r"[\d.e-]+( %)?"
    pattern = rf"epoch=(\d+), {part}: {value}( \([\d.e-]+ … [\d.e-]+\))?"
    told = [re.fullmatch(pattern, one) for one in said]
    assert all(told)
    epochs = [int(one.group(1)) for one in told if one]
    # Two rates, each a curve of each metric on each part, of which not every epoch is told.
    assert 0 < len(epochs) <= 2 * 2 * 3 * 25
    assert {min(epochs), max(epochs)} == {1, 60}
    one = table[(table["lr"] == 0.3) & (table["epochs"] == 60)]
    last = f"epoch=60, validation accuracy: {100 * one['validation_accuracy'].mean():.4g} %"
    assert any(text.startswith(last) for text in said)
    costs = _said(_drawing(drawn["cost"]))
    assert all(re.fullmatch(r"lr=0\.\d epochs=\d+: .* %.*, [\d.e-]+ s", text) for text in costs)
    # Each setting, and once more those that no faster one reaches.
    assert len(set(costs)) == 4
    assert len(costs) > 4


def test_where_points_are_not_drawn_nothing_is_said() -> None:
    """Else a point would say what another is."""
    figure = Figure()
    (line,) = figure.subplots().plot([1, 2, 3], [1, np.nan, 9], "o-")
    say_at(line, ["one", "none", "nine"])
    assert _said(_drawing(figure)) == []


def test_a_value_is_told_with_its_unit_and_its_interval() -> None:
    assert estimated(96.312, 95.9, 96.71, "%") == "96.31 % (95.9 … 96.71)"
    assert estimated(0.5, np.nan, np.nan, "") == "0.5"
    assert estimated(-0.1234, -0.2, 0.1, "percentage points", 2) == (
        "-0.12 percentage points (-0.2 … 0.1)"
    )
