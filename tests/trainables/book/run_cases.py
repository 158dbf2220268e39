"""Small problems for tests of training, and what their data look like unencoded."""

from __future__ import annotations

import dataclasses

import numpy as np

from nnexp.datasets import Dataset, Encoded, encode
from nnexp.datasets.dataset import dataset
from nnexp.network import Network
from nnexp.settings import DataSettings, GridPoint, NetworkSettings, TrainingSettings
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.run import architecture_of
from nnexp.trainables.book.state import network_from
from nnexp.trainables.outcome import Outcome, State

FEATURES, CLASSES, ROWS = 30, 4, 120

# Times differ from run to run, everything else must not.
TIMED = METRICS.index("seconds")


def problem(*, filled: float = 0.3, official: int = 24, classes: int = CLASSES) -> Dataset:
    """Noisy pictures of a few classes; a share of all pixels is `filled`."""
    draw = np.random.default_rng(17)
    labels = draw.integers(0, classes, ROWS)
    labels[:classes] = range(classes)
    patterns = draw.integers(1, 256, (classes, FEATURES))
    inputs = np.clip(patterns[labels] + draw.normal(0, 20, (ROWS, FEATURES)), 1, 255)
    inputs[draw.uniform(size=inputs.shape) > filled] = 0
    return dataset(
        "noisy",
        inputs.astype(np.uint8),
        labels,
        train_rows=ROWS - official,
        classes=classes,
        low=0,
        high=255,
        image_shape=None,
    )


def point_of(**more: object) -> GridPoint:
    """A grid point; names of data, network and training settings go to where they belong."""
    parts = {}
    for field, kind in (
        ("data", DataSettings),
        ("network", NetworkSettings),
        ("training", TrainingSettings),
    ):
        names = {one.name for one in dataclasses.fields(kind)}
        parts[field] = kind(**{name: more.pop(name) for name in names & set(more)})
    return GridPoint(**({"lr": 0.3, "epochs": 4, "hidden_nodes": (6,)} | more | parts))


def encoded_for(point: GridPoint, data: Dataset, *, dense: bool | None = None) -> Encoded:
    """The encoding for a grid point; `dense` overrules the choice that density makes."""
    encoded = encode(data, point.data.input_range, point.training.dtype)
    if dense is None:
        return encoded
    inputs = scaled(point, data).astype(encoded.dtype)
    return dataclasses.replace(encoded, dense=inputs if dense else None)


def scaled(point: GridPoint, data: Dataset) -> np.ndarray:
    """Inputs as the network sees them, in float64."""
    low, high = point.data.input_range
    return low + (high - low) * data.inputs.astype(np.float64) / 255


def targets_of(point: GridPoint, data: Dataset) -> np.ndarray:
    low, high = point.data.target_range
    return np.where(np.eye(data.classes, dtype=bool)[data.labels], high, low)


def bits(state: State | None) -> bytes | None:
    """All arrays, byte for byte."""
    return None if state is None else b"".join(array.tobytes() for array in state.values())


def network_of(outcome: Outcome, point: GridPoint, data: Dataset) -> Network:
    """The network that a training left."""
    return network_from(outcome.state, architecture_of(point, data))


def untimed(outcome: Outcome) -> bytes:
    """The curve's bytes without its times."""
    return np.delete(outcome.curve.values, TIMED, axis=1).tobytes()
