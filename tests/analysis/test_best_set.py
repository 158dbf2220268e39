"""Confidence sets of the best against textbook tests, and properties that must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import ttest_rel

from nnexp.analysis.best_set import best_set, differences, excess, regret_bounds

LOSSES = arrays(
    float,
    st.tuples(st.integers(2, 9), st.integers(1, 7)),
    elements=st.floats(0, 1).map(lambda x: round(x, 4)),
)


def test_two_candidates_are_a_paired_t_test(seeded: np.random.Generator) -> None:
    values = seeded.normal(size=(5, 2))
    expected = ttest_rel(values[:, 0], values[:, 1]).statistic
    assert excess(values) == pytest.approx([expected, -expected])


def test_variances_of_differences_are_moderated_by_neighbours() -> None:
    # Four repeats; differences 0-1, 0-2, 1-2 have variances 4/3, 16/3, 4/3 by hand.
    values = np.array([[0, 1, 2], [0, -1, -2], [0, 1, 2], [0, -1, -2]], dtype=float)
    _, error = differences(values)
    # Every pair is a neighbour of every other among three candidates: each of the six ordered
    # pairs counts as often as its ends have neighbours in common with it.
    near = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    own = np.array([[0, 4 / 3, 16 / 3], [4 / 3, 0, 4 / 3], [16 / 3, 4 / 3, 0]])
    for i, j in ((0, 1), (0, 2), (1, 2)):
        pairs = [(k, m) for k in range(3) for m in range(3) if k != m and near[i, k] and near[j, m]]
        lent = np.mean([own[k, m] for k, m in pairs])
        assert error[i, j] == pytest.approx(np.sqrt((3 * own[i, j] + 4 * lent) / 7 / 4))


@settings(deadline=None)
@given(LOSSES, st.sampled_from([0.0, 0.1]), st.sampled_from([2**15, 20, 1]))
def test_pairs_are_compared_as_by_plain_loops(
    losses: np.ndarray, margin: float, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nnexp.analysis.best_set._PAIRS_AT_ONCE", at_once)
        found = excess(losses, margin)
    np.testing.assert_allclose(found, _plain_excess(losses, margin), rtol=1e-6, atol=1e-9)


def _plain_excess(losses: np.ndarray, margin: float) -> list[float]:
    """Every pair by itself."""
    repeats, count = losses.shape
    every = range(count)

    def variance(i: int, j: int) -> float:
        apart = losses[:, i] - losses[:, j]
        return 0.0 if np.ptp(apart) < 1e-9 else float(apart.var(ddof=1))

    def statistic(i: int, j: int) -> float:
        near = [
            variance(k, m)
            for k in every[max(i - 1, 0) : i + 2]
            for m in every[max(j - 1, 0) : j + 2]
            if k != m
        ]
        moderated = ((repeats - 1) * variance(i, j) + 4 * np.mean(near)) / (repeats + 3)
        apart = float(losses[:, i].mean() - losses[:, j].mean()) - margin
        if abs(apart) < 1e-12:
            return 0.0
        return apart / math.sqrt(moderated / repeats) if moderated else math.copysign(np.inf, apart)

    return [max((statistic(i, j) for j in every if j != i), default=-np.inf) for i in every]


def test_what_is_known_of_many_candidates_is_theirs(seeded: np.random.Generator) -> None:
    first, second = seeded.normal(size=(2, 3, 250))
    for values in (first, second, first):
        for margin in (0.0, 0.5):
            alone = excess(np.stack([values, values]), margin)[0]
            np.testing.assert_allclose(excess(values, margin), alone, rtol=1e-10)


@settings(deadline=None)
@given(LOSSES)
def test_the_lowest_mean_is_always_inside(losses: np.ndarray) -> None:
    inside = best_set(losses)
    assert inside[losses.mean(axis=0).argmin()]


@settings(deadline=None)
@given(LOSSES, st.integers(0, 1000))
@example(np.array([[0, 1, 1, 0.748], [0, 1, 1, 0.5]]), 0)
def test_what_a_repeat_adds_to_all_candidates_does_not_matter(
    losses: np.ndarray, seed: int
) -> None:
    shared = np.random.default_rng(seed).integers(-8, 8, size=(len(losses), 1)).astype(float)
    spread = np.ptp(losses - losses.mean(axis=1, keepdims=True), axis=0).max(initial=0)
    if spread > 1e-6:
        np.testing.assert_allclose(excess(losses + shared), excess(losses), rtol=1e-5, atol=1e-5)


def test_a_difference_without_noise_is_certain() -> None:
    losses = np.tile([0.1, 0.2, 0.1], (3, 1))
    assert excess(losses).tolist() == [0, np.inf, 0]
    assert best_set(losses).tolist() == [True, False, True]
    assert excess(losses[:, :2]).tolist() == [-np.inf, np.inf]


def test_many_arrays_at_once_are_as_each_alone(seeded: np.random.Generator) -> None:
    values = seeded.normal(size=(20, 10, 6))
    np.testing.assert_array_equal(best_set(values), np.stack([best_set(one) for one in values]))


def test_regret_is_bounded_on_both_sides(seeded: np.random.Generator) -> None:
    means = np.array([0.0, 0.1, 0.5, 3.0])
    held = []
    for _ in range(500):
        values = means + 0.3 * seeded.normal(size=(6, 4))
        lower, upper = regret_bounds(values)
        assert (lower <= upper).all()
        held.append((means - means.min() <= upper + 1e-12).all())
    assert np.mean(held) >= 0.93


def test_a_single_candidate_is_the_best() -> None:
    assert best_set(np.zeros((3, 1))).tolist() == [True]
    lower, upper = regret_bounds(np.zeros((3, 1)))
    assert (lower.tolist(), upper.tolist()) == ([0.0], [0.0])


@pytest.mark.parametrize("repeats", [5, 12])
def test_many_candidates_are_compared_in_blocks_that_change_nothing(monkeypatch, repeats):
    values = np.random.default_rng(4).normal(size=(3, repeats, 23)).cumsum(axis=-1)
    whole = excess(values), regret_bounds(values[0])
    monkeypatch.setattr("nnexp.analysis.best_set._PAIRS_AT_ONCE", 50)
    np.testing.assert_allclose(excess(values), whole[0], rtol=1e-10)
    np.testing.assert_allclose(regret_bounds(values[0]), whole[1], rtol=1e-10)
