"""Candidates with repeats of their own: against plain loops, and against the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_trials import trials
from of_book import capacity, sweet_spot

from nnexp.analysis import best_set, unequal

DESIGNS = {
    "30 at two, 14 at the others": lambda rng, shape: (
        np.arange(shape[0])[:, None] < np.array([30, 30] + [14] * (shape[1] - 2))
    ),
    "a fifth missing": lambda rng, shape: rng.random(shape) < 0.8,
    "the newest only at neighbours": lambda rng, shape: (
        (np.arange(shape[0])[:, None] < 8) | (abs(np.arange(shape[1]) - shape[1] // 2) < 2)
    ),
}


def losses(seed: int, design: str, means: list[float], shape: tuple[int, int]) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = np.asarray(means) + rng.normal(size=(shape[0], 1)) + rng.normal(size=shape)
    return np.where(DESIGNS[design](rng, shape), values, np.nan)


def test_pairs_are_compared_on_the_repeats_that_both_have() -> None:
    values = losses(0, "a fifth missing", [0, 0.5, 1, 0.2], (9, 4))
    pairs = unequal.compared(values)
    for one in range(4):
        for other in range(4):
            both = np.isfinite(values[:, one]) & np.isfinite(values[:, other])
            apart = values[both, one] - values[both, other]
            assert pairs.repeats[one, other] == both.sum()
            assert pairs.difference[one, other] == pytest.approx(apart.mean(), abs=1e-12)
            if one != other:
                width = best_set.quantile(values[np.isfinite(values).all(axis=1)], both.sum())
                assert pairs.width[one, other] == pytest.approx(float(width))


def test_two_candidates_have_the_error_of_a_paired_t_test() -> None:
    values = losses(1, "a fifth missing", [0, 0.5], (12, 2))
    both = np.isfinite(values).all(axis=1)
    apart = values[both, 0] - values[both, 1]
    assert unequal.compared(values).error[0, 1] == pytest.approx(
        apart.std(ddof=1) / np.sqrt(both.sum())
    )


def test_without_missing_values_all_is_as_it_is() -> None:
    values = np.random.default_rng(2).normal(size=(6, 5))
    assert (unequal.best_set(values) == best_set.best_set(values)).all()
    assert (unequal.means(values) == values.mean(axis=0)).all()
    # What is made for missing values gives the same where one repeat more has a single value.
    more = np.vstack([values, [np.nan] * 4 + [9.0]])
    pairs = unequal.compared(more)
    difference, error = best_set.differences(values)
    np.testing.assert_allclose(pairs.difference, difference, atol=1e-12)
    off = ~np.eye(5, dtype=bool)
    np.testing.assert_allclose(pairs.error[off], error[off])


def test_means_are_freed_of_what_the_repeats_add() -> None:
    truth = np.array([0.3, 0.1, 0.2])
    values = truth + np.arange(6.0)[:, None] * 10
    values[3:, 1] = np.nan
    assert np.diff(unequal.means(values)) == pytest.approx(np.diff(truth))


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("means", [[0.0] * 5, [0.6, 0.2, 0.0, 0.2, 0.6]], ids=["flat", "dip"])
def test_the_set_holds_the_best_as_often_as_it_says(design: str, means: list[float]) -> None:
    sweeps = 600
    held = [
        unequal.best_set(losses(seed, design, means, (30, 5)))[2 if means[0] else seed % 5]
        for seed in range(sweeps)
    ]
    # Five percent and three standard errors of so many sweeps.
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / sweeps)


@pytest.mark.parametrize("design", DESIGNS)
def test_bounds_of_regret_hold_together(design: str) -> None:
    means, sweeps = np.array([0.6, 0.2, 0.0, 0.2, 0.6]), 400
    low, high = [], []
    for seed in range(sweeps):
        lower, upper = unequal.regret_bounds(losses(seed, design, means.tolist(), (30, 5)))
        low.append(lower[0] <= means[0])
        high.append((upper >= means - 1e-12).all())
    least = 0.95 - 3 * np.sqrt(0.05 * 0.95 / sweeps)
    assert np.mean(low) >= least
    assert np.mean(high) >= least


def unequal_trials() -> pd.DataFrame:
    """30 repeats at two learning rates, 14 at three better ones."""
    table = trials("lr", {0.01: 0.90, 0.03: 0.92, 0.1: 0.95, 0.3: 0.96, 1.0: 0.94}, repeats=30)
    return table[(table["lr"] < 0.05) | (table["repeat"] < 14)]


def test_better_values_with_fewer_repeats_are_named() -> None:
    found = sweet_spot(unequal_trials())
    assert (found.verdict, found.confidence_set) == ("interior", (0.3,))
    assert found.interval[0] <= 0.3 <= found.interval[1]
    assert found.repeats == 30


def test_many_repeats_of_one_value_do_not_hide_the_others() -> None:
    table = trials("lr", {0.01: 0.90, 0.1: 0.95, 0.3: 0.96, 1.0: 0.94, 3.0: 0.9}, repeats=30)
    found = sweet_spot(table[(table["lr"] == 0.1) | (table["repeat"] < 5)])
    assert (found.verdict, found.repeats) == ("interior", 5)


def test_one_lost_cell_in_each_repeat_leaves_an_answer() -> None:
    grid = {round(0.01 * 1.4**step, 4): 0.9 - 0.001 * (step - 10) ** 2 for step in range(20)}
    table = trials("lr", grid, repeats=5)
    values = list(grid)
    lost = [((table["lr"] == values[3 * r]) & (table["repeat"] == r)) for r in range(5)]
    for cells in lost:
        table.loc[cells, "status"] = "error"
    found = sweet_spot(table)
    assert found.verdict == "interior"
    assert found.interval[0] <= values[10] <= found.interval[1]


def test_capacity_takes_unequal_repeats() -> None:
    table = trials("hidden_nodes", {10: 0.80, 50: 0.90, 100: 0.95, 200: 0.951}, repeats=12)
    found = capacity(table[(table["hidden_nodes"] < 100) | (table["repeat"] < 7)])
    assert (found.verdict, found.estimate) == ("enough", 100)
