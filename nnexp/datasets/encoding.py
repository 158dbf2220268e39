"""Inputs as the kernels read them: a constant background plus a sparse remainder.

Most pixels of a written digit are background, and scaling turns their 0 into 0.01, which
hides the sparsity but does not remove it: x = b·1 + p with p sparse.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable

import numpy as np

from nnexp.datasets.dataset import Dataset
from nnexp.datasets.rotation import BLOCK, turned_blocks, with_copies
from nnexp.settings import GridPoint

# Share of non-background inputs above which a dense row is faster to work through.
DENSE_ABOVE = 0.5


@dataclasses.dataclass(frozen=True)
class Encoded:
    """All rows of a data set, scaled; shared read-only by every run with the same scaling.

    With a rotation, the turned copies of all rows outside the official test set follow: first
    those turned anticlockwise, then those turned clockwise. Which of them train is for each run
    to choose.
    """

    background: float
    """b: the scaled value of the darkest input, `data.input_range[0]`; x = b·1 + p."""
    indptr: np.ndarray
    """(n + 1,) int64: row i of p is `indices[indptr[i]:indptr[i+1]]`, ascending."""
    indices: np.ndarray
    """(nnz,) uint16 up to 65,536 features, else uint32."""
    values: np.ndarray
    """(nnz,) of `dtype`: p itself, not x."""
    dense: np.ndarray | None
    """(n, d) of `dtype`: x itself (background included), only above `DENSE_ABOVE`."""
    labels: np.ndarray
    """(n,) int64."""
    features: int
    classes: int
    dtype: np.dtype
    rotation: float = 0.0
    """Degrees by which copies are turned; 0 when there are none."""


def encode(
    data: Dataset,
    input_range: tuple[float, float],
    dtype: str | np.dtype,
    rotation: float = 0.0,
) -> Encoded:
    """Scale raw values linearly from [low, high] to `input_range` and keep what is not background.

    p = (hi - lo)·(raw - low)/(high - low) and x = lo + p are computed in float64 and rounded to
    `dtype` once each.

    Args:
        data: the data set, (n, d); of images when there is a rotation.
        input_range: (lo, hi), the scaled values of `data.low` and `data.high`.
        dtype: float32 or float64.
        rotation: degrees by which copies of the images are turned; 0 makes none.

    Returns:
        The encoded rows, in the order of the data set, then those of turned copies.
    """
    dtype = np.dtype(dtype)
    lo, hi = input_range
    parts = [_own_rows(data, hi - lo, dtype)]
    if rotation:
        parts += _turned_rows(data, hi - lo, dtype, rotation)
    counts, indices, values = _joined(parts)
    indptr = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=indptr[1:])
    features = data.inputs.shape[1]
    density = len(values) / max(1, len(counts) * features)
    dense = _dense(data, input_range, dtype, rotation) if density > DENSE_ABOVE else None
    labels = data.labels.astype(np.int64)
    if rotation:
        labels = with_copies(labels, data.train_rows)
    for array in (indptr, indices, values, labels, *(() if dense is None else (dense,))):
        array.setflags(write=False)
    return Encoded(
        lo, indptr, indices, values, dense, labels, features, data.classes, dtype, rotation
    )


def encode_for(point: GridPoint, data: Dataset) -> Encoded:
    """The data as the runs of a grid point read them."""
    return encode(data, point.data.input_range, point.training.dtype, point.data.rotation)


def encoding_key(point: GridPoint, fingerprint: str) -> Hashable:
    """Grid points of equal keys read data of that fingerprint in the same encoding."""
    return fingerprint, point.data.input_range, point.data.rotation, point.training.dtype


def scaled(data: Dataset, rows: np.ndarray, input_range: tuple[float, float]) -> np.ndarray:
    """Some rows on their own, as `encode` scales them before it rounds.

    Args:
        data: the data set.
        rows: row numbers.
        input_range: (lo, hi), the scaled values of `data.low` and `data.high`.

    Returns:
        (rows, d) float64.
    """
    low, high = input_range
    share = (data.inputs[rows].astype(np.float64) - data.low) / (data.high - data.low)
    inputs: np.ndarray = low + (high - low) * share
    return inputs


_Part = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Of some rows of p: the number of entries of each row, columns of entries, their values."""


def _joined(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    counts, indices, values = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return counts, indices, values


def _own_rows(data: Dataset, width: float, dtype: np.dtype) -> _Part:
    """The rows of the data set itself: counted first, so that nothing is held twice."""
    rows, features = data.inputs.shape
    raw_low = data.inputs.dtype.type(data.low)
    counts = np.empty(rows, dtype=np.int64)
    for part in _slices(rows, features):
        counts[part] = np.count_nonzero(data.inputs[part] != raw_low, axis=1)
    columns = _columns(features).reshape(-1)
    indices = np.empty(counts.sum(), dtype=columns.dtype)
    values = np.empty(len(indices), dtype=dtype)
    # Of bytes each value is scaled once.
    known = None
    if data.inputs.dtype == np.uint8:
        every = np.arange(1 << 8, dtype=np.uint8)
        known = _scaled(_above(every, data), data, width).astype(dtype)
    end = 0
    for part in _slices(rows, features):
        raw = data.inputs[part].reshape(-1)
        # Found once, which is faster than a mask for each of the two.
        there = np.flatnonzero(raw != raw_low)
        begin, end = end, end + len(there)
        indices[begin:end] = columns[there]
        found = raw[there]
        values[begin:end] = (
            _scaled(_above(found, data), data, width) if known is None else known[found]
        )
    return counts, indices, values


def _turned_rows(data: Dataset, width: float, dtype: np.dtype, rotation: float) -> list[_Part]:
    columns = _columns(data.inputs.shape[1])
    parts = []
    for above in turned_blocks(data, rotation):
        mask = above != 0
        parts.append(
            (
                np.count_nonzero(mask, axis=1),
                columns[: len(above)][mask],
                _scaled(above[mask], data, width).astype(dtype),
            )
        )
    return parts


def _dense(
    data: Dataset, input_range: tuple[float, float], dtype: np.dtype, rotation: float
) -> np.ndarray:
    """x itself, the rows of turned copies included."""
    lo, hi = input_range
    rows, features = data.inputs.shape
    dense = np.empty((rows + 2 * data.train_rows * (rotation != 0), features), dtype=dtype)
    for part in _slices(rows, features):
        dense[part] = lo + _scaled(_above(data.inputs[part], data), data, hi - lo)
    end = rows
    for above in turned_blocks(data, rotation) if rotation else ():
        begin, end = end, end + len(above)
        dense[begin:end] = lo + _scaled(above, data, hi - lo)
    return dense


def _slices(rows: int, features: int) -> list[slice]:
    block = max(1, BLOCK // features)
    return [slice(start, min(start + block, rows)) for start in range(0, rows, block)]


def _columns(features: int) -> np.ndarray:
    """The number of its column at each place of a block of rows."""
    numbers = np.arange(features, dtype=np.uint16 if features <= 1 << 16 else np.uint32)
    return np.tile(numbers, (max(1, BLOCK // features), 1))


def _above(raw: np.ndarray, data: Dataset) -> np.ndarray:
    """Raw values less that of the background, in float64."""
    above: np.ndarray = raw.astype(np.float64) - data.low
    return above


def _scaled(above: np.ndarray, data: Dataset, width: float) -> np.ndarray:
    """p in float64."""
    return width * above / (data.high - data.low)
