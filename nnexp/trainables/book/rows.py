"""Which rows an epoch visits, and on which it is measured."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from nnexp.datasets import Dataset, beside_copies, generator, split
from nnexp.settings import GridPoint

# Epochs count from 1, so the stream of epoch 0 is free to choose the measured rows.
_MEASURED = 0


@dataclasses.dataclass(frozen=True)
class Rows:
    """Row numbers (int64) of one run."""

    train: np.ndarray
    """What an epoch visits: with `data.rotation`, each training row and its turned copies."""
    own: np.ndarray
    """The training rows themselves."""
    measured: np.ndarray
    """Training rows on which training loss, accuracy and saturation are measured."""
    validation: np.ndarray
    test: np.ndarray

    @property
    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What a network answers after an epoch: measured, validation and test rows."""
        return self.measured, self.validation, self.test

    @functools.cached_property
    def answered(self) -> np.ndarray:
        """The parts, one after the other."""
        return np.concatenate(self.parts)


def rows_of(point: GridPoint, repeat: int, data: Dataset) -> Rows:
    """The rows of a run.

    The measured rows are the head of one random order per (seed, repeat), so that a smaller
    `training.train_metrics_size` measures a part of what a larger one does. Turned copies are
    not measured: training accuracy then means the same with a rotation as without.

    Raises:
        DataError: the settings leave nothing to train on.
    """
    parts = split(data, point.data, point.seed, repeat)
    wanted = point.training.train_metrics_size
    measured = parts.train
    if wanted is not None and wanted < len(measured):
        chosen = generator(point.seed, repeat, "order", _MEASURED).permutation(len(measured))
        measured = measured[np.sort(chosen[:wanted])]
    visited = beside_copies(parts.train, data) if point.data.rotation else parts.train
    return Rows(visited, parts.train, measured, parts.validation, parts.test)


def order_of(point: GridPoint, repeat: int, epoch: int, train: np.ndarray) -> np.ndarray:
    """The training rows in the order in which one epoch visits them.

    Args:
        point: `seed` and `training.shuffle` are read.
        repeat: number of the repetition.
        epoch: from 1.
        train: training rows.

    Returns:
        A permutation of `train`, drawn per (seed, repeat, epoch), or `train` without shuffling.
    """
    if not point.training.shuffle:
        return train
    order: np.ndarray = train[generator(point.seed, repeat, "order", epoch).permutation(len(train))]
    return order
