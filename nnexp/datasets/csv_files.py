"""A data set from the user's own CSV files."""

from __future__ import annotations

import contextlib
import hashlib
import io
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnexp.datasets.cache import cache_key, keep, recall
from nnexp.datasets.csv_rows import Rows, read_rows
from nnexp.datasets.dataset import DataError, Dataset, dataset

# Smaller files are read as fast as a cache entry would be.
_KEPT_FROM = 1 << 20


def load_csv(train: Path, test: Path | None) -> Dataset:
    """Read the files of rows `label,p1,…,pN`.

    Args:
        train: file of training rows.
        test: file of test rows of the same width, or None.

    Returns:
        Inputs (n, N) uint8 from 0 to 255, training rows first; as many classes as the largest
        label plus one, at least two; an image shape when N is a square.

    Raises:
        DataError: a file or a row is wrong.
    """
    paths = [train] if test is None else [train, test]
    digests, size = [], 0
    for path in paths:
        with _opened(path) as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
            size += file.tell()
    if size < _KEPT_FROM:
        return _assembled(paths, _read(paths))
    kept = recall("csv", cache_key("csv", digests))
    if kept is not None:
        return kept
    parts = _read(paths)
    # Keyed by what was decoded, in case a file has changed since it was hashed above.
    return keep(_assembled(paths, parts), cache_key("csv", [part.digest for part in parts]))


def _read(paths: list[Path]) -> list[Rows]:
    parts = []
    for path in paths:
        with _opened(path) as file:
            parts.append(read_rows(file, path))
    return parts


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    try:
        if path.is_dir():
            raise DataError(f"{path}: is a folder; name a CSV file in it")
        if path.exists() and not path.is_file():
            raise DataError(f"{path}: is not a file that can be read twice; name a CSV file")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        where = "" if path.is_absolute() else f" in {Path.cwd()}"
        raise DataError(f"{path}: there is no such file{where}") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from None


def _assembled(paths: list[Path], parts: list[Rows]) -> Dataset:
    widths = [part.inputs.shape[1] for part in parts]
    if widths[-1] != widths[0]:
        raise DataError(
            f"{paths[-1]}: its rows end at value p{widths[-1]}, "
            f"where those of {paths[0]} end at value p{widths[0]}"
        )
    labels = np.concatenate([part.labels for part in parts])
    side = math.isqrt(widths[0])
    return dataset(
        "csv",
        np.concatenate([part.inputs for part in parts]),
        labels,
        train_rows=len(parts[0].labels),
        classes=max(2, int(labels.max()) + 1),
        low=0,
        high=255,
        image_shape=(side, side) if side * side == widths[0] else None,
    )
