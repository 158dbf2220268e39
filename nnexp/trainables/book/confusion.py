"""What a network takes each class for."""

from __future__ import annotations

import dataclasses

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network import Network
from nnexp.settings import GridPoint


def confusion(network: Network, point: GridPoint, encoded: Encoded, rows: np.ndarray) -> np.ndarray:
    """How many samples of each class the network takes for each class.

    The kernel that made the learning curve counts here as well, so the diagonal adds up to
    exactly the share of right answers that the curve has, ties and rounding included.

    Args:
        network: of this grid point's shape and dtype.
        point: `data.target_range` and `training` are read.
        encoded: the data.
        rows: int64 row numbers to answer.

    Returns:
        (classes, classes) int64: row = right class, column = the network's answer.
    """
    # Here, since it imports Numba.
    from nnexp.network.kernel.model import model_of, task_of

    members = [rows[encoded.labels[rows] == label] for label in range(encoded.classes)]
    counts = np.zeros((encoded.classes, encoded.classes), dtype=np.int64)
    for answer in range(encoded.classes):
        # Were every label this one, the right answers would be those that say it.
        labels = np.full(len(encoded.labels), answer, dtype=np.int64)
        told = dataclasses.replace(encoded, labels=labels)
        model = model_of(network, task_of(told, point.data.target_range, point.training))
        for label, some in enumerate(members):
            counts[label, answer] = np.count_nonzero(model.evaluate(some).right)
    return counts
