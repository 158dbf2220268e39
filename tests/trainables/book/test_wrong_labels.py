"""Training on wrong labels: the network is told them, and judged by the right ones."""

import dataclasses

import numpy as np
from run_cases import bits, encoded_for, point_of, problem, untimed

from nnexp.datasets import with_wrong_labels
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.rows import rows_of
from nnexp.trainables.book.run import train

DATA = problem()


def trained(share, data=DATA, repeat=0):
    point = point_of(label_noise=share)
    return train(point, repeat, data, encoded_for(point, data))


def test_it_is_training_on_data_with_those_labels():
    point = point_of(label_noise=0.4)
    rows = rows_of(point, 1, DATA)
    told = with_wrong_labels(DATA.labels, rows.train, DATA.classes, 0.4, point.seed, 1)
    taught = trained(0.0, dataclasses.replace(DATA, labels=told), repeat=1)
    noisy = trained(0.4, repeat=1)
    assert bits(noisy.state) == bits(taught.state)
    # Validation and test rows keep their labels, so that every metric is the same.
    assert untimed(noisy) == untimed(taught)


def test_none_changes_no_bit():
    point = point_of()
    plain = train(point, 0, DATA, encoded_for(point, DATA))
    assert bits(trained(0.0).state) == bits(plain.state)


def test_much_of_it_harms():
    test = METRICS.index("test_accuracy")
    clean, noisy = (
        np.mean([trained(share, repeat=k).curve.values[-1, test] for k in range(5)])
        for share in (0.0, 0.7)
    )
    assert noisy < clean - 0.1
