"""Turned copies of images: against SciPy, and what they must never touch."""

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets import DataError, beside_copies, check_rotation, encode, load, with_copies
from nnexp.datasets.dataset import dataset
from nnexp.datasets.rotation import turned_blocks, turning
from nnexp.settings import DataSettings


def images(shape, rows=7, official=2, low=0.0, filled=0.4):
    draw = np.random.default_rng(3)
    inputs = draw.integers(1, 256, (rows, shape[0] * shape[1]))
    inputs[draw.uniform(size=inputs.shape) > filled] = 0
    return dataset(
        "images",
        inputs.astype(np.uint8 if low >= 0 else np.float32),
        np.arange(rows) % 3,
        train_rows=rows - official,
        classes=3,
        low=low,
        high=255,
        image_shape=shape,
    )


def scipys(image, degrees, background):
    return scipy.ndimage.rotate(image, degrees, reshape=False, order=1, cval=background)


def whole(encoded):
    """x as a dense matrix in float64."""
    x = np.full((len(encoded.indptr) - 1, encoded.features), encoded.background)
    for row, (begin, end) in enumerate(zip(encoded.indptr[:-1], encoded.indptr[1:], strict=True)):
        x[row, encoded.indices[begin:end]] += encoded.values[begin:end]
    return x


@settings(max_examples=40)
@given(
    shape=st.sampled_from([(28, 28), (8, 8), (5, 9), (1, 4), (1, 1)]),
    # At whole quarter turns SciPy loses edges to rounding errors, which we do not.
    degrees=st.floats(0.5, 89.5),
)
def test_a_copy_is_what_the_books_code_makes(shape, degrees):
    data = images(shape)
    lo, hi = 0.01, 1.0
    encoded = encode(data, (lo, hi), "float64", degrees)
    scaled = lo + (hi - lo) * data.inputs.reshape(-1, *shape) / 255
    wanted = [*scaled]
    wanted += [scipys(image, degrees, lo) for image in scaled[: data.train_rows]]
    wanted += [scipys(image, -degrees, lo) for image in scaled[: data.train_rows]]
    found = whole(encoded).reshape(-1, *shape)
    np.testing.assert_allclose(found, wanted, atol=1e-7)
    assert encoded.rotation == degrees


def test_a_quarter_turn_is_exact():
    data = images((4, 4))
    first = next(turned_blocks(data, 90.0))[0].reshape(4, 4)
    np.testing.assert_array_equal(first, np.rot90(data.inputs[0].reshape(4, 4)))


def test_the_weights_of_a_pixel_add_up_to_one_or_it_comes_from_beyond():
    sources, weights = turning((8, 8), 30.0)
    assert sources.min() >= 0
    assert sources.max() < 64
    total = weights.sum(axis=0)
    assert set(np.round(total, 12)) == {0.0, 1.0}
    assert (weights >= 0).all()


def test_the_darkest_value_fills_in_from_beyond_the_edge():
    data = images((6, 6), low=-10.0)
    corner = next(turned_blocks(data, 45.0))[:, 0]
    np.testing.assert_array_equal(corner, 0)
    encoded = encode(data, (-1.0, 1.0), "float64", 45.0)
    assert encoded.dense is not None  # nothing is as dark as -10
    assert encoded.dense[len(data.labels), 0] == -1.0


def test_the_images_themselves_are_encoded_as_without_a_rotation():
    data = load(DataSettings())
    plain, turned = (encode(data, (0.01, 1.0), "float32", angle) for angle in (0.0, 10.0))
    entries = len(plain.values)
    np.testing.assert_array_equal(plain.indptr, turned.indptr[: len(plain.indptr)])
    np.testing.assert_array_equal(plain.indices, turned.indices[:entries])
    np.testing.assert_array_equal(plain.values, turned.values[:entries])
    assert len(turned.labels) == 3 * len(data.labels)


def test_dense_and_sparse_agree():
    data = images((9, 9), filled=0.95)
    encoded = encode(data, (0.01, 1.0), "float64", 20.0)
    assert encoded.dense is not None
    np.testing.assert_allclose(encoded.dense, whole(encoded), rtol=1e-14)


def test_official_test_images_have_no_copies():
    data = images((4, 4), rows=9, official=4)
    assert len(encode(data, (0.01, 1.0), "float32", 5.0).labels) == 9 + 2 * 5


def test_each_image_is_followed_by_its_own_copies():
    data = images((4, 4), rows=9, official=4)
    together = beside_copies(np.array([0, 3]), data)
    assert together.tolist() == [0, 9, 14, 3, 12, 17]
    source = with_copies(np.arange(9), data.train_rows)
    assert source[together].tolist() == [0, 0, 0, 3, 3, 3]


def test_what_is_no_image_is_refused_in_one_line():
    bugs = load(DataSettings(name="bugs"))
    with pytest.raises(DataError, match=r"data\.rotation=10: bugs has no images to turn") as caught:
        check_rotation(bugs, DataSettings(name="bugs", rotation=10))
    assert "\n" not in str(caught.value)
    check_rotation(bugs, DataSettings(name="bugs"))
    with pytest.raises(ValueError, match="only images"):
        next(turned_blocks(bugs, 10.0))
