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

    def are(some: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Which of some rows the network takes for what the labels say."""
        told = dataclasses.replace(encoded, labels=labels)
        model = model_of(network, task_of(told, point.data.target_range, point.training))
        return model.evaluate(some).right

    # A network that learnt anything is right about most rows: those need to be asked for once.
    right = are(rows, encoded.labels)
    own = np.bincount(encoded.labels[rows[right]], minlength=encoded.classes)
    counts = np.diag(own).astype(np.int64)
    left = rows[~right]
    for answer in range(encoded.classes):
        # Were every label this one, the right answers would be those that say it.
        said = are(left, np.full(len(encoded.labels), answer, dtype=np.int64))
        labels = encoded.labels[left[said]]
        counts[:, answer] += np.bincount(labels, minlength=encoded.classes)
        left = left[~said]
    return counts
