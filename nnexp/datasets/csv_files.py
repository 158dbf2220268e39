"""A data set from the user's own CSV files."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnexp.datasets.cache import cache_key, keep, recall
from nnexp.datasets.class_names import classes_of
from nnexp.datasets.csv_labels import see_labels
from nnexp.datasets.csv_layout import Layout, layout_of, shown
from nnexp.datasets.csv_rows import read_rows
from nnexp.datasets.csv_table import head_of, read_table, see_room
from nnexp.datasets.dataset import DataError, Dataset, dataset
from nnexp.datasets.input_scale import scaled_inputs
from nnexp.datasets.locations import own_files
from nnexp.datasets.text_files import Wrapping, digest_of, opened, wrapping_of
from nnexp.plural import counted
from nnexp.process.room import free_memory
from nnexp.settings import DataSettings

# Smaller files are read as fast as a cache entry would be.
_KEPT_FROM = 1 << 20


@dataclasses.dataclass(frozen=True)
class _File:
    """What is known of a file before its rows are read."""

    path: Path
    wrapping: Wrapping
    layout: Layout
    digest: str
    stamp: tuple[int, int]
    """Size and time of its last change."""


@dataclasses.dataclass(frozen=True)
class _Part:
    """One file, decoded."""

    path: Path
    layout: Layout
    labels: np.ndarray
    """(n,) int64 or text."""
    inputs: np.ndarray
    """(n, d) uint8 or float64."""
    digest: str


def load_rows(settings: DataSettings) -> Dataset:
    """The files that the settings name; see `load_csv`."""
    return load_csv(*own_files(settings), settings.label)


def load_csv(train: Path, test: Path | None, label: str | None = None) -> Dataset:
    """Read files of rows with a label and numbers, such as the book's `label,p1,…,pN`.

    Args:
        train: file of training rows.
        test: file of test rows with the same inputs, or None.
        label: which column has the labels: its name, `first` or `last`; None finds it (see
            `csv_layout`).

    Returns:
        Inputs (n, N), training rows first: uint8 from 0 to 255 where all are such whole numbers,
        else float32 (see `input_scale`); the labels that occur as classes; an image shape when N
        is a square and all inputs are on one scale.

    Raises:
        DataError: a file or a row is wrong, or the labels cannot be labels.
    """
    paths = [train] if test is None else [train, test]
    # All are seen to be there before one is read.
    stamps = list(map(_stamp, paths))
    files = [_described(*one, label) for one in zip(paths, stamps, strict=True)]
    asked = [] if label is None else [f"data.label={label}"]
    large = sum(file.stamp[0] for file in files) >= _KEPT_FROM
    kept = None
    if large:
        kept = recall("csv", cache_key("csv", [*(file.digest for file in files), *asked]))
    if kept is not None:
        return kept
    parts = [_decoded(file) for file in files]
    for file in files:
        if _stamp(file.path) != file.stamp:
            raise DataError(f"{file.path}: has changed while it was read; start again")
    if label is None:
        see_labels(parts[0].layout, parts[0].labels, parts[0].inputs, str(train))
    data = _assembled(parts)
    # Keyed by what was decoded, in case a file has changed since it was hashed above.
    decoded = cache_key("csv", [*(part.digest for part in parts), *asked])
    return keep(data, decoded) if large else data


def _described(path: Path, stamp: tuple[int, int], label: str | None) -> _File:
    wrapping = wrapping_of(path)
    layout = layout_of(head_of(path, wrapping), label, str(path))
    return _File(path, wrapping, layout, digest_of(path, wrapping), stamp)


def _stamp(path: Path) -> tuple[int, int]:
    with opened(path):
        found = path.stat()
        return found.st_size, found.st_mtime_ns


def _decoded(file: _File) -> _Part:
    path, layout = file.path, file.layout
    if file.wrapping.plain and layout.is_the_books:
        # A value is a byte, twice while parts are put together, and two characters or more.
        see_room(path, file.stamp[0] // 2, free_memory())
        with opened(path) as content:
            rows = read_rows(content, layout.width, layout.skipped)
        if rows is not None:
            return _Part(path, layout, rows.labels, rows.inputs, rows.digest)
    table = read_table(path, file.wrapping, layout)
    return _Part(path, layout, table.labels, table.inputs, file.digest)


def _assembled(parts: list[_Part]) -> Dataset:
    train = parts[0]
    inputs = [train.inputs, *(_as_in(train, part) for part in parts[1:])]
    numbers, names = classes_of([part.labels for part in parts], str(train.path))
    if all(values.dtype == np.uint8 for values in inputs):
        values, low, high, note, alike = np.concatenate(inputs), 0.0, 255.0, "", True
    else:
        joined = np.concatenate([one.astype(np.float64, copy=False) for one in inputs])
        scaled = scaled_inputs(joined, len(train.labels))
        values, low, high = scaled.inputs, scaled.low, scaled.high
        note, alike = scaled.note, scaled.alike
    side = math.isqrt(values.shape[1])
    return dataset(
        "csv",
        values,
        numbers,
        train_rows=len(train.labels),
        classes=len(names),
        low=low,
        high=high,
        image_shape=(side, side) if alike and side * side == values.shape[1] else None,
        class_names=names,
        notes=tuple(filter(None, (*_told(train), note))),
    )


def _as_in(train: _Part, test: _Part) -> np.ndarray:
    """The inputs of test rows in the order of those of the training rows."""
    width, expected = test.inputs.shape[1], train.inputs.shape[1]
    if width != expected:
        raise DataError(
            f"{test.path}: its rows have {counted(width, 'input')} beside the label, "
            f"where those of {train.path} have {expected:,}"
        )
    names, known = _input_names(test.layout), _input_names(train.layout)
    if not names or not known or names == known or sorted(names) != sorted(known):
        return test.inputs
    if len(set(names)) < len(names):
        return test.inputs
    return test.inputs[:, [names.index(name) for name in known]]


def _input_names(layout: Layout) -> list[str]:
    return [layout.names[column] for column in layout.inputs] if layout.names else []


def _told(part: _Part) -> Iterator[str]:
    """What was read otherwise than as rows of the label and the inputs."""
    layout = part.layout
    if layout.label:
        last = layout.label == layout.width - 1 - (layout.width - 1 in layout.left_out)
        where = "the last column" if last else f"column {layout.label + 1}"
        named = f", '{shown(layout.names[layout.label])}'" if layout.names else ""
        yield f"the labels are those of {where}{named}"
    for column in layout.left_out:
        if column == 0:
            yield "the first column numbers the rows and is left out"
