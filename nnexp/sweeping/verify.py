"""`verify=prefix`: whether trials that share a run have the numbers they would have alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from nnexp.errors import NnexpError
from nnexp.store import StoredRun
from nnexp.sweeping.identity import longer
from nnexp.sweeping.jobs import Job
from nnexp.sweeping.plan import Plan, Run, Trial
from nnexp.sweeping.worker import Answer
from nnexp.training import METRICS

SAMPLE = 3

_COMPARED = [place for place, name in enumerate(METRICS) if name != "seconds"]


class VerificationError(NnexpError):
    """A trial that was trained alone differs from its row in the table."""


@dataclasses.dataclass(frozen=True)
class Check:
    """One trial to be trained alone and from the start."""

    trial: Trial
    job: Job

    @property
    def name(self) -> str:
        """The trial in the words of the command line."""
        point = self.trial.point
        return (
            f"lr={point.lr:g} epochs={point.epochs} seed={point.seed} repeat={self.trial.repeat} "
            f"(run {self.trial.run_id})"
        )


def checks_of(plan: Plan, known: Mapping[str, StoredRun], sample: int = SAMPLE) -> list[Check]:
    """A few complete trials to train alone, those first whose run goes on after them.

    Args:
        plan: which runs serve which trials.
        known: the runs that were trained or reused.
        sample: how many.
    """
    complete = [
        trial
        for trial in plan.trials
        if (stored := known.get(trial.run_id)) is not None and stored.epochs >= trial.point.epochs
    ]
    # The same command draws the same sample.
    drawn = [complete[place] for place in np.random.default_rng(0).permutation(len(complete))]
    drawn.sort(key=lambda trial: known[trial.run_id].epochs <= trial.point.epochs)
    return [_check(trial, plan.runs[trial.run_id]) for trial in drawn[:sample]]


def differences(
    checks: Sequence[Check], answers: Mapping[str, Answer], known: Mapping[str, StoredRun]
) -> list[str]:
    """A line for each check whose numbers are not the table's to the bit.

    Args:
        checks: from `checks_of`.
        answers: what training them alone gave, by the run id of the check's job.
        known: the runs behind the table.
    """
    lines = []
    for check in checks:
        epochs = check.trial.point.epochs
        outcome = answers[check.job.run.run_id].outcome
        stored = known[check.trial.run_id].curve.values[epochs - 1]
        if len(outcome.curve.values) < epochs:
            lines.append(f"{check.name}: {outcome.status} when trained alone: {outcome.reason}")
            continue
        alone = outcome.curve.values[epochs - 1]
        lines += [
            f"{check.name}: {METRICS[place]} is {float(stored[place])!r} in the table and "
            f"{float(alone[place])!r} when trained alone"
            for place in _COMPARED
            if stored[place].tobytes() != alone[place].tobytes()
            and not (np.isnan(stored[place]) and np.isnan(alone[place]))
        ]
    return lines


def _check(trial: Trial, run: Run) -> Check:
    """A job under a name of its own, since two checks may share a run."""
    alone = dataclasses.replace(
        run,
        run_id=f"{run.run_id} alone for {trial.point.epochs} epochs",
        point=longer(run.point, trial.point.epochs),
    )
    return Check(trial, Job(alone))
