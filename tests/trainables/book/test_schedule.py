"""Learning rates against their closed forms."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.settings import GridPoint, TrainingSettings
from nnexp.trainables.book.schedule import learning_rate


def rates(schedule: str, lr: float, epochs: int) -> list[float]:
    point = GridPoint(lr=lr, epochs=epochs, training=TrainingSettings(schedule=schedule))
    return [learning_rate(point, epoch) for epoch in range(1, epochs + 1)]


def test_constant_is_the_learning_rate_to_the_bit():
    assert rates("constant", 0.1, 7) == [0.1] * 7


def test_linear_falls_by_equal_steps():
    expected = [float(Fraction(1, 10) * Fraction(6 - done, 6)) for done in range(6)]
    assert rates("linear", 0.1, 6) == pytest.approx(expected, rel=1e-15)


def test_cosine_at_angles_whose_cosine_is_known():
    # cos 0, π/6, π/3, π/2, 2π/3, 5π/6
    cosines = [1, math.sqrt(3) / 2, 0.5, 0, -0.5, -math.sqrt(3) / 2]
    expected = [0.2 * (1 + cosine) / 2 for cosine in cosines]
    assert rates("cosine", 0.2, 6) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine"])
def test_one_epoch_takes_the_whole_learning_rate(schedule):
    assert rates(schedule, 0.3, 1) == [0.3]


@given(
    schedule=st.sampled_from(["linear", "cosine"]),
    lr=st.floats(1e-6, 10),
    epochs=st.integers(2, 60),
)
def test_falling_schedules_start_at_the_learning_rate_fall_and_stay_positive(schedule, lr, epochs):
    found = rates(schedule, lr, epochs)
    assert found[0] == lr
    assert all(later < earlier for earlier, later in itertools.pairwise(found))
    assert found[-1] > 0
    # Either falls around the same middle: the rates of e and E + 2 - e add up to lr.
    for one, other in zip(found[1:], reversed(found[1:]), strict=True):
        assert one + other == pytest.approx(lr, rel=1e-12)
