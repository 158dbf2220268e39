"""What is left to train, and in which portions it is handed out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence

from nnexp.planning.plan import Plan, Run
from nnexp.store import StoredRun

# Of what one worker has left a part is at most this share, so that all end at about the same time.
_PARTS = 4


@dataclasses.dataclass(frozen=True)
class Job:
    """A run that is to be trained, or trained further."""

    run: Run
    start: int = 0
    """Epoch of the checkpoint to continue from; 0 trains from the start."""

    @property
    def epochs(self) -> int:
        """How many are to be trained."""
        return self.run.epochs - self.start


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
        elif not stored.answers(run.epochs):
            start = checkpoints.get(run_id, 0)
            # A checkpoint beyond the known curve would leave a gap in it.
            jobs.append(Job(run, start if start <= stored.epochs else 0))
    return jobs


def portions(
    jobs: Sequence[Job],
    costs: Mapping[str, float],
    reads: Callable[[Job], Hashable],
    workers: int,
    longest: float = 0.1,
) -> list[list[Job]]:
    """Jobs on the same data together, in portions worth handing out, the longest job first.

    Args:
        jobs: each run once.
        costs: expected seconds of each, by run id.
        reads: jobs of equal keys read the same data in the same way.
        workers: how many take portions as they become free.
        longest: seconds that a portion of several jobs may take.
    """
    alike: dict[Hashable, list[Job]] = {}
    for job in sorted(jobs, key=lambda job: -costs[job.run.run_id]):
        alike.setdefault(reads(job), []).append(job)
    parts = [
        members[part.start : part.stop]
        for members in alike.values()
        for part in cut([costs[job.run.run_id] for job in members], workers, longest)
    ]
    return sorted(parts, key=lambda part: -costs[part[0].run.run_id])


def cut(costs: Sequence[float], workers: int, longest: float = 0.1) -> list[range]:
    """Cut a list of costs into consecutive parts, none empty.

    Args:
        costs: expected seconds of each job.
        workers: that take parts as they become free.
        longest: seconds that a part of several jobs may take.
    """
    parts: list[range] = []
    begin, left = 0, sum(costs)
    while begin < len(costs):
        most = min(longest, left / (workers * _PARTS))
        end, cost = begin + 1, costs[begin]
        while end < len(costs) and cost + costs[end] <= most:
            cost += costs[end]
            end += 1
        parts.append(range(begin, end))
        begin, left = end, left - cost
    return parts
