"""What a sweep would train, without training it."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

from nnexp.columns import Columns
from nnexp.deciding import Step
from nnexp.execution.joining import joined
from nnexp.execution.pool import workers
from nnexp.planning.costs import estimate
from nnexp.planning.elsewhere import known_elsewhere
from nnexp.planning.jobs import Job, jobs_of
from nnexp.planning.memory import refuse_large_runs, refuse_many_trials
from nnexp.planning.plan import Plan, full_grid, make_plan
from nnexp.process.room import free_memory
from nnexp.settings import SweepSettings, spoken
from nnexp.store import StoredRun, open_store
from nnexp.sweeps.decide import start_of
from nnexp.sweeps.sweep import selection, told
from nnexp.trainables import registry
from nnexp.trainables.trainable import Point, Trainable, metric_names

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
    elsewhere: int
    """Of those, runs that the store knows for another target or kernel."""
    epochs_asked: int
    """If every trial were a training of its own."""
    epochs_to_train: int
    workers: int
    seconds: float
    """Wall time of training them on all workers."""
    columns: Columns
    first: Step | None = None
    """Of a sweep that decides: what it begins with, which is all that is counted here."""
    budget: str = ""
    """What a sweep that decides may spend."""
    cautions: tuple[str, ...] = ()
    """Why the data may not be what was meant."""


def preview(
    points: Sequence[Point], sweep: SweepSettings, trainable: Trainable | None = None
) -> Preview:
    """Plan a sweep and estimate what is left to train; nothing is stored or written.

    Args:
        points: the grid, at least one point.
        sweep: what holds for the sweep as a whole.
        trainable: what would be trained; the network of the book unless given.

    Raises:
        SettingsError: the sweep needs more memory than is free, or cannot decide what it is to.
        DataError: data cannot be read, or not split as asked.
        EngineError: the cluster that was named cannot be reached.
        StoreError: there is a store, and it cannot be read.
    """
    trainable = trainable or registry.trainable()
    data = trainable.load(points)
    with joined(sweep.engine, trainable, log.info) as cluster:
        trained_for = trainable.target() if cluster is None else cluster.target
        slots = workers(sweep.engine, cluster)
    decides = sweep.decide.name != "none"
    start = (
        start_of(points, sweep, trainable, selection(trainable, points, sweep)) if decides else None
    )
    trials = full_grid(points, sweep.repeats) if start is None else start.trials(start.first)
    refuse_many_trials(trials, free_memory())
    plan = make_plan(trainable, trials, data, trained_for)
    jobs, elsewhere = _jobs(trainable, plan, Path(sweep.store.path).expanduser())
    at_once = None if sweep.engine.cluster else slots
    refuse_large_runs(trainable, plan, jobs, data, at_once, free_memory())
    return Preview(
        points=len(plan.points),
        trials=len(plan.trials),
        runs=len(plan.runs),
        to_train=len(jobs),
        elsewhere=elsewhere,
        epochs_asked=sum(trial.epochs for trial in plan.trials),
        epochs_to_train=sum(job.epochs for job in jobs),
        workers=slots,
        seconds=estimate(trainable, jobs, data, slots),
        columns=trainable.columns.told_in(spoken(sweep)),
        first=None if start is None else start.first,
        budget=sweep.decide.budget,
        cautions=tuple(told(trainable, data, "cautions")),
    )


def _jobs(trainable: Trainable, plan: Plan, path: Path) -> tuple[list[Job], int]:
    """The runs that the store does not answer, and how many it knows for another target.

    A store that is not there is not made.
    """
    if not path.exists():
        nothing: dict[str, StoredRun] = {}
        return jobs_of(plan, nothing, {}), 0
    with open_store(path) as store:
        known = store.get(plan.runs, metric_names(trainable))
        elsewhere = known_elsewhere(plan, known, store)
        return jobs_of(plan, known, store.checkpoints(plan.runs)), elsewhere
