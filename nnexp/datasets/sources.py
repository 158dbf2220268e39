"""From settings to a data set: which source reads what."""

from __future__ import annotations

from nnexp.datasets.dataset import DataError, Dataset
from nnexp.datasets.digits import load_digits
from nnexp.settings import DataSettings


def load(settings: DataSettings) -> Dataset:
    """Read the data set that the settings name.

    Args:
        settings: `name`, and for csv `train` and `test`, are read.

    Returns:
        The decoded data set, arrays read-only.

    Raises:
        DataError: it cannot be found, fetched or read.
    """
    if settings.name == "digits":
        return load_digits()
    raise DataError(f"data={settings.name}: cannot be read yet")
