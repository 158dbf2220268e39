"""Caterpillars and ladybirds by width and length: the book's first classifier."""

from __future__ import annotations

import numpy as np

from nnexp.datasets.dataset import Dataset, dataset
from nnexp.settings import DataSettings

LADYBIRD, CATERPILLAR = 0, 1

# Width and length in centimetres, as in the book's table.
_OF_THE_BOOK = (((3.0, 1.0), LADYBIRD), ((1.0, 3.0), CATERPILLAR))
_LARGEST = 12.0
_SPREAD = 0.4
_TRAIN, _TEST = 1000, 1000
# The draws belong to the data set as pixels belong to a picture: no sweep's seed changes them.
_SEED = 20160331


def load_bugs(_settings: DataSettings) -> Dataset:
    """Two kinds of bugs of which a few are hard to tell apart.

    The first two rows are the book's two training examples, a wide short ladybird and a thin
    long caterpillar. The others are as wide and as long as these two, times a factor of
    log-normal distribution (deviation 0.4 of its logarithm): about 3 % lie on the wrong side of
    the best line.

    Returns:
        Inputs (2000, 2) float32, width and length in cm up to 12; 1,000 rows train, 1,000 are
        the official test set.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Training A Simple Classifier".
    """
    draw = np.random.Generator(np.random.PCG64(_SEED))
    labels = draw.integers(0, 2, size=_TRAIN + _TEST)
    centres = np.array([size for size, _ in _OF_THE_BOOK])
    sizes = centres[labels] * np.exp(_SPREAD * draw.standard_normal((len(labels), 2)))
    for row, (size, kind) in enumerate(_OF_THE_BOOK):
        sizes[row], labels[row] = size, kind
    return dataset(
        "bugs",
        np.minimum(sizes, _LARGEST).astype(np.float32),
        labels,
        train_rows=_TRAIN,
        classes=2,
        low=0,
        high=_LARGEST,
        image_shape=None,
    )
