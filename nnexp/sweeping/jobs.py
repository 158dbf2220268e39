"""What is left to train, and in which portions it is handed out."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise

from nnexp.datasets import Dataset
from nnexp.datasets.rotation import copies
from nnexp.settings import GridPoint
from nnexp.store import StoredRun
from nnexp.sweeping.identity import source_of
from nnexp.sweeping.plan import Plan, Run

# Seconds on one core of a 2024 server, within a factor of three: what starting a run, passing
# one sample, and using one link for one sample cost. Only the order of runs and the size of
# portions follow from them.
_PER_RUN = 4e-4
_PER_SAMPLE = 2e-7
_PER_LINK = 1.2e-11


@dataclasses.dataclass(frozen=True)
class Job:
    """A run that is to be trained, or trained further."""

    run: Run
    start: int = 0
    """Epoch of the checkpoint to continue from; 0 trains from the start."""

    @property
    def epochs(self) -> int:
        """How many are to be trained."""
        return self.run.point.epochs - self.start


def jobs_of(
    plan: Plan, known: Mapping[str, StoredRun], checkpoints: Mapping[str, int]
) -> list[Job]:
    """The runs of a plan that the store cannot answer.

    Args:
        plan: all runs.
        known: what the store knows of them.
        checkpoints: the epoch of each run's checkpoint, where there is one.
    """
    jobs = []
    for run_id, run in plan.runs.items():
        stored = known.get(run_id)
        if stored is None:
            jobs.append(Job(run))
        elif not stored.answers(run.point.epochs):
            start = checkpoints.get(run_id, 0)
            # A checkpoint beyond the known curve would leave a gap in it.
            jobs.append(Job(run, start if start <= stored.epochs else 0))
    return jobs


def expected_seconds(point: GridPoint, epochs: int, dataset: Dataset) -> float:
    """Seconds that training a grid point for some epochs may take on one core."""
    rows = (point.data.train_size or dataset.train_rows) * copies(point.data)
    layers = layers_of(point, dataset)
    return float(_PER_RUN + epochs * rows * (_PER_SAMPLE + links_of(layers) * _PER_LINK))


def layers_of(point: GridPoint, dataset: Dataset) -> tuple[int, ...]:
    """Nodes of each layer of a grid point's networks, inputs first."""
    return int(dataset.inputs.shape[1]), *point.hidden_nodes, dataset.classes


def links_of(layers: Sequence[int]) -> int:
    """Links between consecutive layers."""
    return sum(below * above for below, above in pairwise(layers))


def portions(
    jobs: Sequence[Job], costs: Mapping[str, float], workers: int, longest: float = 0.1
) -> list[list[Job]]:
    """Jobs on the same data together, in portions worth handing out, the longest job first.

    Args:
        jobs: each run once.
        costs: expected seconds of each, by run id.
        workers: how many take portions as they become free.
        longest: seconds that a portion of several jobs may take.
    """
    alike: dict[tuple[Hashable, ...], list[Job]] = {}
    for job in sorted(jobs, key=lambda job: -costs[job.run.run_id]):
        data, dtype = job.run.point.data, job.run.point.training.dtype
        key = (*source_of(data), data.input_range, data.rotation, dtype)
        alike.setdefault(key, []).append(job)
    parts = [
        members[part.start : part.stop]
        for members in alike.values()
        for part in cut([costs[job.run.run_id] for job in members], workers, longest)
    ]
    return sorted(parts, key=lambda part: -costs[part[0].run.run_id])


def cut(
    costs: Sequence[float], workers: int, longest: float = 0.1, per_worker: int = 4
) -> list[range]:
    """Cut a list of costs into consecutive parts, none empty.

    Args:
        costs: expected seconds of each job.
        workers: that take parts as they become free.
        longest: seconds that a part of several jobs may take.
        per_worker: a part is at most this share of what one worker has left, so that
            all end at about the same time.
    """
    parts: list[range] = []
    begin, left = 0, sum(costs)
    while begin < len(costs):
        most = min(longest, left / (workers * per_worker))
        end, cost = begin + 1, costs[begin]
        while end < len(costs) and cost + costs[end] <= most:
            cost += costs[end]
            end += 1
        parts.append(range(begin, end))
        begin, left = end, left - cost
    return parts
