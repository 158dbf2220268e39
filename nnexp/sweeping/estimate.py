"""What a sweep would cost, before it is trained: measured on a slice, then extrapolated.

A run's time is `start + epochs · (samples · per_sample + measured · per_measured)`. The three
rates are timed on this machine by training throwaway networks for a moment, once for each kind
of network and data in the grid, so that no table of machines has to be kept. As many are trained
at once as the sweep will train: cores share their caches, and threads Python's lock.
"""

from __future__ import annotations

import dataclasses
import heapq
import os
import statistics
import time
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from nnexp.datasets import encode_for
from nnexp.datasets.rotation import copies
from nnexp.settings import GridPoint
from nnexp.sweeping.data import GridData
from nnexp.sweeping.identity import source_of
from nnexp.sweeping.jobs import Job
from nnexp.training import METRICS, train
from nnexp.training.rows import rows_of

if TYPE_CHECKING:
    from nnexp.datasets import Dataset, Encoded

_SECONDS = METRICS.index("seconds")

# The slice that is timed: enough samples for a steady rate, few enough to take a moment.
_SAMPLES = 5_000
_EPOCHS = 4
_TURNS = 3


@dataclasses.dataclass(frozen=True)
class Rates:
    """Seconds that one kind of run takes on a worker while all others are busy, too."""

    start: float
    """Before its first epoch."""
    per_sample: float
    """For one training sample in one epoch."""
    per_measured: float
    """For measuring one sample after an epoch."""


@dataclasses.dataclass(frozen=True)
class Estimate:
    """The cost of some jobs."""

    seconds: float
    """Wall time of training them on all workers."""
    core_seconds: float
    """What all workers spend on it together."""


def estimate(jobs: Sequence[Job], data: GridData, workers: int) -> Estimate:
    """How long training some jobs will take.

    Args:
        jobs: what would be trained; none costs nothing.
        data: of the grid.
        workers: that train at once.

    Returns:
        The time of the longest-first schedule that `execute` follows.
    """
    rates: dict[Hashable, Rates] = {}
    sizes: dict[Hashable, tuple[int, int]] = {}
    costs = []
    at_once = min(workers, len(jobs), os.cpu_count() or 1)
    for job in jobs:
        point, dataset = job.run.point, data.of(job.run.point.data)
        kind, split = _kind(point), (point.data, point.training.train_metrics_size)
        if kind not in rates:
            rates[kind] = measure_rates(point, dataset, at_once)
        if split not in sizes:
            sizes[split] = _sizes(point, dataset)
        costs.append(expected(job.epochs, sizes[split], rates[kind]))
    return Estimate(makespan(costs, workers), sum(costs))


def expected(epochs: int, sizes: tuple[int, int], rates: Rates) -> float:
    """Seconds that a run takes.

    Args:
        epochs: to be trained.
        sizes: samples trained on in an epoch, and measured after it.
        rates: of its kind.
    """
    trained, measured = sizes
    return rates.start + epochs * (trained * rates.per_sample + measured * rates.per_measured)


def makespan(costs: Sequence[float], workers: int) -> float:
    """When the last worker is done if each takes the longest job left as it becomes free."""
    ends = [0.0] * max(1, min(workers, len(costs)))
    for cost in sorted(costs, reverse=True):
        heapq.heapreplace(ends, ends[0] + cost)
    return max(ends)


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
    training: Mapping[str, object] = dataclasses.asdict(point.training)
    return (
        source_of(point.data),
        point.data.input_range,
        point.data.rotation,
        point.hidden_nodes,
        dataclasses.replace(point.network, init="fan_in", init_scale=1.0),
        training["batch_size"],
        training["backpropagation"],
        training["dtype"],
    )
