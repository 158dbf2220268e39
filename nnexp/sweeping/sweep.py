"""A sweep from end to end."""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nnexp.network import KERNEL_REVISION, Network, target
from nnexp.plural import counted
from nnexp.settings import GridPoint, SettingsError, SweepSettings
from nnexp.store import Finished, Store, StoredRun, open_store
from nnexp.sweeping.cluster import Cluster, joined
from nnexp.sweeping.collect import curves_of, table_of
from nnexp.sweeping.data import GridData, load_grid_data
from nnexp.sweeping.execute import Execution, Sources, execute
from nnexp.sweeping.interrupts import deliver
from nnexp.sweeping.jobs import Job, jobs_of
from nnexp.sweeping.memory import refuse_large_runs, refuse_many_trials
from nnexp.sweeping.plan import Plan, Run, make_plan, swept_names
from nnexp.sweeping.progress import say
from nnexp.sweeping.provenance import record_of, write_record
from nnexp.sweeping.result import Counts, SweepResult
from nnexp.sweeping.room import free_memory
from nnexp.sweeping.verify import VerificationError, checks_of, differences
from nnexp.sweeping.worker import Answer, Terms
from nnexp.table import TableError, canonical_hash, write, write_curves

if TYPE_CHECKING:
    from rich.console import Console


def run_sweep(
    points: Sequence[GridPoint],
    sweep: SweepSettings,
    directory: Path,
    *,
    overrides: Sequence[str] = (),
    console: Console | None = None,
) -> SweepResult:
    """Train what a grid needs and the store lacks, and write table, curves and record.

    Args:
        points: the grid, at least one point.
        sweep: what holds for the sweep as a whole.
        directory: folder of the sweep; created when it is missing.
        overrides: what the user typed, for the record.
        console: where progress is shown; standard error unless given.

    Returns:
        The sweep's frames, counts and hash. Trials that failed are rows of the table.

    Raises:
        SettingsError: settings that contradict each other across the grid, or that need more
            memory than is free.
        DataError: data cannot be read, or not split as asked.
        EngineError: the workers cannot be reached, are lost, or would give other bits.
        StoreError: the store cannot be opened, read or written.
        TableError: the folder cannot be written to.
        VerificationError: `verify=prefix` found a difference.
        KeyboardInterrupt: Ctrl-C; what is complete is kept.
    """
    started, watch = datetime.now().astimezone(), _Stopwatch()
    console = console or _standard_error()
    select_on = selection(points, sweep)
    _prepare(directory)
    data = load_grid_data(points)
    watch.lap("load")
    refuse_many_trials(len(points), sweep.repeats, free_memory())
    with joined(sweep.engine, functools.partial(say, console)) as cluster:
        trained_for = target() if cluster is None else cluster.target
        if cluster is not None:
            watch.lap("join")
        plan = make_plan(points, sweep.repeats, data.contents, KERNEL_REVISION, trained_for)
        watch.lap("plan")
        with open_store(sweep.store.path) as store:
            known = store.get(plan.runs)
            jobs = jobs_of(plan, known, store.checkpoints(plan.runs))
            refuse_large_runs(plan, jobs, data, sweep.engine, free_memory())
            _announce(plan, jobs, console)
            done = _train(jobs, sweep, data, store, console, cluster)
            known |= store.get(job.run.run_id for job in jobs)
        _stop_if_asked(done, plan, known, sweep, console)
        watch.lap("execute")
        verified, problems = _verify(plan, known, sweep, data, console, cluster)
        watch.lap("verify")
    table = table_of(plan, known, trained_for)
    result = SweepResult(
        directory=directory,
        table=table,
        curves=curves_of(plan, known),
        swept=swept_names(plan.settings),
        counts=_counts(plan, known, jobs, done),
        table_hash=canonical_hash(table),
        seconds=watch.total(),
        select_on=select_on,
        verified=verified,
    )
    watch.lap("collect")
    _write(
        result, record_of(result, plan, sweep, data, overrides, started, watch.laps, trained_for)
    )
    if problems:
        raise VerificationError("\n".join(problems))
    return result


def selection(points: Sequence[GridPoint], sweep: SweepSettings) -> Literal["validation", "test"]:
    """The data that choose the best setting of a grid.

    Raises:
        SettingsError: `select_on=validation` where some points have no validation data.
    """
    if not points:
        raise SettingsError(("the grid is empty: there is nothing to train",))
    without = any(point.data.validation == 0 for point in points)
    if sweep.select_on == "validation" and without:
        raise SettingsError(
            (
                "select_on=validation: data.validation=0 leaves no validation data to choose on; "
                "set data.validation=0.2, or select_on=test",
            )
        )
    return "test" if sweep.select_on == "test" or without else "validation"


def _prepare(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(
            f"{directory}: this folder cannot be created ({error.strerror}); choose another one"
        ) from error


def _announce(plan: Plan, jobs: Sequence[Job], console: Console) -> None:
    runs, left = len(plan.runs), len(jobs)
    epochs = sum(job.epochs for job in jobs)
    text = f"{counted(len(plan.trials), 'trial')}: {counted(runs, 'run')}"
    text += f", {runs - left:,} of them known" if left < runs else ""
    text += f", {left:,} to train ({counted(epochs, 'epoch')})" if left else "; nothing to train"
    say(console, text)


def _train(
    jobs: Sequence[Job],
    sweep: SweepSettings,
    data: GridData,
    store: Store,
    console: Console,
    cluster: Cluster | None,
) -> Execution:
    def keep(found: Sequence[tuple[Run, Answer]]) -> None:
        store.put_all(
            [
                Finished(
                    run.run_id,
                    run.description,
                    run.point.seed,
                    run.repeat,
                    answer.outcome,
                    sweep.store.checkpoints,
                )
                for run, answer in found
            ]
        )

    terms = Terms(
        timeout=sweep.engine.timeout,
        keep_networks=sweep.store.checkpoints,
        stop_at_failure=sweep.engine.on_error == "stop",
    )
    sources = Sources(data.of, store.checkpoint, keep)
    return execute(jobs, sources, sweep.engine, terms, console, cluster)


def _stop_if_asked(
    done: Execution,
    plan: Plan,
    known: Mapping[str, StoredRun],
    sweep: SweepSettings,
    console: Console,
) -> None:
    """Say how to resume and hand on the signal that ended the sweep, if one did."""
    if not done.signals:
        return
    complete = sum(
        run_id in known and known[run_id].answers(run.point.epochs)
        for run_id, run in plan.runs.items()
    )
    runs = counted(len(plan.runs), "run is", "runs are")
    say(
        console,
        f"Stopped. {complete:,} of {runs} complete and kept in {sweep.store.path}; "
        "repeat the same command to go on from there.",
    )
    deliver(done.signals)


def _verify(
    plan: Plan,
    known: Mapping[str, StoredRun],
    sweep: SweepSettings,
    data: GridData,
    console: Console,
    cluster: Cluster | None,
) -> tuple[tuple[str, ...], list[str]]:
    """The trials that were found equal when trained alone, and what was found different."""
    if sweep.verify == "none":
        return (), []
    checks = checks_of(plan, known)
    answers: dict[str, Answer] = {}

    def keep(found: Sequence[tuple[Run, Answer]]) -> None:
        answers.update((run.run_id, answer) for run, answer in found)

    def no_checkpoint(_run_id: str) -> tuple[int, Network] | None:
        return None

    jobs = [check.job for check in checks]
    sources = Sources(data.of, no_checkpoint, keep)
    done = execute(jobs, sources, sweep.engine, Terms(), console, cluster)
    _stop_if_asked(done, plan, known, sweep, console)
    problems = differences(checks, answers, known)
    return () if problems else tuple(check.name for check in checks), problems


def _counts(
    plan: Plan, known: Mapping[str, StoredRun], jobs: Sequence[Job], done: Execution
) -> Counts:
    # A training of its own would have failed each trial after the same epochs as the run it shares.
    alone = sum(
        min(trial.point.epochs, known[trial.run_id].epochs)
        for trial in plan.trials
        if trial.run_id in known
    )
    return Counts(
        trained=len(done.answers) - len(done.extended),
        extended=len(done.extended),
        reused=len(plan.runs) - len(jobs),
        not_run=len(jobs) - len(done.answers),
        failed=sum(
            run_id in known
            and known[run_id].epochs < run.point.epochs
            and known[run_id].status in ("diverged", "error", "timeout")
            for run_id, run in plan.runs.items()
        ),
        epochs_trained=done.epochs,
        epochs_saved=max(0, alone - done.epochs),
    )


def _write(result: SweepResult, record: Mapping[str, object]) -> None:
    write(result.table, result.directory)
    write_curves(result.curves, result.directory)
    write_record(record, result.directory)


def _standard_error() -> Console:
    from rich.console import Console

    return Console(stderr=True)


class _Stopwatch:
    """Seconds of each part of a sweep."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name] = now - self._last
        self._last = now

    def total(self) -> float:
        return time.monotonic() - self._began
