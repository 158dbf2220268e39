"""What a training costs: seconds, roughly or as timed on this machine, and memory.

A run's time is `start + epochs · (samples · per_sample + measured · per_measured)`. The three
rates are timed on this machine by training throwaway networks for a moment, once for each kind
of network and data in the grid, so that no table of machines has to be kept. As many are trained
at once as the sweep will train: cores share their caches, and threads Python's lock.
"""

from __future__ import annotations

import dataclasses
import functools
import statistics
import time
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from nnexp.datasets import Dataset, Encoded, encode_for
from nnexp.datasets.rotation import copies
from nnexp.process.room import size
from nnexp.settings import GridPoint, NetworkSettings, as_text
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.data import source_of
from nnexp.trainables.book.rows import rows_of
from nnexp.trainables.book.run import train
from nnexp.trainables.trainable import Source

_SECONDS = METRICS.index("seconds")

# Seconds on one core of a 2024 server, within a factor of three: what starting a run, passing
# one sample, and using one link for one sample cost. Only the order of runs and the size of
# portions follow from them.
_PER_RUN = 4e-4
_PER_SAMPLE = 2e-7
_PER_LINK = 1.2e-11

# The slice that is timed: enough samples for a steady rate, few enough to take a moment.
_SAMPLES = 5_000
_EPOCHS = 4
_TURNS = 3

# Copies of its weights that a run has at its peak: measured as 5.3 to 6.3 on networks of
# 140,000 to 300,000 weights, so that what is refused would not have fitted.
_COPIES = 5
# Vectors over all nodes that a sample of a mini-batch takes.
_VECTORS = 3


def expected_seconds(point: GridPoint, epochs: int, dataset: Dataset) -> float:
    """Seconds that training a grid point for some epochs may take on one core."""
    rows = (point.data.train_size or dataset.train_rows) * copies(point.data)
    layers = _layers(point, dataset)
    return float(_PER_RUN + epochs * rows * (_PER_SAMPLE + _links(layers) * _PER_LINK))


def run_bytes(point: GridPoint, dataset: Dataset) -> int:
    """The memory that training one network takes at its peak, in bytes, its data aside."""
    layers = _layers(point, dataset)
    samples = min(point.training.batch_size, dataset.train_rows)
    number = int(np.dtype(point.training.dtype).itemsize)
    nodes = sum(layers[1:])
    return (_COPIES * _links(layers) + _VECTORS * samples * nodes) * number


def too_large(point: GridPoint, dataset: Dataset, room: int, at_once: int) -> str:
    """What to say of a network that does not fit into `room` bytes, and what would fit."""
    need, hidden = run_bytes(point, dataset), point.hidden_nodes
    nodes = as_text(hidden[0] if len(hidden) == 1 else hidden or 0)
    return (
        f"hidden_nodes={nodes}: training one such network needs about {size(need)} of "
        f"memory, and {size(room)} are free; {_fewer(point, at_once * need, room)}"
    )


def _fewer(point: GridPoint, need: int, room: int) -> str:
    if len(point.hidden_nodes) == 1:
        fits = int(float(f"{point.hidden_nodes[0] * room / need:.0e}") * 0.9)
        return f"for example hidden_nodes={max(1, fits)} fits"
    return "take fewer nodes" if point.hidden_nodes else "take a smaller training.batch_size"


def _layers(point: GridPoint, dataset: Dataset) -> tuple[int, ...]:
    """Nodes of each layer of a grid point's networks, inputs first."""
    return dataset.features, *point.hidden_nodes, dataset.classes


def _links(layers: Sequence[int]) -> int:
    """Links between consecutive layers."""
    return sum(below * above for below, above in pairwise(layers))


@dataclasses.dataclass(frozen=True)
class Rates:
    """Seconds that one kind of run takes on a worker while all others are busy, too."""

    start: float
    """Before its first epoch."""
    per_sample: float
    """For one training sample in one epoch."""
    per_measured: float
    """For measuring one sample after an epoch."""


def timed(
    trainings: Sequence[tuple[GridPoint, int]], data: Mapping[Source, Dataset], at_once: int
) -> list[float]:
    """Seconds of each training, a grid point and its epochs; see the module's docstring.

    Args:
        trainings: what would be trained.
        data: of all points.
        at_once: how many train at the same time.
    """
    rates: dict[Hashable, Rates] = {}
    sizes: dict[Hashable, tuple[int, int]] = {}
    costs = []
    for point, epochs in trainings:
        dataset = data[source_of(point.data)]
        kind, split = _kind(point), (point.data, point.training.train_metrics_size)
        if kind not in rates:
            rates[kind] = measure_rates(point, dataset, at_once)
        if split not in sizes:
            sizes[split] = _sizes(point, dataset)
        costs.append(expected(epochs, sizes[split], rates[kind]))
    return costs


def expected(epochs: int, sizes: tuple[int, int], rates: Rates) -> float:
    """Seconds that a run takes.

    Args:
        epochs: to be trained.
        sizes: samples trained on in an epoch, and measured after it.
        rates: of its kind.
    """
    trained, measured = sizes
    return rates.start + epochs * (trained * rates.per_sample + measured * rates.per_measured)


def measure_rates(point: GridPoint, dataset: Dataset, at_once: int = 1) -> Rates:
    """Time throwaway trainings of the same kind as `point`, so many at once."""
    images = min(_sizes(point, dataset)[0], _SAMPLES) // copies(point.data)
    probe = dataclasses.replace(point, data=dataclasses.replace(point.data, train_size=images))
    size = images * copies(point.data)
    encoded = encode_for(point, dataset)
    _timed(probe, 1, dataset, encoded, at_once)
    turns = []
    for _ in range(_TURNS):
        first, _ = _timed(probe, 1, dataset, encoded, at_once)
        whole, training = _timed(probe, _EPOCHS, dataset, encoded, at_once)
        turns.append((first, whole, training))
    measured = max(1, _sizes(probe, dataset)[1])
    per_sample = statistics.median(training for _, _, training in turns) / (_EPOCHS * size)
    per_epoch = statistics.median(whole - first for first, whole, _ in turns) / (_EPOCHS - 1)
    per_measured = max(0.0, per_epoch - per_sample * size) / measured
    start = statistics.median(first for first, _, _ in turns) - per_epoch
    return Rates(max(0.0, start), per_sample, per_measured)


def _timed(
    point: GridPoint, epochs: int, dataset: Dataset, encoded: Encoded, at_once: int
) -> tuple[float, float]:
    """Wall seconds of a training, and those of its kernel: means over those at once."""

    def one(repeat: int) -> tuple[float, float]:
        before = time.perf_counter()
        outcome = train(dataclasses.replace(point, epochs=epochs), repeat, dataset, encoded)
        return time.perf_counter() - before, float(outcome.curve.values[:, _SECONDS].sum())

    with ThreadPoolExecutor(at_once) as pool:
        walls, kernels = zip(*pool.map(one, range(at_once)), strict=True)
    return statistics.fmean(walls), statistics.fmean(kernels)


def _sizes(point: GridPoint, dataset: Dataset) -> tuple[int, int]:
    """How many rows an epoch trains on, and how many are measured after it."""
    rows = rows_of(point, 0, dataset)
    return len(rows.train), len(rows.measured) + len(rows.validation) + len(rows.test)


def _kind(point: GridPoint) -> Hashable:
    """Grid points of one kind take equally long per sample."""
    return (
        source_of(point.data),
        point.data.input_range,
        point.data.rotation,
        point.hidden_nodes,
        _drawn_alike(point.network),
        point.training.batch_size,
        point.training.backpropagation,
        point.training.dtype,
    )


@functools.lru_cache(maxsize=256)  # the points of a large grid share them
def _drawn_alike(network: NetworkSettings) -> NetworkSettings:
    return dataclasses.replace(network, init="fan_in", init_scale=1.0)
