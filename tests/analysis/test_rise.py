"""The cross-fitted rise of learning curves against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest

from nnexp.analysis.rise import rise_statistic, rises, smoothed


@pytest.mark.parametrize("epochs", [2, 7, 8, 20])
def test_each_repeat_is_tested_where_the_others_are_lowest(
    seeded: np.random.Generator, epochs: int
) -> None:
    curves = seeded.normal(size=(4, epochs))
    smooth = np.array([smoothed(curve) for curve in curves])
    expected = []
    for repeat in range(4):
        others = np.delete(smooth, repeat, axis=0).mean(axis=0)
        start = int(np.argmin(others))
        if start == epochs - 1:
            expected.append(0.0)
            continue
        slope = np.polyfit(np.arange(start, epochs), curves[repeat, start:], 1)[0]
        expected.append(slope * (epochs - 1 - start))
    np.testing.assert_allclose(rises(curves), expected, atol=1e-12)


def test_the_statistic_is_students() -> None:
    curves = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 2.0], [0.0, 0.0, 3.0]])
    found = rises(curves)
    expected = found.mean() / (found.std(ddof=1) / np.sqrt(3))
    assert rise_statistic(curves) == pytest.approx(expected)


def test_curves_that_never_rise_do_not_rise(seeded: np.random.Generator) -> None:
    falling = np.cumsum(-seeded.uniform(size=(5, 30)), axis=1)
    assert (rises(falling) <= 1e-12).all()
    assert rise_statistic(np.ones((3, 10))) == 0


def test_smoothing_averages_a_window_and_keeps_a_full_one_at_the_end() -> None:
    curve = np.arange(16.0)
    smooth = smoothed(curve)
    assert smooth[0] == curve[:3].mean()
    assert smooth[8] == curve[6:11].mean()
    assert smooth[-1] == curve[-5:].mean()
    assert smoothed(np.arange(7.0)).tolist() == list(range(7))
