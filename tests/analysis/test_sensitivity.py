"""What is lost around the best value, against integrals by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from made_trials import told, trials
from of_book import sensitivity
from scipy.integrate import quad
from scipy.stats import t as student

from nnexp.analysis import AnalysisError
from nnexp.analysis.sensitivity import lost
from nnexp.analysis.sentence import plain


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
    assert told(found.cautions) == ()


def test_the_range_ends_with_the_grid() -> None:
    found = sensitivity(trials("lr", {0.1: 0.9, 0.2: 0.95}, spread=0))
    assert found.estimate == pytest.approx(0.025)
    assert told(found.cautions) == ("the grid ends inside the range of 0.0667 to 0.6",)


def test_its_interval_holds_the_truth_and_never_promises_a_gain() -> None:
    table = trials("lr", {0.03: 0.93, 0.1: 0.95, 0.3: 0.93}, spread=0.002, seed=3)
    found = sensitivity(table)
    assert 0 <= found.interval[0] <= 0.01 <= found.interval[1]
    assert (
        plain(found.words.verdict(found))
        == f"{100 * found.estimate:.1f} percentage points on average"
    )
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


def _with_a_divergence() -> pd.DataFrame:
    table = trials("lr", {0.1: 0.9, 0.3: 0.9, 0.9: 0.5}, spread=0)
    table.loc[table["lr"] == 0.9, "status"] = "diverged"
    table.loc[table["lr"] == 0.9, "validation_accuracy"] = np.nan
    table.loc[table["lr"] == 0.3, "validation_accuracy"] += 0.001
    return table


@pytest.mark.parametrize("classes", [2, 3, 4, 10, 26])
def test_divergence_costs_as_much_as_guessing(classes: int) -> None:
    table = _with_a_divergence()
    found = sensitivity(table, classes=classes)
    best = table.loc[table["lr"] == 0.3, "validation_accuracy"].mean()
    # Over each third of the range the loss goes straight from one value's to the next's.
    assert found.estimate == pytest.approx((0.001 / 2 + (best - 1 / classes) / 2) / 2)
    assert told(found.cautions) == ("training diverged at lr=0.9",)


def test_what_diverged_is_left_out_where_guessing_is_not_known() -> None:
    found = sensitivity(_with_a_divergence())
    assert found.estimate < 0.001
    assert told(found.cautions) == (
        "training diverged at lr=0.9",
        "what diverged is left out: the number of classes is not known",
        "the grid ends inside the range of 0.1 to 0.9",
    )


def test_no_more_than_everything_is_lost() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.5}, repeats=2, spread=0)
    table["validation_accuracy"] = [0.9, 0.95, 0.1, 0.9]
    assert sensitivity(table).interval[1] == 1.0


def test_one_repeat_has_no_interval() -> None:
    found = sensitivity(trials("lr", {0.1: 0.9, 0.2: 0.8}, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)
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
        "lr=0.03,0.1,0.3"
    )


def test_unequal_repeats_are_compared_where_both_have_one() -> None:
    table = trials("lr", {0.1: 0.93, 0.3: 0.95, 0.9: 0.93}, repeats=6, seed=4)
    lost = (table["lr"] == 0.9) & (table["repeat"] < 3) | (table["lr"] == 0.1) & (
        table["repeat"] == 5
    )
    found = sensitivity(table[~lost])
    assert (found.repeats, len(found.rows)) == (6, 14)
    # On either side the loss goes straight from 0 to that of the end.
    above = {lr: _paired(table[~lost], lr) for lr in (0.1, 0.9)}
    half = sum(
        0.25 * student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
        for values in above.values()
    )
    assert found.interval[1] - found.estimate == pytest.approx(half)
    assert found.estimate == pytest.approx(0.01, abs=0.002)
    assert told(found.cautions) == (
        "repeats per value of lr: 3 to 6; each comparison uses those that both values have",
    )


def _paired(table: pd.DataFrame, lr: float) -> np.ndarray:
    """By how much each repeat is better at 0.3 than at another value, where it has both."""
    wide = table.pivot_table(index="repeat", columns="lr", values="validation_accuracy")
    return (wide[0.3] - wide[lr]).dropna().to_numpy()


def test_a_value_that_shares_one_repeat_with_the_best_leaves_the_interval_open() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.95, 0.9: 0.9})
    found = sensitivity(table[(table["lr"] != 0.9) | (table["repeat"] == 2)])
    assert found.verdict == "undecided"
    assert math.isnan(found.interval[0])
