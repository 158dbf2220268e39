"""Inputs as the kernels read them: a constant background plus a sparse remainder.

Most pixels of a written digit are background, and scaling turns their 0 into 0.01, which
hides the sparsity but does not remove it: x = b·1 + p with p sparse.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from nnexp.datasets.dataset import Dataset

# Share of non-background inputs above which a dense row is faster to work through.
DENSE_ABOVE = 0.5

# Rows are worked through in blocks of about this many inputs: temporaries stay in cache.
_BLOCK = 1 << 18


@dataclasses.dataclass(frozen=True)
class Encoded:
    """All rows of a data set, scaled; shared read-only by every run with the same scaling."""

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
    density: float
    """nnz / (n·d)."""
    dtype: np.dtype


def encode(data: Dataset, input_range: tuple[float, float], dtype: str | np.dtype) -> Encoded:
    """Scale raw values linearly from [low, high] to `input_range` and keep what is not background.

    p = (hi - lo)·(raw - low)/(high - low) and x = lo + p are computed in float64 and rounded to
    `dtype` once each.

    Args:
        data: the data set, (n, d).
        input_range: (lo, hi), the scaled values of `data.low` and `data.high`.
        dtype: float32 or float64.

    Returns:
        The encoded rows, in the order of the data set.
    """
    dtype = np.dtype(dtype)
    rows, features = data.inputs.shape
    lo, hi = input_range
    raw_low = data.inputs.dtype.type(data.low)
    block = max(1, _BLOCK // max(1, features))
    blocks = [slice(start, start + block) for start in range(0, rows, block)]

    indptr = np.zeros(rows + 1, dtype=np.int64)
    for part in blocks:
        mask = data.inputs[part] != raw_low
        indptr[part.start + 1 : part.stop + 1] = np.count_nonzero(mask, axis=1)
    np.cumsum(indptr, out=indptr)

    columns = np.arange(features, dtype=np.uint16 if features <= 1 << 16 else np.uint32)
    tiled = np.tile(columns, (block, 1))
    indices = np.empty(indptr[-1], dtype=columns.dtype)
    values = np.empty(indptr[-1], dtype=dtype)
    for part in blocks:
        raw = data.inputs[part]
        mask = raw != raw_low
        span = slice(indptr[part.start], indptr[min(part.stop, rows)])
        indices[span] = tiled[: len(raw)][mask]
        values[span] = _remainder(raw[mask], data, hi - lo)
    density = float(indptr[-1]) / max(1, rows * features)

    dense = None
    if density > DENSE_ABOVE:
        dense = np.empty((rows, features), dtype=dtype)
        for part in blocks:
            dense[part] = lo + _remainder(data.inputs[part], data, hi - lo)
    labels = data.labels.astype(np.int64)
    for array in (indptr, indices, values, labels, *(() if dense is None else (dense,))):
        array.setflags(write=False)
    return Encoded(
        lo, indptr, indices, values, dense, labels, features, data.classes, density, dtype
    )


def _remainder(raw: np.ndarray, data: Dataset, width: float) -> np.ndarray:
    """p in float64."""
    return width * (raw.astype(np.float64) - data.low) / (data.high - data.low)
