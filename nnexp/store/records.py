"""Between objects and the rows of the store: plain buffers and JSON, each with a checksum.

Nothing is ever unpickled. SQLite notices a damaged page only where its own structure
suffers; the checksums notice the rest, and a damaged record counts as absent.
"""

from __future__ import annotations

import dataclasses
import json
import math
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnexp.network import Architecture, Network, NetworkError
from nnexp.training import METRICS, Curve

_FLOAT = np.dtype("<f8")


@dataclasses.dataclass(frozen=True)
class StoredRun:
    """What is known of a run."""

    run_id: str
    epochs: int
    """Epochs that are complete; `curve` has as many rows."""
    status: str
    """Why there are no more: `ok` (no more were asked for), `diverged`, `error`, `timeout`…"""
    reason: str
    curve: Curve

    def answers(self, epochs: int) -> bool:
        """Whether nothing would be gained from training the run to so many epochs again."""
        return self.epochs >= epochs or self.status == "diverged"


RunRow = tuple[str, str, int, int, int, str, str, bytes, int]
"""run_id, settings, seed, repeat, epochs, status, reason, curve, checksum."""

CheckpointRow = tuple[str, int, str, bytes, int]
"""run_id, epoch, architecture, weights, checksum."""


def run_row(run: StoredRun, settings: str, seed: int, repeat: int) -> RunRow:
    """The row of a run; its curve must begin with the first epoch."""
    values = np.ascontiguousarray(run.curve.values, dtype=_FLOAT).tobytes()
    told = (run.run_id, settings, seed, repeat, run.epochs, run.status, run.reason, values)
    return (*told, _checksum(told))


def run_of(row: Sequence[Any]) -> StoredRun | None:
    """The run of a row, or None when the row is damaged."""
    *told, checksum = row
    run_id, _, _, _, epochs, status, reason, values = told
    try:
        if checksum != _checksum(told):
            return None
        if type(epochs) is not int or epochs < 0 or not _are_texts(run_id, status, reason):
            return None
        curve = np.frombuffer(values, dtype=_FLOAT).reshape(epochs, len(METRICS))
    except (TypeError, ValueError):
        return None
    return StoredRun(run_id, epochs, status, reason, Curve(1, curve))


def checkpoint_row(run_id: str, epoch: int, network: Network) -> CheckpointRow:
    """The row of the weights that a run has after an epoch."""
    dtype = network.dtype.newbyteorder("<")
    shape = {**vars(network.architecture), "dtype": dtype.str}
    arrays = (*network.weights, *network.biases)
    buffer = b"".join(array.astype(dtype, copy=False).tobytes() for array in arrays)
    told = (run_id, epoch, json.dumps(shape, sort_keys=True), buffer)
    return (*told, _checksum(told))


def checkpoint_of(row: Sequence[Any]) -> tuple[int, Network] | None:
    """The epoch and the weights of a row, or None when the row is damaged."""
    *told, checksum = row
    _, epoch, description, buffer = told
    try:
        if checksum != _checksum(told) or type(epoch) is not int or epoch < 0:
            return None
        shape = json.loads(description)
        dtype = np.dtype(shape.pop("dtype"))
        architecture = Architecture(**shape)
        layers = architecture.shapes
        nodes = [(nodes,) for nodes, _ in layers] if architecture.bias else []
        arrays = _cut(buffer, dtype, [*layers, *nodes])
        network = Network(architecture, arrays[: len(layers)], arrays[len(layers) :])
    except (TypeError, ValueError, KeyError, OverflowError, NetworkError):
        return None
    return epoch, network


def _are_texts(*values: Any) -> bool:
    return all(type(value) is str for value in values)


def _cut(
    buffer: bytes, dtype: np.dtype, shapes: Sequence[tuple[int, ...]]
) -> tuple[np.ndarray, ...]:
    """The arrays that lie one after the other in a buffer; read-only, since the buffer is."""
    arrays, start = [], 0
    for shape in shapes:
        array = np.frombuffer(buffer, dtype, math.prod(shape), start).reshape(shape)
        arrays.append(array)
        start += array.nbytes
    if start != len(buffer):
        raise ValueError("weights and their shapes disagree")
    return tuple(arrays)


def _checksum(told: Sequence[Any]) -> int:
    *plain, buffer = told
    return zlib.crc32(buffer, zlib.crc32(repr(plain).encode()))
