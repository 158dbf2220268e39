"""What a worker of a cluster does: find its data, then train as any other worker does."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from threadpoolctl import threadpool_limits

from nnexp.network import KERNEL_REVISION, target
from nnexp.sweeping.cluster import ALIKE, EngineError
from nnexp.sweeping.parcel import Parcel, Shelf
from nnexp.sweeping.worker import Answer, Task, Terms, train_chunk

SHELF = Shelf()
"""The data of this process: a cache, which no number depends on."""


def identity() -> str:
    """What decides the bits of a training on this machine, besides settings and data."""
    return identity_of(target())


def identity_of(target: str) -> str:
    """The same of a machine with another `nnexp.network.target()`, and this nnexp."""
    return f"{target} kernel-{KERNEL_REVISION}"


def train_remotely(
    tasks: Sequence[Task],
    parcel: Parcel,
    terms: Terms,
    wanted: str,
    watch: Callable[[], Callable[[], bool]],
) -> list[Answer]:
    """Train some runs on a worker of a cluster.

    Args:
        tasks: trainings on the same data, read in the same way.
        parcel: the data.
        terms: of the sweep.
        wanted: `identity` of the machines that the sweep is trained on.
        watch: makes the function that says whether the runs are still wanted.

    Returns:
        An answer for each task that was begun, failed ones included.

    Raises:
        EngineError: this machine would give other bits.
    """
    if identity() != wanted:
        raise EngineError(
            f"a worker has joined that trains for {identity()}, while this sweep's runs are for "
            f"{wanted}: their numbers may differ in the last bits; {ALIKE}, and repeat "
            "the command: what is complete is kept"
        )
    _limit_threads()
    dataset, encoded = SHELF.get(parcel, tasks[0].point)
    return train_chunk(tasks, dataset, encoded, terms, watch())


@functools.cache
def _limit_threads() -> None:
    # For good: several threads of this process may train, and each has its own core.
    threadpool_limits(1)
