"""Folders of pictures as people have them, each with the answer that it must get."""

from pathlib import Path

import numpy as np
import pytest

from nnexp.datasets import load
from nnexp.settings import DataSettings

FOLDER = Path(__file__).parent / "data" / "pictures"
DIGITS = [0, 1, 4, 7]


def read(train, test=None):
    return load(DataSettings("png", str(FOLDER / train), None if test is None else str(test)))


def unlike(left, right):
    """1 less the correlation of each picture of one kind with each of the other."""
    left, right = (rows - rows.mean(axis=1, keepdims=True) for rows in (left, right))
    left, right = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (left, right))
    return 1 - left @ right.T


def test_white_on_black_is_the_same_as_black_on_white():
    black, paper = read("black28"), read("paper28")
    assert black.labels.tolist() == paper.labels.tolist() == 2 * DIGITS
    np.testing.assert_array_equal(black.inputs, paper.inputs)
    assert black.inputs.mean() < 64


def test_digits_under_uneven_light_are_read():
    """Each is nearest to a picture of its own digit on plain paper, and no shadow is ink."""
    lit, paper = read("lit60"), read("paper28")
    placed = [
        np.roll(image.reshape(28, 28), (down, right), (0, 1)).reshape(-1).astype(float)
        for image in paper.inputs
        for down in range(-2, 3)
        for right in range(-2, 3)
    ]
    labels = np.repeat(paper.labels, 25)
    nearest = unlike(lit.inputs.astype(float), np.array(placed)).argmin(axis=1)
    assert labels[nearest].tolist() == lit.labels.tolist()
    assert (lit.inputs > 64).mean() < 0.3


def test_jpegs_are_not_left_out():
    mixed = read("mixed")
    assert mixed.labels.tolist() == 3 * DIGITS
    jpegs = mixed.inputs[4:].astype(float)
    nearest = unlike(jpegs, mixed.inputs[:4].astype(float)).argmin(axis=1)
    assert nearest.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("name", "counts"), [("scans", True), ("paper28", False), ("mixed", False)]
)
def test_running_numbers_are_doubted(name, counts):
    said = [line for line in read(name).cautions if "the names count" in line]
    assert bool(said) == counts
    if counts:
        assert "scan01.png to scan12.png" in said[0]
