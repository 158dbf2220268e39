"""What a sweep would train, without training it."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

from nnexp.network import KERNEL_REVISION, target
from nnexp.settings import GridPoint, SweepSettings
from nnexp.store import StoredRun, open_store
from nnexp.sweeping.cluster import joined
from nnexp.sweeping.data import load_grid_data
from nnexp.sweeping.estimate import Estimate, estimate
from nnexp.sweeping.jobs import Job, jobs_of
from nnexp.sweeping.memory import refuse_large_runs, refuse_many_trials
from nnexp.sweeping.plan import Plan, make_plan
from nnexp.sweeping.pool import workers
from nnexp.sweeping.room import free_memory

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Preview:
    """The plan of a sweep in numbers."""

    points: int
    trials: int
    runs: int
    """After merging."""
    to_train: int
    """Runs that the store does not answer."""
    epochs_asked: int
    """If every trial were a training of its own."""
    epochs_to_train: int
    workers: int
    cost: Estimate


def preview(points: Sequence[GridPoint], sweep: SweepSettings) -> Preview:
    """Plan a sweep and estimate what is left to train; nothing is stored or written.

    Args:
        points: the grid, at least one point.
        sweep: what holds for the sweep as a whole.

    Raises:
        SettingsError: the sweep needs more memory than is free.
        DataError: data cannot be read, or not split as asked.
        EngineError: the cluster that was named cannot be reached.
        StoreError: there is a store, and it cannot be read.
    """
    data = load_grid_data(points)
    refuse_many_trials(len(points), sweep.repeats, free_memory())
    with joined(sweep.engine, log.info) as cluster:
        trained_for = target() if cluster is None else cluster.target
        slots = workers(sweep.engine, cluster)
    plan = make_plan(points, sweep.repeats, data.contents, KERNEL_REVISION, trained_for)
    jobs = _jobs(plan, Path(sweep.store.path))
    refuse_large_runs(plan, jobs, data, sweep.engine, free_memory())
    return Preview(
        points=len(plan.points),
        trials=len(plan.trials),
        runs=len(plan.runs),
        to_train=len(jobs),
        epochs_asked=sum(trial.point.epochs for trial in plan.trials),
        epochs_to_train=sum(job.epochs for job in jobs),
        workers=slots,
        cost=estimate(jobs, data, slots),
    )


def _jobs(plan: Plan, path: Path) -> list[Job]:
    """The runs that the store does not answer; a store that is not there is not made."""
    if not path.exists():
        nothing: dict[str, StoredRun] = {}
        return jobs_of(plan, nothing, {})
    with open_store(path) as store:
        return jobs_of(plan, store.get(plan.runs), store.checkpoints(plan.runs))
