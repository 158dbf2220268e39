"""Ranges of numbers, counted and listed as the decimals that people type.

Hydra adds up binary fractions: its `range(0.1,0.4,0.1)` has 0.30000000000000004 in it,
which is another learning rate than 0.3 to a store of runs, and 0.4, which is the stop.
"""

from __future__ import annotations

import math
from decimal import Decimal

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import RangeSweep
from hydra.errors import OverrideParseException

LARGEST = 100_000
"""Grid points of one sweep: as many as are planned in seconds, and in less than 1 GB."""


def range_length(swept: RangeSweep) -> int:
    """How many values a range has, without listing them; 0 for one that never starts or ends."""
    numbers = (swept.start, swept.stop, swept.step)
    if swept.step == 0 or not all(_is_finite(number) for number in numbers):
        return 0
    start, stop, step = _decimals(swept)
    return max(0, math.ceil((stop - start) / step))


def spell_out(typed: str) -> str:
    """An override with the values of a range of fractions written one by one.

    Anything else, and what cannot be read, comes back as it is.
    """
    if "range" not in typed:
        return typed
    try:
        override = OverridesParser.create().parse_overrides([typed])[0]
    except OverrideParseException:
        return typed
    swept = override.value()
    values = _fractions(swept) if isinstance(swept, RangeSweep) and not swept.tags else None
    if values is None:
        return typed
    listed = ",".join(repr(value) for value in values)
    shuffled = isinstance(swept, RangeSweep) and swept.shuffle
    return f"{override.get_key_element()}={f'shuffle({listed})' if shuffled else listed}"


def _is_finite(number: float | None) -> bool:
    if isinstance(number, float):
        return math.isfinite(number)
    # A whole number of hundreds of digits is no float, and no end of a range either.
    return number is None or abs(number) < 1 << 1000


def _fractions(swept: RangeSweep) -> list[float] | None:
    """The values of a range unless all are whole, which Hydra gets right, or too many."""
    if all(isinstance(number, int) for number in (swept.start, swept.stop, swept.step)):
        return None
    length = range_length(swept)
    if not 0 < length <= LARGEST:
        return None
    start, _, step = _decimals(swept)
    return [float(start + index * step) for index in range(length)]


def _decimals(swept: RangeSweep) -> tuple[Decimal, Decimal, Decimal]:
    start, stop, step = (Decimal(repr(x)) for x in (swept.start, swept.stop, swept.step))
    return start, stop, step
