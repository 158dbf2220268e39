"""Wrong labels on purpose: how much does learning suffer from bad examples?"""

from __future__ import annotations

import numpy as np

from nnexp.datasets.randomness import generator


def with_wrong_labels(
    labels: np.ndarray, rows: np.ndarray, classes: int, share: float, seed: int, repeat: int
) -> np.ndarray:
    """Labels of which a share of some rows is replaced by another class.

    Which rows are hit, and by which class, is drawn per (seed, repeat): those of a smaller share
    are among those of a larger one.

    Args:
        labels: (n,) class numbers; not changed.
        rows: row numbers of which a share gets a wrong label, such as the training rows.
        classes: number of classes, at least 2.
        share: from 0 to 1, rounded to the nearest number of rows.
        seed: base seed.
        repeat: number of the repetition.

    Returns:
        (n,) class numbers of the same type, `labels` itself where no row is hit.
    """
    count = int(share * len(rows) + 0.5)
    if count == 0:
        return labels
    draw = generator(seed, repeat, "noise")
    order = draw.permutation(len(labels))
    # Every other class is as likely as the next: a shift by 1 to classes - 1, round the end.
    shift = draw.integers(1, classes, size=len(labels))
    hit = order[np.isin(order, rows)][:count]
    wrong = labels.copy()
    wrong[hit] = (labels[hit] + shift[hit]) % classes
    wrong.setflags(write=False)
    return wrong
