"""What is lost around the best value, against integrals by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_trials import trials
from scipy.integrate import quad

from nnexp.analysis import AnalysisError, sensitivity
from nnexp.analysis.sensitivity import lost


def test_it_is_the_mean_over_a_range_that_is_uniform_in_the_logarithm() -> None:
    accuracies = {0.01: 0.8, 0.05: 0.94, 0.1: 0.95, 0.4: 0.9}
    found = sensitivity(trials("lr", accuracies, spread=0))
    grid, values = np.log(list(accuracies)), np.array(list(accuracies.values()))

    def loss(x: float) -> float:
        return 0.95 - float(np.interp(x, grid, values))

    middle, reach = math.log(0.1), math.log(3)
    points = [math.log(0.05), middle]
    expected = quad(loss, middle - reach, middle + reach, points=points)[0] / (2 * reach)
    assert found.estimate == pytest.approx(expected)
    assert found.cautions == ()


def test_the_range_ends_with_the_grid() -> None:
    found = sensitivity(trials("lr", {0.1: 0.9, 0.2: 0.95}, spread=0))
    assert found.estimate == pytest.approx(0.025)
    assert found.cautions == ("the grid ends inside the range of 0.0667 to 0.6",)


def test_its_interval_holds_the_truth_and_never_promises_a_gain() -> None:
    table = trials("lr", {0.03: 0.93, 0.1: 0.95, 0.3: 0.93}, spread=0.002, seed=3)
    found = sensitivity(table)
    assert 0 <= found.interval[0] <= 0.01 <= found.interval[1]
    assert found.verdict == f"{100 * found.estimate:.3g} percentage points on average"
    assert found.sentence.startswith("Anywhere from lr=0.0333 to 0.3, validation accuracy is on")


def test_a_tie_makes_the_interval_hold_for_both() -> None:
    rng = np.random.default_rng(1)
    grid = np.log([0.1, 0.3, 0.9, 2.7])
    losses = np.array([0.5, 0.1, 0.1, 0.2]) + 0.001 * rng.normal(size=(5, 4))
    _, low, high = lost(losses, grid, 3)
    ends = [
        lost(np.tile(x, (2, 1)), grid, 3)[0] for x in ([0.5, 0.1, 0.11, 0.2], [0.5, 0.11, 0.1, 0.2])
    ]
    assert low < min(ends) + 0.01
    assert high > max(ends) - 0.01


def test_divergence_costs_as_much_as_guessing() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.9, 0.9: 0.5}, spread=0)
    table.loc[table["lr"] == 0.9, "status"] = "diverged"
    table.loc[table["lr"] == 0.9, "validation_accuracy"] = np.nan
    table.loc[table["lr"] == 0.3, "validation_accuracy"] += 0.001
    found = sensitivity(table)
    assert found.estimate > 0.2
    assert "training diverged at lr=0.9" in found.cautions


def test_one_repeat_has_no_interval() -> None:
    found = sensitivity(trials("lr", {0.1: 0.9, 0.2: 0.8}, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided: more repeats", 3)
    assert "interval" not in found.sentence


def test_a_range_of_one_value_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        sensitivity(trials("lr", {0.1: 0.9, 0.2: 0.8}), factor=1)
    assert str(caught.value) == "sensitivity: factor=1: must be above 1; for example 3"


def test_a_single_value_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        sensitivity(trials("lr", {0.1: 0.9}))
    assert str(caught.value) == (
        "sensitivity: the frame has one value of lr, 0.1; sweep several, for example "
        "lr=0.01,0.1,0.3"
    )
