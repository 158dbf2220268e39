"""What the values of a statement are, and how a sentence prints them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

from nnexp.analysis.english import phrases
from nnexp.language.said import said
from nnexp.metrics import Bounds


@dataclasses.dataclass(frozen=True)
class Unit:
    """A unit of tested values, in sentences and in tables."""

    shown: Callable[[float], str]
    """A value in a sentence, with its unit."""
    name: str = ""
    """Of the numbers that `plain` gives; empty for numbers without one."""
    plain: Callable[[float], float] = float
    """From a value of the test to a number that a reader can use by itself."""
    limits: Bounds = (-math.inf, math.inf)
    """The values that there can be, at which intervals end."""


def _factor(logarithm: float) -> str:
    value = phrases.number(_power(logarithm)) if logarithm < 300 else "∞"
    return said("×{value}", value=value)


def _power(logarithm: float) -> float:
    return 10.0**logarithm if logarithm < 300 else math.inf


def _points(digits: int) -> Callable[[float], str]:
    return lambda share: said(
        "{value} points", value=f"{round(100 * share, digits) + 0.0:.{digits}f}"
    )


def _hundred(share: float) -> float:
    return 100 * share


NUMBER = Unit(phrases.number)
POINTS = Unit(_points(1), "points", _hundred, (-1.0, 1.0))
"""Differences of accuracies."""
FINE_POINTS = Unit(_points(3), "points", _hundred, (-1.0, 1.0))
"""Differences of accuracies that are smaller than a tenth of a point."""
PERCENT = Unit(
    lambda share: said("{value} %", value=f"{100 * share:.1f}"), "%", _hundred, (0.0, 1.0)
)
"""Shares and accuracies."""
FACTOR = Unit(_factor, "times", _power)
"""Ratios, tested by their logarithm to base 10."""
SMALL = Unit(lambda logarithm: f"{_power(logarithm):.1e}", "", _power)
"""Amounts over many orders of size, tested by their logarithm to base 10."""
