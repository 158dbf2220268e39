"""The candidates of a sweep that decides, step by step."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from simulated_sweep import simulate
from sweep_records import a_result

from nnexp.analysis.sweet_spot import SweetSpotVerdict
from nnexp.deciding import Asked, Chapter, Left, Open, Reason, Step
from nnexp.plots.decision import DECISION
from nnexp.plots.view import view_of

VALUES = (0.01, 0.1, 0.3)


def _step(kind, number, values, repeats):
    asked = tuple(Asked((("lr", value), ("epochs", 5)), repeats) for value in values)
    why = Reason("look" if kind == "look" else "start", {"repeats": len(repeats)})
    return Step(kind, number, asked, (why,), (), 0)


def _open(*left):
    return (Open("sweet_spot", "lr", VALUES, left), Open("overfitting", "epochs", (5,), (5,)))


STORY = (
    Chapter(_step("explore", 1, VALUES, range(3)), (), ()),
    Chapter(
        _step("look", 1, VALUES, range(3, 8)),
        (Left("sweet_spot", "lr", 0.01, 1, "worse"),),
        _open(0.1, 0.3),
    ),
    Chapter(
        _step("look", 2, (0.1, 0.3), range(8, 11)),
        (Left("sweet_spot", "lr", 0.3, 2, "failed"),),
        _open(0.1),
    ),
)


def _plain():
    table, curves, swept = simulate({"lr": VALUES})
    return view_of(a_result(Path("out"), table, curves, swept))


@pytest.fixture
def view():
    return dataclasses.replace(_plain(), story=STORY)


def test_it_is_of_settings_that_several_candidates_had(view):
    assert list(DECISION.needs(view, False)) == [("lr",)]
    assert DECISION.file(view, ("lr",)) == "decision_about_lr"
    assert SweetSpotVerdict("level").state == "nothing"


def test_each_candidate_ends_at_the_look_at_which_it_left(view):
    (ax, *_) = DECISION.draw(view, ("lr",)).axes
    lines = {
        float(line.get_ydata()[0]): float(line.get_xdata()[-1])
        for line in ax.lines
        if line.get_linestyle() == "-" and len(line.get_xdata()) == 2
    }
    # Step 0 explores, 1 and 2 are looks.
    assert lines == {0.01: 1, 0.1: 2, 0.3: 2}
    marks = {
        (line.get_marker(), float(x), float(y))
        for line in ax.lines
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=False)
        if line.get_marker() in ("x", "X", "D")
    }
    assert marks == {("x", 1, 0.01), ("X", 2, 0.3), ("D", 2, 0.1)}


def test_a_plain_sweep_has_none():
    assert list(DECISION.needs(_plain(), False)) == []
