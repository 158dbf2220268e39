"""From settings to a data set: which source reads what."""

from __future__ import annotations

from pathlib import Path

from nnexp.datasets.bugs import load_bugs
from nnexp.datasets.csv_files import load_csv
from nnexp.datasets.dataset import DataError, Dataset
from nnexp.datasets.digits import load_digits
from nnexp.datasets.gates import GATES, load_gate
from nnexp.datasets.image_sets import IMAGE_SETS, load_image_set
from nnexp.settings import DataSettings


def load(settings: DataSettings) -> Dataset:
    """Read the data set that the settings name.

    Args:
        settings: `name`, and for csv `train` and `test`, are read.

    Returns:
        The decoded data set; its arrays are read-only, and memory-mapped where the set is large.

    Raises:
        DataError: it cannot be found, fetched or read.
    """
    if settings.name == "digits":
        return load_digits()
    if settings.name == "bugs":
        return load_bugs()
    if settings.name in GATES:
        return load_gate(settings.name)
    for image_set in IMAGE_SETS:
        if settings.name == image_set.name:
            return load_image_set(image_set)
    if settings.train is None:
        raise DataError(
            "data=csv: data.train is missing; name the file of training rows, "
            "for example data.train=mnist_train_100.csv"
        )
    test = None if settings.test is None else Path(settings.test).expanduser()
    return load_csv(Path(settings.train).expanduser(), test)
