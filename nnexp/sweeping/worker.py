"""What a worker does: train, and say how it went without ever raising."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from nnexp.datasets import Dataset, Encoded
from nnexp.network import Network
from nnexp.settings import GridPoint
from nnexp.training import METRICS, Curve, Outcome, train
from nnexp.training.shared import Shared

Stop = Literal["timeout", "interrupted"]


@dataclasses.dataclass(frozen=True)
class Task:
    """One training to be done."""

    run_id: str
    point: GridPoint
    repeat: int
    start: tuple[int, Network] | None = None
    """The epoch and the weights to continue from; None starts afresh."""


@dataclasses.dataclass(frozen=True)
class Terms:
    """What holds for all trainings of a sweep."""

    timeout: float | None = None
    """Seconds that one run may train."""
    keep_networks: bool = False
    """Whether to hand the last weights back."""
    stop_at_failure: bool = False
    """Whether a failure ends the chunk it is in."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What became of a task; plain values, so that it crosses to another process."""

    run_id: str
    outcome: Outcome
    traceback: str = ""
    """Of an exception, for the log."""


def never() -> bool:
    """A sweep that is not cancelled from outside: its workers are killed instead."""
    return False


def train_chunk(
    tasks: Sequence[Task],
    dataset: Dataset,
    encoded: Encoded,
    terms: Terms,
    cancelled: Callable[[], bool] = never,
) -> list[Answer]:
    """Train some runs one after the other.

    Args:
        tasks: trainings on the same data.
        dataset: what to learn.
        encoded: the same data as the kernels read them.
        terms: of the sweep.
        cancelled: whether the sweep is given up; a run under way keeps its complete epochs.

    Returns:
        An answer for each task that was begun, failed ones included.
    """
    answers: list[Answer] = []
    shared = Shared(short=len(tasks) > 1)
    for task in tasks:
        if cancelled():
            break
        answer = _train_one(task, dataset, encoded, terms, cancelled, shared)
        answers.append(answer)
        if terms.stop_at_failure and answer.outcome.status != "ok":
            break
    return answers


def failure(run_id: str, reason: str, trace: str = "") -> Answer:
    """The answer of a run that left nothing behind but a reason."""
    nothing = Curve(1, np.empty((0, len(METRICS))))
    return Answer(run_id, Outcome("error", reason, nothing, None), trace)


def begin_worker(driver: int) -> None:
    """Prepare a worker process: Ctrl-C is the driver's business, and it dies with the driver.

    Args:
        driver: process id of the driver, the parent of this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == driver:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="nnexp-parent-watch", daemon=True).start()


def _train_one(
    task: Task,
    dataset: Dataset,
    encoded: Encoded,
    terms: Terms,
    cancelled: Callable[[], bool],
    shared: Shared,
) -> Answer:
    try:
        outcome = train(
            task.point,
            task.repeat,
            dataset,
            encoded,
            start=task.start,
            should_stop=_stop_check(terms.timeout, cancelled),
            shared=shared,
        )
    except Exception as error:
        return failure(task.run_id, _one_line(error), traceback.format_exc())
    if outcome.status == "timeout":
        limit = f"took longer than engine.timeout={terms.timeout:g} seconds"
        outcome = dataclasses.replace(outcome, reason=f"{limit}; {outcome.reason}")
    if not terms.keep_networks:
        outcome = dataclasses.replace(outcome, network=None)
    return Answer(task.run_id, outcome)


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
