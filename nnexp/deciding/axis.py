"""Values of a setting beyond the ends of a grid and between its values."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnexp.analysis.next_step import extending
from nnexp.settings import Side, Spec

ALONE = 3.0
"""Ratio to the first value tried on either side of a single one."""
CLOSEST = 1.25
"""Ratio of neighbours between which nothing is put any more."""


def beyond(setting: str, grid: Sequence[float], spec: Spec, side: Side) -> float | None:
    """The next value outside of a grid: in its own steps, or the bound of what is legal.

    Args:
        setting: its name.
        grid: ascending values, one at least.
        spec: scale, kind and bounds.
        side: where.

    Returns:
        None where the setting ends.
    """
    known = list(grid) if len(grid) > 1 else _pair(grid[0], spec, side)
    found = extending(setting, known, spec)(side).to
    end = grid[0] if side == "below" else grid[-1]
    # A positive grid may mean ratios, of which 0 is none; where it is a value its bound says so.
    if found is not None and found <= 0 < grid[0] and spec.low is None:
        return None
    if found is None or (found >= end if side == "below" else found <= end):
        return None
    return found


def between(low: float, high: float, spec: Spec) -> float | None:
    """The middle of two values on the setting's scale; None where they are as near as need be."""
    if spec.scale == "log" and low > 0:
        if high / low < CLOSEST**2:
            return None
        middle = math.sqrt(low * high)
    else:
        middle = (low + high) / 2
    middle = float(round(middle)) if spec.whole else float(f"{middle:.2g}")
    return middle if low < middle < high else None


def position(value: float, spec: Spec) -> float:
    """The coordinate of a value on its scale."""
    return math.log(value) if spec.scale == "log" and value > 0 else value


def typed(value: float, spec: Spec) -> float | int:
    """A value in the type of its setting."""
    return int(value) if spec.whole else float(value)


def _pair(value: float, spec: Spec, side: Side) -> list[float]:
    """A single value and one on its other side, so that there is a step."""
    step = ALONE if spec.scale == "log" and value > 0 else None
    if step is not None:
        return [value, value * step] if side == "below" else [value / step, value]
    width = abs(value) / 2 or 1.0
    return [value, value + width] if side == "below" else [value - width, value]
