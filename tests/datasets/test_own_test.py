"""A known data set tested on one's own pictures and rows."""

import numpy as np
import pytest
from PIL import Image

from nnexp.datasets import DataError, load
from nnexp.datasets.dataset import dataset
from nnexp.datasets.own_test import with_own_test
from nnexp.settings import DataSettings


@pytest.fixture
def images():
    """60 training images of 28×28 and 10 test images, of ten classes."""
    pixels = np.random.default_rng(0).integers(0, 256, (70, 784)).astype(np.uint8)
    return dataset(
        "mnist", pixels, np.arange(70) % 10, train_rows=60, classes=10, low=0, high=255,
        image_shape=(28, 28),
    )  # fmt: skip


def refused(data, path):
    with pytest.raises(DataError) as caught:
        with_own_test(data, path)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(path), "PATH")


def test_own_pictures_take_the_place_of_the_test_data(images, tmp_path):
    own = np.full((28, 28), 255, dtype=np.uint8)
    own[4:24, 13:15] = 0
    Image.fromarray(own).save(tmp_path / "my_own_1.png")
    found = with_own_test(images, tmp_path)
    assert (found.train_rows, found.classes, found.name) == (60, 10, "mnist")
    assert found.labels.tolist() == [*images.labels[:60], 1]
    np.testing.assert_array_equal(found.inputs[:60], images.inputs[:60])
    np.testing.assert_array_equal(found.inputs[60].reshape(28, 28), 255 - own)
    assert found.fingerprint != images.fingerprint


def test_rows_of_a_file_take_the_place_of_the_test_data(tmp_path):
    digits = load(DataSettings("digits"))
    rows = np.column_stack([digits.labels[:40], digits.inputs[:40].astype(int)])
    np.savetxt(tmp_path / "own.csv", rows, fmt="%d", delimiter=",")
    found = load(DataSettings("digits", test=str(tmp_path / "own.csv")))
    assert found.train_rows == len(digits.labels) == len(found.labels) - 40
    np.testing.assert_array_equal(found.inputs[found.train_rows :], digits.inputs[:40])
    np.testing.assert_array_equal(found.labels[found.train_rows :], digits.labels[:40])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([3, *[1] * 63], "PATH: its rows end at value p63, where those of data=digits end at p"),
        (
            [3, *[1] * 63, 200],
            "PATH: its values must be whole numbers from 0 to 16, as those of data=digits are",
        ),
        ([11, *[1] * 64], "PATH: has the label 11, where those of data=digits go from 0 to 9"),
    ],
    ids=["width", "scale", "label"],
)
def test_what_does_not_fit_is_said(tmp_path, row, said):
    path = tmp_path / "own.csv"
    other = [1, *row[1:]]
    path.write_text("\n".join(",".join(map(str, one)) for one in (row, other)) + "\n")
    assert refused(load(DataSettings("digits")), path).startswith(
        said.replace("at p", "at value p")
    )


def test_pictures_for_images_of_another_size_are_refused(tmp_path):
    assert refused(load(DataSettings("digits")), tmp_path) == (
        "PATH: pictures are read as 28×28 pixels, where data=digits has 8×8; test them with "
        "data=mnist, or name a CSV file of rows with 64 values"
    )
