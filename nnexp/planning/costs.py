"""What a sweep would cost, before it is trained."""

from __future__ import annotations

import heapq
import os
from collections.abc import Sequence

from nnexp.planning.jobs import Job
from nnexp.trainables.trainable import Data, Trainable


def estimate(trainable: Trainable, jobs: Sequence[Job], data: Data, workers: int) -> float:
    """How many seconds training some jobs will take.

    Args:
        trainable: what is trained.
        jobs: what would be trained; none costs nothing.
        data: of the grid.
        workers: that train at once.

    Returns:
        The time of the longest-first schedule that `execute` follows.
    """
    at_once = min(workers, len(jobs), os.cpu_count() or 1)
    trainings = [(job.run.point, job.epochs) for job in jobs]
    return makespan(trainable.timed(trainings, data, at_once), workers)


def expected(trainable: Trainable, jobs: Sequence[Job], data: Data) -> dict[str, float]:
    """Seconds of each job on one core, roughly and without trying: by run id."""
    points = {job.run.run_id: (job.run.point, job.epochs) for job in jobs}
    return {
        run_id: trainable.seconds(point, epochs, data[trainable.source(point)])
        for run_id, (point, epochs) in points.items()
    }


def makespan(costs: Sequence[float], workers: int) -> float:
    """When the last worker is done if each takes the longest job left as it becomes free."""
    ends = [0.0] * max(1, min(workers, len(costs)))
    for cost in sorted(costs, reverse=True):
        heapq.heapreplace(ends, ends[0] + cost)
    return max(ends)
