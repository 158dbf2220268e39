"""Columns of labels that cannot be what was meant: numbers of rows, or inputs."""

from __future__ import annotations

import numpy as np

from nnexp.datasets.csv_layout import FIRST, LAST, Layout
from nnexp.datasets.dataset import DataError

# Too few rows to say what a column cannot be.
_FEW_ROWS = 10
# Inputs take so many values that fewer rows than this have each.
_ROWS_EACH = 5


def see_labels(layout: Layout, labels: np.ndarray, inputs: np.ndarray, place: str) -> None:
    """Refuse labels that nothing can be learnt of.

    Args:
        layout: of the file.
        labels: (n,) of the training rows.
        inputs: (n, d) of the same.
        place: what the file is called in messages.

    Raises:
        DataError: the labels look like an input and the last input like labels, or most rows have
            a label of their own.
    """
    rows, column = len(labels), layout.column_text(layout.label)
    if rows < _FEW_ROWS:
        return
    different = np.unique(labels.astype(str))
    counts = _counts_rows(labels)
    if not counts and layout.label == 0 and _is_swapped(different, inputs[:, -1], rows):
        raise DataError(
            f"{place}: {column} has {len(different):,} different values in {rows:,} rows, as "
            f"inputs have, and the last column {len(np.unique(inputs[:, -1]))}, as labels have; "
            f"say data.label={LAST} if the labels are there, or data.label={FIRST} if not"
        )
    if len(different) > rows / 2:
        here = layout.names[layout.label] if layout.names else LAST if layout.label else FIRST
        remedy = (
            "it counts the rows: leave it out (pandas: to_csv(…, index=False))"
            if counts
            else "name the column of the labels with data.label"
        )
        raise DataError(
            f"{place}: {column} has {len(different):,} different values in {rows:,} rows, too few "
            f"rows of each to learn them; {remedy}; data.label={here} takes it as it is"
        )


def _is_swapped(different: np.ndarray, last: np.ndarray, rows: int) -> bool:
    """Whether the last input looks like labels and the labels look like an input."""
    values = np.unique(last)
    first = values[0]
    return (
        rows < _ROWS_EACH * len(different)
        and 2 <= len(values) <= len(different) // 4
        and first in (0, 1)
        and np.array_equal(values, np.arange(first, first + len(values)))
    )


def _counts_rows(labels: np.ndarray) -> bool:
    try:
        steps = np.diff(labels.astype(np.float64))
    except ValueError:
        return False
    return bool((steps == 1).all())
