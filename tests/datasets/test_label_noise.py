"""Wrong labels: how many, which, and that nothing else changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.datasets import with_wrong_labels

LABELS = np.arange(1000) % 10
ROWS = np.arange(200, 900)


@given(share=st.floats(0, 1), seed=st.integers(0, 50), classes=st.integers(2, 10))
def test_the_share_of_the_rows_is_wrong_and_no_other(share, seed, classes):
    labels = LABELS % classes
    told = with_wrong_labels(labels, ROWS, classes, share, seed, 0)
    wrong = np.flatnonzero(told != labels)
    assert len(wrong) == int(share * len(ROWS) + 0.5)
    assert set(wrong) <= set(ROWS)
    assert told.min() >= 0
    assert told.max() < classes
    assert told.dtype == labels.dtype


def test_no_noise_costs_no_copy():
    assert with_wrong_labels(LABELS, ROWS, 10, 0.0, 1, 0) is LABELS


def test_those_of_a_smaller_share_are_among_those_of_a_larger():
    few, many = (with_wrong_labels(LABELS, ROWS, 10, share, 1, 0) for share in (0.1, 0.3))
    hit = few != LABELS
    np.testing.assert_array_equal(few[hit], many[hit])


def test_repeats_and_seeds_differ_and_repeat():
    one = with_wrong_labels(LABELS, ROWS, 10, 0.2, 1, 0)
    np.testing.assert_array_equal(one, with_wrong_labels(LABELS, ROWS, 10, 0.2, 1, 0))
    assert (one != with_wrong_labels(LABELS, ROWS, 10, 0.2, 1, 1)).any()
    assert (one != with_wrong_labels(LABELS, ROWS, 10, 0.2, 2, 0)).any()


def test_every_other_class_is_as_likely():
    told = with_wrong_labels(np.zeros(90_000, dtype=int), np.arange(90_000), 10, 1.0, 1, 0)
    counts = np.bincount(told, minlength=10)
    assert counts[0] == 0
    assert counts[1:] == pytest.approx(np.full(9, 10_000), rel=0.05)


def test_the_labels_that_were_given_stay_as_they_are():
    before = LABELS.copy()
    with_wrong_labels(LABELS, ROWS, 10, 0.5, 1, 0)
    np.testing.assert_array_equal(LABELS, before)
