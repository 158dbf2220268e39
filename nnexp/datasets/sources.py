"""From settings to a data set: which source reads what."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from nnexp.datasets.dataset import DataError, Dataset
from nnexp.datasets.doubts import with_doubts
from nnexp.datasets.own_test import with_own_test
from nnexp.settings import SOURCES, DataSettings, missing_files


def load(settings: DataSettings) -> Dataset:
    """Read the data set that the settings name.

    Args:
        settings: `name`, `test`, for csv and png `train`, and for csv `label` are read.

    Returns:
        The decoded data set; its arrays are read-only, and memory-mapped where the set is large.

    Raises:
        DataError: it cannot be found, fetched or read.
    """
    source = SOURCES[settings.name]
    if source.files and settings.train is None:
        raise DataError(missing_files(settings.name))
    module, _, name = source.place.partition(":")
    data: Dataset = getattr(import_module(module), name)(settings)
    if source.own_test and settings.test is not None:
        return with_own_test(data, Path(settings.test).expanduser())
    return with_doubts(data) if source.files else data
