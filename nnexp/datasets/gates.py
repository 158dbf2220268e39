"""Logic gates: what one line can tell apart (AND, OR) and what it cannot (XOR)."""

from __future__ import annotations

import numpy as np

from nnexp.datasets.dataset import Dataset, dataset
from nnexp.settings import DataSettings

GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}
"""The answer to each of 00, 01, 10 and 11."""

_CASES = ((0, 0), (0, 1), (1, 0), (1, 1))
_COPIES = 250


def load_gate(settings: DataSettings) -> Dataset:
    """A gate of two inputs as two classes, false and true.

    The four cases are repeated, so that an epoch is an amount of training that is worth
    measuring; the official test set is each case once.

    Args:
        settings: whose `name` is `and`, `or` or `xor`.

    Returns:
        Inputs (1004, 2) uint8, 0 or 1: 250 rounds of the four cases, then the test set.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Sometimes One Classifier Is Not Enough".
    """
    rounds = _COPIES + 1
    return dataset(
        settings.name,
        np.tile(np.array(_CASES, dtype=np.uint8), (rounds, 1)),
        np.tile(np.array(GATES[settings.name]), rounds),
        train_rows=_COPIES * len(_CASES),
        classes=2,
        low=0,
        high=1,
        image_shape=None,
    )
