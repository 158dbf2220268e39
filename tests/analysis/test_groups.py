"""Two kinds of repeats, made and not made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_trials import told, trials
from of_book import sweet_spot

from nnexp.analysis.groups import LEAST, apart, apart_by_chance


def _two_kinds(kinds: list[bool], apart_by: float, seed: int = 0) -> np.ndarray:
    """(repeats, 6) losses; those of one kind are worse at three of six candidates."""
    rng = np.random.default_rng(seed)
    shape = (len(kinds), 6)
    shift = apart_by * np.outer(kinds, [0, 0, 0, 1, 1, 1])
    return np.asarray(
        shift + 0.001 * rng.standard_normal(shape) + rng.standard_normal((shape[0], 1))
    )


@given(
    kinds=st.lists(st.booleans(), min_size=3, max_size=5).filter(lambda one: len({*one}) == 2),
    seed=st.integers(0, 10_000),
)
def test_groups_that_are_far_apart_are_found_whatever_repeats_add(
    kinds: list[bool], seed: int
) -> None:
    size, times = apart(_two_kinds(kinds, 0.1, seed))
    assert size == min(sum(kinds), len(kinds) - sum(kinds))
    assert times > apart_by_chance(len(kinds), 6)


def test_the_distance_is_that_of_an_analysis_of_variance() -> None:
    """Two groups on two candidates are one paired difference each: a t test of two samples."""
    values = np.array([[0.0, 0.0], [0.0, 0.2], [0.0, 1.0], [0.0, 1.3]])
    size, times = apart(values)
    low, high = values[:2, 1], values[2:, 1]
    pooled = (low.var(ddof=1) + high.var(ddof=1)) / 2
    assert (size, times) == (2, pytest.approx((high.mean() - low.mean()) / np.sqrt(pooled)))


def test_repeats_that_are_alike_have_no_groups() -> None:
    assert apart(np.tile([0.1, 0.2, 0.3], (4, 1)))[1] == 0
    assert apart_by_chance(5, 13) == LEAST


@pytest.mark.parametrize("repeats", [3, 4, 5])
@pytest.mark.parametrize("candidates", [3, 6])
def test_repeats_of_one_kind_are_rarely_parted(repeats: int, candidates: int) -> None:
    rng = np.random.default_rng(repeats)
    bar = apart_by_chance(repeats, candidates)
    noise = rng.standard_normal((500, repeats, candidates))
    assert np.mean([apart(one)[1] >= bar for one in noise]) <= 0.01 + 3 * np.sqrt(0.01 / 500)


def test_a_sweet_spot_of_two_kinds_of_repeats_says_so() -> None:
    accuracies = {0.01: 0.90, 0.03: 0.93, 0.1: 0.95, 0.3: 0.94, 0.9: 0.90}
    table = trials("lr", accuracies)
    assert told(sweet_spot(table).cautions) == ()
    other = (table["repeat"] < 2) & (table["lr"] > 0.2)
    table.loc[other, "validation_accuracy"] -= 0.1
    (caution,) = told(sweet_spot(table).cautions)
    assert caution.startswith("2 of 5 repeats differ from the others about ")
    # With more repeats their share is known well enough.
    many = trials("lr", accuracies, repeats=8)
    other = (many["repeat"] < 3) & (many["lr"] > 0.2)
    many.loc[other, "validation_accuracy"] -= 0.1
    assert told(sweet_spot(many).cautions) == ()
