import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnexp.datasets import encode, load
from nnexp.datasets.dataset import dataset
from nnexp.datasets.encoding import DENSE_ABOVE
from nnexp.settings import DataSettings


def made(inputs, low=0.0, high=255.0):
    labels = np.arange(len(inputs)) % 3
    return dataset(
        "some",
        inputs,
        labels,
        train_rows=len(inputs),
        classes=3,
        low=low,
        high=high,
        image_shape=None,
    )


def remainder(encoded):
    """p as a dense matrix, one row and one entry at a time."""
    rows = len(encoded.indptr) - 1
    p = np.zeros((rows, encoded.features), dtype=encoded.dtype)
    for row in range(rows):
        for entry in range(encoded.indptr[row], encoded.indptr[row + 1]):
            assert p[row, encoded.indices[entry]] == 0
            p[row, encoded.indices[entry]] = encoded.values[entry]
    return p


RANGES = st.sampled_from([(0.01, 1.0), (0.0, 1.0), (-1.0, 1.0), (-0.5, 3.25), (2.0, 1e6)])


@settings(deadline=None)
@given(
    inputs=arrays.arrays(
        np.uint8,
        st.tuples(st.integers(1, 12), st.integers(1, 9)),
        elements=st.one_of(st.just(0), st.integers(0, 255)),
    ),
    input_range=RANGES,
    dtype=st.sampled_from(["float32", "float64"]),
)
def test_background_and_remainder_give_the_scaled_inputs(inputs, input_range, dtype):
    encoded = encode(made(inputs), input_range, dtype)
    lo, hi = input_range
    p = (hi - lo) * inputs.astype(np.float64) / 255
    np.testing.assert_array_equal(remainder(encoded), p.astype(dtype))
    assert encoded.background == lo
    if np.count_nonzero(inputs) / inputs.size > DENSE_ABOVE:
        np.testing.assert_array_equal(encoded.dense, (lo + p).astype(dtype))
        # b + p differs from x by the rounding of p and of the sum.
        rounding = np.spacing(np.abs(encoded.dense)) + np.spacing(np.abs(p).astype(dtype))
        assert (
            np.abs(np.asarray(lo, dtype) + remainder(encoded) - encoded.dense) <= rounding
        ).all()
    else:
        assert encoded.dense is None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_books_arithmetic_is_matched(dtype):
    inputs = np.arange(256, dtype=np.uint8).reshape(1, 256)
    encoded = encode(made(inputs), (0.01, 1.0), dtype)
    book = (inputs / 255.0 * 0.99) + 0.01
    tolerance = 2 * np.finfo(dtype).eps
    np.testing.assert_allclose(encoded.dense, book, rtol=tolerance)
    np.testing.assert_allclose(encoded.background + remainder(encoded), book, rtol=tolerance)
    assert encoded.dense[0, 0] == np.asarray(0.01, dtype)
    assert encoded.dense[0, 255] == 1


def test_a_background_other_than_zero():
    inputs = np.array([[5, 5, 7], [9, 5, 5]], dtype=np.uint8)
    encoded = encode(made(inputs, low=5, high=9), (0.0, 1.0), "float64")
    np.testing.assert_array_equal(remainder(encoded), [[0, 0, 0.5], [1, 0, 0]])


def test_values_below_the_background_are_kept():
    inputs = np.array([[0.0, 1.0, -1.0]], dtype=np.float32)
    encoded = encode(made(inputs, low=0, high=1), (0.0, 2.0), "float32")
    np.testing.assert_array_equal(remainder(encoded), [[0, 2, -2]])


def test_types_are_those_that_kernels_expect():
    encoded = encode(made(np.eye(4, dtype=np.uint8)), (0.01, 1.0), "float32")
    assert encoded.indptr.dtype == np.int64
    assert encoded.indices.dtype == np.uint16
    assert encoded.values.dtype == encoded.dtype == np.float32
    assert encoded.labels.dtype == np.int64
    assert (encoded.features, encoded.classes) == (4, 3)
    for array in (encoded.indptr, encoded.indices, encoded.values, encoded.labels):
        assert not array.flags.writeable
        assert array.flags.c_contiguous
    full = encode(made(np.ones((2, 2), dtype=np.uint8)), (0.01, 1.0), "float32")
    assert not full.dense.flags.writeable


@pytest.mark.parametrize(
    ("features", "kind"), [(65_536, np.uint16), (65_537, np.uint32), (300_000, np.uint32)]
)
def test_wide_rows_get_wider_indices(features, kind):
    inputs = np.zeros((3, features), dtype=np.uint8)
    inputs[:, -1] = 255
    encoded = encode(made(inputs), (0.0, 1.0), "float32")
    assert encoded.indices.dtype == kind
    np.testing.assert_array_equal(encoded.indices, [features - 1] * 3)
    np.testing.assert_array_equal(encoded.indptr, [0, 1, 2, 3])


def test_rows_without_anything_but_background_and_many_blocks():
    draw = np.random.default_rng(0)
    inputs = (draw.integers(0, 256, (3000, 300)) * (draw.random((3000, 300)) < 0.1)).astype(
        np.uint8
    )
    inputs[[0, 1500, 2999]] = 0
    encoded = encode(made(inputs), (0.01, 1.0), "float64")
    np.testing.assert_array_equal(np.diff(encoded.indptr), np.count_nonzero(inputs, axis=1))
    rows, columns = np.nonzero(inputs)
    np.testing.assert_array_equal(encoded.indices, columns)
    np.testing.assert_array_equal(encoded.values, 0.99 * inputs[rows, columns].astype(float) / 255)


def test_no_more_memory_is_taken_than_the_result_needs():
    data = made(np.eye(2000, dtype=np.uint8))
    tracemalloc.start()
    try:
        encode(data, (0.01, 1.0), "float64")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # The inputs in float64 would take 32 MB.
    assert peak < 3_000_000


def test_the_digits_are_scaled_from_16():
    data = load(DataSettings())
    encoded = encode(data, (0.0, 1.0), "float64")
    assert encoded.values.max() == 1
    np.testing.assert_array_equal(remainder(encoded), data.inputs / 16)
