"""What a worker does: train, and say how it went without ever raising."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnexp.trainables.outcome import Checkpoint, Curve, Outcome, Stop
from nnexp.trainables.trainable import Point, Trainable, metric_names

# Seconds between two looks at whether the driver lives.
_LOOK = 0.5


@dataclasses.dataclass(frozen=True)
class Training:
    """One training to be done."""

    run_id: str
    point: Point
    repeat: int
    start: Checkpoint | None = None
    """The epoch and the state to continue from; None starts afresh."""


@dataclasses.dataclass(frozen=True)
class Rules:
    """What holds for all trainings of a sweep."""

    timeout: float | None = None
    """Seconds that one run may train."""
    keep_states: bool = False
    """Whether to hand the last states back."""
    stop_at_failure: bool = False
    """Whether a failure ends the chunk it is in."""


@dataclasses.dataclass(frozen=True)
class TrainedRun:
    """What became of a task; plain values, so that it crosses to another process."""

    run_id: str
    outcome: Outcome
    traceback: str = ""
    """Of an exception, for the log."""


def never() -> bool:
    """A sweep that is not cancelled from outside: its workers are killed instead."""
    return False


def train_chunk(
    trainable: Trainable,
    tasks: Sequence[Training],
    prepared: Any,
    rules: Rules,
    cancelled: Callable[[], bool] = never,
) -> list[TrainedRun]:
    """Train some runs one after the other.

    Args:
        trainable: what is trained.
        tasks: trainings on the same data, read in the same way.
        prepared: those data (`Trainable.prepare`).
        rules: of the sweep.
        cancelled: whether the sweep is given up; a run under way keeps its complete epochs.

    Returns:
        An answer for each task that was begun, failed ones included.
    """
    answers: list[TrainedRun] = []
    memo = trainable.memo(several=len(tasks) > 1)
    for task in tasks:
        if cancelled():
            break
        answer = _train_one(trainable, task, prepared, rules, cancelled, memo)
        answers.append(answer)
        if rules.stop_at_failure and answer.outcome.status != "ok":
            break
    return answers


def failure(run_id: str, metrics: int, reason: str, trace: str = "") -> TrainedRun:
    """The answer of a run that left nothing behind but a reason, and a curve of no epochs."""
    nothing = Curve(1, np.empty((0, metrics)))
    return TrainedRun(run_id, Outcome("error", reason, nothing, None), trace)


def begin_worker(driver: int) -> None:
    """Prepare a worker process: Ctrl-C is the driver's business, and it dies with the driver.

    Args:
        driver: process id of the driver, the parent of this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a user's training draws it draws into files: no worker opens a window.
    os.environ.setdefault("MPLBACKEND", "agg")
    _measure_memory_only_where_possible()
    lives = _is_alive(driver)

    def watch() -> None:
        while lives():
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=watch, name="nnexp-parent-watch", daemon=True).start()


def _measure_memory_only_where_possible() -> None:
    """Workers of loky look at their memory now and then, and die where /proc is not there."""
    import psutil
    from joblib.externals.loky import process_executor

    try:
        psutil.Process().memory_info()
    except (OSError, psutil.Error):
        process_executor._USE_PSUTIL = False


def _is_alive(driver: int) -> Callable[[], bool]:
    """Tells whether the parent of this process lives."""
    if os.name == "posix":
        return lambda: os.getppid() == driver
    # Elsewhere a process keeps the number of its parent, which another may have by now.
    import psutil

    try:
        parent = psutil.Process(driver)
    except psutil.NoSuchProcess:
        return never
    return lambda: bool(parent.is_running())


def _train_one(
    trainable: Trainable,
    task: Training,
    prepared: Any,
    rules: Rules,
    cancelled: Callable[[], bool],
    memo: Any,
) -> TrainedRun:
    try:
        outcome = trainable.train(
            task.point,
            task.repeat,
            prepared,
            start=task.start,
            should_stop=_stop_check(rules.timeout, cancelled),
            memo=memo,
        )
    except Exception as error:
        metrics = len(metric_names(trainable))
        return failure(task.run_id, metrics, _one_line(error), traceback.format_exc())
    if outcome.status == "timeout":
        limit = f"took longer than engine.timeout={rules.timeout:g} seconds"
        outcome = dataclasses.replace(outcome, reason=f"{limit}; {outcome.reason}")
    if not rules.keep_states:
        outcome = dataclasses.replace(outcome, state=None)
    return TrainedRun(task.run_id, outcome)


def _stop_check(timeout: float | None, cancelled: Callable[[], bool]) -> Callable[[], Stop | None]:
    """Whether to stop, and why; the clock starts when first asked, after compilation."""
    deadline: float | None = None

    def stop() -> Stop | None:
        nonlocal deadline
        if cancelled():
            return "interrupted"
        if timeout is None:
            return None
        now = time.monotonic()
        deadline = now + timeout if deadline is None else deadline
        return "timeout" if now > deadline else None

    return stop


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    shown = text if len(text) <= 300 else text[:297] + "..."
    return f"{type(error).__name__}: {shown}" if shown else type(error).__name__
