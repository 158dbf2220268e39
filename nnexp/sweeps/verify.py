"""`verify=prefix`: whether trials that share a run have the numbers they would have alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from nnexp.errors import NnexpError
from nnexp.execution.worker import TrainedRun
from nnexp.planning.jobs import Job
from nnexp.planning.plan import Plan, PlannedTrial, swept_names
from nnexp.settings import as_typed
from nnexp.store import StoredRun
from nnexp.trainables.trainable import SECONDS, Trainable, metric_names

SAMPLE = 3


class VerificationError(NnexpError):
    """A trial that was trained alone differs from its row in the table."""


@dataclasses.dataclass(frozen=True)
class Check:
    """One trial to be trained alone and from the start."""

    trial: PlannedTrial
    job: Job
    name: str
    """The trial in the words of the command line."""


def checks_of(trainable: Trainable, plan: Plan, known: Mapping[str, StoredRun]) -> list[Check]:
    """A few complete trials to train alone, those first whose run goes on after them.

    Args:
        trainable: what was trained.
        plan: which runs serve which trials.
        known: the runs that were trained or reused.
    """
    complete = [
        trial
        for trial in plan.trials
        if (stored := known.get(trial.run_id)) is not None and stored.epochs >= trial.epochs
    ]
    # The same command draws the same sample.
    drawn = [complete[place] for place in np.random.default_rng(0).permutation(len(complete))]
    drawn.sort(key=lambda trial: known[trial.run_id].epochs <= trial.epochs)
    return [_check(trainable, plan, trial) for trial in drawn[:SAMPLE]]


def differences(
    trainable: Trainable,
    checks: Sequence[Check],
    answers: Mapping[str, TrainedRun],
    known: Mapping[str, StoredRun],
) -> list[str]:
    """A line for each check whose numbers are not the table's to the bit.

    Args:
        trainable: what was trained.
        checks: from `checks_of`.
        answers: what training them alone gave, by the run id of the check's job.
        known: the runs behind the table.
    """
    metrics = metric_names(trainable)
    lines = []
    for check in checks:
        epochs = check.trial.epochs
        outcome = answers[check.job.run.run_id].outcome
        stored = known[check.trial.run_id].curve.values[epochs - 1]
        if len(outcome.curve.values) < epochs:
            lines.append(f"{check.name}: {outcome.status} when trained alone: {outcome.reason}")
            continue
        alone = outcome.curve.values[epochs - 1]
        lines += [
            f"{check.name}: {name} is {float(stored[place])!r} in the table and "
            f"{float(alone[place])!r} when trained alone"
            for place, name in enumerate(metrics)
            if name != SECONDS
            and stored[place].tobytes() != alone[place].tobytes()
            and not (np.isnan(stored[place]) and np.isnan(alone[place]))
        ]
    return lines


def _check(trainable: Trainable, plan: Plan, trial: PlannedTrial) -> Check:
    """A job under a name of its own, since two checks may share a run."""
    run, settings = plan.runs[trial.run_id], plan.settings[trial.place]
    alone = dataclasses.replace(
        run,
        run_id=f"{run.run_id} alone for {trial.epochs} epochs",
        point=run.point
        if trial.epochs == run.epochs
        else trainable.with_budget(run.point, trial.epochs),
        epochs=trial.epochs,
    )
    told = {*swept_names(plan.settings), trainable.columns.budget, *trainable.columns.replicates}
    words = [f"{name}={as_typed(value)}" for name, value in settings.items() if name in told]
    return Check(trial, Job(alone), f"{' '.join(words)} repeat={trial.repeat} (run {run.run_id})")
