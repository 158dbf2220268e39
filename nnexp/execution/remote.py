"""What a worker of a cluster does: find its data, then train as any other worker does."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from threadpoolctl import threadpool_limits

from nnexp.execution.cluster import ALIKE, EngineError
from nnexp.execution.data_cache import DataCache, DataReference
from nnexp.execution.worker import Rules, TrainedRun, Training, train_chunk
from nnexp.trainables.trainable import Trainable

CACHE = DataCache()
"""The data of this process: a cache, which no number depends on."""


def identity(trainable: Trainable) -> str:
    """What decides the bits of a training on this machine, besides settings and data."""
    return identity_of(trainable, trainable.target())


def identity_of(trainable: Trainable, target: str) -> str:
    """The same of a machine with another target, and this nnexp."""
    return f"{target} {trainable.name}-{trainable.revision}"


def train_remotely(
    trainable: Trainable,
    tasks: Sequence[Training],
    reference: DataReference,
    rules: Rules,
    wanted: str,
    watch: Callable[[], Callable[[], bool]],
) -> list[TrainedRun]:
    """Train some runs on a worker of a cluster.

    Args:
        trainable: what is trained.
        tasks: trainings on the same data, read in the same way.
        reference: the data.
        rules: of the sweep.
        wanted: `identity` of the machines that the sweep is trained on.
        watch: makes the function that says whether the runs are still wanted.

    Returns:
        An answer for each task that was begun, failed ones included.

    Raises:
        EngineError: this machine would give other bits.
    """
    if (found := identity(trainable)) != wanted:
        raise EngineError(
            f"a worker has joined that trains for {found}, while this sweep's runs are for "
            f"{wanted}: their numbers may differ in the last bits; {ALIKE}, and repeat "
            "the command: what is complete is kept"
        )
    _limit_threads()
    prepared = CACHE.get(trainable, reference, tasks[0].point)
    return train_chunk(trainable, tasks, prepared, rules, watch())


@functools.cache
def _limit_threads() -> None:
    # For good: several threads of this process may train, and each has its own core.
    threadpool_limits(1)
