"""Small parts of data sets as plain arrays, for experiments that train by hand."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from nnexp import datasets
from nnexp.datasets import Dataset, generator, load, split
from nnexp.settings import DataSettings

_HELD_OUT = 1000
_RANGE = DataSettings.input_range
_WRONG, _RIGHT = DataSettings.target_range


@dataclasses.dataclass(frozen=True)
class Sample:
    """Training and test rows of one repeat, scaled as in the book."""

    inputs: np.ndarray
    """(n, d) float64, in the order of training."""
    targets: np.ndarray
    """(n, classes) float64."""
    labels: np.ndarray
    """(n,)."""
    validation_inputs: np.ndarray
    validation_labels: np.ndarray
    test_inputs: np.ndarray
    test_labels: np.ndarray


def sample(name: str, train_size: int, seed: int, repeat: int) -> Sample:
    """A random part of a data set, with up to 1,000 samples each for validation and testing.

    Args:
        name: `data`.
        train_size: training samples.
        seed: base seed.
        repeat: number of the repetition.
    """
    data = _loaded(name)
    rows = split(data, DataSettings(name), seed, repeat)
    draw = generator(seed, repeat, "order")
    train = draw.permutation(rows.train)[:train_size]
    validation = draw.permutation(rows.validation)[:_HELD_OUT]
    test = draw.permutation(rows.test)[:_HELD_OUT]
    return Sample(
        inputs=scaled(data, train),
        targets=targets_of(data.labels[train], data.classes),
        labels=data.labels[train].astype(np.int64),
        validation_inputs=scaled(data, validation),
        validation_labels=data.labels[validation].astype(np.int64),
        test_inputs=scaled(data, test),
        test_labels=data.labels[test].astype(np.int64),
    )


def scaled(data: Dataset, rows: np.ndarray) -> np.ndarray:
    """(rows, d) float64 inputs from 0.01 to 1."""
    return datasets.scaled(data, rows, _RANGE)


def targets_of(labels: np.ndarray, classes: int) -> np.ndarray:
    """(n, classes) 0.99 for the right class, 0.01 for the others."""
    return np.where(np.eye(classes, dtype=bool)[labels], _RIGHT, _WRONG)


@functools.lru_cache(maxsize=2)
def _loaded(name: str) -> Dataset:
    return load(DataSettings(name))
