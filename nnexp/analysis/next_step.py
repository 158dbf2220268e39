"""What would tell more than a finding does: more repeats, a wider grid, longer training."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

from nnexp.settings import Scalar, Side, Spec, as_typed, is_last, last_legal


@dataclasses.dataclass(frozen=True)
class More:
    """Train more repeats of the same settings."""

    repeats: int | None
    """In all, for a power of 80 % if the means stay as they are; None where no reasonable number
    would do."""


@dataclasses.dataclass(frozen=True)
class Extend:
    """Try a value of a setting beyond an end of the grid."""

    setting: str
    side: Side
    to: float | None
    """The next value in the grid's own steps, or the last legal one; None where there is none."""


@dataclasses.dataclass(frozen=True)
class Train:
    """Train longer."""

    to: int
    """Epochs, or what else the budget is counted in: twice those of now."""


Next = More | Extend | Train


Extending = Callable[[Side], Extend]


def extending(setting: str, grid: Sequence[float], spec: Spec | None) -> Extending:
    """What goes on beyond an end of a grid, in the grid's own steps.

    Args:
        setting: its name.
        grid: ascending values; a single one has no step.
        spec: of the setting; says its scale and bounds.
    """

    def step(side: Side) -> Extend:
        if len(grid) < 2:
            return Extend(setting, side, None)
        end, neighbour = (grid[0], grid[1]) if side == "below" else (grid[-1], grid[-2])
        linear = spec is not None and spec.scale == "linear"
        to = end + (end - neighbour) if linear or end * neighbour <= 0 else end * end / neighbour
        # In three digits, unless the grid is so fine that these lead back into it.
        short = float(f"{to:.3g}")
        to = short if (short < end if side == "below" else short > end) else to
        if spec is None:
            return Extend(setting, side, to)
        if spec.whole:
            to = float(math.floor(to) if side == "below" else math.ceil(to))
        if spec.scale == "log" and to <= 0 < end:
            # Nothing but positive numbers has a logarithm: of whole ones the last is 1.
            to = 1.0
        if not _legal(to, spec):
            last = last_legal(spec, side)
            return Extend(setting, side, None if is_last(end, spec, side) else last)
        return Extend(setting, side, to if to != end else None)

    return step


def lasting(last: int, spec: Spec | None) -> tuple[Train, ...]:
    """Twice as long a training, or the longest there is; none where that was trained.

    Args:
        last: what was trained.
        spec: of the budget; says its bound.
    """
    to = longer(last, spec)
    return () if to is None else (Train(to),)


def longer(last: int, spec: Spec | None) -> int | None:
    """Twice a budget, or the largest there is; None where that was spent."""
    end = None if spec is None else last_legal(spec, "above")
    to = 2 * last if end is None else min(2 * last, int(end))
    return to if to > last else None


def wider(setting: str, tried: Sequence[Scalar], spec: Spec | None, count: int) -> str:
    """A grid around the values that were tried, as it is typed: `width=16,32,64`.

    Args:
        setting: its name.
        tried: values, in any order; one alone is gone on from by halves and doubles if it counts
            things, else by threes.
        spec: of the setting; says its type, scale and bounds.
        count: values that the grid shall have.
    """
    numbers = {float(one) for one in tried if isinstance(one, (int, float)) and one is not True}
    grid = sorted(numbers)
    if not grid:
        return spec.example if spec else f"{setting}=0.1,0.3"
    whole = spec is not None and spec.whole
    if len(grid) == 1:
        (only,) = grid
        if only <= 0 or (spec is not None and spec.scale == "linear"):
            step = max(1.0, abs(only) // 2) if whole else abs(only) / 2 or 0.1
            more = [only - step, only + step] if only else [step]
        elif whole:
            more = [float(math.ceil(only / 2)), 2 * only]
        else:
            more = [float(f"{only / 3:.1g}"), float(f"{only * 3:.3g}")]
        legal = (one for one in more if spec is None or _legal(one, spec))
        grid = sorted({only, *legal})
    ends: list[Side] = ["above", "below"]
    while len(grid) < count and ends:
        side = ends.pop(0)
        to = extending(setting, grid, spec)(side).to
        # Who tried positive values only may mean ratios: 0 has none.
        if to is not None and to not in grid and (to > 0 or grid[0] <= 0):
            grid = sorted([*grid, to])
            ends.append(side)
    return f"{setting}={','.join(as_typed(int(one) if whole else one) for one in grid)}"


def _legal(value: float, spec: Spec) -> bool:
    low = spec.least
    if low is not None and (value < low or (spec.above and value == low)):
        return False
    return not (
        spec.high is not None and (value > spec.high or (spec.below and value == spec.high))
    )
