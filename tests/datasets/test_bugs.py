"""The bugs: the book's two, and many that are drawn around them."""

import numpy as np

from nnexp.datasets import load
from nnexp.datasets.bugs import CATERPILLAR, LADYBIRD
from nnexp.settings import DataSettings


def bugs():
    return load(DataSettings(name="bugs"))


def test_the_first_two_are_the_books():
    data = bugs()
    assert data.inputs[:2].tolist() == [[3.0, 1.0], [1.0, 3.0]]
    assert data.labels[:2].tolist() == [LADYBIRD, CATERPILLAR]


def test_kinds_are_drawn_around_the_books_two_and_balanced():
    data = bugs()
    for kind, centre in ((LADYBIRD, (3.0, 1.0)), (CATERPILLAR, (1.0, 3.0))):
        sizes = data.inputs[data.labels == kind]
        assert 900 < len(sizes) < 1100
        np.testing.assert_allclose(np.median(sizes, axis=0), centre, rtol=0.1)
        np.testing.assert_allclose(np.log(sizes).std(axis=0), 0.4, rtol=0.1)


def test_the_best_line_leaves_a_few_on_the_wrong_side():
    data = bugs()
    wrong = (data.inputs[:, 1] > data.inputs[:, 0]) != (data.labels == CATERPILLAR)
    assert 0.01 < wrong.mean() < 0.05


def test_there_is_a_test_set_and_sizes_are_sizes():
    data = bugs()
    assert (len(data.labels), data.train_rows, data.classes) == (2000, 1000, 2)
    assert data.inputs.min() > 0
    assert data.inputs.max() <= data.high


def test_it_is_the_same_each_time():
    assert bugs().fingerprint == bugs().fingerprint
