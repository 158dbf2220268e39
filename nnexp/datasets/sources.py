"""From settings to a data set: which source reads what."""

from __future__ import annotations

from pathlib import Path

from nnexp.datasets.bugs import load_bugs
from nnexp.datasets.csv_files import load_csv
from nnexp.datasets.dataset import DataError, Dataset
from nnexp.datasets.digits import load_digits
from nnexp.datasets.gates import GATES, load_gate
from nnexp.datasets.image_sets import IMAGE_SETS, load_image_set
from nnexp.datasets.png_files import load_png
from nnexp.settings import DataSettings


def load(settings: DataSettings) -> Dataset:
    """Read the data set that the settings name.

    Args:
        settings: `name`, and for csv and png `train` and `test`, are read.

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
        what, example = (
            ("folder of PNGs", "my_own_images")
            if settings.name == "png"
            else ("file of training rows", "mnist_train_100.csv")
        )
        raise DataError(
            f"data={settings.name}: data.train is missing; name the {what}, "
            f"for example data.train={example}"
        )
    train = Path(settings.train).expanduser()
    test = None if settings.test is None else Path(settings.test).expanduser()
    return load_png(train, test) if settings.name == "png" else load_csv(train, test)
