"""What test images that all repeats share add to the uncertainty of accuracies."""

import functools
import itertools

import numpy as np
import pandas as pd
import pytest
from real_mnist import mnist_folder

from nnexp import api
from nnexp.claims.accuracy import TEST_IMAGES, as_good, better, mostly_right, mostly_wrong, shared
from nnexp.claims.sample import scaled
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from nnexp.datasets import encode, load, split
from nnexp.trainables.book.networks import network_of

MNIST, DIGITS = pd.DataFrame({"data": ["mnist"] * 2}), pd.DataFrame({"data": ["digits"] * 2})
HIGH, LOW = np.array([0.97, 0.971, 0.969]), np.array([0.961, 0.96, 0.959])


def test_directions_and_margins():
    assert better(HIGH, LOW, "x", "x", DIGITS).verdict == REPRODUCED
    assert better(LOW, HIGH, "x", "x", DIGITS).verdict == NOT_REPRODUCED
    assert as_good(LOW, HIGH, "x", "x", DIGITS).verdict == UNDECIDED
    assert as_good(LOW, HIGH, "x", "x", DIGITS, allowed=0.05).verdict == REPRODUCED
    assert mostly_right(HIGH, "x", "x", DIGITS).verdict == REPRODUCED
    assert mostly_wrong(HIGH, "x", "x", DIGITS).verdict == NOT_REPRODUCED


def test_only_images_that_all_repeats_share_add_anything():
    assert shared(HIGH, LOW, DIGITS) == 0
    assert shared(HIGH, LOW, pd.DataFrame({"lr": [0.1]})) == 0
    assert shared(HIGH, LOW, MNIST) > 0
    assert shared(np.array([np.nan] * 3), LOW, MNIST) == 0


def test_an_accuracy_beside_a_number_has_the_variance_of_a_share():
    assert shared(np.array([0.9, 0.9]), 1.0, MNIST) == pytest.approx(0.9 * 0.1 / 10_000)


def test_intervals_hold_over_draws_of_the_test_images():
    """Networks that read each image with a chance of its own; images are drawn anew each time."""
    draw = np.random.default_rng(1)
    count, repeats, held, narrow = TEST_IMAGES["mnist"], 5, 0, 0
    rounds = 100
    for _ in range(rounds):
        hard = draw.random(count) < 0.08
        one = np.where(hard, draw.beta(1.0, 1.0, count), 0.999)
        # The other kind reads each hard image a little worse or, now and then, better.
        other = np.clip(one - np.where(hard, 0.06 + 0.1 * draw.standard_normal(count), 0.0), 0, 1)
        accuracies = [
            np.array([(draw.random(count) < chances).mean() for _ in range(repeats)])
            for chances in (one, other)
        ]
        found = better(*accuracies, "x", "x", MNIST)
        without = better(*accuracies, "x", "x", DIGITS)
        truth = 100 * 0.08 * 0.0595
        held += found.interval[0] < truth < found.interval[1]
        narrow += without.interval[1] - without.interval[0] < found.interval[1] - found.interval[0]
    assert held / rounds > 0.93
    # A variance that is known also adds degrees of freedom: a little of it may cost nothing.
    assert narrow / rounds > 0.9


@pytest.mark.slow
@pytest.mark.skipif(
    mnist_folder() is None, reason="NNEXP_DATA_DIR does not name a folder with MNIST's files"
)
def test_the_variance_that_is_allowed_for_is_above_what_mnist_has():
    """Kinds of networks differ from image to image by less than `shared` allows for."""
    base = {"data": "mnist", "data.validation": 0, "select_on": "test", "hidden_nodes": 50}
    points, _ = api.grid({}, {**base, "lr": [0.1, 0.2], "epochs": [1, 4]})
    repeats = 4
    read = {}
    for point in points:
        data = load(point.data)
        rows = split(data, point.data, point.seed, 0).test
        inputs = scaled(data, rows).astype(np.float32)
        encoded = functools.partial(encode, data, point.data.input_range, "float32")
        networks = [network_of(point, repeat, None, data, encoded) for repeat in range(repeats)]
        read[point.lr, point.epochs] = np.array(
            [np.argmax(one.query(inputs), axis=1) == data.labels[rows] for one in networks]
        )
    for first, second in itertools.combinations(read, 2):
        apart = read[first].astype(float) - read[second]
        # Products of different repeats have no variance of single networks in their mean.
        products = apart.sum(axis=0) ** 2 - (apart**2).sum(axis=0)
        variance = products.mean() / (repeats * (repeats - 1)) - apart.mean() ** 2
        allowed = shared(read[first].mean(axis=1), read[second].mean(axis=1), MNIST)
        assert variance / TEST_IMAGES["mnist"] < allowed
