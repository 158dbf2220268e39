"""Whether a sweep fits into memory, asked before anything is trained."""

from __future__ import annotations

from collections.abc import Sequence

from nnexp.planning.jobs import Job
from nnexp.planning.plan import Plan, Trials
from nnexp.process.room import size
from nnexp.settings import SettingsError
from nnexp.trainables.trainable import Data, Trainable

# Bytes of a trial in plan and table, and of an epoch of a run in the table of curves: measured
# with tracemalloc as 2,000 to 2,300 and 540, rounded down.
_PER_TRIAL, _PER_EPOCH = 2_000, 500


# Address space that a sweep takes from its start to its report, beside what its runs take:
# measured as 496 MB on two cores. What is reserved and never used counts too.
_WITH_REPORT = 500_000_000


def refuse_small_limit(left: int | None) -> None:
    """See that `ulimit -v` lets a sweep come to its plots and report.

    Args:
        left: bytes of address space that are left; None where there is no such limit.

    Raises:
        SettingsError: they are too few.
    """
    if left is not None and left < _WITH_REPORT:
        raise SettingsError(
            (
                f"ulimit -v: leaves {size(left)} of address space, and a sweep with its plots and "
                f"report takes about {size(_WITH_REPORT)}; raise the limit by "
                f"{size(_WITH_REPORT - left)} or more",
            )
        )


def refuse_many_trials(trials: Trials, room: int | None) -> None:
    """See that the table of a set of trials fits into memory.

    Args:
        trials: what is asked for.
        room: bytes that are left; None is not known and refuses nothing.

    Raises:
        SettingsError: it does not.
    """
    repeats = [len(some) for some in trials.values()]
    need = sum(repeats) * _PER_TRIAL
    if room is not None and need > room:
        each = f"{min(repeats):,} to {max(repeats):,}" if len({*repeats}) > 1 else f"{repeats[0]:,}"
        raise SettingsError(
            (
                f"repeats={max(repeats)}: {len(trials):,} grid points × {each} repeats are "
                f"{sum(repeats):,} trials, whose table needs about {size(need)} of memory, "
                f"and {size(room)} are free; start several smaller sweeps: the store keeps what "
                "they share",
            )
        )


def refuse_large_runs(
    trainable: Trainable,
    plan: Plan,
    jobs: Sequence[Job],
    data: Data,
    at_once: int | None,
    room: int | None,
) -> None:
    """See that the runs that are trained at once, and the curves of all, fit into memory.

    Args:
        trainable: what is trained.
        plan: of the grid.
        jobs: what is to be trained.
        data: of the grid.
        at_once: runs that are trained at a time on this machine; None for those of a cluster,
            which have memory of their own.
        room: bytes that are left; None is not known and refuses nothing.

    Raises:
        SettingsError: with a line for every kind of run that does not fit.
    """
    if room is None:
        return
    problems = [*_long_curves(trainable, plan, room)]
    if at_once is not None and jobs:
        needs = {job.run.run_id: _need(trainable, job, data) for job in jobs}
        if max(needs.values()) > room:
            large = [job.run.point for job in jobs if needs[job.run.run_id] > room]
            problems += [
                trainable.too_large(
                    point, data[trainable.source(point)], room, min(at_once, len(jobs))
                )
                for point in dict.fromkeys(large)
            ]
        else:
            largest = sorted(needs.values(), reverse=True)[:at_once]
            problems += _too_many_at_once(largest, room)
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))


def _need(trainable: Trainable, job: Job, data: Data) -> int:
    return trainable.memory(job.run.point, data[trainable.source(job.run.point)])


def _too_many_at_once(needs: Sequence[int], room: int) -> list[str]:
    if sum(needs) <= room:
        return []
    fitting = sum(1 for count in range(1, len(needs) + 1) if sum(needs[:count]) <= room)
    return [
        f"engine.workers={len(needs)}: training so many of the largest networks at once needs "
        f"about {size(sum(needs))} of memory, and {size(room)} are free; "
        f"engine.workers={fitting} fits"
    ]


def _long_curves(trainable: Trainable, plan: Plan, room: int) -> list[str]:
    epochs = sum(run.epochs for run in plan.runs.values())
    need = epochs * _PER_EPOCH
    if need <= room:
        return []
    budget = trainable.columns.budget or "epochs"
    return [
        f"{budget}={max(run.epochs for run in plan.runs.values())}: the curves of "
        f"{len(plan.runs):,} runs with {epochs:,} epochs in all need about {size(need)} of memory, "
        f"and {size(room)} are free; start several smaller sweeps, or ask for fewer epochs"
    ]
