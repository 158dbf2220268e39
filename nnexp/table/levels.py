"""The values that a swept setting takes: their text, their order, a few of many."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nnexp.settings import as_typed


def level(value: Any) -> str:
    """A table cell as the user would type it; equal values have equal text in every dtype."""
    if value is pd.NA:
        return "null"
    return as_typed(value.item() if isinstance(value, np.generic) else value)


def number(text: str) -> float | None:
    """The number that a level stands for, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def ordered(levels: Iterable[str], typed: Iterable[str] = ()) -> tuple[str, ...]:
    """Distinct levels: numbers ascending, then lists by their members, then words.

    Args:
        levels: texts.
        typed: the order in which the user typed them, in which words stay.
    """
    place = {text: place for place, text in enumerate(typed)}

    def position(text: str) -> tuple[int, tuple[float, ...], str]:
        kind, members, word = _position(text)
        return kind, (float(place.get(text, len(place))),) if kind == 2 else members, word

    return tuple(sorted(set(levels), key=position))


def few(levels: Sequence[str], limit: int, keep: str | None = None) -> tuple[str, ...]:
    """At most `limit` (3 or more) of the levels, evenly spread, the ends and `keep` among them."""
    if len(levels) <= limit:
        return tuple(levels)
    step = (len(levels) - 1) / (limit - 1)
    chosen = [round(index * step) for index in range(limit)]
    if keep in levels and levels.index(keep) not in chosen:
        wanted = levels.index(keep)
        nearest = min(range(1, limit - 1), key=lambda place: abs(chosen[place] - wanted))
        chosen[nearest] = wanted
    return tuple(levels[index] for index in chosen)


def _position(text: str) -> tuple[int, tuple[float, ...], str]:
    value = number(text)
    if value is not None:
        return 0, (value,), text
    if text.startswith("["):
        try:
            return 1, tuple(float(member) for member in json.loads(text)), text
        except (ValueError, TypeError):
            pass
    return 2, (), text
