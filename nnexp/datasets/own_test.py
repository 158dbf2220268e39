"""A known data set tested on the user's own pictures or rows instead of its own test data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from nnexp.datasets.csv_files import load_csv
from nnexp.datasets.dataset import DataError, Dataset, dataset
from nnexp.datasets.handwriting import SIDE
from nnexp.datasets.picture_files import name_cautions, read_pictures
from nnexp.datasets.picture_names import shown


def with_own_test(data: Dataset, test: Path) -> Dataset:
    """Train on what a data set trains on, and test on something else.

    Args:
        data: what to train on; where it has no test set of its own, all of it.
        test: folder of pictures, for images of 28×28; or CSV file of rows with as many inputs, on
            the scale of the data set, and labels among its classes.

    Returns:
        The data set with other test data.

    Raises:
        DataError: the folder or file cannot be read, or does not fit.
    """
    is_folder = test.is_dir()
    inputs, labels = _pictures(data, test) if is_folder else _rows(data, test)
    rows = data.train_rows
    made = dataset(
        data.name,
        np.concatenate([data.inputs[:rows], inputs.astype(data.inputs.dtype)]),
        np.concatenate([data.labels[:rows], labels.astype(data.labels.dtype)]),
        train_rows=rows,
        classes=data.classes,
        low=data.low,
        high=data.high,
        image_shape=data.image_shape,
        class_names=data.class_names,
        notes=data.notes,
    )
    cautions = name_cautions(test) if is_folder else ()
    return dataclasses.replace(made, cautions=(*data.cautions, *cautions))


def _pictures(data: Dataset, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    if data.image_shape != (SIDE, SIDE):
        size = "×".join(map(str, data.image_shape or (data.inputs.shape[1],)))
        raise DataError(
            f"{shown(folder)}: pictures are read as {SIDE}×{SIDE} pixels, where data={data.name} "
            f"has {size}; test them with data=mnist, or name a CSV file of rows with "
            f"{data.inputs.shape[1]} values"
        )
    return read_pictures(folder)


def _rows(data: Dataset, path: Path) -> tuple[np.ndarray, np.ndarray]:
    found = load_csv(path, None)
    width, wanted = found.inputs.shape[1], data.inputs.shape[1]
    if width != wanted:
        raise DataError(
            f"{shown(path)}: its rows end at value p{width}, where those of data={data.name} end "
            f"at value p{wanted}"
        )
    largest = float(found.inputs.max())
    if found.inputs.dtype != np.uint8 or largest > data.high:
        raise DataError(
            f"{shown(path)}: its values must be whole numbers from {data.low:g} to {data.high:g}, "
            f"as those of data={data.name} are; one is {largest:g}"
        )
    names = found.class_names or tuple(map(str, range(found.classes)))
    known = list(map(str, range(data.classes)))
    used = [names[label] for label in np.unique(found.labels)]
    for name in used:
        if name not in known:
            raise DataError(
                f"{shown(path)}: has the label {name}, where those of data={data.name} go from 0 "
                f"to {data.classes - 1}"
            )
    return found.inputs, np.array([int(names[label]) for label in found.labels])
