import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets import DataError, split
from nnexp.datasets.dataset import dataset
from nnexp.settings import DataSettings

# Frozen: a change here means that every stored curve was trained on other rows.
PINNED = [[1, 2, 3, 4, 5, 7, 9, 10], [6, 11], [0, 8]]


def rows(count, train_rows=None):
    return dataset(
        "some",
        np.zeros((count, 1), dtype=np.uint8),
        np.zeros(count, dtype=int),
        train_rows=count if train_rows is None else train_rows,
        classes=2,
        low=0,
        high=255,
        image_shape=None,
    )


@settings(deadline=None)
@given(
    official=st.integers(0, 30),
    training=st.integers(10, 200),
    validation=st.one_of(st.floats(0, 0.7), st.integers(2, 4)),
    test_share=st.floats(0.01, 0.5),
    seed=st.integers(0, 2**63 - 1),
    repeat=st.integers(0, 100_000),
)
def test_every_row_is_in_exactly_one_set(official, training, validation, test_share, seed, repeat):
    data = rows(training + official, training)
    settings = DataSettings(validation=validation, test_share=test_share)
    parts = split(data, settings, seed, repeat)
    together = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(together) == list(range(training + official))
    for part in (parts.train, parts.validation, parts.test):
        assert part.dtype == np.int64
        assert (np.diff(part) > 0).all()
        assert not part.flags.writeable
    again = split(data, settings, seed, repeat)
    for name in ("train", "validation", "test"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(again, name))


@settings(deadline=None)
@given(training=st.integers(30, 200), size=st.integers(1, 10), seed=st.integers(0, 9))
def test_a_smaller_training_set_lies_within_a_larger_one_and_outside_the_held_out_rows(
    training, size, seed
):
    data = rows(training)
    small, large, whole = (
        split(data, DataSettings(train_size=number), seed, 0) for number in (size, size + 1, None)
    )
    assert len(small.train) == size
    assert set(small.train) < set(large.train) <= set(whole.train)
    np.testing.assert_array_equal(small.validation, whole.validation)
    np.testing.assert_array_equal(small.test, whole.test)
    without = split(data, DataSettings(train_size=size, validation=0), seed, 0)
    np.testing.assert_array_equal(small.train, without.train)


@pytest.mark.parametrize(
    ("count", "official", "settings", "sizes"),
    [
        (1797, 0, {}, (1150, 288, 359)),
        (1797, 0, {"test_share": 0.25, "validation": 100}, (1248, 100, 449)),
        (1797, 0, {"validation": 0}, (1438, 0, 359)),
        (60_000, 10_000, {}, (48_000, 12_000, 10_000)),
        (60_000, 10_000, {"validation": 10_000}, (50_000, 10_000, 10_000)),
        (60_000, 10_000, {"validation": 0}, (60_000, 0, 10_000)),
        (60_000, 10_000, {"validation": 0, "train_size": 60_000}, (60_000, 0, 10_000)),
        (60_000, 10_000, {"train_size": 100}, (100, 12_000, 10_000)),
        (100, 10, {"validation": 0.001}, (99, 1, 10)),
        (3, 0, {"test_share": 0.01, "validation": 0.01}, (1, 1, 1)),
    ],
)
def test_sizes(count, official, settings, sizes):
    parts = split(rows(count + official, count), DataSettings(**settings), 1, 0)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == sizes


def test_without_validation_the_book_trains_on_the_file_in_its_order():
    parts = split(rows(70, 60), DataSettings(validation=0), 1, 0)
    np.testing.assert_array_equal(parts.train, np.arange(60))
    np.testing.assert_array_equal(parts.test, np.arange(60, 70))


def test_each_repeat_and_seed_holds_out_other_rows():
    held = {
        (seed, repeat): tuple(split(rows(100), DataSettings(), seed, repeat).validation)
        for seed in (1, 2)
        for repeat in (0, 1)
    }
    assert len(set(held.values())) == 4


def test_the_split_never_changes():
    parts = split(rows(12), DataSettings(), 1, 0)
    assert [part.tolist() for part in (parts.train, parts.validation, parts.test)] == PINNED


def test_the_held_out_rows_are_drawn_evenly():
    counts = np.zeros(20)
    for repeat in range(1000):
        counts[split(rows(20), DataSettings(test_share=0.25), 3, repeat).test] += 1
    # 250 are expected in each place, with a standard deviation of 13.7.
    assert abs(counts - 250).max() < 5 * 13.7


@pytest.mark.parametrize(
    ("count", "official", "settings", "message"),
    [
        (
            60_000,
            10_000,
            {"validation": 60_000},
            "data.validation=60000: nothing would be left to train on: some has 60,000 training "
            "samples; hold out fewer",
        ),
        (
            100,
            0,
            {"validation": 80},
            "data.validation=80: nothing would be left to train on: some has 80 training samples "
            "after 20 are held out for testing; hold out fewer",
        ),
        (
            1,
            0,
            {"validation": 0},
            "data.test_share=0.2: nothing would be left to train on: some has 1 sample; "
            "add rows, or hold out a smaller share",
        ),
        (
            2,
            0,
            {},
            "data.validation=0.2: nothing would be left to train on: some has 1 training sample "
            "after 1 is held out for testing; hold out fewer",
        ),
        (
            100,
            0,
            {"train_size": 65},
            "data.train_size=65: only 64 of the 100 samples of some are left for training "
            "(16 held out for validation, 20 held out for testing); ask for at most 64",
        ),
        (
            60_000,
            10_000,
            {"train_size": 50_000},
            "data.train_size=50000: only 48,000 of the 60,000 samples of some are left for "
            "training (12,000 held out for validation); ask for at most 48000",
        ),
        (
            100,
            10,
            {"train_size": 101, "validation": 0},
            "data.train_size=101: only 100 of the 100 samples of some are left for training; "
            "ask for at most 100",
        ),
    ],
)
def test_what_cannot_be_split_is_explained(count, official, settings, message):
    with pytest.raises(DataError) as caught:
        split(rows(count + official, count), DataSettings(**settings), 1, 0)
    assert str(caught.value) == message
