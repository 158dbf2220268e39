"""What makes one doubt a data set, and what does not."""

import dataclasses

import numpy as np
import pytest

from nnexp.datasets import load
from nnexp.datasets.dataset import dataset
from nnexp.datasets.doubts import doubts, guess
from nnexp.settings import DataSettings


def data(labels, inputs=None, train_rows=None, classes=None, **changes):
    labels = np.array(labels)
    draw = np.random.default_rng(0)
    inputs = draw.integers(0, 256, (len(labels), 4)) if inputs is None else np.array(inputs)
    classes = classes or max(2, int(labels.max()) + 1)
    made = dataset(
        "csv",
        inputs.astype(np.uint8) if inputs.dtype.kind in "iu" else inputs.astype(np.float32),
        labels,
        train_rows=train_rows or len(labels),
        classes=classes,
        low=0,
        high=255 if inputs.dtype.kind in "iu" else 1,
        image_shape=None,
        class_names=tuple(f"c{number}" for number in range(classes)),
    )
    return dataclasses.replace(made, **changes)


HALF = [0, 1] * 20
DRAWN = np.random.default_rng(1).integers(0, 256, (40, 4))


@pytest.mark.parametrize("name", ["digits", "xor", "bugs"])
def test_sound_data_raise_no_doubt_but_what_is_known_of_them(name):
    found = list(doubts(load(DataSettings(name=name))))
    assert all("training rows as well" in doubt or "no input is above" in doubt for doubt in found)
    assert list(doubts(data(HALF))) == []


@pytest.mark.parametrize(
    ("made", "doubt"),
    [
        (data([1] * 12), "all 12 training rows have the label c1: there is nothing to tell apart"),
        (data(list(range(20))), "20 different labels in 20 training rows are too few rows of each"),
        (data([0] * 95 + [1] * 5), "95.00 % of the training rows have the label c0"),
        (
            data([*HALF, 2, 2, 0], train_rows=40),
            "no training row has the label c2 of 2 test rows (of 3)",
        ),
        (data(HALF, np.full((40, 4), 7)), "every input is the same in all training rows"),
        (
            data(HALF, DRAWN // 15),
            "no input is above 17, and 255 is taken for the brightest: "
            "'data.input_range=[0.01,14.86]' would bring 17 to 1",
        ),
        (
            data(HALF, np.concatenate([DRAWN[:20], DRAWN[20:] // 200]), train_rows=20),
            "the inputs of the training rows go over a range of 246",
        ),
        (
            data(HALF, np.concatenate([DRAWN[:20]] * 2), train_rows=20),
            "all 20 test rows are training rows as well",
        ),
        (
            data(HALF, np.concatenate([DRAWN[:30], DRAWN[:10]]), train_rows=20),
            None,
        ),
    ],
)
def test_each_doubt_is_one_line(made, doubt):
    found = list(doubts(made))
    if doubt is None:
        assert found == []
    else:
        (line,) = found
        assert line.startswith(doubt)
        assert "\n" not in line


def test_guessing_takes_the_commonest_label_of_the_training_rows():
    found = guess(data([0, 1, 1, 1, 0, 0, 0, 1], train_rows=4))
    assert (found.label, found.validation, found.test) == ("c1", 0.75, 0.25)
    alone = guess(data([0, 1, 1, 1]))
    assert (alone.validation, alone.test) == (0.75, 0.75)
