"""Between objects and the rows of the store: plain buffers and JSON, each with a checksum.

Nothing is ever unpickled. SQLite notices a damaged page only where its own structure
suffers; the checksums notice the rest, and a damaged record counts as absent.

States are kept in the format of safetensors: beside plain buffers it costs nothing, where
NumPy's archives take twenty times as long for the small networks of a large grid.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from nnexp.trainables.outcome import Checkpoint, Curve, State

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
    metrics: tuple[str, ...]
    """The names of the curve's columns."""
    curve: Curve

    def answers(self, epochs: int) -> bool:
        """Whether nothing would be gained from training the run to so many epochs again."""
        return self.epochs >= epochs or self.status == "diverged"


RunRow = tuple[str, str, int, int, int, str, str, str, bytes, int]
"""run_id, settings, seed, repeat, epochs, status, reason, metrics, curve, checksum."""

CheckpointRow = tuple[str, int, bytes, int]
"""run_id, epoch, state, checksum."""


def run_row(run: StoredRun, settings: str, seed: int, repeat: int) -> RunRow:
    """The row of a run; its curve must begin with the first epoch."""
    values = np.ascontiguousarray(run.curve.values, dtype=_FLOAT).tobytes()
    names = json.dumps(run.metrics)
    told = (run.run_id, settings, seed, repeat, run.epochs, run.status, run.reason, names, values)
    return (*told, checksum(told))


def run_of(row: Sequence[Any]) -> StoredRun | None:
    """The run of a row, or None when the row is damaged."""
    *told, found = row
    run_id, _, _, _, epochs, status, reason, names, values = told
    try:
        if found != checksum(told):
            return None
        if type(epochs) is not int or epochs < 0 or not are_texts(run_id, status, reason):
            return None
        metrics = json.loads(names)
        if not isinstance(metrics, list) or not are_texts(*metrics):
            return None
        curve = np.frombuffer(values, dtype=_FLOAT).reshape(epochs, len(metrics))
    except (TypeError, ValueError, RecursionError):
        return None
    return StoredRun(run_id, epochs, status, reason, tuple(metrics), Curve(1, curve))


def checkpoint_row(run_id: str, epoch: int, state: State) -> CheckpointRow:
    """The row of the state that a run has after an epoch."""
    arrays = {name: np.asarray(array, order="C") for name, array in state.items()}
    told = (run_id, epoch, save(arrays))
    return (*told, checksum(told))


def checkpoint_of(row: Sequence[Any]) -> Checkpoint | None:
    """The epoch and the state of a row, or None when the row is damaged."""
    *told, found = row
    _, epoch, state = told
    try:
        if found != checksum(told) or type(epoch) is not int or epoch < 0:
            return None
        return epoch, load(state)
    except (TypeError, ValueError, KeyError, SafetensorError):
        return None


def are_texts(*values: Any) -> bool:
    """Whether every value is text: SQLite keeps whatever it is given."""
    return all(type(value) is str for value in values)


def checksum(told: Sequence[Any]) -> int:
    """CRC-32 of a row without its last column; the buffer comes last."""
    *plain, buffer = told
    return zlib.crc32(buffer, zlib.crc32(repr(plain).encode()))
