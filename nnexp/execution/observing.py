"""What observers of a sweep are told while it runs, as plain data; none of them can end it."""

from __future__ import annotations

import dataclasses
import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from nnexp.columns import Columns
from nnexp.settings import Scalar

if TYPE_CHECKING:  # which needs pandas, and workers and most sweeps do not
    from nnexp.deciding.step import Step

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class ObservedRun:
    """A run of the plan."""

    settings: Mapping[str, Scalar]
    """Of a grid point that it serves: the one that asks for the most epochs."""
    repeat: int
    epochs: int
    """Its budget."""
    to_train: int
    """Epochs that the store lacks; 0 where it knows the run."""
    seconds: float
    """Roughly what these take on one core: only its share of the sum counts."""


@dataclasses.dataclass(frozen=True)
class Deciding:
    """What a sweep that decides trains next, and why."""

    step: Step
    columns: Columns
    """What settings and metrics mean."""
    spent: float
    budget: float
    """What may be spent, in the same unit."""
    unit: str
    """`s`, or what trainings are counted in."""


@dataclasses.dataclass(frozen=True)
class Planned:
    """What is about to be trained. Runs that the store knows are told as ended right after."""

    purpose: Literal["answer", "verification"]
    """Whether runs serve trials, or are trained once more to be compared (`verify=prefix`)."""
    trials: int
    runs: Mapping[str, ObservedRun]
    """By run id."""
    columns: Columns
    """What settings and metrics mean."""


@dataclasses.dataclass(frozen=True)
class Started:
    """A run was handed to the workers; again, where a worker was lost."""

    run_id: str


@dataclasses.dataclass(frozen=True, eq=False)
class Measured:
    """A part of a run's curve is there; the same part may be told again."""

    run_id: str
    first_epoch: int
    """The epoch of row 0, counted from 1."""
    values: np.ndarray
    """(epochs, metrics) float64, read-only; the metrics as in `Planned.columns`."""


@dataclasses.dataclass(frozen=True)
class Finished:
    """A run has all its epochs."""

    run_id: str


@dataclasses.dataclass(frozen=True)
class Failed:
    """A run ended before."""

    run_id: str
    status: str
    """`diverged`, `error` or `timeout`."""
    reason: str
    """One line."""


@dataclasses.dataclass(frozen=True)
class Ended:
    """Nothing more is trained."""

    how: Literal["finished", "stopped", "broken"]
    """By itself, by a signal, or by an error that no run is the cause of."""
    reason: str = ""
    """Of an error."""


Event = Deciding | Planned | Started | Measured | Finished | Failed | Ended

Observer = Callable[[Event], None]
"""Called for one event at a time, from any thread; the sweep waits until it returns."""


def nobody(_event: Event) -> None:
    """Observes nothing."""


def ending(run_id: str, status: str, reason: str) -> Finished | Failed:
    """The event of a run that ended by itself."""
    return Finished(run_id) if status == "ok" else Failed(run_id, status, reason)


def measured(run_id: str, first_epoch: int, values: np.ndarray) -> Measured:
    """The event with a view of the values that nobody can write to."""
    view = values.view()
    view.flags.writeable = False
    return Measured(run_id, first_epoch, view)


def audience(observers: Mapping[str, Observer]) -> Observer:
    """Several observers as one that never raises; who does is told nothing more.

    Args:
        observers: by the names under which their errors are logged.
    """
    listening = dict(observers)
    one_at_a_time = threading.RLock()

    def tell(event: Event) -> None:
        with one_at_a_time:
            for name, observer in tuple(listening.items()):
                try:
                    observer(event)
                # SystemExit too: rich raises it where a terminal is gone.
                except (Exception, SystemExit) as error:
                    del listening[name]
                    note_failure(name, error)

    return tell


def note_failure(name: str, error: BaseException) -> None:
    """Log the error of an observer, which the sweep outlives."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    log.warning("observer %s: is told nothing more of this sweep, as it raised %s", name, what)
    log.info("observer %s:\n%s", name, "".join(traceback.format_exception(error)).rstrip())
