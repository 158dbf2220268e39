"""Step sizes: the experiment against mathematics, and verdicts in true and false worlds."""

import itertools

import numpy as np
import pandas as pd
import pytest

from nnexp.claims.book.step_size import CLAIM, CONSTANT, FOLLOW, FUNCTIONS, measure
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

STEPS = (0.03, 0.1, 1.2)


def world(repeats=30, seed=1, still=0.0, **changes):
    """A frame as the book would have it, with changes by `function steps step`."""
    draw = np.random.default_rng(seed)
    rows = []
    for function, steps, step in itertools.product(FUNCTIONS, (FOLLOW, CONSTANT), STEPS):
        found = function == "bowl" and steps == FOLLOW and step < 1
        found = changes.get(f"{function} {steps} {step}", found)
        for repeat in range(repeats):
            settled = found if isinstance(found, bool) else draw.random() < found
            rows.append(
                {
                    "function": function,
                    "steps": steps,
                    "step": step,
                    "repeat": repeat,
                    "found": settled,
                    "restlessness": still if settled else step,
                }
            )
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_slopes_are_those_of_the_functions(name):
    function = FUNCTIONS[name][0]
    for x in np.linspace(-1.93, 1.91, 23):
        across = (function(x + 1e-6)[0] - function(x - 1e-6)[0]) / 2e-6
        assert function(x)[1] == pytest.approx(across, abs=1e-5)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_lowest_point_is_the_lowest(name):
    function, lowest = FUNCTIONS[name]
    grid = np.linspace(-3, 3, 60_001)
    values = [function(float(x))[0] for x in grid]
    assert grid[int(np.argmin(values))] == pytest.approx(lowest, abs=2e-3)


def test_on_the_bowl_a_step_does_what_the_formula_says():
    # x ↦ (1 - 2·step)·x: calm below a step of 1, ever wilder above it.
    for step, found in ((0.1, True), (0.9, True), (1.2, False)):
        row = measure({"function": "bowl", "steps": FOLLOW, "step": step}, 1, 0)
        assert row["found"] is found
    row = measure({"function": "bowl", "steps": CONSTANT, "step": 0.1}, 1, 0)
    assert row["restlessness"] == pytest.approx(0.1)


def test_it_is_reproduced_where_it_is_true():
    assert CLAIM.judge(world()).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"still": 0.2}, IN_PART),
        ({f"bowl {FOLLOW} 0.1": False}, NOT_REPRODUCED),
        ({f"bowl {FOLLOW} 1.2": True}, NOT_REPRODUCED),
        ({f"jagged {FOLLOW} 0.1": True}, IN_PART),
    ],
)
def test_it_is_false_where_one_of_its_parts_is(changes, verdict):
    assert CLAIM.judge(world(**changes)).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_luck_does_not_reproduce_it(seed):
    lucky = dict.fromkeys((f"bowl {FOLLOW} 0.1", f"bowl {FOLLOW} 1.2"), 0.5)
    assert CLAIM.judge(world(seed=seed, **lucky)).verdict != REPRODUCED


def test_the_chart_has_a_panel_for_each_function():
    chart = CLAIM.chart(world())
    assert [panel.title for panel in chart.panels] == list(FUNCTIONS)
    assert all([line.label for line in panel.lines] == [FOLLOW, CONSTANT] for panel in chart.panels)
