"""scikit-learn's digits: 1,797 handwritten digits of 8×8 pixels with values 0 to 16."""

from __future__ import annotations

import gzip
import importlib.util
import io
import zlib
from pathlib import Path

import numpy as np

from nnexp.datasets.csv_rows import read_rows
from nnexp.datasets.dataset import DataError, Dataset, dataset
from nnexp.settings import DataSettings

_VALUES = 65
"""Of a row of the file: 64 pixels and the label."""


def load_digits(_settings: DataSettings | None = None) -> Dataset:
    """The 1,797 digits that scikit-learn carries; there is no official test set.

    Returns:
        Inputs (1797, 64) uint8 from 0 to 16, ten classes.

    Raises:
        DataError: scikit-learn is not installed.
    """
    table = _from_file()
    if table is None:
        table = _from_sklearn()
    return dataset(
        "digits",
        table[:, :64],
        table[:, 64],
        train_rows=len(table),
        classes=10,
        low=0,
        high=16,
        image_shape=(8, 8),
    )


def _from_file() -> np.ndarray | None:
    """The package's own file: importing scikit-learn to read it takes over a second."""
    package = importlib.util.find_spec("sklearn")
    if package is None or not package.submodule_search_locations:
        return None
    path = Path(package.submodule_search_locations[0], "datasets", "data", "digits.csv.gz")
    try:
        unpacked = io.BytesIO(gzip.decompress(path.read_bytes()))
        rows = read_rows(unpacked, _VALUES)
    except (OSError, EOFError, zlib.error):
        return None
    if rows is None:
        return None
    # The file has the label last, so that the reader's "label" is its first pixel.
    table = np.column_stack([rows.labels, rows.inputs]).astype(np.uint8)
    return table if table.shape == (1797, _VALUES) else None


def _from_sklearn() -> np.ndarray:
    try:
        from sklearn.datasets import load_digits as load
    except ImportError:
        raise DataError(
            "data=digits: comes with scikit-learn, which is not installed; "
            "install it with: pip install scikit-learn"
        ) from None
    inputs, labels = load(return_X_y=True)
    return np.column_stack([inputs, labels]).astype(np.uint8)
