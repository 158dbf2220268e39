"""How far a sweep is: runs, epochs and expected seconds, those done beside all there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from nnexp.columns import Columns
from nnexp.execution.observing import Deciding, ObservedRun


@dataclasses.dataclass(frozen=True)
class WorkLeft:
    """An amount of work: what is to be done, or what has been."""

    runs: int = 0
    epochs: int = 0
    cost: float = 0.0
    """Expected seconds of work; only its share of the total counts."""

    def __add__(self, other: WorkLeft) -> WorkLeft:
        return WorkLeft(self.runs + other.runs, self.epochs + other.epochs, self.cost + other.cost)


def work_of(runs: Iterable[ObservedRun]) -> WorkLeft:
    """What is to be trained of some runs; those that the store knows are no work."""
    left = [run for run in runs if run.to_train]
    return WorkLeft(len(left), sum(run.to_train for run in left), sum(run.seconds for run in left))


def speed_and_rest(done: WorkLeft, total: WorkLeft, seconds: float, columns: Columns) -> str:
    """`1,234 epochs/s, 0:42 left`; the time left follows from the cost of what is done.

    Args:
        done: of the work.
        total: all of it.
        seconds: that it took so far.
        columns: what trainings are counted in, and in which language.
    """
    if seconds <= 0 or done.runs == 0:
        return ""
    rate = done.epochs / seconds
    speed = columns.say(
        "{rate} {unit}/s",
        rate=f"{rate:,.0f}" if rate >= 10 else f"{rate:.2g}",
        unit=columns.say(columns.counted_in),
    )
    if done.cost <= 0:
        return speed
    left = seconds * max(0.0, total.cost - done.cost) / done.cost
    return columns.say("{speed}, {time} left", speed=speed, time=clock(left))


def spent_text(event: Deciding, columns: Columns) -> str:
    """`1:05 of 10:00 spent`, or the same in epochs; the columns say in which language."""
    if event.unit == "s":
        spent, budget = clock(event.spent), clock(event.budget)
        return columns.say("{spent} of {budget} spent", spent=spent, budget=budget)
    return columns.say(
        "{spent} of {budget} {unit} spent",
        spent=f"{event.spent:,.0f}",
        budget=f"{event.budget:,.0f}",
        unit=columns.say(event.unit),
    )


def clock(seconds: float) -> str:
    """`0:42`, `3:05`, `2:00:00`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
