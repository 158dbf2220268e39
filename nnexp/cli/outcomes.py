"""How each grid point of a sweep ended, read off the sweep's table."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnexp.errors import NnexpError
from nnexp.plural import counted
from nnexp.settings import GridPoint, as_typed, flatten
from nnexp.sweeps.endings import Endings, endings_of

if TYPE_CHECKING:
    from nnexp.sweeps import SweepData, SweepUnderWay


class TrialsFailedError(NnexpError):
    """A sweep ended, and some of its trials failed."""


NOT_TRAINED = "not trained"


@dataclasses.dataclass(frozen=True)
class PointOutcome:
    """One grid point: how its trials ended, and what an adaptive sweeper minimises."""

    statuses: tuple[str, ...]
    """One per trial, as in the table; none when the sweep stopped before."""

    loss: float
    """Mean loss over the trials on the data that select settings; NaN if any failed."""

    @property
    def failed(self) -> bool:
        return not self.statuses or any(status != "ok" for status in self.statuses)


def point_outcomes(
    points: Sequence[GridPoint],
    result: SweepData | SweepUnderWay | Endings,
    *,
    decides: bool = False,
) -> list[PointOutcome]:
    """The outcome of each of `points`, in order.

    What a sweep that decides has given up it did not need to train.
    """
    spared = ["ok"] if decides else []
    ended = result if isinstance(result, Endings) else endings_of(result)
    swept = ended.swept
    statuses: dict[tuple[str, ...], list[str]] = {}
    losses: dict[tuple[str, ...], list[float]] = {}
    for key, status, loss in ended.trials:
        # A column may hold 100 as `100`, `100.0` or `"100"`: the same setting.
        typed = tuple(as_typed(value) for value in key)
        statuses.setdefault(typed, []).append(status)
        losses.setdefault(typed, []).append(loss)
    return [
        _outcome(statuses.get(key, spared), losses.get(key, [math.nan]))
        for key in (_key(point, swept) for point in points)
    ]


def summary_of_failures(outcomes: Sequence[PointOutcome]) -> str | None:
    """`3 of 45 trials failed (2 diverged, 1 timeout)`, or None when none did."""
    trials = [status for outcome in outcomes for status in outcome.statuses or (NOT_TRAINED,)]
    bad = Counter(status for status in trials if status != "ok")
    if not bad:
        return None
    kinds = ", ".join(f"{count} {status}" for status, count in sorted(bad.items()))
    return f"{sum(bad.values()):,} of {counted(len(trials), 'trial')} failed ({kinds})"


def _outcome(statuses: Sequence[str], losses: Sequence[float]) -> PointOutcome:
    complete = bool(statuses) and all(status == "ok" for status in statuses)
    return PointOutcome(tuple(statuses), sum(losses) / len(losses) if complete else math.nan)


def _key(point: GridPoint, swept: Sequence[str]) -> tuple[str, ...]:
    values = flatten(point)
    return tuple(as_typed(values[name]) for name in swept)
