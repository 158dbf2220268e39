"""What the values of a statement are, and how a sentence prints them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

from nnexp.analysis.english import phrases
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
    return f"×{phrases.number(_power(logarithm))}" if logarithm < 300 else "×∞"


def _power(logarithm: float) -> float:
    return 10.0**logarithm if logarithm < 300 else math.inf


def _hundred(share: float) -> float:
    return 100 * share


NUMBER = Unit(phrases.number)
POINTS = Unit(
    lambda value: f"{round(100 * value, 1) + 0.0:.1f} points", "points", _hundred, (-1.0, 1.0)
)
"""Differences of accuracies."""
FINE_POINTS = Unit(
    lambda value: f"{round(100 * value, 3) + 0.0:.3f} points", "points", _hundred, (-1.0, 1.0)
)
"""Differences of accuracies that are smaller than a tenth of a point."""
PERCENT = Unit(lambda value: f"{100 * value:.1f} %", "%", _hundred, (0.0, 1.0))
"""Shares and accuracies."""
FACTOR = Unit(_factor, "times", _power)
"""Ratios, tested by their logarithm to base 10."""
SMALL = Unit(lambda logarithm: f"{_power(logarithm):.1e}", "", _power)
"""Amounts over many orders of size, tested by their logarithm to base 10."""
