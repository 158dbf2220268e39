"""What is said of a chosen setting, by repeats that did not choose it."""

from __future__ import annotations

import numpy as np
import pytest

from nnexp.analysis.held_out import chosen_by_others, held_out
from nnexp.analysis.interval import mean_interval

SHARE = (0.0, 1.0)


def test_each_repeat_is_read_at_what_the_others_choose() -> None:
    values = np.array([[0.9, 0.6, 0.9], [0.8, 0.8, 0.5]])
    picks = chosen_by_others(values, values)
    # Without the third repeat the means are 0.75 and 0.8.
    assert picks.tolist() == [0, 0, 1]
    assert held_out(values, picks, SHARE)[0] == pytest.approx((0.9 + 0.6 + 0.5) / 3)


def test_where_all_choose_alike_the_estimate_is_the_plain_one(
    seeded: np.random.Generator,
) -> None:
    values = np.array([[0.9], [0.7], [0.5]]) + 0.01 * seeded.normal(size=(3, 6))
    picks = chosen_by_others(values, values)
    assert held_out(values, picks, SHARE) == mean_interval(values[0], limits=SHARE)


def test_ties_go_to_the_lower_loss_then_to_the_earlier() -> None:
    same = np.full((3, 4), 0.9)
    assert chosen_by_others(same, same).tolist() == [0] * 4
    loss = np.array([[0.3], [0.1], [0.2]]) * np.ones(4)
    assert chosen_by_others(same, -loss).tolist() == [1] * 4


def test_repeats_that_a_setting_lacks_do_not_count() -> None:
    values = np.array([[0.9, 0.9, np.nan], [0.5, 0.5, 0.5]])
    picks = chosen_by_others(values, values)
    assert picks.tolist() == [0, 0, 0]
    assert held_out(values, picks, SHARE)[0] == 0.9


def test_the_luckiest_of_many_equals_is_not_flattered() -> None:
    """Twenty settings that are all alike: plain means are too high, held-out ones are not."""
    rng = np.random.default_rng(5)
    plain, fair, covered = [], [], []
    for _ in range(400):
        values = 0.9 + 0.01 * rng.standard_normal((20, 5))
        values = values[np.argsort(-values.mean(axis=1))]
        mean, low, high = held_out(values, chosen_by_others(values, values), SHARE)
        plain.append(values[0].mean() - 0.9)
        fair.append(mean - 0.9)
        covered.append(low <= 0.9 <= high)
    assert np.mean(plain) > 0.006
    assert abs(np.mean(fair)) < 3 * np.std(fair) / 20
    assert np.mean(covered) >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / 400)
