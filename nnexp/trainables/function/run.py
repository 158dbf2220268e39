"""One training of a user's code, followed from row to row."""

from __future__ import annotations

import dataclasses
import inspect
import time
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import numpy as np

from nnexp.metrics import Metric
from nnexp.trainables.function.code import one_line
from nnexp.trainables.function.surroundings import (
    RESERVED,
    TURN,
    Resumed,
    StoppedError,
    Watch,
    generators,
    heard,
    processes_of_its_own,
    seeded,
)
from nnexp.trainables.outcome import Checkpoint, Curve, Outcome, State, Status, StopCheck
from nnexp.trainables.trainable import SECONDS

Begin = Callable[[State | None], Any]
"""Calls the user's code with a state to go on from; gives a generator of rows or one row."""

_NUMBERS = "biuf"


@dataclasses.dataclass(frozen=True)
class Order:
    """What a training is to do."""

    label: str
    """What messages call the code."""
    metrics: tuple[Metric, ...]
    """Time the last; none where nobody knows yet, and then one row is all that is asked for."""
    epochs: int
    yields: bool
    told_epochs: bool
    """Whether the code knows how many rows are wanted, so that more are a mistake."""
    resumable: bool
    """Whether it takes a state."""
    seed: int
    start: Checkpoint | None = None


class _WrongRowError(Exception):
    """What was measured is no row."""


@dataclasses.dataclass
class _Progress:
    """What is complete, and what was said meanwhile."""

    names: tuple[str, ...]
    rows: list[list[float]] = dataclasses.field(default_factory=list)
    state: State | None = None
    trace: str = ""


def follow(begin: Begin, order: Order, should_stop: StopCheck) -> Outcome:
    """Train, whatever the user's code does: what goes wrong is how the training ended."""
    done = order.start[0] if order.start else 0
    names = tuple(one.name for one in order.metrics if one.name != SECONDS)
    progress = _Progress(names)
    with TURN, heard() as said, seeded(order.seed), processes_of_its_own():
        with Watch(should_stop) as watch:
            status, reason = _followed(begin, order, progress, watch)
        text = said()
    columns = len(progress.names) + 1
    curve = Curve(done + 1, np.array(progress.rows, dtype=float).reshape(-1, columns))
    kept = progress.state if progress.rows else None
    measured = () if order.metrics else progress.names
    return Outcome(status, reason, curve, kept, said=text + progress.trace, measured=measured)


def _followed(begin: Begin, order: Order, progress: _Progress, watch: Watch) -> tuple[Status, str]:
    done = order.start[0] if order.start else 0
    try:
        if (why := watch.ask()) is not None:
            return why, "stopped before its first epoch"
        watched = time.perf_counter()
        state = Resumed(order.start[1]) if order.start else None
        found = watch.run(lambda: begin(state))
        if not order.yields:
            _refuse_generator(found)
            trouble = _take(found, 0, order, progress, watched)
            return ("ok", "") if trouble is None else ("diverged", trouble)
        return _rows(found, order, progress, watch, done)
    except StoppedError:
        return watch.why or "interrupted", f"stopped in epoch {done + len(progress.rows) + 1}"
    except _WrongRowError as error:
        return "error", f"{order.label}: {error}"
    except SystemExit as error:
        return "error", f"sys.exit({error.code!r}) was called"
    except KeyboardInterrupt:
        return "error", "KeyboardInterrupt was raised"
    except Exception as error:
        progress.trace = traceback.format_exc()
        return "error", one_line(error)


def _rows(
    found: Any, order: Order, progress: _Progress, watch: Watch, done: int
) -> tuple[Status, str]:
    if not inspect.isgenerator(found):
        raise _WrongRowError(f"gave a {type(found).__name__} where a generator was meant")
    wanted = order.epochs if order.metrics else done + 1
    try:
        for epoch in range(done + 1, wanted + 1):
            if epoch > done + 1 and (why := watch.ask()) is not None:
                return why, f"stopped after epoch {epoch - 1}"
            watched = time.perf_counter()
            item = watch.run(lambda: next(found, _ENDED))
            if item is _ENDED:
                raise _WrongRowError(_ended(epoch - 1, order))
            row, state = _apart(item, epoch)
            if (trouble := _take(row, epoch, order, progress, watched)) is not None:
                return "diverged", trouble
            progress.state = None if state is None else _kept(state, epoch, order)
        if order.told_epochs and order.metrics and _goes_on(found, watch):
            progress.rows.clear()
            raise _WrongRowError(
                f"yields more than epochs={order.epochs} rows; yield one after each epoch"
            )
    finally:
        _close(found, watch)
    return "ok", ""


_ENDED = object()


def _ended(rows: int, order: Order) -> str:
    if rows == 0:
        return "yields nothing; yield a mapping of metrics after each epoch"
    return f"yields {rows} rows, and epochs={order.epochs} asks for {order.epochs}"


def _goes_on(found: Any, watch: Watch) -> bool:
    return watch.run(lambda: next(found, _ENDED)) is not _ENDED


def _refuse_generator(found: Any) -> None:
    if isinstance(found, Generator) or hasattr(found, "__next__"):
        raise _WrongRowError("returns a generator; yield the rows in the function itself")
    if found is None:
        raise _WrongRowError(
            "returns nothing; return a mapping of metrics, or yield one after each epoch"
        )


def _close(found: Any, watch: Watch) -> None:
    """Let the generator clean up; what it raises then changes no number."""
    try:
        watch.run(found.close)
    except (Exception, StoppedError):
        return


def _apart(item: Any, epoch: int) -> tuple[Any, Any]:
    """The row and the state of what was yielded."""
    if isinstance(item, tuple):
        if len(item) != 2:
            raise _WrongRowError(
                f"epoch {epoch} yields {len(item)} values; yield metrics, or metrics and a state"
            )
        return item
    return item, None


def _take(row: Any, epoch: int, order: Order, progress: _Progress, began: float) -> str | None:
    """Take a row in; says why the training is lost if it is.

    Raises:
        _WrongRowError: it is no row, or another than those before.
    """
    seconds = time.perf_counter() - began
    when = f"epoch {epoch} yields" if order.yields else "returns"
    if not isinstance(row, Mapping):
        raise _WrongRowError(
            f"{when} a {type(row).__name__}; a row is a mapping of metrics, "
            "as {'validation_accuracy': 0.9}"
        )
    if wrong := [key for key in row if not isinstance(key, str) or not key.isidentifier()]:
        raise _WrongRowError(f"{when} a metric named {wrong[0]!r:.60}; a name is one word")
    if not row:
        raise _WrongRowError(f"{when} no metrics; measure validation_accuracy for example")
    if SECONDS in row:
        raise _WrongRowError(f"{when} {SECONDS}, which is measured already; call it otherwise")
    if not progress.names:
        progress.names = tuple(row)
    _refuse_other_names(row, when, progress.names)
    values = [_number(name, row[name], when) for name in progress.names]
    for name, value in zip(progress.names, values, strict=True):
        if row[name] is not None and not np.isfinite(value):
            return f"{name} is {value:g}{f' in epoch {epoch}' if order.yields else ''}"
    _refuse_out_of_bounds(dict(zip(progress.names, values, strict=True)), order.metrics, when)
    progress.rows.append([*values, seconds])
    return None


def _refuse_other_names(row: Mapping[str, Any], when: str, names: Sequence[str]) -> None:
    if lost := [name for name in names if name not in row]:
        raise _WrongRowError(
            f"{when} no {lost[0]}, which other rows have; yield None where it is not measured"
        )
    if new := [name for name in row if name not in names]:
        raise _WrongRowError(
            f"{when} {new[0]} too, which other rows have not; yield None where it is not measured"
        )


def _refuse_out_of_bounds(
    values: Mapping[str, float], metrics: Sequence[Metric], when: str
) -> None:
    for one in metrics:
        value = values.get(one.name, np.nan)
        low, high = one.bounds
        if value < low or value > high:
            share = one.printed == "percent" and value > high
            hint = (
                "a share is between 0 and 1: divide by 100"
                if share
                else (f"it is at least {low:g}" if value < low else f"it is at most {high:g}")
            )
            raise _WrongRowError(f"{when} {one.name}={value:g}; {hint}")


def _number(name: str, value: Any, when: str) -> float:
    if value is None:
        return np.nan
    if not isinstance(value, (str, bytes)) and getattr(value, "size", 1) != 0:
        try:
            return float(value)
        except Exception:  # noqa: S110 -- whatever a class of the user's raises is said below
            pass
    shape = getattr(value, "shape", None)
    what = f"an array of shape {tuple(shape)}" if shape else f"a {type(value).__name__}"
    raise _WrongRowError(f"{when} {name} as {what}; a metric is one number")


def _kept(state: Any, epoch: int, order: Order) -> State:
    """A copy of a state that the user's code may go on to change."""
    when = f"epoch {epoch} yields"
    if not isinstance(state, Mapping):
        raise _WrongRowError(
            f"{when} a {type(state).__name__} as its state; a state is named arrays, "
            "as {'weights': W}"
        )
    if not order.resumable:
        raise _WrongRowError(
            f"{when} a state, and the function takes none; add state=None to its parameters and "
            "go on from it"
        )
    arrays = {str(name): _array(name, value, when) for name, value in state.items()}
    return arrays | generators()


def _array(name: Any, value: Any, when: str) -> np.ndarray:
    if not isinstance(name, str) or name.startswith(RESERVED):
        raise _WrongRowError(f"{when} a state named {name!r:.60}; a name is text")
    try:
        array = np.array(value)
    except Exception as error:
        raise _WrongRowError(f"{when} state '{name}': {one_line(error)}") from error
    if array.dtype.kind not in _NUMBERS or array.dtype.itemsize > 8:
        raise _WrongRowError(
            f"{when} state '{name}' of type {array.dtype}; a state is arrays of numbers"
        )
    return array
